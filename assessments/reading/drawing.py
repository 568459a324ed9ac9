"""The figure from behind of one stance leg: what was measured, fresh and at the end of the run."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Measurement, MetricCode, RunState, Side
from assessments.reading.changes import error_of
from assessments.reading.figures import (
    PELVIS_Y,
    THIGH,
    WIDTH,
    Figure,
    Pose,
    figure_from_behind,
    outward,
)
from assessments.sentences.measures import amount, sentence

EDGE, LINE = 6.0, 17.0
# Each angle with its field of a pose, its word, how it is drawn when it was not measured, and where
# its number stands: on the stance side or the swing side, and how high.
PARTS = (
    (MetricCode.TRUNK_LEAN, "trunk_deg", "trunk", "upright", True, 76.0),
    (MetricCode.CPD, "drop_deg", "pelvis", "level", False, PELVIS_Y + 24),
    (MetricCode.FEMORAL_ADDUCTION, "thigh_deg", "thigh", "upright", True, PELVIS_Y + 14),
    (MetricCode.FPPA_RUN, "knee_deg", "knee", "straight", True, PELVIS_Y + THIGH - 6),
)


@dataclass(frozen=True)
class Label:
    """Words or a number on the drawing; `anchor` is the end of the text that `x` is."""

    text: str
    x: float
    y: float
    anchor: str
    kind: str  # word, fresh or tired


@dataclass(frozen=True)
class ShownFigure:
    """A drawing with its numbers and words; `fresh` or `tired` is None where nothing was measured.

    `text` says the same for whoever does not see it; `missing` says what is drawn neutral.
    """

    side: Side
    fresh: Figure | None
    tired: Figure | None
    labels: list[Label]
    text: str
    missing: str
    plumb_from: float
    shows_trunk: bool

    @property
    def body(self) -> Figure:
        return self.fresh or self.tired


def drawn(rows: dict[tuple, Measurement], side: Side, *, hidden: tuple = ()) -> ShownFigure | None:
    """Return the drawing of a stance leg; None unless its pelvis or thigh was measured.

    `rows` are by measure, state and side; `hidden` are measures that the reader is not given.
    """
    fresh, tired = (
        {
            code: rows[code, state, side]
            for code, *_ in PARTS
            if (code, state, side) in rows and code not in hidden
        }
        for state in (RunState.FRESH, RunState.END_OF_RUN)
    )
    angles = {*fresh, *tired}
    if not angles & {MetricCode.CPD, MetricCode.FEMORAL_ADDUCTION, MetricCode.TRUNK_LEAN}:
        return None
    figures = [_figure(side, of_state) for of_state in (fresh, tired)]
    return ShownFigure(
        side=side,
        fresh=figures[0],
        tired=figures[1],
        labels=[label for part in PARTS for label in _labels(part, side, fresh, tired)],
        text=_text(side, fresh, tired),
        missing=_missing(fresh, tired, hidden),
        plumb_from=(figures[0] or figures[1]).stance_hip.x,
        shows_trunk=MetricCode.TRUNK_LEAN in angles,
    )


def _figure(side, rows):
    if not rows:
        return None
    angles = {field: _degrees(rows[code].mean) for code, field, *_ in PARTS if code in rows}
    return figure_from_behind(side, Pose(**angles))


def _degrees(value: Decimal) -> float:
    return float(value)


def _labels(part, side, fresh, tired):
    """Return a part's word with its numbers below it, fresh first; nothing if neither is known."""
    code, _, word, _, is_on_stance_side, y = part
    is_right = (outward(side) > 0) == is_on_stance_side
    x, anchor = (WIDTH - EDGE, "end") if is_right else (EDGE, "start")
    lines = [
        (amount(code, rows[code].mean, error_of(rows[code])), kind)
        for kind, rows in (("fresh", fresh), ("tired", tired))
        if code in rows
    ]
    if lines:
        lines.insert(0, (word.capitalize(), "word"))
    return [Label(text, x, y + LINE * at, anchor, kind) for at, (text, kind) in enumerate(lines)]


def _text(side, fresh, tired):
    said = [f"Seen from behind, at midstance on the {side.label.lower()} leg."]
    for words, rows in (("Fresh", fresh), ("End of run", tired)):
        told = " ".join(sentence(code, side, row.mean, error_of(row)) for code, row in rows.items())
        said += [f"{words}: {told}"] if told else []
    return " ".join(said)


def _missing(fresh, tired, hidden):
    """Return what is drawn neutral in one of the states that are drawn, and why."""
    said = []
    for code, _, word, neutral, *_ in PARTS:
        if code in hidden:
            said.append(f"the {word} is drawn {neutral}, for in running we tell it by eye")
            continue
        without = [
            words
            for words, rows in (("fresh", fresh), ("at the end of the run", tired))
            if rows and code not in rows
        ]
        if without:
            when = f" {without[0]}" if len(without) == 1 and fresh and tired else ""
            said.append(f"{word} not measured{when}: drawn {neutral}")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
