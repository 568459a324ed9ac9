"""A person's runs as they and their clinicians read them: load, pain, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from assessments.biomechanics.metrics import CHIEF, METRICS
from assessments.judging.load import SessionSpike
from assessments.models import Assessment, RuleSetting, Run, RunState
from assessments.reading.changes import error_of
from assessments.reading.trending import day_of
from assessments.running import durations, history, words
from assessments.running.history import NextLongRun, PastRun
from assessments.running.picture import WeekPicture, picture
from assessments.sentences.measures import amount, plain
from clinic.models import Patient

WEEKS_SHOWN = 8


@dataclass(frozen=True)
class ShownRun:
    """One run with what is said of it."""

    run: Run
    facts: list[str]
    spike: SessionSpike | None
    load: str
    band: str
    marks: list[str]
    hurt_more: bool
    lacks_morning: bool

    @property
    def stayed(self) -> bool:
        """Whether pain was not gone by the next morning."""
        return bool(self.run.nprs_next_morning)


@dataclass(frozen=True)
class Runs:
    """What a page shows of a person's runs."""

    shown: list[ShownRun]
    drawing: WeekPicture
    next_long: NextLongRun | None
    load_advice: str
    pain_advice: str
    call_us: str
    pain_up_to: Decimal

    scores = range(11)

    @property
    def up_to_km(self) -> str:
        return plain(self.next_long.up_to_km) if self.next_long else ""

    @property
    def longest_km(self) -> str:
        return plain(self.next_long.longest_km) if self.next_long else ""

    @property
    def weeks(self) -> list[history.Week]:
        return [bar.week for bar in self.drawing.bars]

    @property
    def has_any(self) -> bool:
        return bool(self.shown) or any(week.runs for week in self.weeks)


@dataclass(frozen=True)
class Latest:
    """What was measured last of the chief measures, beside the runs since."""

    day: str
    lines: list[str]


def latest_measured(assessments: Sequence[Assessment]) -> Latest | None:
    """Return the chief measures of the latest assessment that has any; they come latest first."""
    chief = {metric.code for metric in CHIEF}
    for assessment in assessments:
        rows = [row for row in assessment.measurements.all() if row.metric in chief]
        if rows:
            return Latest(day_of(assessment), [_line(row) for row in rows])
    return None


def _line(row):
    state = "" if row.state == RunState.NONE else f", {row.get_state_display().lower()}"
    side = f" {row.side}" if row.side else ""
    name = f"{METRICS[row.metric].plain_name}{side}{state}"
    return f"{name}: {amount(row.metric, row.mean, error_of(row))}"


def runs_of(patient: Patient) -> QuerySet[Run]:
    """Return the runs of a person's log, latest first."""
    return Run.objects.kept().of_person(patient)


def read_runs(patient: Patient, shown: Sequence[Run], today: date) -> Runs:
    """Return these of a person's runs as they are read; three queries, however many they are."""
    settings = RuleSetting.objects.current()
    most = settings[words.PAIN_UP_TO]
    past = _past_runs(patient, shown, today)
    advice = history.next_long_run(past, today, settings[words.LONGEST_RATIO])
    return Runs(
        shown=[_shown(run, past, most, today) for run in shown],
        drawing=picture(history.weeks(past, today, WEEKS_SHOWN), most),
        next_long=advice,
        load_advice=words.load_advice(settings) if advice else history.NOTHING_NOW,
        pain_advice=words.pain_advice(settings),
        call_us=words.CALL_US,
        pain_up_to=most.normalize(),
    )


def _past_runs(patient, shown, today):
    """Return what load and weeks are told by: the runs shown, and enough before them."""
    earliest = min((run.ran_on for run in shown), default=today)
    since = min(
        earliest - timedelta(days=history.DAYS_BEFORE), today - timedelta(weeks=WEEKS_SHOWN)
    )
    return [_past(run) for run in runs_of(patient).filter(ran_on__gte=since)]


def _past(run):
    return PastRun(run.ran_on, run.distance_km, run.nprs_during_max, run.nprs_next_morning)


def _shown(run, past, most, today):
    spike = history.load_of(_past(run), past)
    return ShownRun(
        run=run,
        facts=_facts(run),
        spike=spike,
        load=history.in_words(spike),
        band=history.in_short(spike),
        marks=words.pain_marks(run.nprs_during_max, run.nprs_next_morning, most),
        hurt_more=run.nprs_during_max > most,
        lacks_morning=run.nprs_next_morning is None and run.ran_on < today,
    )


def _facts(run):
    said = [f"{plain(run.distance_km)}\u00a0km"]
    if run.duration_s:
        said += [
            durations.in_words(run.duration_s),
            durations.pace(run.duration_s, run.distance_km),
        ]
    if run.moving_s and run.moving_s != run.duration_s:
        said.append(f"{durations.in_words(run.moving_s)} moving")
    if run.step_rate_spm is not None:
        said.append(f"{plain(run.step_rate_spm)}\u00a0steps/min")
    return said
