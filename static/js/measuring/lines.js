// The level line and the line of known length: why they matter, and storing them with the clip.

import { find } from "./dom.js";
import { cameraRoll, centimetres, GeometryError } from "./geometry.js";
import { showNote } from "./status.js";

const WHY = {
  horizon:
    "Mark two points of something level, such as the treadmill’s edge seen from behind. " +
    "One degree of camera tilt makes two degrees of false difference between left and right.",
  scale:
    "Mark two points whose distance you know, such as the belt’s width. " +
    "It turns pixels into centimetres.",
};

const SET =
  "The level line is set. Drag a point, or move it by the arrows, to correct it; " +
  "“Level line” ends it.";

export class Lines {
  constructor(marking, record, stage) {
    Object.assign(this, { marking, record, stage });
    find("scale-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.setLength();
    });
  }

  toggle(line) {
    this.marking.draw(this.marking.line === line ? null : line);
    this.stage.element.focus();
  }

  draw() {
    const { line, capture } = this.marking;
    for (const name of ["horizon", "scale"]) {
      const button = document.querySelector(`[data-act=${name}]`);
      button.setAttribute("aria-pressed", String(line === name));
      button.classList.toggle("is-set", Boolean(capture?.[name]));
    }
    const why = find("line-note");
    why.hidden = !line;
    const words = line === "horizon" && this.marking.ends(line).length === 2 ? SET : WHY[line];
    if (line && why.textContent !== words) why.textContent = words;
    const asks = line === "scale" && this.marking.ends("scale").length === 2 && !this.marking.held;
    const form = find("scale-form");
    if (form.hidden === !asks) return;
    form.hidden = !asks;
    if (asks) {
      find("scale-cm").value = capture.scale?.length_cm ?? "";
      find("scale-cm").focus();
    }
  }

  // A line with both ends is stored; a scale waits for its length; one end alone stays here.
  settle(line) {
    const ends = this.marking.ends(line);
    const { capture } = this.marking;
    if (ends.length === 1) return;
    if (line === "scale") {
      const length = capture.scale?.length_cm;
      if (ends.length === 2 && !length) return;
      this.store({ scale: ends.length ? { points: ends, length_cm: length } : null }, line);
    } else {
      if (ends.length && !this.levels(ends)) return;
      this.store({ horizon: ends.length ? ends : null }, line);
    }
  }

  levels(ends) {
    try {
      cameraRoll(...ends);
      return true;
    } catch (error) {
      if (!(error instanceof GeometryError)) throw error;
      showNote(error.message);
      return false;
    }
  }

  setLength() {
    const field = find("scale-cm");
    const length = Number(field.value.trim().replace(",", "."));
    const isSound = length > 0 && length < 1000;
    field.setAttribute("aria-invalid", String(!isSound));
    if (!isSound) return field.focus();
    this.store({ scale: { points: this.marking.ends("scale"), length_cm: length } }, "scale");
    this.marking.draw(null);
    return this.stage.element.focus();
  }

  store(change, line) {
    const { capture } = this.marking;
    const stored = { ...capture, ...change };
    if (stored.horizon) stored.roll_deg = cameraRoll(...stored.horizon);
    else stored.roll_deg = null;
    stored.cm_per_px = centimetres(stored.scale);
    delete this.marking.lines[line];
    this.record.forgetValues(capture.reference);
    this.record.saveCapture(stored);
  }
}
