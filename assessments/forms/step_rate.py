"""The step rate, tapped in step with the runner or read from a device."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError

from assessments.biomechanics.cadence import timed_cadence_spm
from assessments.biomechanics.metrics import CADENCE, to_tenth
from assessments.forms.fields import PlainDecimalField, WholeField
from assessments.forms.sections import NO_CHOICE
from assessments.models import LandmarkSet, Measurement, Method, RunState, View

RUN_STATES = (RunState.FRESH, RunState.END_OF_RUN)
FEWEST_CONTACTS = CADENCE.steps_for_change
PARTS = ("spm", "contacts", "method", "taps")
MOST_TAPS = 400
TAPS = re.compile(r"\d{1,7}( \d{1,7})*", re.ASCII)
HOW = [(Method.VISUAL, "Tapped or counted"), (Method.DEVICE, Method.DEVICE.label)]
TAP_AGAIN = "The taps could not be read. Please tap again."


class TapsField(forms.CharField):
    """The moments of the taps in ms, one after another; cleaned to seconds."""

    def __init__(self, **options):
        super().__init__(required=False, widget=forms.HiddenInput, max_length=4000, **options)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return []
        taps = [int(each) for each in text.split(" ")] if TAPS.fullmatch(text) else []
        if not taps or len(taps) > MOST_TAPS or sorted(set(taps)) != taps:
            raise ValidationError(TAP_AGAIN)
        return [each / 1000 for each in taps]

    def run_validators(self, value):
        """Nothing more: `to_python` has read every tap."""


@dataclass(frozen=True)
class Rate:
    """The step rate of one state as the page lays it out: its fields, or what frames gave."""

    state: RunState
    on_frames: Measurement | None
    spm: forms.BoundField | None = None
    contacts: forms.BoundField | None = None
    method: forms.BoundField | None = None
    taps: forms.BoundField | None = None

    @property
    def is_filled(self) -> bool:
        fields = (self.spm, self.contacts, self.method)
        return bool(self.on_frames) or any(field.value() or field.errors for field in fields)


class StepRateFields:
    """The part of a section's form that holds the step rate, fresh and at the end of the run."""

    def add_step_rate(self):
        for state in self.states_to_count():
            name = f"cadence_{state}"
            self.fields[f"{name}_spm"] = PlainDecimalField(
                label="Steps a minute, both feet",
                unit="steps/min",
                lowest=CADENCE.lowest,
                highest=CADENCE.highest,
                digits=1,
            )
            self.fields[f"{name}_contacts"] = WholeField(
                label="Contacts counted", unit="contacts", lowest=1, highest=2000
            )
            self.fields[f"{name}_method"] = forms.ChoiceField(
                label="How", required=False, choices=NO_CHOICE + HOW
            )
            self.fields[f"{name}_taps"] = TapsField(label="Taps")

    @cached_property
    def rates_on_frames(self) -> dict[str, Measurement]:
        """The step rates that were measured on frames, by state: shown, and not typed over."""
        return {
            row.state: row
            for row in self.assessment.measurements.all()
            if row.metric == CADENCE.code and row.from_frames
        }

    @property
    def step_rate_rows(self) -> list[Rate]:
        return [
            Rate(
                state,
                self.rates_on_frames.get(state),
                *(self[f"cadence_{state}_{part}"] for part in PARTS if self._is_counted(state)),
            )
            for state in RUN_STATES
        ]

    def _is_counted(self, state):
        return state not in self.rates_on_frames

    def states_to_count(self) -> list[RunState]:
        """Return the states whose step rate was not measured on frames, which counts before."""
        return [state for state in RUN_STATES if self._is_counted(state)]

    def check_step_rate(self):
        for state in self.states_to_count():
            name = f"cadence_{state}"
            if self.errors.get(f"{name}_taps"):
                self.refuse(f"{name}_spm", TAP_AGAIN)
            elif taps := self._taps_that_count(name):
                self._take_taps(name, taps)
            else:
                self._check_typed_rate(name)

    def _taps_that_count(self, name):
        is_device = self.cleaned_data.get(f"{name}_method") == Method.DEVICE
        return [] if is_device else self.cleaned_data.get(f"{name}_taps")

    def _take_taps(self, name, taps):
        """Put the rate that the taps make in the place of whatever the page computed."""
        if len(taps) < FEWEST_CONTACTS:
            few = f"{len(taps)} of at least {FEWEST_CONTACTS} contacts are tapped: tap them all."
            self.refuse(f"{name}_spm", few)
            return
        rate = to_tenth(Decimal(str(timed_cadence_spm(taps))))
        if not CADENCE.lowest <= rate <= CADENCE.highest:
            self.refuse(
                f"{name}_spm",
                f"The taps make {rate} steps a minute, and a runner takes {CADENCE.lowest} to "
                f"{CADENCE.highest}: tap each contact of either foot, once.",
            )
            return
        self.cleaned_data |= {
            f"{name}_spm": rate,
            f"{name}_contacts": len(taps),
            f"{name}_method": Method.VISUAL,
        }

    def _check_typed_rate(self, name):
        has_rate = self.has_text(f"{name}_spm")
        how = self.cleaned_data.get(f"{name}_method")
        contacts = self.cleaned_data.get(f"{name}_contacts")
        if not has_rate and (self.has_text(f"{name}_contacts") or how):
            self.refuse(f"{name}_spm", "Write the step rate, or clear what is said of it.")
        elif has_rate and not how:
            self.refuse(f"{name}_method", "Say where the step rate is from.")
        elif has_rate and how == Method.VISUAL and (contacts or 0) < FEWEST_CONTACTS:
            self.refuse(f"{name}_contacts", f"Count at least {FEWEST_CONTACTS} contacts.")

    def step_rates(self, error: Decimal) -> list[Measurement]:
        """Return the rates as rows; `error` is the change that error alone can make."""
        return [
            Measurement(
                metric=CADENCE.code,
                side="",
                state=state,
                mean=rate,
                n_steps=self.cleaned_data[f"cadence_{state}_contacts"],
                mdc=error,
                view=View.NONE,
                landmark_set=LandmarkSet.NONE,
                method=self.cleaned_data[f"cadence_{state}_method"],
                levelled=False,
            )
            for state in self.states_to_count()
            if (rate := self.cleaned_data[f"cadence_{state}_spm"]) is not None
        ]

    def step_rate_texts(self) -> dict[str, str]:
        """Return the texts of the stored rates."""
        texts = {}
        for row in self.assessment.measurements.all():
            if row.metric == CADENCE.code and not row.from_frames:
                name = f"cadence_{row.state}"
                texts[f"{name}_spm"] = f"{row.mean.normalize():f}"
                texts[f"{name}_contacts"] = "" if row.n_steps is None else str(row.n_steps)
                texts[f"{name}_method"] = row.method
        return texts
