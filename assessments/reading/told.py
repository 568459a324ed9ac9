"""The three sentences that an assessment begins with, made of what was recorded."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.findings import suggesting
from assessments.judging import change
from assessments.models import Assessment, MetricCode, ObservationItem, RunState, Side
from assessments.reading.changes import error_of
from assessments.sentences import telling
from assessments.sentences.telling import Cause, Drop, Plan, Seen

LIMIT = "g1_typical_max_deg"
PARTS = {
    ObservationItem.PELVIC_DROP: "pelvis",
    ObservationItem.KNEE_VALGUS: "knee",
    ObservationItem.KNEE_WINDOW: "knee",
}
AS_GRADE = {"open": "typical", "reduced": "mild", "closed": "marked"}


@dataclass(frozen=True)
class Told:
    """What we saw, what it may mean, what comes next; `notes` are what they leave open.

    `stance` is the leg that the drop it tells of is of, "" where none was measured.
    """

    saw: str
    means: str
    next: str
    notes: tuple[str, ...]
    stance: str

    @property
    def sentences(self) -> list[tuple[str, str]]:
        return [
            ("What we saw", self.saw),
            ("What it may mean", self.means),
            ("What comes next", self.next),
        ]


def told(assessment: Assessment, settings, plan: Plan) -> Told:
    """Return the sentences of an assessment fetched by `queries.assessments_to_read`."""
    findings = {(one.about, one.state, one.side): one for one in assessment.findings.all()}
    drops, seen = _drops(assessment, findings), _seen(assessment, findings)
    cause = _cause(assessment, settings, drops)
    stands_out = telling.standing_out(drops, seen)
    means = telling.what_it_may_mean(cause, stands_out)
    notes = []
    if stands_out.drop and assessment.factors:  # without any, it is what it may mean
        notes.append(telling.CAUTION)
    if drops and not any(drop.is_tired for drop in drops):
        notes.append(telling.NOT_TIRED)
    most = telling.most_telling(drops)
    return Told(
        saw=telling.what_we_saw(drops, seen),
        means=means,
        next=telling.what_comes_next(plan),
        notes=tuple(notes),
        stance=most.stance if most else "",
    )


def _drops(assessment, findings):
    found = []
    for row in assessment.measurements.all():
        if row.metric != MetricCode.CPD:
            continue
        judged = findings.get((row.metric, row.state, row.side))
        limit = judged.limits.get(LIMIT) if judged else None
        found.append(
            Drop(
                stance=row.side,
                value=row.mean,
                error=error_of(row),
                usual_up_to=limit and Decimal(str(limit)),
                grade=judged.final_grade if judged else "",
                is_tired=row.state == RunState.END_OF_RUN,
            )
        )
    return found


def _seen(assessment, findings):
    found = []
    for row in assessment.observations.all():
        if row.item in PARTS and row.side:
            judged = findings.get((row.item, RunState.NONE, row.side))
            grade = judged.final_grade if judged else row.grade
            found.append(Seen(row.side, PARTS[row.item], AS_GRADE.get(grade, grade)))
    return found


def _cause(assessment, settings, drops):
    grew, began_usual = _most_grown(assessment, settings, drops)
    weak = suggesting.suggest_with_reasons(assessment, settings).weak
    return Cause(
        factors=tuple(assessment.factors),
        is_weak=None if weak.note == suggesting.ALONE else weak.is_so,
        grew_deg=grew,
        minutes=assessment.run_minutes,
        began_usual=began_usual,
    )


def _most_grown(assessment, settings, drops):
    """Return how much more the pelvis dropped at the end, beyond error, and whether it began well.

    (None, False) where it did not, or was not measured twice.
    """
    rows = {
        (row.state, row.side): row
        for row in assessment.measurements.all()
        if row.metric == MetricCode.CPD
    }
    grown = []
    for side in Side:
        pair = [rows.get((state, side)) for state in (RunState.FRESH, RunState.END_OF_RUN)]
        if None in pair:
            continue
        found = change.during_run(*(row.as_value() for row in pair), settings)
        if found.kind == change.Kind.REAL and found.direction == change.Direction.WORSE:
            began = next(
                drop.grade == "typical"
                for drop in drops
                if drop.stance == side and not drop.is_tired
            )
            grown.append((found.difference, began))
    return max(grown, default=(None, False))
