// Placing points: which step is being marked, which point is next, and every move undone or redone.

const NUDGES_TOGETHER_MS = 800;
const MOST_UNDONE = 200;
export const LINES = ["horizon", "scale"];

export class Marking extends EventTarget {
  constructor(record) {
    super();
    this.record = record;
    this.past = [];
    this.future = [];
    this.place = null; // { capture, frame_number, time_s, side, event, point_set }
    this.selected = 0;
    this.line = null; // "horizon" or "scale" while that line is drawn
    this.lines = {}; // a line of which one end alone is placed, by its name
  }

  // --- where we are -----------------------------------------------------------------------------

  // Go to a frame, a side, an event or another set of points; whatever is not named stays.
  go(change) {
    this.place = { ...this.place, ...change };
    this.line = null;
    this.selected = this.firstMissing();
    this.tell();
  }

  // Begin with another clip, or leave the one that is open.
  enter(place) {
    if (place.capture !== this.place?.capture) this.leave();
    this.place = place;
    this.go({});
  }

  leave() {
    Object.assign(this, { place: null, line: null, lines: {}, past: [], future: [] });
    this.tell();
  }

  // Where the selected point lies; undefined where it is not placed.
  get spot() {
    return this.line ? undefined : this.step?.points[this.name];
  }

  // Where it most likely is: as in the last step of this leg.
  get suggested() {
    return this.line ? undefined : this.last?.points[this.name];
  }

  get set() {
    return this.place && this.record.sets.get(this.place.point_set);
  }

  get capture() {
    return this.place && this.record.captures.get(this.place.capture);
  }

  get step() {
    return this.place && this.record.at(this.place);
  }

  get name() {
    return this.set?.points[this.selected]?.name;
  }

  firstMissing() {
    const points = this.step?.points ?? {};
    const unsure = this.step?.unsure ?? [];
    const open = this.set?.points.findIndex(({ name }) => !points[name] || unsure.includes(name));
    return open === -1 ? 0 : (open ?? 0);
  }

  get nextMissing() {
    const points = this.step?.points ?? {};
    return this.set?.points.find(({ name }) => !points[name])?.name;
  }

  select(index) {
    this.line = null;
    this.selected = index;
    this.tell();
  }

  draw(line) {
    this.line = line;
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }

  // --- points under a pointer -------------------------------------------------------------------

  handles() {
    if (this.isPaused) return [];
    const named = Object.entries(this.step?.points ?? {}).map(([id, at]) => ({ id, at }));
    const ends = LINES.flatMap((line) =>
      this.ends(line).map((at, end) => ({ id: `${line}.${end}`, at })),
    );
    return this.line ? ends.filter(({ id }) => id.startsWith(this.line)) : named;
  }

  ends(line) {
    if (this.lines[line]) return this.lines[line];
    const own = this.capture?.[line];
    return (line === "scale" ? own?.points : own) ?? [];
  }

  begin(id, at) {
    this.held = { before: this.state(), id: id ?? this.fresh() };
    this.drag(at);
  }

  // The next point to place: of the line that is drawn, or of the step.
  fresh() {
    if (this.line) return `${this.line}.${Math.min(this.ends(this.line).length, 1)}`;
    return this.step?.points[this.name] ? (this.nextMissing ?? this.name) : this.name;
  }

  drag(exactly) {
    if (!this.held?.id) return;
    const at = exactly.map((part) => Math.round(part * 100) / 100);
    const { id } = this.held;
    if (id.includes(".")) {
      const [line, end] = id.split(".");
      const ends = [...this.ends(line)];
      ends[Number(end)] = at;
      this.lines[line] = ends;
    } else {
      const step = this.record.snapshot(this.step) ?? { points: {}, unsure: [] };
      step.points[id] = at;
      step.unsure = step.unsure.filter((name) => name !== id);
      this.record.setPoints(this.place, step);
      this.selected = this.set.points.findIndex(({ name }) => name === id);
    }
    this.tell();
  }

  finish({ isNudge = false } = {}) {
    if (!this.held?.id) return;
    const { id, before } = this.held;
    this.held = null;
    this.remember({ id, before, after: this.state(), place: this.place, isNudge });
    this.settle(id);
    this.advance(id);
    this.tell();
  }

  cancel() {
    if (this.held) this.restore(this.held.before, this.place);
    this.held = null;
    this.tell();
  }

  // After a point the next one that is missing or not looked at is to be placed.
  advance(id) {
    if (id.includes(".")) return;
    const step = this.step;
    const open = this.set.points.findIndex(
      ({ name }) => !step?.points[name] || step.unsure.includes(name),
    );
    if (open >= 0) this.selected = open;
  }

  // --- other ways to place ----------------------------------------------------------------------

  // Put the selected point somewhere, or move it, from the keyboard.
  put(at, { isNudge = false } = {}) {
    const id = this.line ? this.fresh() : this.name;
    if (!id) return;
    const selected = this.selected;
    this.begin(id, at);
    this.finish({ isNudge });
    if (isNudge) this.selected = selected;
    this.tell();
  }

  // Say of a copied point that it lies right.
  confirm() {
    const at = this.step?.points[this.name];
    if (at) this.put(at);
  }

  // A set without points: the moment itself is marked.
  mark() {
    this.held = { before: this.state(), id: "moment" };
    this.record.setPoints(this.place, { points: {}, unsure: [] });
    this.finishWhole("moment");
  }

  // The last step of this side, of which the points can be carried on.
  get last() {
    const { capture, side, event, point_set, frame_number } = this.place ?? {};
    const alike = this.record
      .stepsOf(capture, point_set)
      .filter((step) => step.side === side && step.event === event && step.stored);
    const earlier = alike.filter((step) => step.frame_number < frame_number);
    return earlier.at(-1) ?? alike.find((step) => step.frame_number > frame_number);
  }

  // Carry the last step's points here, each to be looked at before the step counts; those that
  // another set has on this very frame lie right already.
  carryOn() {
    const { last } = this;
    if (!this.place || this.step) return;
    const here = this.record.placedHere(this.place);
    const names = this.set.points.map((point) => point.name);
    const carried = { ...last?.points, ...here };
    const points = Object.fromEntries(
      names.filter((name) => carried[name]).map((name) => [name, carried[name]]),
    );
    if (!Object.keys(points).length) return;
    const unsure = Object.keys(points).filter((name) => !here[name]);
    this.held = { before: this.state(), id: "copy" };
    this.record.setPoints(this.place, { points, unsure });
    this.finishWhole("copy");
  }

  removeStep(step) {
    const { capture, frame_number, time_s, side, event, point_set } = step;
    const place = { capture, frame_number, time_s, side, event, point_set };
    const before = this.record.snapshot(step);
    this.record.dropStep(step);
    this.remember({ id: "removed", before, after: null, place });
    this.selected = this.firstMissing();
    this.tell();
  }

  finishWhole(id) {
    const { before } = this.held;
    this.held = null;
    this.remember({ id, before, after: this.state(), place: this.place });
    this.settle(id);
    this.selected = this.firstMissing();
    this.tell();
  }

  // --- undo and redo ----------------------------------------------------------------------------

  state() {
    return { step: this.record.snapshot(this.step), lines: this.linesNow() };
  }

  linesNow() {
    return structuredClone({
      ends: Object.fromEntries(LINES.map((line) => [line, this.ends(line)])),
    });
  }

  remember(entry) {
    const last = this.past.at(-1);
    const now = performance.now();
    if (
      entry.isNudge &&
      last?.isNudge &&
      last.id === entry.id &&
      last.place.frame_number === entry.place.frame_number &&
      now - last.at < NUDGES_TOGETHER_MS
    ) {
      Object.assign(last, { after: entry.after, at: now });
    } else {
      this.past.push({ ...entry, at: now });
      if (this.past.length > MOST_UNDONE) this.past.shift();
    }
    this.future = [];
  }

  undo() {
    const entry = this.past.pop();
    if (!entry) return undefined;
    this.future.push(entry);
    return this.replay(entry, entry.before);
  }

  redo() {
    const entry = this.future.pop();
    if (!entry) return undefined;
    this.past.push(entry);
    return this.replay(entry, entry.after);
  }

  // Return where it happened, so that the screen goes there.
  replay(entry, state) {
    this.place = { ...entry.place };
    this.line = entry.id.includes(".") ? entry.id.split(".")[0] : null;
    const whole = state && "step" in state ? state : { step: state };
    this.restore(whole, entry.place);
    this.settle(entry.id);
    this.selected = this.firstMissing();
    this.tell();
    return entry.place;
  }

  restore({ step, lines }, place) {
    this.record.setPoints(place, step);
    if (lines) this.lines = structuredClone(lines.ends);
  }

  // Store what has come to rest.
  settle(id) {
    if (id.includes(".")) this.dispatchEvent(new CustomEvent("line", { detail: id.split(".")[0] }));
    else if (this.step) this.dispatchEvent(new CustomEvent("step", { detail: this.step }));
  }
}
