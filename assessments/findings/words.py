"""What a finding is called, what it judged, and why: in the words that a clinician reads."""

from decimal import Decimal

from assessments.biomechanics.metrics import METRICS, to_tenth, with_minus
from assessments.judging import grading, rules, thresholds
from assessments.judging.verdicts import SYMMETRY_OF
from assessments.measuring import strength_tests
from assessments.models.choices import ClinicalTestCode, ObservationItem, RunState, Side

OTHERS = {
    "crossover": "Feet on or across the midline",
    strength_tests.Z_SCORE: "Hip-abductor strength against the norm",
    "nprs_during_max": "Most pain during the run",
    "session_spike_ratio": "Next long run against the longest of 30 days",
}
UNITS = {"nprs_during_max": "/10", "session_spike_ratio": " ×"}
STRENGTHS = {
    "A": "A: the same task and method in the literature",
    "B": "B: borrowed from another method or task",
    "C": "C: a teaching convention",
    "A/B": "A and B: the same task for one limit, borrowed for the other",
    "C, step A": "C: a teaching convention; the step to marked is A, the same task and method",
    "label": "a label alone",
    "none": "none: never graded",
}


def title_of(about: str, side: str = "") -> str:
    """Return what a finding is about; by eye both feet cross, measured both are counted."""
    if about.startswith(SYMMETRY_OF):
        test = ClinicalTestCode(about.removeprefix(SYMMETRY_OF))
        is_force = test == ClinicalTestCode.ABDUCTOR_FORCE
        sides = "weaker side of stronger" if is_force else "shorter side of longer"
        return f"{test.label}, {sides}"
    if about in METRICS:
        return METRICS[about].plain_name
    if about in OTHERS and not (about in ObservationItem.values and side):
        return OTHERS[about]
    if about in ClinicalTestCode.values:
        return ClinicalTestCode(about).label
    return ObservationItem(about).label


def name_of(finding) -> str:
    """Return what a finding is about, with its side and state."""
    said = [title_of(finding.about, finding.side)]
    if finding.side:
        said.append(Side(finding.side).label.lower())
    if finding.state != RunState.NONE:
        said.append(RunState(finding.state).label.lower())
    return ", ".join(said)


def value_of(finding) -> str:
    """Return the value that a finding judged, as it is shown."""
    basis, about = finding.basis, finding.about
    if "grade" in basis:
        return basis["grade"].replace("_", " ")
    if "mean" in basis:
        metric = METRICS[about]
        return with_minus(f"{to_tenth(Decimal(basis['mean']))}{metric.spaced_unit}")
    if about == "crossover":
        feet = [foot for name, foot in basis.items() if name.startswith("foot_")]
        crossing = sum(to_tenth(Decimal(foot["mean"])) <= 0 for foot in feet)
        return f"{crossing} of {len(feet)}"
    if "value" in basis:
        return with_minus(f"{_plain(about, basis['value'])}{_unit(about)}")
    both = [
        f"{with_minus(basis[f'value_{sex}'])} SD ({words})"
        for sex, words in NORMS
        if f"value_{sex}" in basis
    ]
    return " or ".join(both) or "no value"


NORMS = (("female", "norm of women"), ("male", "norm of men"))


def _unit(about):
    if about.startswith(SYMMETRY_OF):
        return "%"
    unit = strength_tests.UNITS.get(about)
    return f"\u00a0{unit}" if unit else UNITS.get(about, "")


def _plain(about, number):
    """Return a number as it is read: whole seconds without a zero, a ratio to a hundredth."""
    is_ratio = about == "session_spike_ratio"
    return f"{Decimal(number) if is_ratio else Decimal(number).normalize():f}"


# --- The rule behind it ---------------------------------------------------------------------------


def rules_of(finding) -> list[rules.Rule]:
    """Return the rules that a finding was made by, both of them where the sex was not told."""
    measure = strength_tests.SYMMETRY if finding.about.startswith(SYMMETRY_OF) else finding.about
    found = [rule for rule in rules.rules_for(measure) if rule.code == finding.rule]
    of_limits = [
        rule for rule in found if any(each.code in finding.limits for each in rule.settings)
    ]
    return of_limits or found


def basis_of(finding) -> list[str]:
    """Return the limits of the day with their sources, and how good they are, line by line."""
    lines = []
    for code, number in finding.limits.items():
        known = thresholds.setting_of(code)
        source = f": {known.source}" if known else "."
        lines.append(f"{thresholds.in_words(code, number)}{source}")
    for rule in rules_of(finding):
        lines.append(f"Strength of the rule: {strength_in_words(rule.strength)}.")
        if rule.note and rule.judge:  # without one, the note is why there is no grade
            lines.append(rule.note)
    return list(dict.fromkeys(lines))


def strength_in_words(strength: str) -> str:
    """Return what a letter of evidence base 4.1 says."""
    return STRENGTHS.get(strength, strength)


def may_be_overridden(finding) -> bool:
    """Say whether a rule judges this at all: what is never graded stays ungraded, and what was
    seen by eye is the clinician's word already.
    """
    if finding.rule in (grading.NO_RULE, *grading.BY_EYE):
        return False
    return any(rule.judge for rule in rules_of(finding))


# --- What stands on the page of the findings ------------------------------------------------------


def slug_of(finding) -> str:
    """Return what the fields of a finding are called by; a changed value keeps its name."""
    return f"{finding.about}_{finding.state}_{finding.side or 'both'}"


def target_key(row) -> str:
    """Return what a measure is chosen by: its code, side and state."""
    return f"{row.metric}|{row.side}|{row.state}"


def record_texts(assessment) -> dict[str, str | list[str]]:
    """Return the texts that the page of the findings begins with: those of the record."""
    texts: dict[str, str | list[str]] = {}
    for finding in assessment.findings.all():
        if not may_be_overridden(finding):
            continue
        slug = slug_of(finding)
        texts[f"as_{slug}"] = str(finding.pk)
        texts[f"override_{slug}"] = finding.override
        texts[f"reason_{slug}"] = finding.override_reason
    for row in assessment.target_measures.all():
        texts[f"target_{row.rank}"] = target_key(row)
    texts["factors"] = list(assessment.factors)
    texts["factors_note"] = assessment.factors_note
    texts["linked_conditions"] = list(assessment.linked_conditions)
    return {name: text for name, text in texts.items() if text}
