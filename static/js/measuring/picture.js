// A photo, measured as a film of one frame.

import { CannotOpen } from "./refusals.js";

const MOST_BYTES_SEARCHED = 32 * 1024 ** 2;
const GIF_CONTROL = "!\u00f9\u0004"; // goes before each picture of a GIF that moves
const [WEBP_FLAGS_AT, WEBP_MOVES] = [20, 2];
const FIRST_ALONE =
  "This picture moves, and only its first picture is measured. To measure steps, open the clip " +
  "that it was made from.";

export async function openPicture(file) {
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
    notes: (await moves(file)) ? [FIRST_ALONE] : [],
    time: () => 0,
    frame: async () => picture,
    close: () => picture.close(),
  };
}

// By what the file holds, whatever it is called.
async function moves(file) {
  const bytes = new Uint8Array(await file.slice(0, MOST_BYTES_SEARCHED).arrayBuffer());
  const text = new TextDecoder("latin1").decode(bytes);
  if (text.startsWith("GIF8")) {
    return text.indexOf(GIF_CONTROL) !== text.lastIndexOf(GIF_CONTROL);
  }
  if (text.startsWith("RIFF") && text.startsWith("WEBPVP8X", 8)) {
    return Boolean(bytes[WEBP_FLAGS_AT] & WEBP_MOVES);
  }
  if (text.startsWith("PNG", 1)) return text.slice(0, text.indexOf("IDAT")).includes("acTL");
  return false;
}
