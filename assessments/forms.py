"""What a clinician types of a running assessment, field by field, left and right."""

from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.actions import Page, Recording
from assessments.fields import ClinicTimeField, CountField, PlainDecimalField, TypedTextField
from assessments.metrics import CPD, FPPA_RUN, FPPA_SLS, METRICS, to_tenth
from assessments.models import (
    GRADES_OF,
    Footwear,
    LandmarkSet,
    Measurement,
    Method,
    Observation,
    ObservationItem,
    RunState,
    Side,
    View,
)
from bookings.forms import within_calendar

RUN_STATES = [RunState.FRESH, RunState.END_OF_RUN]
LONGEST_TYPED = 10_000
NO_CHOICE = [("", "—")]
YES_NO = [*NO_CHOICE, ("yes", "Yes"), ("no", "No")]
SET_UP = {
    "view": ("View", View.choices),
    "landmark_set": ("Landmarks at the pelvis or hip", LandmarkSet.choices),
    "method": ("How the points were set", Method.choices),
    "levelled": ("Picture levelled", YES_NO[1:]),
}
BY_EYE_HELP = {
    ObservationItem.PELVIC_DROP: "How far the free side of the pelvis falls.",
    ObservationItem.KNEE_VALGUS: "How far the knee drifts inward.",
    ObservationItem.KNEE_WINDOW: "Daylight between the knees, seen from behind.",
    ObservationItem.SLS_GRADE: "Overall, trunk, pelvis, hip and knee.",
}
SEEN = ("mild", "marked")
OF_THE_RUN = [
    *("performed_at", "speed_kmh", "incline_pct", "run_minutes"),
    *("footwear", "shoes", "notes"),
]


@dataclass(frozen=True)
class DegreesCell:
    """The three fields of one value: the angle, of how many steps, with what spread."""

    side: Side
    value: forms.BoundField
    n: forms.BoundField
    sd: forms.BoundField


@dataclass(frozen=True)
class DegreesGroup:
    """One metric as the page lays it out."""

    metric: object
    set_up: list[forms.BoundField]
    rows: list[tuple[str, list[DegreesCell]]]


def name_of(metric: str, state: str, side: str) -> str:
    """Return the name of the field for one value; its count and spread add `_n` and `_sd`."""
    return f"{metric}_{side}" if state == RunState.NONE else f"{metric}_{state}_{side}"


def states_of(metric: str) -> list[RunState]:
    return [RunState.NONE] if metric == FPPA_SLS.code else RUN_STATES


class AssessmentForm(forms.Form):
    """By eye first, then degrees, left and right."""

    performed_at = ClinicTimeField(label="When", validators=[within_calendar])
    speed_kmh = PlainDecimalField(label="Speed (km/h)", unit="km/h", lowest=4, highest=25, digits=1)
    incline_pct = PlainDecimalField(label="Incline (%)", unit="%", lowest=-5, highest=15, digits=1)
    run_minutes = PlainDecimalField(
        label="Minutes run at the end", unit="minutes", lowest=0, highest=600, digits=1
    )
    footwear = forms.ChoiceField(
        label="Footwear", required=False, choices=[*NO_CHOICE, *Footwear.choices]
    )
    shoes = forms.CharField(label="Shoes: brand and model", required=False, max_length=200)
    notes = TypedTextField(
        required=False, max_length=LONGEST_TYPED, widget=forms.Textarea(attrs={"rows": 4})
    )
    sides_are_right = forms.BooleanField(
        label="I checked: the sides are not swapped.", required=False
    )

    def __init__(self, *args, limits, **kwargs):
        super().__init__(*args, **kwargs)
        self.limits = limits
        self.asks_about_sides = False
        for item, grades in GRADES_OF.items():
            for side in Side:
                self.fields[f"{item}_{side}"] = forms.ChoiceField(
                    label=side.label, required=False, choices=[*NO_CHOICE, *grades.choices]
                )
        for metric in METRICS.values():
            self._add_degrees(metric)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def _add_degrees(self, metric):
        for part, (label, choices) in SET_UP.items():
            self.fields[f"{metric.code}_{part}"] = forms.ChoiceField(
                label=label, required=False, choices=[*NO_CHOICE, *choices]
            )
        for state in states_of(metric.code):
            for side in Side:
                name = name_of(metric.code, state, side)
                self.fields[name] = PlainDecimalField(
                    label="Mean (°)", unit="°", lowest=metric.lowest_deg, highest=metric.highest_deg
                )
                self.fields[f"{name}_n"] = CountField(metric.counted, label=metric.counted.title())
                self.fields[f"{name}_sd"] = PlainDecimalField(
                    label="SD (°)", unit="°", lowest=0, highest=45
                )

    # --- As the page lays it out ------------------------------------------------------------------

    @property
    def by_eye(self):
        return [
            (item.label, BY_EYE_HELP[item], [self[f"{item}_{side}"] for side in Side])
            for item in ObservationItem
        ]

    @property
    def degrees(self):
        return [
            DegreesGroup(
                metric=metric,
                set_up=[self[f"{metric.code}_{part}"] for part in SET_UP],
                rows=[
                    (state.label, [self._cell(metric, state, side) for side in Side])
                    for state in states_of(metric.code)
                ],
            )
            for metric in (CPD, FPPA_RUN, FPPA_SLS)
        ]

    def _cell(self, metric, state, side):
        name = name_of(metric.code, state, side)
        return DegreesCell(side, self[name], self[f"{name}_n"], self[f"{name}_sd"])

    # --- What must fit together -------------------------------------------------------------------

    def clean_performed_at(self):
        performed_at = self.cleaned_data["performed_at"]
        if performed_at > timezone.now():
            raise ValidationError("This lies in the future.")
        return performed_at

    def clean(self):
        for metric in METRICS.values():
            self._check_degrees(metric)
        self._check_set_up()
        self._check_sides()
        nothing = not self._measurements() and not self._observations()
        if nothing and not self.errors:
            self.add_error(None, "Record something seen by eye, or something measured.")

    def _check_degrees(self, metric):
        names = [
            name_of(metric.code, state, side) for state in states_of(metric.code) for side in Side
        ]
        for name in names:
            self._check_value(metric, name)
        if not any(self._typed(name) for name in names):
            return
        for part in SET_UP:
            if not self._typed(f"{metric.code}_{part}"):
                self._refuse(f"{metric.code}_{part}", "Say how it was measured.")
        view, landmarks = (
            self.cleaned_data.get(f"{metric.code}_{part}") for part in ("view", "landmark_set")
        )
        if (view, landmarks) in (
            (View.ANTERIOR, LandmarkSet.PSIS),
            (View.POSTERIOR, LandmarkSet.ASIS),
        ):
            seen = "from behind" if landmarks == LandmarkSet.PSIS else "from the front"
            self._refuse(f"{metric.code}_landmark_set", f"The {landmarks.upper()} are seen {seen}.")

    def _check_value(self, metric, name):
        value, n, sd = (self._typed(field) for field in (name, f"{name}_n", f"{name}_sd"))
        if value and not n:
            self._refuse(f"{name}_n", f"Of how many {metric.counted}?")
        if n and not value:
            self._refuse(name, f"The {metric.counted} have no angle.")
        if sd and not n:
            self._refuse(f"{name}_sd", f"A spread needs the number of {metric.counted}.")
        elif sd and (self.cleaned_data.get(f"{name}_n") or 2) < 2:
            self._refuse(f"{name}_sd", f"A spread needs at least 2 {metric.counted}.")

    def _check_set_up(self):
        """Ask for what a running angle cannot be compared without."""
        running = [
            name_of(metric.code, state, side)
            for metric in (CPD, FPPA_RUN)
            for state in RUN_STATES
            for side in Side
        ]
        if any(self._typed(name) for name in running):
            for name in ("speed_kmh", "incline_pct", "footwear"):
                if not self._typed(name):
                    self._refuse(
                        name, "Angles of a run are compared at the same setting: fill this in."
                    )

    def _check_sides(self):
        """Ask whether left and right were swapped where eye and degrees say the opposite."""
        seen = {side: self.cleaned_data.get(f"pelvic_drop_{side}") for side in Side}
        typical_max = self.limits.cpd_typical_max_deg
        for state in RUN_STATES:
            drop = {side: self.cleaned_data.get(name_of(CPD.code, state, side)) for side in Side}
            if None in drop.values():
                continue
            above = {side: to_tenth(value) > typical_max for side, value in drop.items()}
            for side in Side:
                by_eye_here = seen[side] in SEEN and seen[side.other] == "typical"
                if by_eye_here and above[side.other] and not above[side]:
                    self._ask_about_sides(name_of(CPD.code, state, side), side)

    def _ask_about_sides(self, name, side):
        self.asks_about_sides = True
        if not self.cleaned_data.get("sides_are_right"):
            message = (
                f"By eye the drop is in {side.label.lower()} stance, in degrees in the other. "
                "Swap the values, or tick below that the sides are right."
            )
            self._refuse(name, message)

    def _typed(self, name):
        return self.data.get(self.add_prefix(name), "").strip() != ""

    def _refuse(self, name, message):
        if name not in self.errors:
            self.add_error(name, message)

    # --- What is stored ---------------------------------------------------------------------------

    def recording(self) -> Recording:
        """Return what was typed as rows that are not saved yet; the form is valid."""
        return Recording(
            fields={name: self.cleaned_data[name] for name in OF_THE_RUN},
            measurements=self._measurements(),
            observations=self._observations(),
        )

    def _measurements(self):
        return [
            Measurement(
                metric=code,
                side=side,
                state=state,
                mean_deg=self.cleaned_data[name],
                sd_deg=self.cleaned_data.get(f"{name}_sd"),
                n_steps=self.cleaned_data.get(f"{name}_n"),
                view=self.cleaned_data.get(f"{code}_view"),
                landmark_set=self.cleaned_data.get(f"{code}_landmark_set"),
                method=self.cleaned_data.get(f"{code}_method"),
                levelled=self.cleaned_data.get(f"{code}_levelled") == "yes",
            )
            for code in METRICS
            for state in states_of(code)
            for side in Side
            if self.cleaned_data.get(name := name_of(code, state, side)) is not None
        ]

    def _observations(self):
        return [
            Observation(item=item, side=side, grade=grade)
            for item in ObservationItem
            for side in Side
            if (grade := self.cleaned_data.get(f"{item}_{side}"))
        ]


class RevisionForm(forms.Form):
    """How often the assessment had changed when its page was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class PageForm(RevisionForm):
    """Which page saves, and what it began with; `replace` is what it was told is stored now."""

    page = forms.UUIDField(widget=forms.HiddenInput)
    replace = forms.IntegerField(required=False, min_value=0)

    def page_that_saves(self) -> Page:
        """Return the page; one that cannot be read is older than anything stored."""
        if not self.is_valid():
            return Page(revision=-1)
        replace = self.cleaned_data["replace"]
        revision = self.cleaned_data["revision"] if replace is None else replace
        return Page(revision, self.cleaned_data["page"])


class BreakGlassForm(forms.Form):
    reason = forms.CharField(
        label="Why do you open this file?",
        max_length=500,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"min_length": "Say it in a few words more: it is kept with your name."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


def typed_texts(post) -> dict[str, str]:
    """Return what a draft keeps of a submitted form: each known field's text as it was typed."""
    known = AssessmentForm(limits=None).fields
    return {
        name: text.replace("\x00", "").replace("\r\n", "\n")
        for name in sorted(known)
        if (text := post.get(name, ""))
    }


def texts_of(assessment) -> dict[str, str]:
    """Return the texts that the form begins with: a draft's as typed, or those of the record."""
    local = timezone.localtime(assessment.performed_at).strftime("%Y-%m-%dT%H:%M")
    if assessment.is_draft:
        return {"performed_at": local} | assessment.typed
    texts = {"performed_at": local, "footwear": assessment.footwear}
    texts |= {"shoes": assessment.shoes, "notes": assessment.notes}
    for name in ("speed_kmh", "incline_pct", "run_minutes"):
        if getattr(assessment, name) is not None:
            texts[name] = str(getattr(assessment, name))
    for row in assessment.observations.all():
        texts[f"{row.item}_{row.side}"] = row.grade
    for row in assessment.measurements.all():
        name = name_of(row.metric, row.state, row.side)
        texts |= {name: f"{row.mean_deg.normalize():f}", f"{name}_n": str(row.n_steps)}
        if row.sd_deg is not None:
            texts[f"{name}_sd"] = f"{row.sd_deg.normalize():f}"
        for part in ("view", "landmark_set", "method"):
            texts[f"{row.metric}_{part}"] = getattr(row, part)
        texts[f"{row.metric}_levelled"] = "yes" if row.levelled else "no"
    return texts
