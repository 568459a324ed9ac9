"""What a plan may be made of: what an assessment found, where it hurts, what the intake says.

The rows of evidence base 5.1 are pure; here the stored findings answer them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import prefetch_related_objects

from assessments import plans
from assessments.biomechanics.metrics import CADENCE
from assessments.findings.suggesting import fact_in_words, suggest_with_reasons
from assessments.judging.shapes import MARKED, MILD, Way
from assessments.judging.verdicts import symmetry_of
from assessments.measuring import strength_tests
from assessments.models import (
    Assessment,
    Factor,
    Finding,
    Intake,
    PainSite,
    Pregnancy,
    RuleSetting,
    RunState,
    Side,
)
from assessments.programmes.cautions import Caution
from assessments.programmes.suggestions import Fact, Found
from assessments.questions import before_visit
from bookings.models import Appointment
from clinic.models import Patient

OUTSIDE = (MILD, MARKED)
WEAKER = {
    Way.LEFT_WEAKER: Side.LEFT,
    Way.RIGHT_WEAKER: Side.RIGHT,
    Way.LEFT_SHORTER: Side.LEFT,
    Way.RIGHT_SHORTER: Side.RIGHT,
}
ALWAYS = {  # what a finding outside its range is, whatever may be behind it
    "hip_adduction": Found.HIP_ADDUCTION,
    "knee_valgus": Found.COLLAPSE_IN_RUNNING,
    "knee_window": Found.COLLAPSE_IN_RUNNING,
    "crossover": Found.CROSSOVER,
    "trunk_lean": Found.TRUNK_LEAN,
    strength_tests.TRENDELENBURG: Found.TRENDELENBURG,
    strength_tests.Z_SCORE: Found.WEAKER_SIDE,
    symmetry_of(strength_tests.FORCE): Found.WEAKER_SIDE,
    strength_tests.SIDE_BRIDGE: Found.SHORT_HOLD,
    symmetry_of(strength_tests.SIDE_BRIDGE): Found.SHORT_HOLD,
    symmetry_of(strength_tests.HOLD): Found.SHORT_HOLD,
    CADENCE.code: Found.EXTENDED_OR_LOW,
}
ONLY_THIS_WAY = {  # of a finding that may lie outside either way
    "fppa_sls": (Way.VALGUS, Found.COLLAPSE_IN_SQUAT),
    "tibial_inclination": (Way.EXTENDED, Found.EXTENDED_OR_LOW),
}
SEEN_OUTSIDE = ("closed", "yes", *OUTSIDE)
DROPS = ("cpd", "pelvic_drop")
BEHIND_A_DROP = {
    Factor.WEAKNESS: Found.DROP_AND_WEAK,
    Factor.TECHNIQUE: Found.DROP_BY_TECHNIQUE,
}
PAINFUL = {
    PainSite.HIP_LATERAL: Found.LATERAL_HIP_PAIN,
    PainSite.ANTERIOR_KNEE: Found.KNEECAP_PAIN,
}
READ_FOR_A_PLAN = ("Your health", "Injuries before")  # sections of the intake
NO_FACTOR = (
    "The pelvis drops, and no factor is chosen yet: weak, tired or technique decides what is "
    "suggested for it. Choose one on the page of the findings."
)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What is known for a plan; `told` are the intake's own words that may matter for it."""

    facts: list[Fact] = field(default_factory=list)
    sites: frozenset[str] = frozenset()
    cautions: frozenset[Caution] = frozenset()
    told: list[tuple[str, str]] = field(default_factory=list)
    own_spm: Decimal | None = None
    hint: str = ""

    @property
    def is_gentle(self) -> bool:
        """Say whether a change of step rate had better be small (E24)."""
        return bool(self.sites & {PainSite.CALF, PainSite.ACHILLES})


def grounds_for(patient: Patient, assessment: Assessment | None) -> Grounds:
    """Return what the latest intake and, where there is one, the assessment say for a plan."""
    cautions, told = _of_the_intake(patient)
    if assessment is None:
        return Grounds(cautions=cautions, told=told)
    prefetch_related_objects([assessment], "findings", "measurements", "clinical_tests")
    findings = list(assessment.findings.all())
    factors = set(assessment.factors or assessment.suggested_factors)
    drops = [found for found in findings if _drops(found, findings)]
    return Grounds(
        facts=[
            *_of_drops(drops, factors),
            *(_of_fatigue(assessment) if Factor.FATIGUE in factors else ()),
            *_of_findings(findings),
            *_of_pain(assessment),
        ],
        sites=plans.sites_of(assessment),
        cautions=cautions,
        told=told,
        own_spm=_own_step_rate(assessment),
        hint=NO_FACTOR if drops and not factors & {*BEHIND_A_DROP, Factor.FATIGUE} else "",
    )


# --- What was found -------------------------------------------------------------------------------


def _is_outside(found: Finding) -> bool:
    return found.final_grade in SEEN_OUTSIDE


def _drops(found, findings):
    """Say whether this is a drop when fresh; what was seen counts where nothing was measured."""
    if found.about not in DROPS or not _is_outside(found) or found.state == RunState.END_OF_RUN:
        return False
    return found.about == "cpd" or not any(
        other.about == "cpd" and other.side == found.side and other.final_grade
        for other in findings
    )


def _of_drops(drops, factors) -> Iterator[Fact]:
    for factor, found in BEHIND_A_DROP.items():
        if factor in factors:
            yield from (_fact(found, drop) for drop in drops)


def _of_fatigue(assessment) -> Iterator[Fact]:
    """Yield what tires: by the end of the run where that shows it; a hold says nothing of a run."""
    answers = suggest_with_reasons(assessment, RuleSetting.objects.current())
    is_shown = bool(answers.tired.is_so)
    found = Found.DROP_WHEN_TIRED if is_shown else Found.TIRES_WITH_EFFORT
    answer = answers.tired if is_shown else answers.in_hold
    for words in answer.facts if answer.is_so else ():
        yield Fact(found=found, words=words)
    named = "chosen" if assessment.factors else "suggested"
    yield Fact(found=found, words=f"The factor “tires with effort” is {named}.")


def _of_findings(findings) -> Iterator[Fact]:
    for finding in findings:
        if not _is_outside(finding):
            continue
        if finding.about in ALWAYS:
            yield _fact(ALWAYS[finding.about], finding)
        way, found = ONLY_THIS_WAY.get(finding.about, ("", None))
        if found and finding.label == way:
            yield _fact(found, finding)


def _fact(found, finding):
    side = finding.side or WEAKER.get(finding.label, "")
    sides = (str(side),) if side else ()
    is_at_the_end = finding.state == RunState.END_OF_RUN
    return Fact(found=found, words=fact_in_words(finding), sides=sides, is_at_the_end=is_at_the_end)


def _of_pain(assessment) -> Iterator[Fact]:
    for site, side in plans.places_of(assessment):
        if site in PAINFUL:
            where = f"{site.label}, {side.label.lower()}."
            yield Fact(found=PAINFUL[site], words=where, sides=(side,))


def _own_step_rate(assessment):
    """Return the step rate that was measured, the fresh one first; None without one."""
    rates = [row for row in assessment.measurements.all() if row.metric == CADENCE.code]
    rates.sort(key=lambda row: row.state != RunState.FRESH)
    return rates[0].mean if rates else None


# --- What the intake says -------------------------------------------------------------------------


def _of_the_intake(patient):
    """Return the cautions that the latest form answers, and what it tells in words."""
    visits = Appointment.objects.of_person(patient)
    form = Intake.objects.filter(appointment__in=visits).order_by("-saved_at").first()
    if form is None:
        return frozenset(), []
    is_pregnant = form.pregnancy_or_postpartum in (Pregnancy.PREGNANT, Pregnancy.POSTPARTUM)
    told = [
        row
        for title, rows in before_visit.as_read(form.form, form.typed)
        if title in READ_FOR_A_PLAN
        for row in rows
    ]
    return frozenset({Caution.PREGNANCY} if is_pregnant else ()), told
