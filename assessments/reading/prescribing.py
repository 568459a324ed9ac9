"""What may be put into a plan: suggestions with their reasons, templates, the whole library."""

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


def latest_findings(programme: Programme) -> Assessment | None:
    """Return the person's latest assessment that found something: what a plan goes by."""
    found = Assessment.objects.kept().of_person(programme.patient).filter(findings__isnull=False)
    found = found.prefetch_related("findings", "measurements", "clinical_tests")
    return found.distinct().order_by("-performed_at", "-pk").first()


def offer_for(programme: Programme, in_plan: set[str]) -> Offer:
    """Return what may be put into the draft of a plan, which holds `in_plan` already."""
    assessment = latest_findings(programme)
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


# --- From what is on offer to an exercise of the draft --------------------------------------------


def suggested_item(offer: Offer, code: str) -> DraftItem | None:
    """Return a suggested exercise with its reason; None where it is not suggested."""
    found = next((each for each in offer.suggestions.items if each.code == code), None)
    if found is None:
        return None
    item = plain_item(offer, code)
    if item and found.as_endurance:
        item = replace(item, dose=_of_template("endurance", code) or item.dose)
    return item and replace(
        item,
        first_side=found.first_side,
        extra_set=found.extra_set,
        reason=" ".join(reason.words for reason in found.reasons),
        source="; ".join(dict.fromkeys(reason.sources_words for reason in found.reasons)),
    )


def template_items(offer: Offer, code: str) -> list[DraftItem]:
    """Return the exercises of a template, each with what it is for; none without one."""
    template = TEMPLATES.get(code)
    items = []
    for each in template.items if template else ():
        item = plain_item(offer, each.code)
        if item:
            reason = f"From the template “{template.name}”: {template.purpose}"
            items.append(replace(item, dose=each.dose or item.dose, reason=reason))
    return items


def plain_item(offer: Offer, code: str) -> DraftItem | None:
    """Return an exercise with the dose, the days and the step rate that it begins with."""
    exercise = offer.exercises.get(code)
    if exercise is None:
        return None
    days = int(RuleSetting.objects.current()[plan_limits.DAYS_A_WEEK])
    is_step_rate = code == STEP_RATE
    return DraftItem(
        exercise=code,
        dose=plans.dose_of(exercise),
        dose_words=exercise.dose_words,
        days=tuple(timetable.spread(days)),
        own_spm=offer.grounds.own_spm if is_step_rate else None,
        is_gentle=is_step_rate and offer.grounds.is_gentle,
    )


def _of_template(template, code):
    return next((item.dose for item in TEMPLATES[template].items if item.code == code), None)


def known_cautions(patient: Patient) -> tuple[Caution, ...]:
    """Return the cautions that the intake tells of."""
    return tuple(grounds_for(patient, None).cautions)
