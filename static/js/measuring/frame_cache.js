// Keeps decoded frames round the one that is looked at, so that a step to the next is quick.

const MOST_PIXELS = 60_000_000; // 240 MB: 29 frames of full HD
const [BEHIND, AHEAD, REFILL_AT] = [6, 12, 4];

export class FrameCache {
  // `one(n)` decodes a frame; `run(from, to)` yields [n, frame] one after another: it is cheaper.
  constructor({ count, pixels, one, run }) {
    Object.assign(this, { count, one, run });
    this.most = Math.max(3, Math.floor(MOST_PIXELS / pixels));
    this.frames = new Map();
    this.turn = 0;
  }

  async frame(number) {
    this.turn += 1;
    const turn = this.turn;
    if (!this.frames.has(number)) this.keep(number, await this.one(number));
    const frame = this.frames.get(number);
    this.frames.delete(number);
    this.frames.set(number, frame); // the youngest again
    if (turn === this.turn) this.fill(number, turn);
    return frame;
  }

  keep(number, frame) {
    if (this.frames.has(number)) {
      frame.close();
      return;
    }
    this.frames.set(number, frame);
    while (this.frames.size > this.most) {
      const [stale, oldest] = this.frames.entries().next().value;
      this.frames.delete(stale);
      oldest.close(); // who shows a frame has copied it
    }
  }

  // Decode the neighbours, until another frame is asked for.
  async fill(number, turn) {
    const reach = Math.min(this.most - 1, BEHIND + AHEAD);
    const ahead = Math.min(AHEAD, reach);
    const near = [1, -1].some((way) =>
      Array.from({ length: REFILL_AT }, (_, at) => number + way * (at + 1)).some(
        (other) => other >= 0 && other < this.count && !this.frames.has(other),
      ),
    );
    if (!near) return;
    const from = Math.max(0, number - (reach - ahead));
    const to = Math.min(this.count, number + ahead + 1);
    try {
      for await (const [at, frame] of this.run(from, to)) {
        if (turn !== this.turn) {
          frame.close();
          return;
        }
        this.keep(at, frame);
      }
    } catch {
      // A neighbour that cannot be decoded is reported when it is asked for.
    }
  }

  clear() {
    this.turn += 1;
    for (const frame of this.frames.values()) frame.close();
    this.frames.clear();
  }
}
