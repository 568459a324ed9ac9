// What a set of points says of each measure, with its expected error or the reason for none.

import * as geometry from "./geometry.js";

// Each takes levelled points by name and what is seen: { view, leg, mirrored, cmPerPx,
// inclinePct }. `points` names the points that it needs; a pelvis has a stance and a swing side.
const PELVIS = ["stance_pelvis", "swing_pelvis"];
const LIMB = ["hip", "knee", "ankle"];
const side = (seen) => geometry.facing(seen);
const pelvis = (at) => ({ stance: at.stance_pelvis, swing: at.swing_pelvis });
const heel = (at) => ({ heelTop: at.heel_top, heelBottom: at.heel_bottom });
const FORMULAS = {
  cpd: { points: PELVIS, of: (at, seen) => geometry.pelvicDrop(pelvis(at), seen) },
  hip_adduction: {
    points: [...PELVIS, "hip", "knee"],
    of: (at, seen) => geometry.femoralAdduction(at, seen) + geometry.pelvicDrop(pelvis(at), seen),
  },
  femoral_adduction: { points: ["hip", "knee"], of: geometry.femoralAdduction },
  fppa_run: { points: LIMB, of: geometry.kneeAngle },
  fppa_sls: { points: LIMB, of: geometry.kneeAngle },
  fppa_landing: { points: LIMB, of: geometry.kneeAngle },
  trunk_lean_ipsi: {
    points: [...PELVIS, "c7"],
    of: (at, seen) =>
      geometry.trunkLean(
        { middle: geometry.middle(at.stance_pelvis, at.swing_pelvis), c7: at.c7 },
        seen,
      ),
  },
  rearfoot_to_vertical: {
    points: ["heel_top", "heel_bottom"],
    of: (at, seen) => geometry.heelToVertical(heel(at), seen),
  },
  rearfoot_to_shank: {
    points: ["heel_top", "heel_bottom", "calf_upper", "calf_lower"],
    of: (at, seen) =>
      geometry.heelToShank(
        { ...heel(at), calfUpper: at.calf_upper, calfLower: at.calf_lower },
        seen,
      ),
  },
  foot_placement_cm: { points: ["heel", "midline"], of: geometry.footPlacement, scaled: true },
  tibial_inclination: {
    points: ["knee", "ankle"],
    of: (at, seen) => geometry.shankInclination(at, side(seen)),
  },
  foot_strike_angle: {
    points: ["heel", "toe"],
    of: (at, seen) => geometry.footStrike(at, side(seen), seen.inclinePct),
  },
  knee_flexion_ic: { points: LIMB, of: (at, seen) => geometry.kneeFlexion(at, side(seen)) },
  knee_flexion_ms: { points: LIMB, of: (at, seen) => geometry.kneeFlexion(at, side(seen)) },
  forward_trunk_lean: {
    points: ["hip", "shoulder"],
    of: (at, seen) => geometry.forwardLean({ pelvis: at.hip, shoulder: at.shoulder }, side(seen)),
  },
};

// What the server would also need: it knows what is seen from the capture and the step.
export function seenIn(capture, leg, inclinePct = 0) {
  return {
    view: capture.view,
    mirrored: capture.mirrored,
    cmPerPx: capture.cm_per_px,
    leg,
    inclinePct,
  };
}

export function levelAll(points, roll) {
  return Object.fromEntries(
    Object.entries(points).map(([name, at]) => [name, geometry.levelled(at, roll ?? 0)]),
  );
}

// Return [{ metric, value, click_sd, problem, message }] for those measures whose points are there.
export function valuesOf(metrics, points, seen, { roll = 0, clickSd = 1, ranges = {} } = {}) {
  const at = levelAll(points, roll);
  const has = (name) => at[name] || (name === "hip" && at.stance_pelvis);
  return metrics.flatMap((metric) => {
    const formula = FORMULAS[metric];
    if (!formula?.points.every(has)) return [];
    if (formula.scaled && !seen.cmPerPx) return [];
    return [{ metric, ...oneValue(formula, at, seen, clickSd, ranges[metric]) }];
  });
}

// From the front the pelvis's landmark is the limb's upper end too: one point, in both places.
const asNamed = (at) => ({ ...at, hip: at.hip ?? at.stance_pelvis });

function oneValue(formula, at, seen, clickSd, range) {
  const compute = (points) => formula.of(asNamed(points), seen);
  try {
    const value = compute(at);
    if (range && !(value >= range.lowest && value <= range.highest)) {
      const message = `${geometry.shown(value)} is more than a body shows. Check the points.`;
      return { value: null, click_sd: null, problem: "implausible", message };
    }
    const click_sd = geometry.clickError(compute, at, clickSd);
    return { value, click_sd, problem: "", message: "" };
  } catch (error) {
    if (!(error instanceof geometry.GeometryError)) throw error;
    return { value: null, click_sd: null, problem: error.code, message: error.message };
  }
}
