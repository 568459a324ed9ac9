// The angles that are drawn while points move. The server computes them again from the same points,
// by the same rules, and its value is the record; tests hold both to the same vectors.
// Image pixels: x to the right, y downwards. Angles in degrees.

export const SHORTEST_SEGMENT_PX = 20;
const NUDGE_PX = 0.01;
const DEGREES = 180 / Math.PI;

export class GeometryError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const vector = (from, to) => [to[0] - from[0], to[1] - from[1]];
const length = ([x, y]) => Math.hypot(x, y);
const tilt = (across, along) => Math.atan2(across, along) * DEGREES + 0;

function longEnough(segment, pixels) {
  if (pixels < SHORTEST_SEGMENT_PX) {
    const shown = `${Math.round(pixels)} px long; it needs ${SHORTEST_SEGMENT_PX} px`;
    throw new GeometryError("segment_too_short", `The ${segment} is ${shown}.`);
  }
}

function upright(named) {
  const points = Object.entries(named);
  for (let at = 1; at < points.length; at += 1) {
    const [[upper, above], [lower, below]] = [points[at - 1], points[at]];
    if (above[1] >= below[1]) {
      throw new GeometryError("upside_down", `The ${upper} lies below the ${lower}.`);
    }
  }
}

// The turn from the upper to the lower segment; positive is clockwise on the screen.
function bend(upper, joint, lower) {
  const [ux, uy] = vector(upper, joint);
  const [vx, vy] = vector(joint, lower);
  return tilt(ux * vy - uy * vx, ux * vx + uy * vy);
}

// The sign of the x direction that points away from the midline for a leg ("L" or "R").
export function outward({ view, leg, mirrored = false }) {
  const rightIs = (view === "posterior" ? 1 : -1) * (mirrored ? -1 : 1);
  return leg === "R" ? rightIs : -rightIs;
}

export function cameraRoll(first, second) {
  const [left, right] = [first, second].sort((one, other) => one[0] - other[0]);
  const [x, y] = vector(left, right);
  longEnough("level line", Math.abs(x));
  return tilt(y, x);
}

export function levelled([x, y], roll) {
  const turn = -roll / DEGREES;
  return [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
}

export function pelvicDrop({ stance, swing }, seen) {
  const across = swing[0] - stance[0];
  longEnough("pelvis", Math.abs(across));
  if (across * outward(seen) >= 0) {
    throw new GeometryError(
      "sides_swapped",
      "Left and right look swapped. Check side and view, and whether the clip is mirrored.",
    );
  }
  return tilt(swing[1] - stance[1], Math.abs(across));
}

export function femoralAdduction({ hip, knee }, seen) {
  const [x, y] = vector(hip, knee);
  longEnough("thigh", Math.hypot(x, y));
  upright({ hip, knee });
  return tilt(-outward(seen) * x, y);
}

export function kneeAngle({ hip, knee, ankle }, seen) {
  longEnough("thigh", length(vector(hip, knee)));
  longEnough("shank", length(vector(knee, ankle)));
  upright({ hip, knee, ankle });
  return -outward(seen) * bend(hip, knee, ankle) + 0;
}

export function trunkLean({ middle, c7 }, seen) {
  const [x, y] = vector(middle, c7);
  longEnough("trunk", Math.hypot(x, y));
  upright({ c7, pelvis: middle });
  return tilt(outward(seen) * x, -y);
}

export const middle = ([ax, ay], [bx, by]) => [(ax + bx) / 2, (ay + by) / 2];

export function heelToVertical({ heelTop, heelBottom }, seen) {
  const [x, y] = vector(heelBottom, heelTop);
  longEnough("heel counter", Math.hypot(x, y));
  return tilt(-outward(seen) * x, -y);
}

export function heelToShank({ heelTop, heelBottom, calfUpper, calfLower }, seen) {
  const [x, y] = vector(calfLower, calfUpper);
  longEnough("lower leg", Math.hypot(x, y));
  return heelToVertical({ heelTop, heelBottom }, seen) - tilt(-outward(seen) * x, -y);
}

export function footPlacement({ heel, midline }, seen) {
  return outward(seen) * (heel[0] - midline[0]) * seen.cmPerPx;
}

// From the side: +1 where the runner faces the image's right.
export const facing = ({ view, mirrored = false }) =>
  (view === "lateral_R") !== mirrored ? 1 : -1;

export function shankInclination({ knee, ankle }, direction) {
  const [x, y] = vector(knee, ankle);
  longEnough("shank", Math.hypot(x, y));
  return tilt(direction * x, y);
}

export function footStrike({ heel, toe }, direction, inclinePct = 0) {
  const [x, y] = vector(heel, toe);
  longEnough("foot", Math.hypot(x, y));
  return tilt(-y, direction * x) - Math.atan(inclinePct / 100) * DEGREES;
}

export function kneeFlexion({ hip, knee, ankle }, direction) {
  longEnough("thigh", length(vector(hip, knee)));
  longEnough("shank", length(vector(knee, ankle)));
  return direction * bend(hip, knee, ankle) + 0;
}

export function forwardLean({ pelvis, shoulder }, direction) {
  const [x, y] = vector(pelvis, shoulder);
  longEnough("trunk", Math.hypot(x, y));
  return tilt(direction * x, -y);
}

// The expected error of one click, as a standard deviation, for `sd` pixels on each coordinate.
// `value` makes a number of named points; its slope along each coordinate is tried out.
export function clickError(value, points, sd = 1) {
  let squares = 0;
  for (const name of Object.keys(points)) {
    for (const axis of [0, 1]) squares += slope(value, points, name, axis) ** 2;
  }
  return sd * Math.sqrt(squares);
}

// One-sided where a rule forbids the other side.
function slope(value, points, name, axis) {
  const ends = [-NUDGE_PX, NUDGE_PX].map((nudge) => {
    const there = [...points[name]];
    there[axis] += nudge;
    try {
      return [nudge, value({ ...points, [name]: there })];
    } catch {
      return [0, value(points)];
    }
  });
  const [[low, before], [high, after]] = ends;
  return high > low ? (after - before) / (high - low) : 0;
}

// Half up to a tenth, as the server shows it; zero has no sign.
export const shown = (value) =>
  ((Math.sign(value) * Math.round(Math.abs(value) * 10 + 1e-9)) / 10 + 0).toFixed(1);

// How much one pixel is, by a line of known length.
export function centimetres(scale) {
  if (!scale) return null;
  return scale.length_cm / length(vector(...scale.points));
}
