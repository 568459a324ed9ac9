// Why a file is not opened, and the way out of it, in words for whoever chose it.

export class CannotOpen extends Error {}

const CONVERT =
  "convert it to MP4 with H.264, its size and frame rate left as they are (in HandBrake, which " +
  "is free: “Same as source”)";
const NEXT_TIME =
  "Next time record in H.264: on an iPhone under Settings, Camera, Formats, “Most Compatible”; " +
  "on Android switch HEVC off.";

// `what` is in the way, in a program's words; `kind` of the file, where that says more.
export function cannotRead(what, kind) {
  const reason = kind === "avi" ? "it is an AVI, which no browser opens" : what.replace(/\.$/, "");
  const elsewhere = /hevc/.test(what)
    ? "open it in Safari, or in Chrome or Edge on a computer that decodes HEVC; or "
    : "";
  return new CannotOpen(
    `This browser cannot read the clip: ${reason}. To measure the clip that you have, ` +
      `${elsewhere}${CONVERT}. ${NEXT_TIME}`,
  );
}

export const notCounted = () =>
  new CannotOpen(
    "The frames of this clip cannot be told apart for certain, so it is not measured. To measure " +
      `the clip that you have, ${CONVERT}.`,
  );

export const BREAKS_OFF =
  "This file is incomplete: it breaks off, and opens as far as it goes. Copy it from the phone " +
  "or camera again for the rest.";

export const incomplete = () =>
  new CannotOpen(
    "This file is incomplete: recording or copying it broke off before its end. Copy it from the " +
      "phone or camera again.",
  );

export const changesSpeed = () =>
  new CannotOpen(
    "This clip plays parts of itself at another speed, so it is not measured. Export it without " +
      "the change of speed.",
  );
