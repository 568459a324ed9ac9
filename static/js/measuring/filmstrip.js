// The film below the frame: which frame is shown, when it was taken, where on it the steps lie.

import { find, make } from "./dom.js";

export function drawFilm({ clips, marking, record, stage }) {
  const { source, number } = clips;
  find("film").hidden = !source || source.isStill;
  find("stage-tools").hidden = !source;
  find("stage-empty").hidden = Boolean(source);
  find("intro").hidden = Boolean(source) || record.summary.length > 0;
  if (!source) return;
  for (const field of [find("frame-number"), find("frame-slider")]) {
    field.max = source.count - 1;
    if (field.type === "range" || field !== document.activeElement) field.value = number;
  }
  const time = clips.timeOf(number, marking.capture);
  find("frame-time").textContent = `${time.toFixed(3)} s`;
  find("frame-slider").setAttribute(
    "aria-valuetext",
    `Frame ${number}, ${time.toFixed(3)} seconds`,
  );
  stage.element.setAttribute("aria-label", `Frame ${number} of ${source.count}`);
  const steps = marking.place ? record.stepsOf(marking.place.capture) : [];
  find("film-marks").replaceChildren(...steps.map((step) => filmMark(step, source.count)));
}

// In the colour of its leg.
function filmMark({ side, frame_number: at }, count) {
  const mark = make("i", { class: `film-mark film-${side}` });
  mark.style.setProperty("left", `${(100 * at) / Math.max(1, count - 1)}%`);
  return mark;
}
