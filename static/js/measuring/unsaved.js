// What is not saved, thing by thing: what it is, why, and what the person can do about it.

import { describe } from "./clips.js";
import { find, make, refill, SIDES } from "./dom.js";

const AT = { initial_contact: "initial contact", toe_off: "toe-off", deepest: "deepest point" };
const UNFINISHED = "Its points are not all placed.";
const WAITS = {
  other_account: "Somebody else is logged in on this computer.",
  logged_out: "You were logged out.",
  offline: "There is no answer from the server.",
  held: "It is taken later.",
  closed: "This assessment is signed or put away: nothing of it can change.",
};

// Return a row for each: { words, why, step } or { words, why, change }.
export function unsavedRows(record, problemOf) {
  const { sending } = record;
  const changes = sending.waiting.map((change) => ({
    change,
    words: wordsOf(change, record),
    why: change.refused || whyWaiting(change, sending),
  }));
  const steps = record.unfinished.map((step) => ({
    step,
    words: stepWords(step, record),
    why: step.refused || (record.isComplete(step) && problemOf(step)) || UNFINISHED,
  }));
  return [...changes, ...steps];
}

function whyWaiting(change, sending) {
  if (sending.isStuck(change)) return "It waits for its clip, which was refused.";
  return sending.reason || WAITS[sending.state] || "It is being sent.";
}

function wordsOf({ method, url, about, body, blob }, record) {
  const [reference, part, name] = url.slice(record.base.length).split("/");
  const capture = record.captures.get(reference);
  const clip = capture ? describe(capture) : "a clip that is not shown any more";
  const taken = method === "DELETE" ? "Taking away " : "";
  if (part === "frames") return `The picture of frame ${name} · ${clip}`;
  if (!part) return taken ? `${taken}the clip` : `What was filmed: ${describe(body)}`;
  const step = record.steps.find((each) => each.reference === about) ?? body;
  return step && !blob ? stepWords({ capture: reference, ...step }, record) : `${taken}a step`;
}

function stepWords({ capture, frame_number: number, side, event }, record) {
  const known = record.captures.get(capture);
  const where = known ? ` · ${describe(known)}` : "";
  return `Frame ${number}, ${SIDES[side].toLowerCase()} leg, ${AT[event] ?? "midstance"}${where}`;
}

// The list, as long as it is open; `onGo` and `onThrow` take a row.
export class UnsavedList {
  constructor(record, { problemOf, onGo, onThrow }) {
    Object.assign(this, { record, problemOf, onGo, onThrow, dialog: find("unsaved") });
    record.addEventListener("change", () => this.dialog.open && this.draw());
    record.sending.addEventListener("state", () => this.dialog.open && this.draw());
    find("unsaved-again").addEventListener("click", () => record.sending.tryAgain());
    find("unsaved-show").addEventListener("click", () => this.show());
  }

  // `leadsTo` is where the person was going.
  show(leadsTo = "") {
    find("unsaved-leave").hidden = !leadsTo;
    if (leadsTo) find("unsaved-leave").href = leadsTo;
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
  }

  draw() {
    const rows = unsavedRows(this.record, this.problemOf);
    find("unsaved-none").hidden = rows.length > 0;
    find("unsaved-again").hidden = !rows.some(({ change }) => change);
    refill(find("unsaved-list"), ...rows.map((row) => this.line(row)));
  }

  line(row) {
    const press = (label, does) =>
      make("button", { type: "button", class: "btn btn-quiet", onclick: does }, label);
    return make(
      "li",
      {},
      make("div", {}, make("strong", {}, row.words), make("p", {}, row.why)),
      make(
        "div",
        { class: "actions" },
        row.step && this.record.captures.has(row.step.capture)
          ? press("Go there", () => {
              this.dialog.close();
              this.onGo(row.step);
            })
          : null,
        press("Throw away", () => this.onThrow(row)),
      ),
    );
  }
}
