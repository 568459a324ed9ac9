"""How the run ended, and what hurt."""

from dataclasses import dataclass
from functools import cached_property

from django import forms

from assessments.actions import Values
from assessments.forms.fields import CommaDecimalField, PlainDecimalField
from assessments.forms.sections import NO_CHOICE, SectionForm
from assessments.models import (
    FatigueProtocol,
    PainBehaviour,
    PainContext,
    PainSite,
    RuleSetting,
    Side,
)

RUN = ["fatigue_protocol", "run_minutes", "run_km", "rpe_end"]
SCORES = ["nprs_before", "nprs_during_max", "nprs_after"]
COURSE = ["pain_behaviour", "pain_onset_min", "pain_onset_km"]
LISTS = ["pain_locations", "pain_context"]


def of_ten(label, help_text=""):
    return CommaDecimalField(
        label=label, unit="of 10", lowest=0, highest=10, digits=0, help_text=help_text
    )


def amount(label, unit, highest):
    return PlainDecimalField(label=label, unit=unit, lowest=0, highest=highest, digits=1)


@dataclass(frozen=True)
class SiteBox:
    """One box of the body's places: a site of one side."""

    side: Side
    value: str
    label: str
    is_ticked: bool


class RunEndForm(SectionForm):
    """The end of the run and the pain with it; every field may stay empty."""

    pain_stop = forms.BooleanField(label="The run was stopped for pain", required=False)
    fatigue_protocol = forms.ChoiceField(
        label="How the end was set", required=False, choices=[*NO_CHOICE, *FatigueProtocol.choices]
    )
    run_minutes = amount("Minutes run", "minutes", 600)
    run_km = amount("Kilometres run", "km", 200)
    rpe_end = of_ten("Effort at the end (0–10)", "0 is rest, 10 is all they have.")
    nprs_before = of_ten("Pain before (0–10)")
    nprs_during_max = of_ten("Worst pain during (0–10)")
    nprs_after = of_ten("Pain after (0–10)")
    pain_locations = forms.MultipleChoiceField(
        label="Where it hurts",
        required=False,
        choices=[
            (f"{site}_{side}", f"{site.label}, {side.label.lower()}")
            for site in PainSite
            for side in Side
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    pain_context = forms.MultipleChoiceField(
        label="When it hurts",
        required=False,
        choices=PainContext.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    pain_behaviour = forms.ChoiceField(
        label="How it goes", required=False, choices=[*NO_CHOICE, *PainBehaviour.choices]
    )
    pain_onset_min = amount("Begins after (minutes)", "minutes", 600)
    pain_onset_km = amount("Begins after (km)", "km", 200)

    @cached_property
    def effort_wanted(self):
        """The effort from which tired and fresh make a real comparison."""
        return RuleSetting.objects.current()["rpe_for_fatigue"].normalize()

    def texts(self):
        own = self.assessment
        texts = {name: _text(getattr(own, name)) for name in [*RUN, *SCORES, *COURSE]}
        texts |= {name: list(getattr(own, name)) for name in LISTS}
        return texts | {"pain_stop": "on" if own.pain_stop else ""}

    # --- As the page lays it out ------------------------------------------------------------------

    @property
    def run_fields(self):
        return [self[name] for name in RUN]

    @property
    def scores(self):
        return [self[name] for name in SCORES]

    @property
    def course(self):
        return [self[name] for name in COURSE]

    @property
    def sites(self):
        ticked = self["pain_locations"].value() or []
        return [
            (
                site.label,
                [
                    SiteBox(side, place, f"{site.label}, {side.label.lower()}", place in ticked)
                    for side in Side
                    if (place := f"{site}_{side}")
                ],
            )
            for site in PainSite
        ]

    @property
    def is_weak_comparison(self) -> bool:
        """Say whether the run was too easy to tell tired from fresh."""
        effort = str(self["rpe_end"].value() or "")
        return effort.isascii() and effort.isdigit() and int(effort) < self.effort_wanted

    # --- What is stored ---------------------------------------------------------------------------

    def clean(self):
        for onset, whole in (("pain_onset_min", "run_minutes"), ("pain_onset_km", "run_km")):
            begins, ends = self.cleaned_data.get(onset), self.cleaned_data.get(whole)
            if begins is not None and ends is not None and begins > ends:
                self.refuse(onset, "This is later than the end of the run.")

    def values(self):
        names = [*RUN, *SCORES, *COURSE, *LISTS, "pain_stop"]
        return Values(fields={name: self.cleaned_data[name] for name in names})


def _text(value):
    if value is None:
        return ""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
