"""A plan as it is read: by its patient, by the clinician before it is sent, and afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from assessments.exercises.drawing import drawing_of, svg_of
from assessments.exercises.exercise import Laterality
from assessments.judging import plan_limits
from assessments.models import (
    Programme,
    ProgrammeItem,
    ProgrammeVersion,
    ProgressionStep,
    RuleSetting,
    Side,
    StepState,
)
from assessments.programmes import retraining, timetable
from assessments.programmes.words import dose_in_words, rules_in_words
from bookings.people.households import staff_name


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """One exercise of a plan, with all that is said of it there."""

    item: ProgrammeItem
    dose: str
    days: str
    side: str
    picture: SafeString
    beats: retraining.Metronome | None
    metronome: str
    schedule: str  # of sessions with a mirror or video
    moved: str

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def shown(self) -> dict:
        return self.item.shown


@dataclass(frozen=True, kw_only=True)
class ShownPlan:
    """One version as its patient reads it."""

    version: ProgrammeVersion
    items: list[ShownItem]
    rules: list[str]

    @property
    def names(self) -> list[str]:
        return [shown.name for shown in self.items]


def shown_plan(version: ProgrammeVersion) -> ShownPlan:
    """Return a version whose items, with their steps, are fetched; a draft by today's rules."""
    rules = rules_of(version)
    return ShownPlan(
        version=version,
        items=[shown_item(item, rules) for item in version.items.all()],
        rules=rules_in_words(rules, by_itself=version.moves_by_itself),
    )


def rules_of(version: ProgrammeVersion) -> Mapping[str, Decimal]:
    """Return the limits that hold for a version: those it was sent with, or today's."""
    if version.is_sent:
        return {code: Decimal(value) for code, value in version.rules.items()}
    return RuleSetting.objects.current()


def shown_item(item: ProgrammeItem, rules: Mapping[str, Decimal]) -> ShownItem:
    """Return one exercise as it stands in its version, whose rules these are."""
    is_retraining = item.exercise == retraining.STEP_RATE and item.own_spm
    beats = retraining.metronome(item.own_spm, is_gentle=item.is_gentle) if is_retraining else None
    return ShownItem(
        item=item,
        dose=dose_in_words(
            item.dose,
            Laterality(item.shown.get("laterality", Laterality.BOTH)),
            words=item.dose_words,
            extra_set=item.extra_set,
        ),
        days=timetable.weekdays_in_words(item.days),
        side=f"{Side(item.first_side).label} side first" if item.first_side else "",
        picture=picture_of(item.exercise),
        beats=beats,
        metronome=retraining.metronome_in_words(beats) if beats else "",
        schedule=retraining.schedule_in_words(int(rules[plan_limits.SESSION_PAIN_RISE]))
        if item.exercise == retraining.FEEDBACK
        else "",
        moved=moved_in_words(item.moved_by) if item.moved_by_id else "",
    )


def picture_of(code: str, *, is_said: bool = True) -> SafeString:
    """Return both positions of an exercise as an SVG; "" for one of the clinic's own.

    Without `is_said` it is an ornament beside the exercise's name.
    """
    drawn = drawing_of(code)
    return mark_safe(svg_of(drawn, is_said=is_said)) if drawn else SafeString("")  # noqa: S308


def moved_in_words(step: ProgressionStep) -> str:
    """Return which rule put an exercise where it is, and whose decision it was."""
    who = f"decided by {staff_name(step.decided_by)}" if step.decided_by_id else "by itself"
    return f"{date_format(step.made_on, 'j F')}, {who}: from {step.from_name}. {step.words}"


# --- How it goes ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of a plan: what was done of what was planned, and how it was."""

    number: int
    starts_on: date
    planned: int
    done: int
    most_pain: int | None = None
    most_effort: int | None = None

    @property
    def share(self) -> int:
        """How much of what was planned was done, in whole percent; more than all is all."""
        return min(100, 100 * self.done // self.planned) if self.planned else 0


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a plan goes so far: each exercise counts once on each of its days."""

    weeks: list[Week] = field(default_factory=list)
    steps: list[ProgressionStep] = field(default_factory=list)

    @property
    def planned(self) -> int:
        return sum(week.planned for week in self.weeks)

    @property
    def done(self) -> int:
        return sum(week.done for week in self.weeks)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.planned) if self.planned else 0

    @property
    def most_pain(self) -> int | None:
        return _most(week.most_pain for week in self.weeks)


def course_of(programme: Programme, today: date) -> Course:
    """Return how a plan went until today, week by week of its first version.

    Its versions and their items are fetched; two queries more.
    """
    sent = [version for version in programme.versions.all() if version.is_sent][::-1]
    if not sent:
        return Course()
    logs = list(programme.session_logs.counting().select_related("item"))
    starts_on = min(version.starts_on for version in sent)
    until = min(today, max(version.ends_on for version in sent), _ended_on(programme) or today)
    weeks = []
    for number in range(1, timetable.week_of(until, starts_on) + 1):
        first = starts_on + timedelta(days=timetable.A_WEEK * (number - 1))
        last = min(first + timedelta(days=timetable.A_WEEK - 1), until)
        of_week = [log for log in logs if first <= log.done_on <= last]
        weeks.append(
            Week(
                number=number,
                starts_on=first,
                planned=sum(_planned(sent, place, first, last) for place in range(len(sent))),
                done=len({(log.item.line_id, log.done_on) for log in of_week}),
                most_pain=_most(log.pain for log in of_week),
                most_effort=_most(log.effort for log in of_week),
            )
        )
    steps = programme.steps.filter(state__in=[StepState.MADE, StepState.PROPOSED])
    return Course(weeks=weeks, steps=list(steps.select_related("decided_by__practitioner")))


def _planned(sent, place, first, last):
    """Return how much of a week one version planned: from its sending until that of the next."""
    version = sent[place]
    begins = timezone.localdate(version.sent_at) if place else version.starts_on
    if place + 1 < len(sent):
        last = min(last, timezone.localdate(sent[place + 1].sent_at) - timedelta(days=1))
    first, last = max(first, begins, version.starts_on), min(last, version.ends_on)
    return sum(timetable.planned_days(item.days, first, last) for item in version.items.all())


def _ended_on(programme):
    return programme.ended_at and timezone.localdate(programme.ended_at)


def _most(numbers):
    return max((number for number in numbers if number is not None), default=None)
