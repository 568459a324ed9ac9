// What a clip shows, said once: task, state, view, mirror, landmark and the rate it was filmed at.

import { find, make, options } from "./dom.js";

const USUAL_RATES = [24, 25, 30, 50, 60, 120, 240];
const CHIPS = [30, 60, 120, 240];
const NEAR = 0.0005;
export const SLOW_MOTION = 1.5; // a rate so much above the file's says that it plays slowly
const [SLOWEST, FASTEST] = [1, 1000];

// The file's rate as cameras name it: 29.97 stays, 30.002 is 30.
export function usualRate(fps) {
  if (!(fps >= SLOWEST && fps <= FASTEST)) return null;
  const near = USUAL_RATES.find((rate) => Math.abs(fps - rate) / rate < NEAR);
  return near ?? Math.round(fps * 1000) / 1000;
}

export class ClipForm {
  constructor({ choices, landmark_sets: seen }, onDone) {
    this.form = find("clip-form");
    this.fields = this.form.elements;
    this.choices = choices;
    this.seen = seen;
    this.onDone = onDone;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("change", () => this.changed());
    this.fields.capture_fps.addEventListener("input", () => this.explainRate());
    find("rate-chips").replaceChildren(
      ...CHIPS.map((rate) => {
        const press = () => this.setRate(rate);
        return make("button", { type: "button", class: "tool", onclick: press }, String(rate));
      }),
    );
    find("clip-remove").addEventListener("click", () => this.onRemove?.(this.capture));
  }

  setRate(rate) {
    this.fields.capture_fps.value = rate;
    this.explainRate();
  }

  // `capture` holds what is known; `onChange` shows L and R as they are declared.
  open(capture, { isNew, onChange, onRemove }) {
    Object.assign(this, { capture, onChange, onRemove });
    options(this.fields.task, this.choices.task, capture.task);
    const state = capture.state === "none" ? "fresh" : capture.state;
    options(this.fields.state, this.choices.state, state);
    options(this.fields.view, this.choices.view, capture.view);
    options(this.fields.landmark_set, [], ""); // another clip's choice says nothing of this one
    this.fields.mirrored.checked = capture.mirrored;
    this.fields.capture_fps.value = capture.capture_fps ?? "";
    find("clip-rate-field").hidden = capture.is_still;
    find("clip-submit").textContent = isNew ? "Start measuring" : "Done";
    find("clip-remove").hidden = isNew;
    this.form.hidden = false;
    this.changed();
    this.form.querySelector("select").focus();
  }

  close() {
    this.form.hidden = true;
  }

  changed() {
    const { view, landmark_set: landmark, task } = this.fields;
    find("clip-state-field").hidden = task.value !== "running";
    const seen = this.seen[view.value];
    const codes = seen.map(({ code }) => code);
    const chosen = [landmark.value, this.capture.landmark_set].find((code) => codes.includes(code));
    options(
      landmark,
      seen.map(({ code, name }) => [code, name]),
      chosen ?? codes[0],
    );
    this.explainRate();
    this.onChange?.({ view: view.value, mirrored: this.fields.mirrored.checked });
  }

  explainRate() {
    const plays = this.capture.playback_fps;
    const rate = Number(this.fields.capture_fps.value);
    const slow = plays && rate ? rate / plays : 1;
    const help = find("clip-rate-help");
    if (slow > SLOW_MOTION)
      help.textContent = `Plays ${slow.toFixed(slow % 1 ? 1 : 0)} times slower than it was run.`;
    else if (plays && plays < 61) {
      help.textContent = `The file plays at ${plays}. Was it slow motion? Then say 120 or 240.`;
    } else help.textContent = plays ? `The file plays at ${plays}.` : "";
  }

  rate() {
    if (this.capture.is_still) return null;
    const typed = this.fields.capture_fps.value.trim().replace(",", ".");
    const rate = Number(typed);
    return typed && rate >= SLOWEST && rate <= FASTEST ? Math.round(rate * 1000) / 1000 : undefined;
  }

  submit(event) {
    event.preventDefault();
    const rate = this.rate();
    const wrong = find("clip-rate-error");
    wrong.hidden = rate !== undefined;
    this.fields.capture_fps.setAttribute("aria-invalid", String(rate === undefined));
    if (rate === undefined) {
      wrong.textContent = "Say how many frames a second were filmed: 1 to 1000, such as 60 or 240.";
      this.fields.capture_fps.focus();
      return;
    }
    const { task, state, view, landmark_set: landmark, mirrored } = this.fields;
    this.close();
    this.onDone({
      ...this.capture,
      task: task.value,
      state: task.value === "running" ? state.value : "none",
      view: view.value,
      landmark_set: landmark.value,
      mirrored: mirrored.checked,
      capture_fps: rate,
    });
  }
}
