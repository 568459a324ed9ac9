// Opens a clip or a picture from this machine and gives its frames by number. Nothing is uploaded.

import { readContainer } from "./container.js";
import { openFilm } from "./film.js";
import { openPicture } from "./picture.js";
import { CannotOpen, cannotRead, incomplete } from "./refusals.js";

export const LARGEST_BYTES = 4 * 1024 ** 3;
const SEEK_WITHIN_MS = 4000;
const BYTES_MARKED = 256 * 1024;

// Return { count, width, height, fps, isExact, isUneven, isStill, notes, time(n), frame(n),
// close() }; `notes` are to be read before anything is measured.
export async function openFrames(file) {
  if (!file.size) throw new CannotOpen("This file is empty (0 bytes).");
  if (file.size > LARGEST_BYTES) {
    throw new CannotOpen("This file is larger than 4 GB. Please cut the clip to the run itself.");
  }
  if (isDrawing(file)) {
    throw new CannotOpen("A drawing (SVG) cannot be measured. Open a photo: JPEG, PNG or WebP.");
  }
  if (file.type.startsWith("image/")) return openPicture(file);
  const container = await readContainer(file);
  try {
    return await openFilm(file, container);
  } catch (error) {
    if (error instanceof CannotOpen) throw error;
    if (!container.isWhole) throw incomplete();
    return openBySeeking(file, cannotRead(error.message, container.kind));
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

// Where no exact decoder is at hand: a seek lands near a frame, so its number is a guess.
async function openBySeeking(file, refusal) {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, preload: "auto", playsInline: true });
  const address = URL.createObjectURL(file);
  video.src = address;
  try {
    await once(video, "loadeddata");
  } catch {
    URL.revokeObjectURL(address);
    throw refusal;
  }
  if (!Number.isFinite(video.duration)) {
    URL.revokeObjectURL(address);
    throw refusal;
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
    notes: [],
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
