// Decodes packets to pictures. Each picture says itself which packet it is of, so that one that a
// decoder leaves out shifts no other: a count of what comes out would.

import { EncodedPacketSink } from "../../vendor/mediabunny/mediabunny.min.mjs";
import { isIntra, PRIMER, unitsOf } from "./avc.js";

const MOST_WAITING = 24;
const PRIMER_AT = -1;

export class Decoding {
  // `packets` in the order they are decoded, without their content. A rank is a packet's place in
  // the order they are shown; `config` is a VideoDecoder's.
  constructor(track, packets, config) {
    Object.assign(this, { track, packets, config, isCounted: false });
    this.sink = new EncodedPacketSink(track);
    this.starts = new Map();
    this.setOrder();
  }

  setOrder() {
    const { packets } = this;
    this.order = packets.map((_, position) => position);
    this.order.sort((one, other) => packets[one].timestamp - packets[other].timestamp);
    this.ranks = [];
    for (const [rank, position] of this.order.entries()) this.ranks[position] = rank;
  }

  // Some files say when packets are decoded and not when they are shown: there a count is all.
  countFrames() {
    this.isCounted = true;
  }

  inOrder() {
    return this.order.map((position, rank) => ({ rank, time: this.packets[position].timestamp }));
  }

  ranksBetween(start, end) {
    return this.ranks.slice(start, end).sort((one, other) => one - other);
  }

  // The packet at a position with its content; null where the file ends before it.
  fetch(position) {
    if (!position) return this.sink.getFirstPacket();
    return this.sink.getNextPacket(this.packets[position - 1]);
  }

  // Leave out the packets behind the end of a file that breaks off, and whatever is shown after the
  // first of them.
  async cutToWhatIsThere() {
    let [there, missing] = [-1, this.packets.length];
    while (missing - there > 1) {
      const middle = (there + missing) >> 1;
      const isThere = await this.fetch(middle).catch(() => null);
      if (isThere) there = middle;
      else missing = middle;
    }
    const gone = this.ranks.slice(missing);
    this.packets.length = missing;
    this.setOrder();
    if (gone.length) this.order.length = Math.min(...gone, missing);
  }

  async firstStart() {
    for (const [position, { type }] of this.packets.entries()) {
      if (type === "key" && (await this.startAt(position))) return position;
    }
    return null;
  }

  nextStart(start) {
    const at = this.packets.findIndex(({ type }, position) => position > start && type === "key");
    return at < 0 ? this.packets.length : at;
  }

  // The start from which the picture of a rank comes out.
  async startFor(rank) {
    for (let at = this.order[rank]; at >= 0; at -= 1) {
      const isBefore = this.packets[at].type === "key" && this.ranks[at] <= rank;
      if (isBefore && (await this.startAt(at))) return at;
    }
    return null;
  }

  // The first rank that a start gives: where an open group begins, its own.
  firstOf(start) {
    return this.starts.get(start) === "primed" ? this.ranks[start] : 0;
  }

  // “whole” where decoders start by themselves, “primed” where an open group begins, or nothing.
  async startAt(position) {
    if (!this.starts.has(position)) this.starts.set(position, await this.kindOfStart(position));
    return this.starts.get(position);
  }

  async kindOfStart(position) {
    const packet = await this.fetch(position);
    if (!packet) return null;
    if ((await this.track.determinePacketType(packet)) !== "delta") return "whole";
    return this.track.codec === "avc" && isIntra(packet.data, this.config) ? "primed" : null;
  }

  async *picturesOf(ranks, reading) {
    const start = await this.startFor(Math.min(...ranks));
    if (start === null) return;
    const last = Math.max(...ranks.map((rank) => this.order[rank]));
    yield* this.pictures(start, this.isCounted ? this.nextStart(last) : last + 1, reading);
  }

  // Yield [rank, VideoFrame] of the packets from a start to `end`, as they come out, until
  // `reading.isStopped`. Who is given a frame closes it.
  async *pictures(start, end, reading = { isStopped: false }) {
    const ready = [];
    let [failure, wake] = [null, () => {}];
    const decoder = new VideoDecoder({
      output: (frame) => {
        if (frame.timestamp === PRIMER_AT) frame.close();
        else ready.push(frame);
        wake();
      },
      error: (error) => {
        failure = error;
        wake();
      },
    });
    decoder.ondequeue = () => wake();
    let counted = this.ranks[start];
    const rankOf = (frame) => (this.isCounted ? counted++ : frame.timestamp);
    const out = function* () {
      while (ready.length) {
        const frame = ready.shift();
        yield [rankOf(frame), frame];
      }
      if (failure) throw failure;
    };
    try {
      decoder.configure(this.config);
      const isPrimed = (await this.startAt(start)) === "primed";
      if (isPrimed) decoder.decode(primer(this.config));
      for (let at = start; at < end; at += 1) {
        if (isPrimed && this.ranks[at] < this.ranks[start]) continue; // needs what lies before
        const packet = await this.fetch(at);
        if (!packet || reading.isStopped) break;
        yield* out();
        decoder.decode(this.chunkOf(packet, at, start));
        while (decoder.decodeQueueSize > MOST_WAITING && !ready.length && !failure) {
          await new Promise((resolve) => {
            wake = resolve;
          });
        }
      }
      if (reading.isStopped) return;
      await decoder.flush().catch((error) => {
        failure ??= error;
      });
      yield* out();
    } finally {
      if (decoder.state !== "closed") decoder.close();
      for (const frame of ready) frame.close();
    }
  }

  chunkOf(packet, position, start) {
    return new EncodedVideoChunk({
      type: position === start ? "key" : packet.type,
      timestamp: this.ranks[position],
      data: packet.data,
    });
  }
}

// A picture of 16 × 16 in a stream of its own: Chromium starts at such a one alone, though the
// picture after it, where an open group begins, needs none before it either.
const primer = (config) =>
  new EncodedVideoChunk({ type: "key", timestamp: PRIMER_AT, data: unitsOf(PRIMER, config) });
