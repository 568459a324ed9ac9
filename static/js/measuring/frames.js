// Opens a clip or a picture from this machine and gives its frames by number. Nothing is uploaded.

import {
  ALL_FORMATS,
  BlobSource,
  EncodedPacketSink,
  Input,
  VideoSampleSink,
} from "../../vendor/mediabunny/mediabunny.min.mjs";
import { FrameCache } from "./frame_cache.js";

export const LARGEST_BYTES = 4 * 1024 ** 3;
const SEEK_WITHIN_MS = 4000;
const UNEVEN = 0.2; // a gap between two frames that differs by so much from the usual one
const BYTES_MARKED = 256 * 1024;
const HOW_TO_RECORD =
  "Record in H.264: on an iPhone under Settings, Camera, Formats, “Most compatible”; on Android " +
  "switch HEVC off.";

export class CannotOpen extends Error {}

// Return { count, width, height, fps, isExact, isUneven, isStill, time(n), frame(n), close() }.
export async function openFrames(file) {
  if (!file.size) throw new CannotOpen("This file is empty (0 bytes).");
  if (file.size > LARGEST_BYTES) {
    throw new CannotOpen("This file is larger than 4 GB. Please cut the clip to the run itself.");
  }
  if (isDrawing(file)) {
    throw new CannotOpen("A drawing (SVG) cannot be measured. Open a photo: JPEG, PNG or WebP.");
  }
  if (file.type.startsWith("image/")) return openPicture(file);
  try {
    return await openExactly(file);
  } catch (error) {
    if (error instanceof CannotOpen) throw error;
    return openBySeeking(file, error);
  }
}

// What recognises the same file when it is opened again: a digest of its size, start and end.
export async function clipMark(file) {
  const parts = [file.slice(0, BYTES_MARKED), file.slice(-BYTES_MARKED), String(file.size)];
  const bytes = await new Blob(parts).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const isDrawing = (file) => file.type.includes("svg") || /\.svgz?$/i.test(file.name);

async function openPicture(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new CannotOpen("This is not a picture that a browser can show. Try JPEG, PNG or WebP.");
  }
  return {
    count: 1,
    width: picture.width,
    height: picture.height,
    fps: null,
    isExact: true,
    isUneven: false,
    isStill: true,
    time: () => 0,
    frame: async () => picture,
    close: () => picture.close(),
  };
}

// Every packet's time gives every frame's number, also where the rate varies or B-frames reorder.
async function openExactly(file) {
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(file) });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new CannotOpen("There is no video in this file.");
  if (!("VideoDecoder" in window) || !(await track.canDecode())) {
    throw new Error(`no decoder for ${track.codec ?? "this codec"}`);
  }
  const times = await timesOf(track);
  if (!times.length) throw new Error("it has no whole frame");
  const cache = new FrameCache(decoder(track, times));
  try {
    await cache.frame(0);
  } catch (error) {
    if (error instanceof CannotOpen) throw error;
    throw new Error("its pictures cannot be decoded", { cause: error });
  }
  return {
    count: times.length,
    width: track.displayWidth,
    height: track.displayHeight,
    fps: times.length > 1 ? (times.length - 1) / (times.at(-1) - times[0]) : null,
    isExact: true,
    isUneven: isUneven(times),
    isStill: false,
    time: (number) => times[number] - times[0],
    frame: (number) => cache.frame(number),
    close: () => {
      cache.clear();
      input.dispose();
    },
  };
}

// When each frame is shown, in order; of a film that breaks off, as far as it goes.
async function timesOf(track) {
  const times = [];
  const packets = new EncodedPacketSink(track);
  try {
    for await (const packet of packets.packets(undefined, undefined, { metadataOnly: true })) {
      times.push(packet.timestamp);
    }
  } catch (error) {
    if (!times.length) throw error;
  }
  return times.sort((one, other) => one - other);
}

// What the cache asks for: one frame, or a run of them; upright, as the file says they are shown.
function decoder(track, times) {
  const [width, height] = [track.displayWidth, track.displayHeight];
  const sink = new VideoSampleSink(track);
  const picture = (sample, number) => {
    if (!sample) throw new CannotOpen(`Frame ${number} of this clip cannot be decoded.`);
    const canvas = new OffscreenCanvas(width, height);
    try {
      sample.draw(canvas.getContext("2d"), 0, 0);
    } finally {
      sample.close();
    }
    return canvas.transferToImageBitmap();
  };
  return {
    count: times.length,
    pixels: width * height,
    one: async (number) => picture(await sink.getSample(times[number]), number),
    async *run(from, to) {
      let number = from;
      for await (const sample of sink.samples(times[from], times[to])) {
        yield [number, picture(sample, number)];
        number += 1;
      }
    },
  };
}

function isUneven(times) {
  const gaps = times.slice(1).map((time, at) => time - times[at]);
  const usual = [...gaps].sort((one, other) => one - other)[Math.floor(gaps.length / 2)];
  return gaps.some((gap) => Math.abs(gap - usual) > UNEVEN * usual);
}

// Where no exact decoder is at hand: a seek lands near a frame, so its number is a guess.
async function openBySeeking(file, cause) {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, preload: "auto", playsInline: true });
  const address = URL.createObjectURL(file);
  video.src = address;
  try {
    await once(video, "loadeddata");
  } catch {
    URL.revokeObjectURL(address);
    throw new CannotOpen(`This browser cannot read the clip (${cause.message}). ${HOW_TO_RECORD}`);
  }
  const fps = 30; // what a seek can promise; the page says that frames are not exact
  let seeking = Promise.resolve();
  const seek = async (number) => {
    video.currentTime = (number + 0.5) / fps;
    await once(video, "seeked");
    return createImageBitmap(video);
  };
  return {
    count: Math.max(1, Math.floor(video.duration * fps)),
    width: video.videoWidth,
    height: video.videoHeight,
    fps: null,
    isExact: false,
    isUneven: false,
    isStill: false,
    time: (number) => number / fps,
    frame: (number) => (seeking = seeking.catch(() => {}).then(() => seek(number))),
    close: () => URL.revokeObjectURL(address),
  };
}

function once(target, happening) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("too slow")), SEEK_WITHIN_MS);
    const settle = (name, answer) => {
      const inTime = () => {
        clearTimeout(late);
        answer();
      };
      target.addEventListener(name, inTime, { once: true });
    };
    settle(happening, resolve);
    settle("error", () => reject(new Error("no decoder")));
  });
}
