// What lies over the frame: the step's points, the lines between them, level line, scale, L and R.

import { SIDES, sideMark } from "./dom.js";
import { facing, outward } from "./geometry.js";

const JOINED = [
  ...[
    ["stance_pelvis", "swing_pelvis"],
    ["hip", "knee"],
    ["knee", "ankle"],
    ["hip", "shoulder"],
  ],
  ...[
    ["heel_top", "heel_bottom"],
    ["calf_upper", "calf_lower"],
    ["heel", "toe"],
  ],
];
const LEVEL = "#7fe3d5";
const WANTED = { horizon: "Level line", scale: "Scale" };

export function sceneOf(marking, colours) {
  const { step, capture, place } = marking;
  const points = step?.points ?? {};
  return {
    points: Object.entries(points).map(([name, at]) => pointOf(name, at)),
    segments: segmentsOf(points, colours[place?.side]),
    lines: ["horizon", "scale"].map((line) => lineOf(line)).filter(Boolean),
    letters: capture ? lettersOf(capture, colours) : [],
    wants: wanted(),
    magnifies: Boolean(marking.held || wanted()),
  };

  function pointOf(name, at) {
    const isOther = name.startsWith("swing");
    const side = isOther ? other(place.side) : place.side;
    const index = marking.set.points.findIndex((each) => each.name === name);
    return {
      at,
      label: marking.set.points[index]?.label ?? name,
      colour: colours[side].colour,
      selected: !marking.line && marking.selected === index,
      unsure: step.unsure.includes(name),
    };
  }

  function wanted() {
    if (marking.line) return marking.ends(marking.line).length < 2;
    return Boolean(place && marking.name && !points[marking.name]);
  }

  function lineOf(line) {
    const ends = marking.ends(line);
    if (!ends.length) return null;
    const text = line === "horizon" ? rollOf(capture) : scaleOf(capture);
    return {
      points: [ends[0], ends[1]],
      colour: line === "horizon" ? LEVEL : "#ffffff",
      dash: line === "horizon" ? [7, 6] : [],
      width: 1.5,
      selected: marking.line === line,
      isBelow: line === "scale", // both are often marked on one edge
      text: marking.line === line && ends.length < 2 ? WANTED[line] : text,
    };
  }
}

const other = (side) => (side === "L" ? "R" : "L");

function rollOf(capture) {
  const roll = capture.roll_deg;
  return roll === null || roll === undefined ? "Level" : `Level: ${roll.toFixed(1)}°`;
}

const scaleOf = (capture) => (capture.scale ? `${Number(capture.scale.length_cm)} cm` : "Length?");

function segmentsOf(points, side) {
  const joined = points.hip ? JOINED : [...JOINED, ["stance_pelvis", "knee"]];
  const segments = joined
    .filter(([from, to]) => points[from] && points[to])
    .map(([from, to]) => ({ from: points[from], to: points[to], colour: side.colour, width: 2 }));
  if (points.c7 && points.stance_pelvis && points.swing_pelvis) {
    const from = [0, 1].map((axis) => (points.stance_pelvis[axis] + points.swing_pelvis[axis]) / 2);
    segments.push({ from, to: points.c7, colour: side.colour, width: 2 });
  }
  return segments;
}

// The runner's own left and right, where they must lie if view and mirror are declared right.
export function lettersOf({ view, mirrored }, colours) {
  if (view.startsWith("lateral")) {
    const side = view.endsWith("L") ? "L" : "R";
    const isRight = facing({ view, mirrored }) === 1;
    const note = isRight
      ? `${SIDES[side]} side, runs →`
      : `← runs, ${SIDES[side].toLowerCase()} side`;
    return [{ text: side, note, side: colours[side], align: isRight ? "right" : "left" }];
  }
  const rightIsRight = outward({ view, leg: "R", mirrored }) === 1;
  return ["L", "R"].map((side) => ({
    text: side,
    side: colours[side],
    align: (side === "R") === rightIsRight ? "right" : "left",
  }));
}

// The colours of L and R as their mark is drawn within an element, by day or by night.
export function sideColours(element) {
  const drawn = (side) => {
    const mark = sideMark(side);
    element.append(mark);
    const { backgroundColor: colour, color: ink } = getComputedStyle(mark);
    mark.remove();
    return { colour, ink };
  };
  return { L: drawn("L"), R: drawn("R") };
}
