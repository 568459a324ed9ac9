// A card's form with a script: what was done is kept in this browser first, then sent. Without a
// network the card says that it waits.
import { make } from "../measuring/dom.js";
import { today } from "./days.js";
import { REFUSED } from "./queue.js";

const MOST = 999;
const WRONG = "Write whole numbers from 0 to 999, and a day that has come.";

function newReference() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const numberOf = (text) => (text === "" ? null : Number(text));
const isCount = (number) => Number.isInteger(number) && number >= 0 && number <= MOST;

// Return what the form says as the server takes it; null where it cannot be read.
export function sessionOf(fields, reference) {
  const typed = [...fields].filter(([name]) => name.startsWith("set_"));
  const done = typed.map(([, text]) => numberOf(text.trim())).filter((count) => count !== null);
  const day = fields.get("done_on");
  if (!done.every(isCount) || (typed.length && !done.length) || !day) return null;
  const control = fields.get("good_control");
  return {
    version: fields.get("version"),
    exercise: fields.get("exercise"),
    reference,
    done_on: day,
    done,
    pain: numberOf(fields.get("pain") ?? ""),
    effort: numberOf(fields.get("effort") ?? ""),
    good_control: control ? control === "yes" : null,
    note: (fields.get("note") ?? "").trim(),
  };
}

export class Card {
  constructor(root, queue, onChange) {
    Object.assign(this, { root, queue, onChange });
    this.form = root.querySelector("[data-log]");
    this.button = this.form.querySelector(".log-done");
    this.problem = make("div", { class: "invalid-feedback d-block", role: "alert" });
    this.button.before(this.problem);
    this.form.addEventListener("submit", (event) => this.log(event));
    this.begin();
  }

  // What stands in the form now is what it began with: nothing in it is anybody's yet.
  begin() {
    this.first = this.typed();
  }

  typed() {
    return JSON.stringify([...new FormData(this.form)]);
  }

  isTouched() {
    return this.typed() !== this.first;
  }

  async log(event) {
    event.preventDefault();
    const session = sessionOf(new FormData(this.form), newReference());
    const day = this.form.elements.done_on;
    this.problem.textContent = session && day.value <= day.max ? "" : WRONG;
    if (this.problem.textContent) return;
    this.button.disabled = true;
    const row = this.rowOf(session);
    await this.queue.add(row);
    if (!(await this.queue.has(row.reference))) return this.form.submit();
    const outcome = (await this.queue.send())[row.reference];
    this.button.disabled = false;
    if (outcome?.became === REFUSED) {
      await this.queue.remove(row.reference); // it stands in the form still
      this.problem.textContent = outcome.reason;
    } else {
      this.begin();
    }
    return this.onChange(outcome);
  }

  rowOf(session) {
    const { day, words } = today();
    return {
      reference: session.reference,
      session,
      name: this.root.querySelector("h3").textContent.trim(),
      words: session.done_on === day ? words : session.done_on,
      person: this.root.closest("[data-plan]").dataset.person,
      page: this.form.getAttribute("action"), // it names whom, where there are several
    };
  }

  // Say that it waits, in place of the form, or show the form again.
  showWaiting(row) {
    this.root.querySelector("[data-waits]")?.remove();
    this.root.querySelector("[data-to-log]").hidden = Boolean(row);
    if (!row) return;
    const takeBack = async () => {
      await this.queue.remove(row.reference);
      this.showWaiting(null);
      await this.onChange();
    };
    this.say("Kept on this device", row, { "data-waits": true }).append(
      make("button", { type: "button", class: "btn btn-quiet", onclick: takeBack }, "Take back"),
    );
  }

  // Say that the server has it, where the page is not opened anew.
  showSent(row) {
    this.showWaiting(null);
    this.root.querySelector("[data-to-log]").hidden = true;
    this.say("Logged", row, { "data-logged-words": true });
  }

  say(word, { session }, attributes) {
    const done = session.done.length ? `: ${session.done.join(", ")}` : "";
    const line = make("div", { class: "logged", ...attributes }, make("p", {}, `${word}${done}`));
    this.root.querySelector("[data-to-log]").after(line);
    return line;
  }
}
