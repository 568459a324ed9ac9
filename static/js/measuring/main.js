// The measuring screen: joins the frame, the points, the record and what is sent.

import { renderKeepClip } from "./clip.js";
import { ClipForm } from "./clip_form.js";
import { Clips, describe, listEarlier } from "./clips.js";
import { find, make, note } from "./dom.js";
import * as filmstrip from "./filmstrip.js";
import { Keeping } from "./keeping.js";
import { listen } from "./keyboard.js";
import { Lines } from "./lines.js";
import { Marking } from "./marking.js";
import { Panel } from "./panel.js";
import { Record } from "./record.js";
import { CannotOpen } from "./refusals.js";
import { Results } from "./results.js";
import { lettersOf, sceneOf, sideColours } from "./scene.js";
import { Sending } from "./sending.js";
import { Stage } from "./stage.js";
import { askToRemove, askWhose, say, showNote, showSending } from "./status.js";
import { Unfinished } from "./unfinished.js";
import { UnsavedList } from "./unsaved.js";

const LONGEST_WAIT_MS = 4000;
const page = JSON.parse(find("measuring").textContent);
const sending = new Sending(page.assessment, document.body.dataset.account);
await sending.open();
const record = new Record(page, sending);
showSending(sending, record);
await new Unfinished(record, sending).open();
const marking = new Marking(record);
const stage = new Stage(find("stage"), marking);
const clips = new Clips(record);
const panel = new Panel(marking, page);
const results = new Results(marking, page, { onGo: goToStep });
const clipForm = new ClipForm(page, declare);
const keeping = new Keeping(record, stage);
const lines = new Lines(marking, record, stage);
const unsaved = new UnsavedList(record, { problemOf, onGo: goToUnsaved, onThrow: throwAway });
const colours = sideColours(find("stage"));
const isDeclaring = () => !find("clip-form").hidden;
let conflicts = Promise.resolve();
const keptClips = new Set(); // captures whose video was kept since the page was opened
let openFile = null; // the clip as it lies on this computer

// --- drawing -------------------------------------------------------------------------------------

function draw() {
  panel.draw();
  results.draw();
  lines.draw();
  drawClip();
  drawFilm();
  if (!isDeclaring()) stage.set(sceneOf(marking, colours));
}

// While a point moves, only what it changes is drawn again.
function drawMoving() {
  panel.draw();
  lines.draw();
  stage.set(sceneOf(marking, colours));
}

function drawClip() {
  const { capture } = marking;
  find("clip-line").hidden = !capture || isDeclaring();
  if (!capture) return;
  find("clip-name").textContent = describe(capture);
  const facts = [
    capture.is_still ? "Photo" : `${capture.frame_count} frames`,
    capture.capture_fps && `filmed at ${capture.capture_fps}`,
    capture.mirrored && "mirrored",
    clips.source?.isUneven && "uneven frame rate: times come from the file",
  ];
  find("clip-facts").replaceChildren(...facts.filter(Boolean).map((text) => make("li", {}, text)));
  const inexact = clips.source && !clips.source.isExact;
  if (inexact)
    showNote("This browser cannot count the clip’s frames: frame numbers are near, not exact.");
}

function drawFilm() {
  filmstrip.drawFilm({ clips, marking, record, stage });
  if (clips.source) keeping.draw(marking.capture, clips.number);
}

// --- clips and frames ----------------------------------------------------------------------------

async function open(file) {
  find("open-error").replaceChildren();
  find("stage-empty").classList.add("is-opening");
  try {
    const { capture, isNew } = await clips.open(file);
    openFile = file;
    await clips.show(0, stage);
    stage.fit();
    for (const text of clips.source.notes) showNote(`${file.name}: ${text}`);
    if (isNew) openForm(capture, true);
    else measure(capture);
  } catch (error) {
    const text = error instanceof CannotOpen ? error.message : "This file could not be read.";
    if (!(error instanceof CannotOpen)) console.warn(error);
    if (clips.source) showNote(text);
    else find("open-error").replaceChildren(note(text));
  } finally {
    find("stage-empty").classList.remove("is-opening");
  }
}

function openForm(capture, isNew) {
  marking.isPaused = true;
  find("marking").hidden = true;
  find("results").hidden = true;
  find("clip-line").hidden = true;
  clipForm.open(capture, {
    isNew,
    onChange: (seen) => stage.set({ ...emptyScene(), letters: lettersOf(seen, colours) }),
    onRemove: remove,
  });
  offerToKeep(isNew ? null : capture);
  drawFilm();
}

// The video itself is kept only where the clinician asks for it, with the patient's consent.
function offerToKeep(capture) {
  const isOffered = Boolean(capture && openFile && !capture.is_still && !clips.source?.isKept);
  find("clip-whole").hidden = !isOffered;
  if (!isOffered) return undefined;
  const root = find("clip-whole-part");
  Object.assign(root.dataset, {
    url: `${record.urlOf(capture.reference)}clip/`,
    mostBytes: page.clip_max_bytes,
  });
  const showKept = () => root.replaceChildren(make("p", {}, "The clip is kept in the record."));
  if (keptClips.has(capture.reference)) return showKept();
  const onKept = () => {
    keptClips.add(capture.reference);
    showKept();
  };
  return renderKeepClip(root, { file: openFile, onKept });
}

const emptyScene = () => ({ points: [], segments: [], lines: [], letters: [] });

function declare(capture) {
  record.saveCapture(capture);
  retime(capture);
  keeping.isOn = find("clip-keep").checked;
  measure(capture);
}

// Another rate means other times: the steps that are there are sent again with theirs.
function retime(capture) {
  if (!clips.source || clips.source.isKept) return;
  for (const step of record.stepsOf(capture.reference)) {
    const time = timeOf(step.frame_number, capture);
    if (time === step.time_s) continue;
    step.time_s = time;
    record.saveStep(step);
  }
}

// What goes with a clip is said before it goes.
async function remove(capture) {
  const { length: steps } = record.stepsOf(capture.reference);
  if (!(await askToRemove(describe(capture), steps))) return;
  closeForm();
  record.removeCapture(capture.reference);
}

// The clip is not in the record any more: it is not on the stage either.
function leaveClip() {
  clips.source?.close();
  clips.source = null;
  stage.clear();
  marking.leave();
}

function closeForm() {
  clipForm.close();
  marking.isPaused = false;
  find("clip-whole").hidden = true;
}

function measure(capture) {
  closeForm();
  const [set] = panel.setsFor(capture);
  const usual = record.stepsOf(capture.reference).at(-1)?.point_set ?? marking.place?.point_set;
  const isHere = marking.place?.capture === capture.reference;
  const own = isHere ? marking.place : { side: "L", point_set: usual };
  const fits = panel.setsFor(capture).find((each) => each.code === own.point_set) ?? set;
  const event = fits.events.includes(own.event) ? own.event : fits.events[0];
  const place = { side: own.side, capture: capture.reference, point_set: fits.code, event };
  marking.enter({ ...place, ...whereNow(capture) });
  draw();
  stage.element.focus();
}

const timeOf = (number, capture) => Math.round(clips.timeOf(number, capture) * 10_000) / 10_000;

const whereNow = (capture) => ({
  frame_number: clips.number,
  time_s: timeOf(clips.number, capture),
});

async function look(capture) {
  await clips.openKept(capture);
  await clips.show(clips.source.numbers[0], stage);
  stage.fit();
  measure(capture);
}

async function goTo(number, change = {}) {
  const { source } = clips;
  if (!source) return;
  const target = Math.min(Math.max(Math.round(number) || 0, 0), source.count - 1);
  try {
    if (!(await clips.show(target, stage))) return;
  } catch (error) {
    showNote(error instanceof CannotOpen ? error.message : `Frame ${target} cannot be decoded.`);
    drawFilm();
    return;
  }
  find("frame-number").value = clips.number;
  if (marking.place && !isDeclaring()) marking.go({ ...change, ...whereNow(marking.capture) });
  drawFilm();
}

function problemOf(step) {
  return panel.valuesOf(step).find((value) => value.problem)?.message;
}

// Its clip may not be open: then its file is to be chosen first.
function goToUnsaved(step) {
  const clip = describe(record.captures.get(step.capture));
  if (marking.place?.capture === step.capture) goToStep(step);
  else showNote(`Choose the file of “${clip}” again, please.`);
}

function throwAway({ step, change }) {
  if (step) marking.removeStep(step);
  else record.throwAway(change);
}

function goToStep(step) {
  const { side, event, point_set, frame_number } = step;
  return goTo(frame_number, { side, event, point_set });
}

// The other leg, and about where its step should be: as far on as the steps so far lie apart.
function next() {
  const { place } = marking;
  if (!place) return undefined;
  const at = record.stepsOf(place.capture, place.point_set).map((step) => step.frame_number);
  const gaps = at
    .slice(1)
    .map((number, index) => number - at[index])
    .filter((gap) => gap > 0);
  const usual = gaps.sort((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? 0;
  return goTo(clips.number + usual, { side: place.side === "L" ? "R" : "L" });
}

// --- commands ------------------------------------------------------------------------------------

const replay = (place) => place && goTo(place.frame_number, place);
const COMMANDS = {
  open: () => find("file").click(),
  change: () => openForm(marking.capture, false),
  back: () => goTo(clips.wanted - 1),
  on: () => goTo(clips.wanted + 1),
  back10: () => goTo(clips.wanted - 10),
  on10: () => goTo(clips.wanted + 10),
  undo: () => replay(marking.undo()),
  redo: () => replay(marking.redo()),
  carry: () => marking.carryOn(),
  next,
  left: () => marking.go({ side: "L" }),
  right: () => marking.go({ side: "R" }),
  in: () => stage.zoom(1.4, stage.cursor ? stage.toScreen(stage.cursor) : undefined),
  out: () => stage.zoom(1 / 1.4),
  fit: () => stage.fit(),
  keep: () => keeping.keep(marking.capture, clips.number),
  horizon: () => lines.toggle("horizon"),
  scale: () => lines.toggle("scale"),
  remove: () => marking.step && marking.removeStep(marking.step),
  keys: () => find("keys").showModal(),
};
const NEED_PLACE = new Set([
  "undo",
  "redo",
  "carry",
  "next",
  "left",
  "right",
  "keep",
  "horizon",
  "scale",
  "remove",
]);

function act(name) {
  if (!COMMANDS[name] || (NEED_PLACE.has(name) && (!marking.place || isDeclaring()))) return false;
  COMMANDS[name]();
  return true;
}

const hands = {
  nudge(dx, dy) {
    if (!marking.place || isDeclaring()) return;
    const { width, height } = stage.picture;
    const [x, y] = marking.spot ?? stage.cursor ?? stage.middle();
    const there = [Math.min(Math.max(x + dx, 0), width), Math.min(Math.max(y + dy, 0), height)];
    if (marking.spot) marking.put(there, { isNudge: true });
    stage.look(there);
    stage.reveal(there);
    say(there.map((part) => part.toFixed(1)).join(", "));
  },
  // Say whether there was another point to go to; if not, Tab leaves the frame.
  turn(way) {
    const count = marking.set?.points.length ?? 0;
    const to = marking.selected + way;
    if (to < 0 || to >= count) return false;
    marking.select(to);
    stage.look(marking.spot ?? marking.suggested ?? stage.cursor ?? stage.middle());
    say(marking.set.points[to].label);
    return true;
  },
  enter() {
    if (!marking.place || isDeclaring()) return;
    if (!marking.set.points.length && !marking.line) marking.mark();
    else if (marking.spot) marking.confirm();
    else marking.put(stage.cursor ?? marking.suggested ?? stage.middle());
    if (marking.name && !marking.line) {
      stage.look(marking.spot ?? marking.suggested ?? stage.cursor ?? stage.middle());
      say(`Next: ${marking.set.points[marking.selected].label}`);
    }
  },
};

// --- what happens --------------------------------------------------------------------------------

marking.addEventListener("change", () => (marking.held ? drawMoving() : draw()));
function store(step) {
  if (problemOf(step)) return record.holdBack(step);
  record.saveStep(step);
  if (step.stored && step.frame_number === clips.number) keeping.keepFirst(step);
  return undefined;
}

marking.addEventListener("step", ({ detail: step }) => store(step));
// Points that made no value may make one since the clip is said to be mirrored, or is levelled.
record.addEventListener("declared", ({ detail: capture }) => {
  const held = record.unfinished.filter((step) => step.capture === capture.reference);
  for (const step of held.filter((each) => record.isComplete(each))) store(step);
});
marking.addEventListener("line", ({ detail: line }) => lines.settle(line));
record.addEventListener("change", () => {
  if (marking.place && !record.captures.has(marking.place.capture)) leaveClip();
  listEarlier(record, look);
  if (!marking.held) draw();
});
record.addEventListener("reloaded", () => marking.capture && measure(marking.capture));
record.addEventListener("note", ({ detail }) => showNote(detail));
record.addEventListener("conflict", ({ detail }) => {
  conflicts = conflicts.then(async () => {
    const whose = await askWhose(detail);
    if (whose) record.resolve(detail, whose === "theirs");
  });
});
stage.onView = (scale) => {
  find("zoom").textContent = `${Math.round(scale * 100)} %`;
};
listen(stage, act, hands);
document.addEventListener("click", ({ target }) => act(target.closest("[data-act]")?.dataset.act));
find("show-keys").addEventListener("click", () => act("keys"));
find("done").addEventListener("click", async (event) => {
  if (!sending.waiting.length && !record.unfinished.length) return;
  event.preventDefault();
  if (sending.unsent.length) await sending.drained(LONGEST_WAIT_MS);
  if (sending.waiting.length || record.unfinished.length) unsaved.show(event.target.href);
  else location.assign(event.target.href);
});
find("file").addEventListener("change", ({ target }) => {
  if (target.files.length) open(target.files[0]);
  target.value = "";
});
find("frame-slider").addEventListener("input", ({ target }) => goTo(Number(target.value)));
find("frame-number").addEventListener("change", ({ target }) => goTo(Number(target.value)));
find("frame-slider").addEventListener("keydown", (event) => {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!way || !event.shiftKey) return;
  event.preventDefault();
  goTo(clips.wanted + 10 * way);
});
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    if (kind === "drop" && event.dataTransfer.files.length) open(event.dataTransfer.files[0]);
  });
}
listEarlier(record, look);
draw();
sending.retry();
const asked = record.captures.get(page.selected);
if (asked?.frames.some(({ url }) => url)) look(asked);
document.documentElement.dataset.measuring = "ready";
