// A film by exact frames: which packets are shown as which frame, and the picture of each.

import {
  ALL_FORMATS,
  BlobSource,
  EncodedPacketSink,
  Input,
  VideoSample,
} from "../../vendor/mediabunny/mediabunny.min.mjs";
import { Decoding } from "./decoding.js";
import { FrameCache } from "./frame_cache.js";
import { BREAKS_OFF, CannotOpen, changesSpeed, incomplete, notCounted } from "./refusals.js";

const UNEVEN = 0.2; // a gap between two frames that differs by so much from the usual one
const MOST_TRIED = 60; // packets that are decoded to see how a clip begins
const SAME_SHAPE = 0.02;
const SAME_ASPECT = 0.01; // sizes are whole pixels, and some are a few short
const INSTANT = 1e-6; // of seconds that were fractions

// Raise CannotOpen where it must not be measured, another error where it cannot be decoded here.
export async function openFilm(file, container) {
  if (!container.hasIndex) throw incomplete();
  if (container.isSplit) throw notCounted();
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(file) });
  const track = (await input.canRead()) && (await input.getPrimaryVideoTrack());
  if (!track) throw new Error("it holds no film of a kind that browsers open");
  if (!("VideoDecoder" in window) || !(await track.canDecode())) {
    throw new Error(`no decoder for ${track.codec ?? "this codec"}`);
  }
  const decoding = await decodingOf(track, container);
  const begins = await beginningOf(decoding, container.sizeOf(track.id));
  const shown = shownFrames(decoding, begins, container.editsOf(track.id));
  if (!shown.length) throw new Error("its edit list shows no frame");
  const times = shown.map(({ time }) => time);
  const cache = new FrameCache(reader(decoding, shown, begins.shape));
  return {
    count: shown.length,
    width: begins.shape.width,
    height: begins.shape.height,
    fps: times.length > 1 ? (times.length - 1) / (times.at(-1) - times[0]) : null,
    isExact: true,
    isUneven: isUneven(times),
    isStill: false,
    notes: container.isWhole ? [] : [BREAKS_OFF],
    time: (number) => times[number] - times[0],
    frame: (number) => cache.frame(number),
    close: () => {
      cache.clear();
      input.dispose();
    },
  };
}

async function decodingOf(track, container) {
  const packets = await packetsOf(track);
  const decoding = new Decoding(track, packets, await track.getDecoderConfig());
  if (!container.isWhole) await decoding.cutToWhatIsThere();
  if (!packets.length) throw new Error("it has no whole frame");
  return decoding;
}

// Every packet in the order they are decoded; of a film that breaks off, as far as it goes.
async function packetsOf(track) {
  const packets = [];
  const sink = new EncodedPacketSink(track);
  try {
    for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
      packets.push(packet);
    }
  } catch (error) {
    if (!packets.length) throw error;
  }
  return packets;
}

// Decode how the clip begins: what its first frame is, and what every frame looks like. The frame
// that was decoded says so; what the file says of its size may be of half of it.
async function beginningOf(decoding, size) {
  const start = await decoding.firstStart();
  if (start === null) throw new Error("it has no picture to begin at");
  const end = Math.min(decoding.nextStart(start), start + MOST_TRIED);
  const found = [];
  let shape = null;
  for await (const [rank, frame] of decoding.pictures(start, end)) {
    shape ??= await shapeOf(frame, decoding.track, size);
    found.push(rank);
    frame.close();
  }
  if (!found.length) throw new Error("its pictures cannot be decoded");
  const inOrder = found.every((rank, at) => !at || rank > found[at - 1]);
  if (!inOrder) decoding.countFrames();
  const expected = decoding.ranksBetween(start, end);
  const first = inOrder ? Math.max(found[0], decoding.firstOf(start)) : expected[0];
  const isComplete = inOrder
    ? expected.every((rank) => rank < first || found.includes(rank))
    : found.length === expected.length;
  if (!isComplete) throw notCounted();
  return { first, shape };
}

// How large frames are shown: the decoded pixels, made square as the file says, or else the frame,
// or else the size that the file is to be shown at; and upright.
async function shapeOf(frame, track, size) {
  const { width, height } = frame.visibleRect;
  const said = await track.getPixelAspectRatio();
  const aspects = [
    said.num / said.den,
    (frame.displayWidth * height) / (frame.displayHeight * width),
    size ? (size.width * height) / (size.height * width) : 1,
  ];
  const aspect = aspects.find((each) => Math.abs(each - 1) > SAME_ASPECT) ?? 1;
  const wide = Math.round(width * Math.max(1, aspect));
  const high = Math.round(height / Math.min(1, aspect));
  const [rotation, flip] = [await track.getRotation(), await track.getFlip()];
  const isLying = rotation % 180 !== 0;
  return {
    ratio: width / height,
    width: isLying ? high : wide,
    height: isLying ? wide : high,
    turn: { rotation, flip },
  };
}

// The frames in the order a player shows them: those of the edits, from the first that can be
// shown. Frames that lie at an edit's very end are the next one's.
function shownFrames(decoding, { first }, edits) {
  const frames = decoding.inOrder().filter(({ rank }) => rank >= first);
  if (!edits?.length) return frames;
  if (edits.some(({ rate }) => rate !== 1)) throw changesSpeed();
  const [{ from: clockFrom, shownAt: clockAt }] = edits;
  const onFilm = frames.map((frame) => ({ ...frame, time: frame.time + clockFrom - clockAt }));
  return edits.flatMap(({ from, until, shownAt }) =>
    onFilm
      .filter(({ time }) => time > from - INSTANT && time < until - INSTANT)
      .map((frame) => ({ ...frame, time: frame.time - from + shownAt })),
  );
}

// What the cache asks for: a run of frames.
function reader(decoding, shown, shape) {
  const picture = (frame, number) => {
    const canvas = new OffscreenCanvas(shape.width, shape.height);
    const sample = new VideoSample(frame, shape.turn);
    try {
      const { width, height } = frame.visibleRect;
      if (Math.abs(width / height / shape.ratio - 1) > SAME_SHAPE) {
        throw new CannotOpen(
          `Frame ${number} has another shape than the first: cut the clip there.`,
        );
      }
      sample.draw(canvas.getContext("2d"), 0, 0, shape.width, shape.height);
    } finally {
      sample.close();
    }
    return canvas.transferToImageBitmap();
  };
  async function* run(from, to, reading) {
    const wanted = new Map(shown.slice(from, to).map(({ rank }, at) => [rank, from + at]));
    for await (const [rank, frame] of decoding.picturesOf([...wanted.keys()], reading)) {
      const number = wanted.get(rank);
      if (number === undefined) frame.close();
      else yield [number, picture(frame, number)];
    }
  }
  return { count: shown.length, pixels: shape.width * shape.height, run };
}

function isUneven(times) {
  const gaps = times.slice(1).map((time, at) => time - times[at]);
  const usual = [...gaps].sort((one, other) => one - other)[Math.floor(gaps.length / 2)];
  return gaps.some((gap) => Math.abs(gap - usual) > UNEVEN * usual);
}
