// What has to be known of H.264's own bytes: which pictures need no other, and the least of them.

const [SLICE, IDR] = [1, 5];
const INTRA = new Set([2, 4, 7, 9]); // slice types I and SI

const bytesOf = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));

// One black IDR picture of 16 × 16, its parameter sets numbered 31, which no clip uses: by
// x264 with keyint=1, sps-id=31, baseline.
export const PRIMER = ["Z0LACgQXewEQAAADABAAAAMAIPEieA==", "aAQAgOD8gA==", "ZYgEAQ6JigACQLg="].map(
  bytesOf,
);

// How many bytes say a unit's length; none where start codes part them.
function lengthBytes({ description }) {
  if (!description) return 0;
  const { buffer = description, byteOffset = 0 } = description;
  return (new Uint8Array(buffer, byteOffset)[4] & 3) + 1;
}

// Units as a decoder of this configuration takes them.
export function unitsOf(units, config) {
  const wide = lengthBytes(config);
  const parts = units.map((unit) => {
    const head = wide
      ? Array.from({ length: wide }, (_, at) => (unit.length >>> (8 * (wide - 1 - at))) & 255)
      : [0, 0, 0, 1];
    return [...head, ...unit];
  });
  return Uint8Array.from(parts.flat());
}

// Say whether the first slice of a packet is one that needs no other picture.
export function isIntra(packet, config) {
  for (const unit of splitUnits(packet, lengthBytes(config))) {
    const kind = unit[0] & 31;
    if (kind === IDR) return true;
    if (kind !== SLICE) continue;
    const bits = new Bits(unit.subarray(1));
    bits.number(); // the first macroblock
    return INTRA.has(bits.number());
  }
  return false;
}

function* splitUnits(packet, wide) {
  let at = 0;
  while (wide && at + wide < packet.length) {
    let length = 0;
    for (let byte = 0; byte < wide; byte += 1) length = length * 256 + packet[at + byte];
    yield packet.subarray(at + wide, at + wide + length);
    at += wide + length;
  }
  if (wide) return;
  for (at = 0; at + 3 < packet.length; at += 1) {
    const isStart = packet[at] === 0 && packet[at + 1] === 0 && packet[at + 2] === 1;
    if (isStart) yield packet.subarray(at + 3);
  }
}

// The numbers at a slice's beginning: so short that no byte was put in to keep start codes apart.
class Bits {
  constructor(bytes) {
    Object.assign(this, { bytes, at: 0 });
  }

  bit() {
    const bit = (this.bytes[this.at >> 3] >> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return bit;
  }

  number() {
    let zeros = 0;
    while (!this.bit() && zeros < 32) zeros += 1;
    let value = 1;
    for (let more = zeros; more > 0; more -= 1) value = value * 2 + this.bit();
    return value - 1;
  }
}
