// What a file says of itself beside its frames: its kind, whether it is all there, and which part
// of its film its edit list shows.

const MOST_INDEX_BYTES = 256 * 1024 ** 2;
const [EBML, SEGMENT] = [0x1a45dfa3, 0x18538067];
const FOREVER = Number.POSITIVE_INFINITY;

// Return { kind, isWhole, hasIndex, isSplit, editsOf(track id), sizeOf(track id) }. An edit is a
// part of the film's own clock and where it is shown, in seconds; none where all is shown as it is.
export async function readContainer(file) {
  const head = await bytesAt(file, 0, 16);
  if (head.byteLength >= 12) {
    if (ascii(head, 4, 4) === "ftyp" || ISO_FIRST.has(ascii(head, 4, 4))) return readIso(file);
    if (head.getUint32(0) === EBML)
      return { ...PLAIN, kind: "matroska", isWhole: await isWholeMatroska(file) };
    if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 4) === "AVI ")
      return { ...PLAIN, kind: "avi" };
  }
  return PLAIN;
}

const PLAIN = {
  kind: "other",
  isWhole: true,
  hasIndex: true,
  isSplit: false,
  editsOf: () => null,
  sizeOf: () => null,
};
const ISO_FIRST = new Set(["moov", "mdat", "wide", "free", "skip"]);

async function readIso(file) {
  let [moov, hasFragments, isWhole] = [null, false, true];
  for (let at = 0; at + 8 <= file.size; ) {
    const box = boxIn(await bytesAt(file, at, 16), 0, file.size - at);
    if (!box) break; // what some cameras write behind their last box
    const isThere = at + box.size <= file.size;
    if (box.type === "moov" && isThere && box.size < MOST_INDEX_BYTES)
      moov = await bytesAt(file, at + box.head, box.size - box.head);
    hasFragments ||= box.type === "moof";
    isWhole &&= isThere;
    at += box.size;
  }
  const tracks = new Map((moov ? tracksOf(moov) : []).map((track) => [numberOf(track), track]));
  const scale = moov && timescaleOf(child(moov, "mvhd"));
  return {
    kind: "iso",
    isWhole,
    hasIndex: Boolean(moov),
    isSplit: hasFragments && [...tracks.values()].some(listsFrames),
    // Players leave edits out where a film comes in fragments.
    editsOf: (number) => (hasFragments ? null : editsIn(tracks.get(number), scale)),
    sizeOf: (number) => sizeIn(tracks.get(number)),
  };
}

// Whether a track lists frames in the index itself, and not in the fragments behind it.
function listsFrames(track) {
  const sizes = ["mdia", "minf", "stbl", "stsz"].reduce(child, track);
  return sizes?.getUint32(8) > 0;
}

// A box's type, its size and that of its head; nothing where there is none.
function boxIn(view, at, room) {
  if (at + 8 > view.byteLength) return null;
  const type = ascii(view, at + 4, 4);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return null;
  const size = view.getUint32(at);
  if (size === 1 && at + 16 <= view.byteLength)
    return { type, size: Number(view.getBigUint64(at + 8)), head: 16 };
  if (size === 0) return { type, size: room, head: 8 };
  return size < 8 ? null : { type, size, head: 8 };
}

function* boxesOf(view) {
  for (let at = 0; at < view.byteLength; ) {
    const box = boxIn(view, at, view.byteLength - at);
    if (!box || at + box.size > view.byteLength) return;
    yield [box.type, inside(view, at + box.head, box.size - box.head)];
    at += box.size;
  }
}

const inside = (view, at, length) => new DataView(view.buffer, view.byteOffset + at, length);
const child = (view, wanted) => view && [...boxesOf(view)].find(([type]) => type === wanted)?.[1];

const tracksOf = (moov) =>
  [...boxesOf(moov)].filter(([type]) => type === "trak").map(([, it]) => it);
const numberOf = (track) => {
  const header = child(track, "tkhd");
  return header?.getUint32(isLong(header) ? 20 : 12);
};

// The size that a track is to be shown at, in whole pixels, before it is turned.
function sizeIn(track) {
  const header = child(track, "tkhd");
  if (!header) return null;
  const at = isLong(header) ? 88 : 76;
  const [width, height] = [header.getUint16(at), header.getUint16(at + 4)];
  return width && height ? { width, height } : null;
}

// A film is cut in a phone or an editor by writing which part of it is shown.
function editsIn(track, scale) {
  const list = child(child(track, "edts"), "elst");
  const own = timescaleOf(child(child(track, "mdia"), "mdhd"));
  return list && own && scale ? editsOf(list, scale, own) : null;
}

const isLong = (view) => view.getUint8(0) === 1;
const timescaleOf = (view) => view?.getUint32(isLong(view) ? 20 : 12);

function editsOf(list, scale, own) {
  const long = isLong(list);
  const edits = [];
  let shownAt = 0;
  for (let left = list.getUint32(4), at = 8; left > 0; left -= 1, at += long ? 20 : 12) {
    const lasts = (long ? Number(list.getBigUint64(at)) : list.getUint32(at)) / scale;
    const from = long ? Number(list.getBigInt64(at + 8)) : list.getInt32(at + 4);
    const rate = list.getInt32(at + (long ? 16 : 8)) / 65536;
    if (from >= 0) {
      const until = lasts ? from / own + lasts : FOREVER;
      edits.push({ from: from / own, until, shownAt, rate });
    }
    shownAt += lasts;
  }
  return edits;
}

// A segment that says how long it is, and is not there as a whole; live ones do not say it.
async function isWholeMatroska(file) {
  let at = 0;
  while (at + 12 <= file.size) {
    const view = await bytesAt(file, at, 16);
    const wide = Math.clz32(view.getUint8(4)) - 23; // of the length behind a name of four bytes
    if (wide > 8) return true;
    let size = view.getUint8(4) & (0xff >> wide);
    let isKnown = size !== 0xff >> wide;
    for (let byte = 1; byte < wide; byte += 1) {
      const part = view.getUint8(4 + byte);
      size = size * 256 + part;
      isKnown ||= part !== 0xff;
    }
    const end = at + 4 + wide + size;
    const name = view.getUint32(0);
    if (name === SEGMENT) return !isKnown || end <= file.size;
    if (name !== EBML) return true;
    at = end;
  }
  return false;
}

const ascii = (view, at, length) =>
  String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length));

async function bytesAt(file, at, length) {
  return new DataView(await file.slice(at, at + length).arrayBuffer());
}
