"""Angles that were measured elsewhere, typed with all that a comparison needs."""

from dataclasses import dataclass
from functools import cached_property

from django import forms

from assessments.actions import Values
from assessments.biomechanics.metrics import CHIEF, CPD, FPPA_RUN, FPPA_SLS, Metric, to_tenth
from assessments.forms.fields import CountField, PlainDecimalField
from assessments.forms.sections import NO_CHOICE, YES_NO, SectionForm
from assessments.forms.step_rate import RUN_STATES
from assessments.judging import thresholds
from assessments.models import (
    LandmarkSet,
    Measurement,
    Method,
    ObservationItem,
    RuleSetting,
    RunState,
    Side,
    Surface,
    View,
)

BY_POINTS = [Method.MANUAL_2D, Method.AUTO_2D]
SEEN = ("mild", "marked")
SET_UP = {
    "view": ("View", [(view.value, view.label) for view in (View.POSTERIOR, View.ANTERIOR)]),
    "landmark_set": ("Landmarks at the pelvis or hip", LandmarkSet.choices),
    "method": ("How the points were set", [(each.value, each.label) for each in BY_POINTS]),
    "levelled": ("Picture levelled", YES_NO),
}
NO_SET_UP = (
    "Angles of a run are compared at the same setting: first fill in speed, incline and footwear "
    "on the page “Set-up”."
)


@dataclass(frozen=True)
class DegreesCell:
    """The three fields of one value; or the value that was measured on frames, to be read."""

    side: Side
    value: forms.BoundField | None
    n: forms.BoundField | None
    sd: forms.BoundField | None
    measured: Measurement | None


@dataclass(frozen=True)
class DegreesGroup:
    """One metric as the page lays it out."""

    metric: Metric
    mdc: object
    set_up: list[forms.BoundField]
    rows: list[tuple[str, list[DegreesCell]]]


def name_of(metric: str, state: str, side: str) -> str:
    """Return the name of the field for one value; its count and spread add `_n` and `_sd`."""
    return f"{metric}_{side}" if state == RunState.NONE else f"{metric}_{state}_{side}"


def states_of(metric: str) -> tuple[RunState, ...]:
    return (RunState.NONE,) if metric == FPPA_SLS.code else RUN_STATES


class DegreesForm(SectionForm):
    """Pelvis and knee of each leg: mean, steps, spread, and how they were measured."""

    sides_are_right = forms.BooleanField(
        label="I checked: the sides are not swapped.", required=False
    )
    asks_about_sides = False

    def add_fields(self):
        self.measured = {
            (row.metric, row.state, row.side): row
            for row in self.assessment.measurements.all()
            if row.from_frames
        }
        for metric in CHIEF:
            self._add_degrees(metric)

    def _add_degrees(self, metric):
        for part, (label, choices) in SET_UP.items():
            self.fields[f"{metric.code}_{part}"] = forms.ChoiceField(
                label=label, required=False, choices=[*NO_CHOICE, *choices]
            )
        for name in self._names(metric):
            self.fields[name] = PlainDecimalField(
                label="Mean (°)", unit="°", lowest=metric.lowest, highest=metric.highest
            )
            self.fields[f"{name}_n"] = CountField(metric.counted, label=metric.counted.title())
            self.fields[f"{name}_sd"] = PlainDecimalField(
                label="SD (°)", unit="°", lowest=0, highest=45
            )

    def _names(self, metric):
        """Return the names of the values that may be typed: not those measured on frames."""
        return [
            name_of(metric.code, state, side)
            for state in states_of(metric.code)
            for side in Side
            if (metric.code, state, side) not in self.measured
        ]

    @cached_property
    def settings(self):
        return RuleSetting.objects.current()

    def texts(self):
        texts = {}
        codes = [metric.code for metric in CHIEF]
        for row in self.assessment.measurements.all():
            if row.from_frames or row.metric not in codes or row.method not in BY_POINTS:
                continue
            name = name_of(row.metric, row.state, row.side)
            texts |= {name: f"{row.mean.normalize():f}", f"{name}_n": str(row.n_steps)}
            if row.sd is not None:
                texts[f"{name}_sd"] = f"{row.sd.normalize():f}"
            for part in ("view", "landmark_set", "method"):
                texts[f"{row.metric}_{part}"] = getattr(row, part)
            texts[f"{row.metric}_levelled"] = "yes" if row.levelled else "no"
        return texts

    # --- As the page lays it out ------------------------------------------------------------------

    @property
    def groups(self):
        return [
            DegreesGroup(
                metric=metric,
                mdc=self.settings.get(thresholds.error_code(metric.code)),
                set_up=[self[f"{metric.code}_{part}"] for part in SET_UP],
                rows=[
                    (
                        state.label if state != RunState.NONE else "At the deepest point",
                        [self._cell(metric, state, side) for side in Side],
                    )
                    for state in states_of(metric.code)
                ],
            )
            for metric in CHIEF
        ]

    def _cell(self, metric, state, side):
        if measured := self.measured.get((metric.code, state, side)):
            return DegreesCell(side, None, None, None, measured)
        name = name_of(metric.code, state, side)
        return DegreesCell(side, self[name], self[f"{name}_n"], self[f"{name}_sd"], None)

    # --- What must fit together -------------------------------------------------------------------

    def clean(self):
        for metric in CHIEF:
            self._check_degrees(metric)
        self._check_run()
        self._check_sides()

    def _check_degrees(self, metric):
        names = self._names(metric)
        for name in names:
            self._check_value(metric, name)
        if not any(self._is_typed(name) for name in names):
            return
        for part in SET_UP:
            if not self._is_typed(f"{metric.code}_{part}"):
                self.refuse(f"{metric.code}_{part}", "Say how it was measured.")
        view, landmarks = (
            self.cleaned_data.get(f"{metric.code}_{part}") for part in ("view", "landmark_set")
        )
        if (view, landmarks) in (
            (View.ANTERIOR, LandmarkSet.PSIS),
            (View.POSTERIOR, LandmarkSet.ASIS),
        ):
            seen = "from behind" if landmarks == LandmarkSet.PSIS else "from the front"
            self.refuse(f"{metric.code}_landmark_set", f"The {landmarks.upper()} are seen {seen}.")

    def _check_value(self, metric, name):
        value, n, sd = (self._is_typed(field) for field in (name, f"{name}_n", f"{name}_sd"))
        if value and not n:
            self.refuse(f"{name}_n", f"Of how many {metric.counted}?")
        if n and not value:
            self.refuse(name, f"The {metric.counted} have no angle.")
        if sd and not n:
            self.refuse(f"{name}_sd", f"A spread needs the number of {metric.counted}.")
        elif sd and (self.cleaned_data.get(f"{name}_n") or 2) < 2:
            self.refuse(f"{name}_sd", f"A spread needs at least 2 {metric.counted}.")

    def _check_run(self):
        """Ask for what a running angle cannot be compared without."""
        run = self.assessment
        is_set_up = run.footwear and (
            run.surface not in ("", Surface.TREADMILL)
            or (run.speed_kmh is not None and run.incline_pct is not None)
        )
        names = [name for metric in (CPD, FPPA_RUN) for name in self._names(metric)]
        if not is_set_up and any(self._is_typed(name) for name in names):
            self.add_error(None, NO_SET_UP)

    def _check_sides(self):
        """Ask whether left and right were swapped where eye and degrees say the opposite."""
        seen = {
            row.side: row.grade
            for row in self.assessment.observations.all()
            if row.item == ObservationItem.PELVIC_DROP
        }
        typical_max = self.settings["g1_typical_max_deg"]
        for state in RUN_STATES:
            drop = {side: self.cleaned_data.get(name_of(CPD.code, state, side)) for side in Side}
            if None in drop.values():
                continue
            above = {side: to_tenth(value) > typical_max for side, value in drop.items()}
            for side in Side:
                by_eye_here = seen.get(side) in SEEN and seen.get(side.other) == "typical"
                if by_eye_here and above[side.other] and not above[side]:
                    self._ask_about_sides(name_of(CPD.code, state, side), side)

    def _ask_about_sides(self, name, side):
        self.asks_about_sides = True
        if not self.cleaned_data.get("sides_are_right"):
            message = (
                f"By eye the drop is in {side.label.lower()} stance, in degrees in the other. "
                "Swap the values, or tick below that the sides are right."
            )
            self.refuse(name, message)

    def _is_typed(self, name):
        return self.data.get(self.add_prefix(name), "").strip() != ""

    # --- What is stored ---------------------------------------------------------------------------

    def values(self):
        return Values(
            rows=[
                self._measurement(metric.code, state, side)
                for metric in CHIEF
                for state in states_of(metric.code)
                for side in Side
                if self.cleaned_data.get(name_of(metric.code, state, side)) is not None
            ]
        )

    def _measurement(self, code, state, side):
        name = name_of(code, state, side)
        return Measurement(
            metric=code,
            side=side,
            state=state,
            mean=self.cleaned_data[name],
            sd=self.cleaned_data[f"{name}_sd"],
            n_steps=self.cleaned_data[f"{name}_n"],
            mdc=self.settings.get(thresholds.error_code(code)),
            view=self.cleaned_data[f"{code}_view"],
            landmark_set=self.cleaned_data[f"{code}_landmark_set"],
            method=self.cleaned_data[f"{code}_method"],
            levelled=self.cleaned_data[f"{code}_levelled"] == "yes",
        )
