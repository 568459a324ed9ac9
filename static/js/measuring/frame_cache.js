// Keeps decoded frames round the one that is looked at, so that a step to the next is quick. Films
// are read by one run at a time: where each run begins far back, several would keep each other up.

import { CannotOpen } from "./refusals.js";

const MOST_PIXELS = 60_000_000; // 240 MB: 29 frames of full HD
const [BEHIND, AHEAD, REFILL_AT] = [6, 12, 4];

export class FrameCache {
  // `run(from, to, reading)` yields [n, frame] one after another, until `reading.isStopped`.
  constructor({ count, pixels, run }) {
    Object.assign(this, { count, run });
    this.most = Math.max(3, Math.floor(MOST_PIXELS / pixels));
    this.frames = new Map();
    this.queue = Promise.resolve();
    this.reading = null;
  }

  // Resolve to a frame, or to nothing where another was asked for before this one's turn.
  frame(number) {
    this.wanted = number;
    const turn = this.queue.then(() => this.reach(number));
    this.queue = turn.catch(() => {});
    return turn;
  }

  async reach(number) {
    if (!this.frames.has(number)) {
      if (this.wanted !== number) return null;
      if (!this.isOnItsWay(number)) this.read(...this.round(number));
      await this.arrival(number).catch(() => this.readAlone(number));
    }
    const frame = this.frames.get(number);
    this.frames.delete(number);
    this.frames.set(number, frame); // the youngest again
    this.refill(number);
    return frame;
  }

  // What is read round a frame: as much of what is before and behind it as is kept.
  round(number) {
    const reach = Math.min(this.most - 1, BEHIND + AHEAD);
    const ahead = Math.min(AHEAD, reach);
    return [Math.max(0, number - (reach - ahead)), Math.min(this.count, number + ahead + 1)];
  }

  isOnItsWay(number) {
    const { reading } = this;
    return reading && !reading.isOver && reading.next <= number && number < reading.to;
  }

  read(from, to) {
    if (this.reading) this.reading.isStopped = true;
    const reading = { next: from, to, isStopped: false, isOver: false, failure: null };
    this.reading = reading;
    this.follow(reading, from);
  }

  async follow(reading, from) {
    const arrive = () => {
      reading.tell?.();
      reading.step = new Promise((resolve) => {
        reading.tell = resolve;
      });
    };
    arrive();
    try {
      for await (const [at, frame] of this.run(from, reading.to, reading)) {
        if (reading.isStopped) {
          frame.close();
          break;
        }
        this.keep(at, frame);
        reading.next = at + 1;
        arrive();
      }
    } catch (error) {
      reading.failure = error; // told to whoever asks for a frame that did not come
    }
    reading.isOver = true;
    arrive();
  }

  async arrival(number) {
    const { reading } = this;
    while (!this.frames.has(number)) {
      if (reading.isOver) {
        throw reading.failure ?? new CannotOpen(`Frame ${number} of this clip cannot be decoded.`);
      }
      await reading.step;
    }
  }

  // A neighbour that cannot be decoded keeps no other frame away.
  async readAlone(number) {
    this.read(number, number + 1);
    await this.arrival(number);
  }

  keep(number, frame) {
    this.frames.get(number)?.close();
    this.frames.delete(number);
    this.frames.set(number, frame);
    while (this.frames.size > this.most) {
      const [stale, oldest] = this.frames.entries().next().value;
      this.frames.delete(stale);
      oldest.close(); // who shows a frame has copied it
    }
  }

  refill(number) {
    const isNear = (other) =>
      other < 0 || other >= this.count || this.frames.has(other) || this.isOnItsWay(other);
    const near = Array.from({ length: REFILL_AT }, (_, at) => [number - at - 1, number + at + 1]);
    if (!near.flat().every(isNear)) this.read(...this.round(number));
  }

  clear() {
    if (this.reading) this.reading.isStopped = true;
    for (const frame of this.frames.values()) frame.close();
    this.frames.clear();
  }
}
