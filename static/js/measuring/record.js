// What is known of the captures and their steps: from the server, and what was changed here since.
// A step here is one set of points on one frame; it is sent as soon as all its points are placed.

import { cameraRoll, centimetres } from "./geometry.js";

const DECLARED = [
  ...["task", "state", "view", "mirrored", "landmark_set", "is_still", "width_px", "height_px"],
  ...["frame_count", "capture_fps", "playback_fps", "is_exact", "clip_mark", "horizon", "scale"],
];
const pick = (object, names) => Object.fromEntries(names.map((name) => [name, object[name]]));
const copyOf = (points) => structuredClone(points);
const number = (value) => (value === null || value === undefined ? null : Number(value));

export class Record extends EventTarget {
  constructor({ assessment, state, point_sets, urls }, sending) {
    super();
    this.assessment = assessment;
    this.sets = new Map(point_sets.map((set) => [set.code, withEvents(set)]));
    this.base = urls.captures;
    this.sending = sending;
    this.captures = new Map();
    this.steps = [];
    this.load(state);
    sending.addEventListener("answer", ({ detail }) => this.answered(detail));
    sending.addEventListener("state", () => sending.state === "closed" && this.stop());
  }

  load({ captures, summary }) {
    this.summary = summary ?? [];
    for (const capture of captures) this.takeCapture(capture);
    const isClosed = this.sending.state === "closed"; // what was taken out here stands there
    for (const change of this.sending.waiting) {
      if (!isClosed || change.method !== "DELETE") this.takeChange(change);
    }
    this.tell();
  }

  // Keep what the server says of a capture and its steps; steps that wait to be sent stay as here.
  takeCapture(given) {
    const { steps = [], ...capture } = given;
    capture.capture_fps = number(capture.capture_fps);
    capture.playback_fps = number(capture.playback_fps);
    const sent = capture.frames ?? [];
    const onTheirWay = (this.captures.get(capture.reference)?.frames ?? []).filter(
      (frame) => !frame.url && !sent.some((each) => each.number === frame.number),
    );
    capture.frames = [...sent, ...onTheirWay];
    this.captures.set(capture.reference, capture);
    for (const step of steps) this.takeStep(capture.reference, step);
  }

  takeStep(capture, given) {
    if (this.isLeaving(given.reference)) return;
    const known = this.steps.find((step) => step.reference === given.reference);
    const values = given.values.map((each) => ({
      ...each,
      value: number(each.value),
      click_sd: number(each.click_sd),
    }));
    if (!known) {
      const fresh = { ...given, capture, values, time_s: Number(given.time_s) };
      this.steps.push({ ...fresh, unsure: [], stored: true, refused: "" });
      return;
    }
    if (this.isWaiting(known) || known.isTouched) {
      known.revision = given.revision;
      return;
    }
    Object.assign(known, given, { capture, values, time_s: Number(given.time_s) });
    Object.assign(known, { stored: true, refused: "" });
  }

  // Show what an earlier page changed here, and could not send.
  takeChange({ method, url, body, blob, about, refused }) {
    const [reference, part, name] = url.slice(this.base.length).split("/");
    if (method === "DELETE") {
      this.steps = this.steps.filter((step) => step.reference !== about && step.capture !== about);
      this.captures.delete(about);
    } else if (blob) {
      const capture = this.captures.get(reference);
      const frame = { number: Number(name), url: null };
      if (capture && !capture.frames.some((kept) => kept.number === frame.number)) {
        capture.frames = [...capture.frames, frame];
      }
    } else if (part) {
      this.putBack({ ...body, reference: about, capture: reference, stored: !refused, refused });
    } else {
      const known = this.captures.get(about) ?? { reference: about, frames: [], revision: 0 };
      const said = pick(body, DECLARED);
      this.captures.set(about, { ...known, ...said, ...fromLines(said) });
    }
  }

  // Take a step as it was left here, over what the server says of it.
  putBack(left) {
    const known = this.steps.find((step) => step.reference === left.reference);
    const step = known ?? { unsure: [], revision: 0 };
    if (!known) this.steps.push(step);
    Object.assign(step, { ...left, values: [], revision: Math.max(step.revision, left.revision) });
  }

  // An answer to what was sent before a step was taken back says nothing any longer.
  isLeaving(reference) {
    return this.sending.waiting.some(
      (change) => change.about === reference && change.method === "DELETE",
    );
  }

  isWaiting(step) {
    return this.sending.waiting.some((change) => change.about === step.reference);
  }

  // Steps that are here alone, and are not to be sent as they stand.
  get unfinished() {
    return this.steps.filter((step) => !step.stored && !this.isWaiting(step));
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }

  urlOf(capture, step) {
    const url = `${this.base}${capture}/`;
    return step ? `${url}steps/${step}/` : url;
  }

  // --- captures ---------------------------------------------------------------------------------

  saveCapture(capture) {
    this.captures.set(capture.reference, capture);
    const body = { ...pick(capture, DECLARED), revision: capture.revision };
    this.sending.put(this.urlOf(capture.reference), body, capture.reference);
    this.dispatchEvent(new CustomEvent("declared", { detail: capture }));
    this.tell();
  }

  // What was computed before the camera's tilt or scale was known counts no longer.
  forgetValues(capture) {
    for (const step of this.stepsOf(capture)) step.values = [];
  }

  removeCapture(reference) {
    this.captures.delete(reference);
    this.steps = this.steps.filter((step) => step.capture !== reference);
    this.sending.remove(this.urlOf(reference), reference);
    this.tell();
  }

  // Throw a refused change away: the server's own stands again.
  throwAway(change) {
    const isNew = change.body?.revision === 0;
    const isGone = (url) => url === change.url || (isNew && url.startsWith(change.url));
    for (const each of this.sending.waiting.filter(({ url }) => isGone(url))) {
      this.sending.forget(each);
    }
    if (isNew) {
      this.steps = this.steps.filter((step) => !isGone(this.urlOf(step.capture, step.reference)));
      if (isGone(this.urlOf(change.about))) this.captures.delete(change.about);
    }
    return this.reload();
  }

  keepFrame(reference, frame, blob) {
    const capture = this.captures.get(reference); // removed while the picture was made: none
    if (!capture || capture.frames?.some((kept) => kept.number === frame)) return;
    this.sending.picture(`${this.urlOf(reference)}frames/${frame}/`, blob, "");
    capture.frames = [...(capture.frames ?? []), { number: frame, url: null }];
    this.tell();
  }

  // --- steps ------------------------------------------------------------------------------------

  at({ capture, frame_number, side, event, point_set }) {
    return this.steps.find(
      (step) =>
        step.capture === capture &&
        step.frame_number === frame_number &&
        step.side === side &&
        step.event === event &&
        step.point_set === point_set,
    );
  }

  stepsOf(capture, set) {
    return this.steps
      .filter((step) => step.capture === capture && (!set || step.point_set === set))
      .sort((one, other) => one.frame_number - other.frame_number);
  }

  // The whole of a step's points, as a change that can be undone: null is “no such step”.
  snapshot(step) {
    return step ? { points: copyOf(step.points), unsure: [...step.unsure] } : null;
  }

  // Set a step's points, and make or remove the step as that needs.
  setPoints(place, state) {
    let step = this.at(place);
    if (!state || (!Object.keys(state.points).length && this.needsPoints(place))) {
      if (step) this.dropStep(step);
      return undefined;
    }
    if (!step) {
      step = { ...place, reference: crypto.randomUUID(), revision: 0, values: [], stored: false };
      this.steps.push(Object.assign(step, { refused: "" }));
    }
    step.points = copyOf(state.points);
    step.unsure = [...state.unsure];
    Object.assign(step, { values: [], refused: "", isTouched: true });
    return step;
  }

  needsPoints({ point_set }) {
    return this.sets.get(point_set).points.length > 0;
  }

  isComplete(step) {
    const names = this.sets.get(step.point_set).points.map((point) => point.name);
    return names.every((name) => step.points[name]) && !step.unsure.length;
  }

  // Where the points of other sets on this frame lie, by name: one frame has one place for each.
  placedHere({ capture, frame_number, side, point_set }) {
    const here = this.stepsOf(capture).filter(
      (step) => step.frame_number === frame_number && step.side === side && step.stored,
    );
    const others = here.filter((step) => step.point_set !== point_set);
    return Object.assign({}, ...others.map((step) => step.points));
  }

  // Send a step whose points are all there; take back one that has become incomplete. `moves` are
  // the other steps of the frame whose points of the same names move along.
  saveStep(step, moves = {}) {
    if (this.isComplete(step)) {
      const said = ["frame_number", "time_s", "side", "event", "point_set", "points"];
      const body = { ...pick(step, said), revision: step.revision, moves };
      this.sending.put(this.urlOf(step.capture, step.reference), body, step.reference);
      Object.assign(step, { stored: true, isTouched: false });
    } else if (step.stored || step.revision || this.isWaiting(step)) {
      this.takeBack(step);
    }
    this.tell();
  }

  // Points that make no value stay here: what the server has of the step is not what is shown.
  holdBack(step) {
    step.stored = false;
    this.tell();
  }

  takeBack(step) {
    this.sending.remove(this.urlOf(step.capture, step.reference), step.reference);
    Object.assign(step, { reference: crypto.randomUUID(), revision: 0, stored: false });
  }

  dropStep(step) {
    if (step.stored || step.revision || this.isWaiting(step)) this.takeBack(step);
    this.steps = this.steps.filter((each) => each !== step);
    this.tell();
  }

  // --- answers ----------------------------------------------------------------------------------

  answered({ change, status, body }) {
    if (body.summary) this.summary = body.summary;
    if (status < 400) this.acceptedBy(change, body);
    else this.refusedBy(change, body);
    this.tell();
  }

  acceptedBy(change, body) {
    if (body.capture) {
      this.sending.accepted(body.capture.reference, body.capture.revision);
      this.takeCapture({ ...body.capture, ...this.unsentOf(body.capture.reference) });
    }
    if (body.step) {
      this.sending.accepted(body.step.reference, body.step.revision);
      this.takeStep(this.captureOf(change.url), body.step);
    }
    for (const step of body.moved ?? []) this.takeStep(this.captureOf(change.url), step);
    if (change.blob && body.url) {
      const capture = this.captures.get(this.captureOf(change.url));
      const kept = capture?.frames?.find((frame) => frame.number === body.number);
      if (kept) kept.url = body.url;
    }
    if (body.differs)
      this.note("The server computes another angle from these points. Its value is kept.");
  }

  // What was declared since the answer's request was sent.
  unsentOf(reference) {
    const waiting = this.sending.waiting.find(
      (change) => change.about === reference && change.method === "PUT",
    );
    return waiting ? pick(waiting.body, DECLARED) : {};
  }

  captureOf(url) {
    return url.slice(this.base.length).split("/")[0];
  }

  refusedBy(change, body) {
    const step = this.steps.find((each) => each.reference === change.about);
    if (body.code === "removed" && step) {
      Object.assign(step, {
        reference: crypto.randomUUID(),
        revision: 0,
        stored: false,
        values: [],
      });
      step.refused = "This step was removed in another tab.";
      this.ask({ kind: "removed", change, step, text: step.refused });
    } else if (body.code === "points_differ" && step) {
      Object.assign(step, { stored: false, refused: body.detail });
      this.ask({ kind: "points", change, step, theirs: body.steps, beside: body.beside });
    } else if (body.step && step) {
      this.ask({ kind: "step", change, step, theirs: body.step, text: body.detail });
    } else if (body.capture) {
      const { body: mine } = change;
      this.ask({ kind: "capture", change, theirs: body.capture, mine, text: body.detail });
    } else if (step) {
      Object.assign(step, { stored: false, refused: change.refused });
      this.note(step.refused);
    } else {
      this.note(change.refused);
    }
  }

  // It was signed meanwhile: what was taken out here stands there all the same.
  stop() {
    if (this.isStopped) return;
    this.isStopped = true;
    this.reload();
  }

  async reload() {
    const answer = await fetch(this.base, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    this.load(await answer.json());
    this.dispatchEvent(new Event("reloaded"));
  }

  // Two places for one point: take those that stand, or move them to where this step has them.
  settlePoints({ step, theirs }, takeTheirs) {
    for (const { points } of takeTheirs ? theirs : []) {
      for (const name of Object.keys(step.points))
        step.points[name] = points[name] ?? step.points[name];
    }
    const shown = theirs.map(({ reference, revision }) => [reference, revision]);
    Object.assign(step, { values: [], refused: "" });
    this.saveStep(step, takeTheirs ? {} : Object.fromEntries(shown));
  }

  // Two people changed one thing: take what the other stored, or store what is here over it.
  resolve({ kind, change, step, theirs, mine }, takeTheirs) {
    this.sending.forget(change);
    if (kind === "points") {
      this.settlePoints({ step, theirs }, takeTheirs);
    } else if (kind === "capture") {
      const { frames, steps, ...rest } = theirs;
      this.takeCapture(takeTheirs ? theirs : { ...theirs, ...pick(mine, DECLARED) });
      if (!takeTheirs) this.saveCapture({ ...rest, frames, ...pick(mine, DECLARED) });
    } else if (kind === "removed") {
      if (takeTheirs) this.steps = this.steps.filter((each) => each !== step);
      else this.saveStep(step);
    } else {
      Object.assign(step, { reference: theirs.reference, revision: theirs.revision });
      if (takeTheirs) this.takeStep(step.capture, theirs);
      else this.saveStep(step);
    }
    this.tell();
  }

  ask(conflict) {
    this.dispatchEvent(new CustomEvent("conflict", { detail: conflict }));
  }

  note(text) {
    this.dispatchEvent(new CustomEvent("note", { detail: text }));
  }
}

// What the level line and the scale say of the camera, as far as they can be used.
function fromLines({ horizon, scale }) {
  return { roll_deg: horizon && cameraRoll(...horizon), cm_per_px: centimetres(scale) };
}

const withEvents = (set) => ({ ...set, events: set.events ?? [set.event] });
