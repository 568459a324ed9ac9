// Which frames stay in the record as pictures: the first two of each leg, and those asked for.

import { find } from "./dom.js";

const FIRST = 2;
const LARGEST_EDGE_PX = 1600;
const QUALITY = 0.85;

export class Keeping {
  constructor(record, stage) {
    Object.assign(this, { record, stage, isOn: true });
  }

  draw(capture, number) {
    const isKept = capture?.frames?.some((frame) => frame.number === number);
    find("keep-words").textContent = isKept ? "Kept" : "Keep this frame";
    document.querySelector("[data-act=keep]").disabled = Boolean(isKept) || !capture;
  }

  // The first steps of a leg in a clip keep their frame without being asked.
  keepFirst(step) {
    const capture = this.record.captures.get(step.capture);
    const own = this.record.stepsOf(step.capture).filter(({ side }) => side === step.side);
    const numbers = new Set(capture.frames.map((frame) => frame.number));
    const kept = new Set(
      own.map((each) => each.frame_number).filter((number) => numbers.has(number)),
    );
    const asks = this.record.sets.get(step.point_set).points.length > 0;
    if (this.isOn && asks && kept.size < FIRST && !kept.has(step.frame_number)) {
      this.keep(capture, step.frame_number);
    }
  }

  // The picture on the stage, without its points, no larger than a page needs.
  keep(capture, number) {
    const { picture } = this.stage;
    const scale = Math.min(1, LARGEST_EDGE_PX / Math.max(picture.width, picture.height));
    const small = document.createElement("canvas");
    small.width = Math.round(picture.width * scale);
    small.height = Math.round(picture.height * scale);
    const context = small.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, small.width, small.height);
    small.toBlob(
      (blob) => this.record.keepFrame(capture.reference, number, blob),
      "image/jpeg",
      QUALITY,
    );
  }
}
