// The clip that is open: its frames, which one is shown, and what the record knows of it.

import { SLOW_MOTION, usualRate } from "./clip_form.js";
import { find, make } from "./dom.js";
import { clipMark, openFrames } from "./frames.js";
import { CannotOpen } from "./refusals.js";

const COUNTED_OTHERWISE =
  "This clip was measured before with another size or other frame numbers. It opens as a new " +
  "clip: the steps measured then stay with the earlier one, and should be looked at again.";
// A place on a frame means the same only where frames are as large, and are counted alike.
const isAlike = (capture, { width, height, count }) =>
  capture.width_px === width && capture.height_px === height && capture.frame_count === count;

export class Clips extends EventTarget {
  constructor(record) {
    super();
    this.record = record;
    this.source = null;
    this.number = 0;
    this.wanted = 0;
  }

  // Open a file: the capture that the record has of it, or a new one that is still to be declared.
  async open(file) {
    const source = await openFrames(file);
    const mark = await clipMark(file);
    this.source?.close();
    this.source = source;
    const before = [...this.record.captures.values()].filter((each) => each.clip_mark === mark);
    const known = before.find((each) => isAlike(each, source));
    if (before.length && !known) source.notes.push(COUNTED_OTHERWISE);
    const fps = usualRate(source.fps);
    const fresh = {
      reference: crypto.randomUUID(),
      ...this.declaredBefore(),
      is_still: source.isStill,
      width_px: source.width,
      height_px: source.height,
      frame_count: source.count,
      capture_fps: fps,
      playback_fps: fps,
      is_exact: source.isExact,
      clip_mark: mark,
      horizon: null,
      scale: null,
      revision: 0,
      roll_deg: null,
      cm_per_px: null,
      frames: [],
    };
    return { capture: known ?? fresh, isNew: !known };
  }

  // A second clip is most often the same view at the end of the run.
  declaredBefore() {
    const last = [...this.record.captures.values()].at(-1);
    if (!last) {
      return {
        task: "running",
        state: "fresh",
        view: "posterior",
        mirrored: false,
        landmark_set: "psis",
      };
    }
    const { task, view, mirrored, landmark_set } = last;
    const state = task === "running" ? "end_of_run" : "none";
    return { task, state, view, mirrored, landmark_set };
  }

  // A kept frame stands for a clip that is not open on this computer.
  async openKept(capture) {
    this.source?.close();
    const kept = new Map(
      capture.frames.filter(({ url }) => url).map(({ number, url }) => [number, url]),
    );
    this.source = {
      count: capture.frame_count,
      width: capture.width_px,
      height: capture.height_px,
      isExact: capture.is_exact,
      isUneven: false,
      isStill: capture.is_still,
      isKept: true,
      notes: [],
      numbers: [...kept.keys()].sort((one, other) => one - other),
      time: () => null,
      frame: async (number) => {
        if (!kept.has(number))
          throw new CannotOpen("This frame was not kept. Open the clip to see it.");
        const answer = await fetch(kept.get(number));
        return createImageBitmap(await answer.blob());
      },
      close: () => {},
    };
  }

  // When in the run a frame was taken, in seconds, whatever rate the clip plays at.
  timeOf(number, capture) {
    const { source } = this;
    if (!source || source.isStill) return 0;
    const { capture_fps: filmed, playback_fps: plays } = capture ?? {};
    const isUneven = source.isUneven || !source.isExact;
    if (filmed && !isUneven) return number / filmed;
    const played = source.time(number) ?? 0;
    const isSlowMotion = filmed && plays && filmed > SLOW_MOTION * plays;
    return isSlowMotion ? (played * plays) / filmed : played;
  }

  // Show a frame; of several asked for quickly, the last one stays.
  async show(number, stage) {
    const { source } = this;
    this.wanted = number;
    const frame = await source.frame(number);
    if (this.wanted !== number || this.source !== source) return false;
    this.number = number;
    stage.show(frame, source);
    return true;
  }
}

// The clips that this assessment has already, to look at or to open again.
export function listEarlier(record, onOpen) {
  const captures = [...record.captures.values()];
  if (!captures.length) {
    find("earlier").replaceChildren();
    return;
  }
  const rows = captures.map((capture) => {
    const steps = record.stepsOf(capture.reference);
    const open = steps.filter((step) => !step.stored).length;
    const words = [
      describe(capture),
      `${steps.length} ${steps.length === 1 ? "step" : "steps"}`,
      open && `${open} not saved`,
    ];
    const kept = capture.frames?.some(({ url }) => url);
    const look = make(
      "button",
      { type: "button", class: "tool", onclick: () => onOpen(capture) },
      "Look at kept frames",
    );
    return make("li", {}, make("span", {}, words.filter(Boolean).join(" · ")), kept ? look : null);
  });
  find("earlier").replaceChildren(
    make("h3", {}, "Measured so far"),
    make("p", {}, "Choose the same file again to go on with it."),
    make("ul", { class: "earlier-list" }, ...rows),
  );
}

const STATES = { fresh: "Fresh", end_of_run: "End of run", none: "" };
const VIEWS = {
  posterior: "from behind",
  anterior: "from the front",
  lateral_L: "from the left side",
  lateral_R: "from the right side",
};
const TASKS = { running: "", single_leg_squat: "Single-leg squat", landing: "Landing" };

export const describe = ({ task, state, view }) =>
  [TASKS[task] || STATES[state], VIEWS[view]].filter(Boolean).join(", ");
