"""What may be put into a plan: suggestions with their reasons, templates, the whole library."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from assessments import plans, safety
from assessments.actions import DraftItem
from assessments.catalogue import exercises_by_code
from assessments.exercises.exercise import Exercise
from assessments.findings.prescribing import Grounds, grounds_for
from assessments.judging import plan_limits
from assessments.models import Assessment, Programme, RuleSetting
from assessments.programmes import cautions, timetable
from assessments.programmes.cautions import Caution
from assessments.programmes.retraining import STEP_RATE
from assessments.programmes.suggestions import Suggestion, Suggestions, suggest
from assessments.programmes.templates import TEMPLATES, Template
from assessments.reading.plans import picture_of
from clinic.models import Patient

SIDES = {"L": "left", "R": "right"}


@dataclass(frozen=True, kw_only=True)
class ShownSuggestion:
    """One exercise on offer, with why, and what to bear in mind."""

    suggestion: Suggestion
    exercise: Exercise
    cares: list[str]
    is_in_plan: bool

    @property
    def code(self) -> str:
        return self.exercise.code

    @property
    def picture(self) -> SafeString:
        return picture_of(self.code, is_said=False)

    @property
    def side(self) -> str:
        first = self.suggestion.first_side
        extra = ", with one extra set" if self.suggestion.extra_set else ""
        return f"{SIDES[first].capitalize()} side first{extra}" if first else ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """All that a draft's page offers; nothing but to refer while a safety answer is open."""

    grounds: Grounds
    suggestions: Suggestions
    first: list[ShownSuggestion]
    additions: list[ShownSuggestion]
    templates: list[Template]
    exercises: dict[str, Exercise]
    flags: safety.Safety
    assessment: Assessment | None

    @property
    def others(self) -> list[Exercise]:
        """The library for who looks for something else, by level, then name."""
        return sorted(self.exercises.values(), key=lambda each: (each.level, each.name))


def offer_for(programme: Programme, in_plan: set[str]) -> Offer:
    """Return what may be put into the draft of a plan, which holds `in_plan` already."""
    assessment = plans.latest_findings(programme)
    grounds = grounds_for(programme.patient, assessment)
    flags = safety.open_flags(programme.patient)
    chosen = {Caution(code) for code in programme.draft.cautions} | set(grounds.cautions)
    made = suggest(
        grounds.facts,
        avoided=cautions.avoided(grounds.sites, chosen),
        is_referred=flags.stops,
    )
    exercises = exercises_by_code()
    shown = [
        ShownSuggestion(
            suggestion=each,
            exercise=exercises[each.code],
            cares=[
                care.words
                for care in cautions.cares_for(each.code, grounds.sites, chosen)
                if not care.avoids
            ],
            is_in_plan=each.code in in_plan,
        )
        for each in made.items
        if each.code in exercises
    ]
    return Offer(
        grounds=grounds,
        suggestions=made,
        first=[each for each in shown if each.suggestion in made.first],
        additions=[each for each in shown if each.suggestion in made.additions],
        templates=sorted(TEMPLATES.values(), key=lambda each: each.code not in made.templates),
        exercises=exercises,
        flags=flags,
        assessment=assessment,
    )


# --- From what is on offer to exercises of the draft ----------------------------------------------


def suggested_items(offer: Offer, codes: Iterable[str]) -> list[DraftItem]:
    """Return those of the exercises that are suggested, each with its reason."""
    found = {each.code: each for each in offer.suggestions.items}
    items = plain_items(offer, [code for code in codes if code in found])
    return [_as_suggested(offer, item, found[item.exercise]) for item in items]


def _as_suggested(offer, item, found):
    if found.as_endurance:
        endurance = {each.code: each.dose for each in TEMPLATES["endurance"].items}
        item = _in_dose(offer, item, endurance.get(item.exercise))
    return replace(
        item,
        first_side=found.first_side,
        extra_set=found.extra_set,
        reason=" ".join(reason.words for reason in found.reasons),
        source="; ".join(dict.fromkeys(reason.sources_words for reason in found.reasons)),
    )


def template_items(offer: Offer, code: str) -> list[DraftItem]:
    """Return the exercises of a template, each with what it is for; none without one."""
    template = TEMPLATES.get(code)
    if template is None:
        return []
    doses = {each.code: each.dose for each in template.items}
    reason = f"From the template “{template.name}”: {template.purpose}"
    return [
        replace(_in_dose(offer, item, doses[item.exercise]), reason=reason)
        for item in plain_items(offer, doses)
    ]


def plain_items(offer: Offer, codes: Iterable[str]) -> list[DraftItem]:
    """Return exercises with the dose, the days and the step rate that each begins with."""
    known = [offer.exercises[code] for code in codes if code in offer.exercises]
    doses = plans.doses_of(known)
    days = tuple(timetable.spread(int(RuleSetting.objects.current()[plan_limits.DAYS_A_WEEK])))
    grounds = offer.grounds
    return [
        DraftItem(
            exercise=code,
            dose=dose,
            dose_words=words,
            days=days,
            own_spm=grounds.own_spm if code == STEP_RATE else None,
            is_gentle=code == STEP_RATE and grounds.is_gentle,
        )
        for code, (dose, words) in doses.items()
    ]


def _in_dose(offer, item, dose):
    """Return it in another dose, without the words of the clinic's; None leaves it as it is."""
    words = offer.exercises[item.exercise].dose_words
    return replace(item, dose=dose, dose_words=words) if dose else item


def known_cautions(patient: Patient) -> tuple[Caution, ...]:
    """Return the cautions that the intake tells of."""
    return tuple(grounds_for(patient, None).cautions)
