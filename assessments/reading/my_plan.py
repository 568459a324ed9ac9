"""A person's plan as they follow it: what is due today, what was logged, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list

from assessments import plans, safety
from assessments.actions.logging_sessions import BEFORE_THE_START
from assessments.exercises.drawing import drawing_of, svg_of
from assessments.models import Programme, ProgrammeItem, ProgrammeVersion, SessionLog
from assessments.programmes import retraining, timetable
from assessments.programmes.words import counted
from assessments.questions.red_flags import Group
from assessments.reading.plans import ShownItem, last_day, shown_plan, spans_of
from assessments.running.words import CALL_US
from clinic.models import Patient

SHEET_WEEKS = 4  # on one printed sheet


class Standing(StrEnum):
    """Where a plan stands on a day."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    OVER = "over"  # its weeks are over, and nobody has ended it
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class OwnItem(ShownItem):
    """One exercise of the plan as its person sees it today."""

    advice: str  # of the metronome, or of the mirror in the session that comes next
    is_due: bool
    logged: SessionLog | None  # today
    done: Sequence[int]  # what the form begins with

    @property
    def code(self) -> str:
        return self.item.exercise

    @property
    def thumb(self) -> SafeString:
        """The first position, beside the name."""
        drawn = drawing_of(self.code)
        svg = svg_of(drawn.parts[0], is_said=False) if drawn else ""
        return mark_safe(svg)  # noqa: S308 our own drawing

    @property
    def hold_s(self) -> int | None:
        """How long one holds still, at the most; None where there is nothing to hold."""
        dose = self.item.dose
        if dose is None:
            return None
        return dose.most if dose.counted == "seconds" else dose.hold_s

    @property
    def rest_s(self) -> int | None:
        return self.item.rest_s

    @property
    def weekdays(self) -> str:
        """The days on which it is due, for the page's script; without any, every day."""
        return " ".join(str(day) for day in self.item.days or range(timetable.A_WEEK))


@dataclass(frozen=True, kw_only=True)
class OwnPlan:
    """The version in force, today's part of it first."""

    programme: Programme
    version: ProgrammeVersion
    today: date
    standing: Standing
    items: list[OwnItem]
    rules: list[str]
    logs: list[SessionLog]
    sent: list[ProgrammeVersion]

    @property
    def due(self) -> list[OwnItem]:
        return [each for each in self.items if each.is_due]

    @property
    def others(self) -> list[OwnItem]:
        return [each for each in self.items if not each.is_due]

    @property
    def done_today(self) -> int:
        return sum(each.logged is not None for each in self.due)

    @property
    def is_done_today(self) -> bool:
        return bool(self.due) and self.done_today == len(self.due)

    @property
    def first_open(self) -> str:
        """The code of the exercise whose card is open: the first that is due and not done."""
        return next((each.code for each in self.due if each.logged is None), "")

    @property
    def may_log(self) -> bool:
        if self.standing == Standing.ENDED:
            return False
        return self.today >= self.version.starts_on - BEFORE_THE_START

    @property
    def is_untouched(self) -> bool:
        """Say whether nothing was logged yet: the rules are read before one starts."""
        return not self.logs and self.standing in (Standing.NOT_BEGUN, Standing.RUNNING)

    @property
    def week(self) -> str:
        if self.standing != Standing.RUNNING:
            return ""
        number = timetable.week_of(self.today, self.version.starts_on)
        return f"Week {number} of {self.version.weeks}"

    @property
    def load_advice(self) -> str:
        """The advice on load; when to call us stands by itself."""
        return self.version.load_advice.replace(CALL_US, "").strip()

    @property
    def next_due_on(self) -> date | None:
        """The next day, after today, on which something is due; None once the plan is over."""
        weekdays = {day for each in self.items for day in each.item.days}
        first = max(self.today + timedelta(days=1), self.version.starts_on)
        days = (first + timedelta(days=ahead) for ahead in range(timetable.A_WEEK))
        due = (day for day in days if day.weekday() in weekdays and day <= self.version.ends_on)
        return next(due, None)

    @property
    def so_far(self) -> str:
        """How many days were logged, and how many planned: told, not judged."""
        days = {log.done_on for log in self.logs}
        if not days:
            return ""
        planned = due_days(self.sent, last_day(self.programme, self.today))
        if self.today not in days:
            planned.discard(self.today)  # it is not over yet
        return f"{counted(len(days), 'day', 'days')} logged, {len(planned)} planned so far"

    @property
    def lately(self) -> list[SessionLog]:
        """What was logged before today, in the last week."""
        since = self.today - timedelta(days=timetable.A_WEEK)
        return [log for log in self.logs if since <= log.done_on < self.today]

    @property
    def to_answer(self) -> list[SessionLog]:
        """The sessions of the last day before today of which nobody said how the day after was."""
        asked = [log for log in self.lately if log.worse_next_day is None]
        last = max((log.done_on for log in asked), default=None)
        return sorted((log for log in asked if log.done_on == last), key=lambda log: log.pk)

    @property
    def asked_words(self) -> str:
        return get_text_list([log.item.name for log in self.to_answer], "and")


def current_plan(person: Patient) -> Programme | None:
    """Return the plan that a person follows, or the last that they did; None without any."""
    sent = plans.plans_of(person)
    return next((each for each in sent if each.is_running), sent[0] if sent else None)


def people_with_plans(people: Sequence[Patient]) -> list[Patient]:
    """Return those of these people who have a plan, who follow one now first; one query."""
    files = Patient.objects.of_people([person.pk for person in people])
    found = Programme.objects.ever_sent().filter(patient__in=files).with_person()
    running = {each.patient.person_id: False for each in found}
    running |= {each.patient.person_id: True for each in found if each.is_running}
    with_plan = [person for person in people if person.pk in running]
    return sorted(with_plan, key=lambda person: not running[person.pk])


def open_advice(person: Patient) -> list[Group]:
    """Return what the safety answers ask of a person that no clinician has seen to yet."""
    return safety.open_flags(person).groups


def own_plan(programme: Programme, today: date) -> OwnPlan:
    """Return a plan, whose versions and items are fetched, as it stands; three queries more."""
    version = programme.in_force
    logs = list(programme.session_logs.counting().select_related("item"))
    standing = standing_of(programme, version, today)
    shown = shown_plan(version)
    return OwnPlan(
        programme=programme,
        version=version,
        today=today,
        standing=standing,
        items=[_own_item(item, logs, today, standing) for item in shown.items],
        rules=shown.rules,
        logs=logs,
        sent=[each for each in programme.versions.all() if each.is_sent][::-1],
    )


def standing_of(programme: Programme, version: ProgrammeVersion, today: date) -> Standing:
    if not programme.is_running:
        return Standing.ENDED
    if today < version.starts_on:
        return Standing.NOT_BEGUN
    return Standing.OVER if today > version.ends_on else Standing.RUNNING


def _own_item(shown, logs, today, standing):
    item = shown.item
    of_line = [log for log in logs if log.item.line_id == item.line_id]
    is_due = not item.days or today.weekday() in item.days
    return OwnItem(
        **vars(shown),
        advice=_advice(shown, of_line),
        is_due=is_due and standing == Standing.RUNNING,
        logged=next((log for log in of_line if log.done_on == today), None),
        done=_done_last(item, of_line),
    )


def _advice(shown, logs):
    if shown.item.exercise == retraining.FEEDBACK:
        return retraining.feedback_in_words(len({log.done_on for log in logs}) + 1)
    return shown.metronome


def _done_last(item, logs):
    """Return what the last session of this very dose came to, or else what the dose begins with."""
    dose = item.dose
    if dose is None:
        return []
    same = [log for log in logs if log.item.exercise == item.exercise and log.item.dose == dose]
    return same[0].done if same else [dose.least] * dose.sets


def due_days(sent: Sequence[ProgrammeVersion], until: date) -> set[date]:
    """Return the days until one, included, on which anything was due, by the version of the day."""
    days = set()
    for version, first, last in spans_of(sent):
        weekdays = {day for item in version.items.all() for day in item.days}
        length = max(0, (min(last, until) - first).days + 1)
        dates = (first + timedelta(days=ahead) for ahead in range(length))
        days |= {day for day in dates if day.weekday() in weekdays}
    return days


# --- What a page keeps for the days to come, and paper --------------------------------------------


def days_ahead(now: datetime) -> list[dict]:
    """Return today and the week after it in finished words, each with when it ends.

    A page that is opened without a network finds in it which day it is at the clinic.
    """
    today = timezone.localdate(now)
    days = [today + timedelta(days=ahead) for ahead in range(timetable.A_WEEK + 1)]
    return [
        {
            "day": day.isoformat(),
            "weekday": day.weekday(),
            "words": date_format(day, "l j F"),
            "ends_ms": int(_midnight(day + timedelta(days=1)).timestamp() * 1000),
        }
        for day in days
    ]


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


@dataclass(frozen=True)
class SheetWeek:
    """One week of the printed sheet; each day has a box to tick."""

    number: int
    starts_on: date
    days: list[str]


def sheet_weeks(plan: OwnPlan, item: ProgrammeItem) -> list[SheetWeek]:
    """Return the weeks that a printed sheet has boxes for, from the week that runs."""
    version = plan.version
    first = max(1, timetable.week_of(min(plan.today, version.ends_on), version.starts_on))
    last = min(version.weeks, first + SHEET_WEEKS - 1)
    monday_first = sorted(item.days or range(timetable.A_WEEK))
    return [
        SheetWeek(
            number,
            version.starts_on + timedelta(days=timetable.A_WEEK * (number - 1)),
            [timetable.SHORT[day] for day in monday_first],
        )
        for number in range(first, last + 1)
    ]
