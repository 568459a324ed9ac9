"""The grading rules by their codes: what each judges, with which settings, on what evidence. Pure.

`strength` says how good a default is: A the same task and method in the literature, B borrowed from
another one, C a teaching convention, none where no grade is given. G10, G14 and G21 judge what is
seen by eye: see `grading`.
"""

from decimal import Decimal

from assessments.judging import shapes
from assessments.judging.criteria import Rule, setting
from assessments.judging.shapes import Way

DEGREES, SECONDS = "°", "s"
RULES = (
    Rule(
        code="G1",
        measure="cpd",
        strength="C, step A",
        settings=(
            setting(
                "g1_typical_max_deg",
                "Pelvic drop, typical up to",
                "5.0",
                DEGREES,
                "A teaching figure of one clinic (verified there); there is no consensus.",
            ),
            setting(
                "g1_marked_above_typical_deg",
                "Pelvic drop, marked from this much above typical",
                "2.8",
                DEGREES,
                "Smallest detectable difference 2.7–2.8° (Dingenen 2018, verified).",
            ),
        ),
        judge=shapes.up_to_a_step("g1_typical_max_deg", "g1_marked_above_typical_deg"),
    ),
    Rule(
        code="G2",
        measure="fppa_run",
        strength="none",
        note="Shown, not graded: it did not track the knee in 3D (Dingenen 2018, verified).",
    ),
    Rule(
        code="G3",
        measure="fppa_sls",
        strength="A/B",
        settings=(
            setting(
                "g3_typical_max_deg",
                "Knee angle in the squat, typical up to, either way",
                "10.0",
                DEGREES,
                "A category of a step-down study (verified).",
            ),
            setting(
                "g3_marked_above_deg",
                "Knee angle in the squat, marked above",
                "18.6",
                DEGREES,
                "Mean of healthy women + 2 SD, 8.4 + 2 × 5.1 (Herrington 2014, verified).",
            ),
        ),
        judge=shapes.squat,
    ),
    Rule(
        code="G4",
        measure="fppa_landing",
        strength="A",
        only_for="female",
        settings=(
            setting(
                "g4_female_typical_max_deg",
                "Knee angle in landing, women, typical up to",
                "12.0",
                DEGREES,
                "Step landing, 5–12° (Herrington 2010, verified).",
            ),
            setting(
                "g4_female_marked_above_deg",
                "Knee angle in landing, women, marked above",
                "20.9",
                DEGREES,
                "Typical + 8.93° (Munro 2012, verified).",
            ),
        ),
        judge=shapes.up_to("g4_female_typical_max_deg", "g4_female_marked_above_deg"),
    ),
    Rule(
        code="G4",
        measure="fppa_landing",
        strength="A",
        only_for="male",
        settings=(
            setting(
                "g4_male_typical_max_deg",
                "Knee angle in landing, men, typical up to",
                "9.0",
                DEGREES,
                "Step landing, 1–9° (Herrington 2010, verified).",
            ),
            setting(
                "g4_male_marked_above_deg",
                "Knee angle in landing, men, marked above",
                "17.9",
                DEGREES,
                "Typical + 8.93° (Munro 2012, verified).",
            ),
        ),
        judge=shapes.up_to("g4_male_typical_max_deg", "g4_male_marked_above_deg"),
    ),
    Rule(
        code="G5",
        measure="hip_adduction",
        strength="B",
        settings=(
            setting(
                "g5_typical_max_deg",
                "Hip adduction, typical up to",
                "16.0",
                DEGREES,
                "3D, uninjured men, mean + 1 SD (verified).",
            ),
            setting(
                "g5_marked_from_deg",
                "Hip adduction, marked from",
                "20.0",
                DEGREES,
                "3D, “excessive” in women (Willy 2011, verified).",
            ),
        ),
        judge=shapes.hip_adduction,
        note="The limits come from 3D measurement.",
    ),
    Rule(
        code="G6",
        measure="trunk_lean_ipsi",
        strength="none",
        note="Shown, not graded: there is no threshold.",
    ),
    Rule(
        code="G7",
        measure="crossover",
        strength="B",
        judge=shapes.crossing_feet,
        note="One foot on or across the midline is mild, both are marked: the steps are ours.",
    ),
    Rule(
        code="G8",
        measure="rearfoot_to_vertical",
        strength="none",
        note="Shown, not graded: the value depends on the zero that is chosen.",
    ),
    Rule(
        code="G8",
        measure="rearfoot_to_shank",
        strength="none",
        note="Shown, not graded: the value depends on the zero that is chosen.",
    ),
    Rule(
        code="G9",
        measure="tibial_inclination",
        strength="label",
        settings=(
            setting(
                "g9_vertical_within_deg",
                "Shank counts as vertical within, either way",
                "4.8",
                DEGREES,
                "Smallest detectable difference, upper (Dingenen 2018, verified).",
            ),
        ),
        judge=shapes.shank,
        note="A label alone: no angle is better.",
    ),
    Rule(
        code="G11",
        measure="cadence_spm",
        strength="B",
        settings=(
            setting(
                "g11_low_up_to_spm",
                "Step rate, low up to",
                "166",
                "steps/min",
                "The low class of school and college runners (Luedke 2021, verified).",
            ),
        ),
        judge=shapes.step_rate,
        note="A flag, not a fault: any advice is +5 to +10 % of one's own rate.",
    ),
    Rule(
        code="G12",
        measure="knee_flexion_ms",
        strength="B",
        settings=(
            setting(
                "g12_lowest_deg",
                "Knee flexion at midstance, usual from",
                "33",
                DEGREES,
                "3D, uninjured men, mean − 1 SD (verified).",
            ),
            setting(
                "g12_highest_deg",
                "Knee flexion at midstance, usual up to",
                "48",
                DEGREES,
                "3D, uninjured men, mean + 1 SD (verified).",
            ),
        ),
        judge=shapes.within("g12_lowest_deg", "g12_highest_deg", Way.LESS_FLEXED, Way.MORE_FLEXED),
        note="For information: the limits come from 3D measurement of men.",
    ),
    Rule(
        code="G13",
        measure="vertical_oscillation_cm",
        strength="C",
        settings=(
            setting(
                "g13_lowest_cm",
                "Vertical oscillation, usual from",
                "5",
                "cm",
                "A figure quoted in the press (second-hand).",
            ),
            setting(
                "g13_highest_cm",
                "Vertical oscillation, usual up to",
                "12",
                "cm",
                "A figure quoted in the press (second-hand).",
            ),
        ),
        judge=shapes.within("g13_lowest_cm", "g13_highest_cm", Way.LOWER, Way.HIGHER),
        note="For information.",
    ),
    Rule(
        code="G15",
        measure="trendelenburg_s",
        strength="A",
        settings=(
            setting(
                "g15_held_s",
                "Trendelenburg test, negative from",
                "30",
                SECONDS,
                "Held for 30 s (Hardcastle 1985, verified).",
            ),
        ),
        judge=shapes.trendelenburg,
        note="Never alone: its link to strength is weak without hip disease (verified).",
    ),
    Rule(
        code="G16",
        measure="hip_abd_z",
        strength="A",
        settings=(
            setting(
                "g16_typical_above_sd",
                "Hip-abductor strength, typical above",
                "-1",
                "SD",
                "Mean ± 1 SD of novice runners (Ramskov 2014, verified).",
            ),
            setting(
                "g16_marked_up_to_sd",
                "Hip-abductor strength, marked up to",
                "-2",
                "SD",
                "Mean ± 2 SD of novice runners (Ramskov 2014, verified).",
            ),
        ),
        judge=shapes.strength_z,
        note="Holds for an eccentric (break) test alone.",
    ),
    Rule(
        code="G17",
        measure="lsi_pct",
        strength="C",
        settings=(
            setting(
                "g17_typical_from_pct",
                "Limb symmetry, typical from",
                "90",
                "%",
                "A convention (unverified).",
            ),
            setting(
                "g17_marked_below_pct",
                "Limb symmetry, marked below",
                "80",
                "%",
                "A convention (unverified).",
            ),
        ),
        judge=shapes.at_least("g17_typical_from_pct", "g17_marked_below_pct"),
    ),
    Rule(
        code="G18",
        measure="side_bridge_s",
        strength="B",
        only_for="female",
        settings=(
            setting(
                "g18_female_typical_from_s",
                "Side bridge, women, typical from",
                "64",
                SECONDS,
                "A study of standing and back pain (second-hand).",
            ),
        ),
        judge=shapes.from_on("g18_female_typical_from_s"),
    ),
    Rule(
        code="G18",
        measure="side_bridge_s",
        strength="B",
        only_for="male",
        settings=(
            setting(
                "g18_male_typical_from_s",
                "Side bridge, men, typical from",
                "83",
                SECONDS,
                "A study of standing and back pain (second-hand).",
            ),
        ),
        judge=shapes.from_on("g18_male_typical_from_s"),
    ),
    Rule(
        code="G19",
        measure="nprs_during_max",
        strength="C",
        settings=(
            setting(
                "g19_typical_max",
                "Pain during the run, accepted up to",
                "2",
                "/10",
                "Common in running rehabilitation (unverified): the clinic decides.",
            ),
            setting(
                "g19_marked_above",
                "Pain during the run, marked above",
                "5",
                "/10",
                "Common in running rehabilitation (unverified): the clinic decides.",
            ),
        ),
        judge=shapes.up_to("g19_typical_max", "g19_marked_above"),
    ),
    Rule(
        code="G20",
        measure="session_spike_ratio",
        strength="A",
        settings=(
            setting(
                "g20_typical_max",
                "Longest session against the 30 days before, usual up to",
                "1.10",
                "×",
                "Cohort of 5200 runners (Frandsen 2025, verified in summaries).",
            ),
            setting(
                "g20_marked_above",
                "Longest session against the 30 days before, marked above",
                "2.00",
                "×",
                "Cohort of 5200 runners (Frandsen 2025, verified in summaries).",
            ),
        ),
        judge=shapes.up_to("g20_typical_max", "g20_marked_above"),
    ),
)


def defaults() -> dict[str, Decimal]:
    """Return every threshold's default by its code."""
    return {setting.code: setting.default for rule in RULES for setting in rule.settings}


def rules_for(measure: str, sex: str = "") -> list[Rule]:
    """Return the rules that judge a measure: both where limits differ and the sex is not told."""
    return [
        rule
        for rule in RULES
        if rule.measure == measure and (not sex or rule.only_for in ("", sex))
    ]
