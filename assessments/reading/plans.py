"""A plan as it is read: by its patient, by the clinician before it is sent, and afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from assessments import plans
from assessments.catalogue import all_exercises
from assessments.exercises.drawing import drawing_of, svg_of
from assessments.exercises.exercise import Exercise, Laterality
from assessments.judging import plan_limits
from assessments.models import (
    Programme,
    ProgrammeItem,
    ProgrammeVersion,
    ProgressionStep,
    Side,
    StepState,
)
from assessments.programmes import retraining, timetable
from assessments.programmes.words import dose_in_words, rules_in_words
from bookings.people.households import staff_name


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """One exercise of a plan, with all that is said of it there.

    `known` is the exercise as it stands now, None where its page is of no use to the reader;
    `has_page` says whether everybody may open that.
    """

    item: ProgrammeItem
    beats: retraining.Metronome | None
    schedule: str  # of sessions with a mirror or video
    known: Exercise | None = None
    has_page: bool = False

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def shown(self) -> dict:
        return self.item.shown

    @property
    def dose(self) -> str:
        item = self.item
        laterality = Laterality(item.shown.get("laterality", Laterality.BOTH))
        return dose_in_words(item.dose, laterality, words=item.dose_words, extra_set=item.extra_set)

    @property
    def days(self) -> str:
        return timetable.weekdays_in_words(self.item.days)

    @property
    def side(self) -> str:
        """Which side goes first, "" where none does."""
        first = self.item.first_side
        return f"{Side(first).label} side first" if first else ""

    @property
    def picture(self) -> SafeString:
        return picture_of(self.item.exercise)

    @property
    def ornament(self) -> SafeString:
        """Both positions, where the words stand beside them."""
        return picture_of(self.item.exercise, is_said=False)

    @property
    def photo(self) -> str:
        """The reference of the picture of one of the clinic's own, "" where there is none."""
        return (self.known and self.known.picture) or ""

    @property
    def photo_alt(self) -> str:
        return self.known.picture_alt if self.known else ""

    @property
    def page_slug(self) -> str:
        """What its public page is called, "" where the clinic shows none."""
        return self.known.slug if self.known and self.has_page else ""

    @property
    def metronome(self) -> str:
        return retraining.metronome_in_words(self.beats) if self.beats else ""

    @property
    def moved(self) -> str:
        return moved_in_words(self.item.moved_by) if self.item.moved_by_id else ""


@dataclass(frozen=True, kw_only=True)
class ShownPlan:
    """One version as its patient reads it."""

    version: ProgrammeVersion
    items: list[ShownItem]
    rules: list[str]


def shown_plan(version: ProgrammeVersion, *, with_pages: bool = True) -> ShownPlan:
    """Return a version whose items, with their steps, are fetched; a draft by today's rules.

    Two queries more: which of its exercises have a page or a photo; without `with_pages`, none.
    """
    rules = plans.rules_of(version)
    known, hidden = all_exercises() if with_pages else ({}, set())
    return ShownPlan(
        version=version,
        items=[
            shown_item(item, rules, known.get(item.exercise), item.exercise not in hidden)
            for item in version.items.all()
        ],
        rules=rules_in_words(rules, by_itself=version.moves_by_itself),
    )


def shown_item(
    item: ProgrammeItem, rules: Mapping[str, Decimal], known: Exercise | None, has_page: bool
) -> ShownItem:
    """Return one exercise as it stands in its version, whose rules these are."""
    is_paced = item.exercise == retraining.STEP_RATE and item.own_spm
    return ShownItem(
        item=item,
        beats=retraining.metronome(item.own_spm, is_gentle=item.is_gentle) if is_paced else None,
        schedule=retraining.schedule_in_words(int(rules[plan_limits.SESSION_PAIN_RISE]))
        if item.exercise == retraining.FEEDBACK
        else "",
        known=known,
        has_page=has_page,
    )


def picture_of(code: str, *, is_said: bool = True) -> SafeString:
    """Return both positions of an exercise as an SVG; "" for one of the clinic's own.

    Without `is_said` it is an ornament beside the exercise's name.
    """
    drawn = drawing_of(code)
    return mark_safe(svg_of(drawn, is_said=is_said)) if drawn else SafeString("")  # noqa: S308


def moved_in_words(step: ProgressionStep) -> str:
    """Return which rule put an exercise where it is, and whose decision it was."""
    by = step.decided_by
    who = f"decided by {staff_name(by)}" if by else "by the rule itself"
    since = date_format(step.made_on, "j F")
    return f"Since {since} in place of {step.from_name}, {who}. {step.words}"


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
    def percent(self) -> int:
        return _percent(self.done, self.planned)


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
        return _percent(self.done, self.planned)

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
    until = min(last_day(programme, today), max(version.ends_on for version in sent))
    weeks, spans = [], spans_of(sent)
    for number in range(1, timetable.week_of(until, starts_on) + 1):
        first = starts_on + timedelta(days=timetable.A_WEEK * (number - 1))
        last = min(first + timedelta(days=timetable.A_WEEK - 1), until)
        of_week = [log for log in logs if first <= log.done_on <= last]
        weeks.append(
            Week(
                number=number,
                starts_on=first,
                planned=sum(
                    timetable.planned_days(item.days, max(first, begins), min(last, ends))
                    for version, begins, ends in spans
                    for item in version.items.all()
                ),
                done=len({(log.item.line_id, log.done_on) for log in of_week}),
                most_pain=_most(log.pain for log in of_week),
                most_effort=_most(log.effort for log in of_week),
            )
        )
    steps = programme.steps.filter(state__in=[StepState.MADE, StepState.PROPOSED])
    return Course(weeks=weeks, steps=list(steps.select_related("decided_by__practitioner")))


def spans_of(
    sent: Sequence[ProgrammeVersion],
) -> list[tuple[ProgrammeVersion, date, date]]:
    """Return each version, by its number, with its first and last day.

    It holds from its own start, or from when it was sent, until the day before the next was sent.
    """
    spans = []
    for version, following in zip_longest(sent, sent[1:]):
        first, last = version.starts_on, version.ends_on
        if spans:
            first = max(first, timezone.localdate(version.sent_at))
        if following:
            last = min(last, timezone.localdate(following.sent_at) - timedelta(days=1))
        spans.append((version, first, last))
    return spans


def last_day(programme: Programme, today: date) -> date:
    """Return the last day that counts: today, or the day on which somebody ended the plan."""
    ended_at = programme.ended_at
    return min(today, timezone.localdate(ended_at)) if ended_at else today


def _percent(done, planned):
    """Return how much of what was planned was done; more than all is all."""
    return min(100, 100 * done // planned) if planned else 0


def _most(numbers):
    return max((number for number in numbers if number is not None), default=None)
