"""What the clinician makes of the findings: their own word on a grade, the factors, the targets."""

from dataclasses import replace
from functools import cached_property

from django import forms

from assessments.actions import Override, Values
from assessments.biomechanics.metrics import METRICS, with_minus
from assessments.findings import suggesting, table, words
from assessments.forms.fields import TypedTextField
from assessments.forms.sections import NO_CHOICE, SectionForm
from assessments.judging import thresholds
from assessments.models import (
    EyeGrade,
    Factor,
    LinkedCondition,
    RuleSetting,
    RunState,
    Side,
    TargetMeasure,
)

LONGEST_REASON, LONGEST_NOTE = 500, 2000
TARGETS = {1: "First", 2: "Second", 3: "Third"}
SAY_WHY = "Say why: your reason is kept beside the rule's grade."
SAY_WHAT = "Choose your grade, or take the reason away."
LOOK_AGAIN = "The value has changed since this page was opened. Look at it, then save again."


class FindingsForm(SectionForm):
    """The page of the findings: every field may stay empty."""

    factors = forms.MultipleChoiceField(
        label="What drives it",
        required=False,
        choices=Factor,
        widget=forms.CheckboxSelectMultiple,
    )
    factors_note = TypedTextField(
        label="Why, in your words",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    linked_conditions = forms.MultipleChoiceField(
        label="What it may be linked with",
        required=False,
        choices=LinkedCondition,
        widget=forms.CheckboxSelectMultiple,
    )
    dropped = forms.Field(required=False, widget=forms.HiddenInput)

    class Media:
        css = {"all": ["css/findings.css"]}

    def add_fields(self):
        for finding in self.findings:
            slug = words.slug_of(finding)
            self.fields[f"as_{slug}"] = forms.Field(required=False, widget=forms.HiddenInput)
            self.fields[f"override_{slug}"] = forms.ChoiceField(
                label="Your grade", required=False, choices=[*NO_CHOICE, *EyeGrade.choices]
            )
            self.fields[f"reason_{slug}"] = forms.CharField(
                label="Your reason",
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        choices = self._target_choices()
        for rank, label in TARGETS.items():
            self.fields[f"target_{rank}"] = forms.ChoiceField(
                label=label, required=False, choices=[("", "None"), *choices]
            )

    # --- As the page lays it out ------------------------------------------------------------------

    @cached_property
    def settings(self):
        return RuleSetting.objects.current()

    @cached_property
    def findings(self):
        return table.may_say_otherwise(self.assessment)

    @cached_property
    def weighed(self):
        return suggesting.suggest_with_reasons(self.assessment, self.settings)

    @property
    def suggested_labels(self) -> list[str]:
        return [Factor(code).label for code in self.weighed.suggestion.factors]

    @property
    def is_other_than_suggested_before(self) -> bool:
        """Say whether the facts suggest something else than when this page was saved."""
        before = self.assessment.suggested_factors
        is_filled = any(
            section.code == "findings" and section.filled_at
            for section in self.assessment.sections.all()
        )
        return is_filled and before != list(self.weighed.suggestion.factors)

    @property
    def told(self) -> list[str]:
        """What was said of values that have changed since, to be read again."""
        return [line for line in (self["dropped"].value() or "").split("\n") if line]

    @property
    def targets(self):
        return [self[f"target_{rank}"] for rank in TARGETS]

    @property
    def groups(self):
        groups = table.groups_of(self.assessment, self.settings)
        return [
            replace(
                group,
                rows=[
                    replace(row, cells=[self._with_fields(cell) for cell in row.cells])
                    for row in group.rows
                ],
            )
            for group in groups
        ]

    def _with_fields(self, cell):
        if f"override_{cell.slug}" not in self.fields:
            return cell
        override, known_as = self[f"override_{cell.slug}"], self[f"as_{cell.slug}"].value()
        return replace(
            cell,
            override=override,
            reason=self[f"reason_{cell.slug}"],
            is_changed=bool(override.value()) and known_as != str(cell.finding.pk),
        )

    def _target_choices(self):
        """Return what was measured and can be judged at the retest, by measure."""
        kept = {words.target_key(row) for row in self.assessment.target_measures.all()}
        by_metric: dict[str, list[tuple[str, str]]] = {}
        for row in self.assessment.measurements.all():
            key = words.target_key(row)
            if thresholds.mdc_of(row.metric, self.settings) is not None or key in kept:
                by_metric.setdefault(row.metric, []).append((key, _words_of(row)))
                kept.discard(key)
        gone = [(key, f"{_words_of_key(key)} (no longer measured)") for key in sorted(kept)]
        named = [(METRICS[code].plain_name, rows) for code, rows in by_metric.items()]
        return [*named, ("Chosen before", gone)] if gone else named

    # --- What must fit together -------------------------------------------------------------------

    def clean(self):
        for finding in self.findings:
            self._check_override(finding)
        self._check_gone()
        chosen = [self.cleaned_data.get(f"target_{rank}") for rank in TARGETS]
        for rank in TARGETS:
            if chosen[rank - 1] and chosen[rank - 1] in chosen[: rank - 1]:
                self.refuse(f"target_{rank}", "This one is chosen already.")

    def _check_override(self, finding):
        slug = words.slug_of(finding)
        grade = self.cleaned_data.get(f"override_{slug}")
        reason = self.cleaned_data.get(f"reason_{slug}")
        if grade and not reason:
            self.refuse(f"reason_{slug}", SAY_WHY)
        if reason and not grade:
            self.refuse(f"override_{slug}", SAY_WHAT)
        if grade and self.cleaned_data.get(f"as_{slug}") != str(finding.pk):
            self.refuse(f"override_{slug}", LOOK_AGAIN)

    def _check_gone(self):
        """Refuse what was said of a value that is not recorded any more, once."""
        for name in self.data:
            is_said = name.startswith("override_") and name not in self.fields
            if is_said and self.data.get(name, "").strip():
                message = (
                    "A grade of yours was for a value that is not recorded any more: it is not "
                    "stored. Look at the findings, then save again."
                )
                self.add_error(None, message)
                return

    # --- What is stored ---------------------------------------------------------------------------

    def texts(self):
        return words.record_texts(self.assessment)

    def values(self) -> Values:
        return Values(
            fields={
                "factors": self.cleaned_data["factors"],
                "suggested_factors": list(self.weighed.suggestion.factors),
                "factors_note": self.cleaned_data["factors_note"],
                "linked_conditions": self.cleaned_data["linked_conditions"],
            },
            rows=self._target_rows(),
            overrides=[
                Override(
                    finding=finding.pk,
                    grade=grade,
                    reason=self.cleaned_data[f"reason_{words.slug_of(finding)}"],
                )
                for finding in self.findings
                if (grade := self.cleaned_data[f"override_{words.slug_of(finding)}"])
            ],
        )

    def _target_rows(self):
        chosen = filter(None, (self.cleaned_data[f"target_{rank}"] for rank in TARGETS))
        rows = []
        for rank, key in enumerate(chosen, 1):
            metric, side, state = key.split("|")
            rows.append(TargetMeasure(rank=rank, metric=metric, side=side, state=state))
        return rows


def _words_of(row):
    return f"{_words_of_key(words.target_key(row))}: {_shown(row)}"


def _words_of_key(key):
    metric, side, state = key.split("|")
    words = [METRICS[metric].plain_name]
    if side:
        words.append(Side(side).label.lower())
    if state != RunState.NONE:
        words.append(RunState(state).label.lower())
    return ", ".join(words)


def _shown(row):
    return with_minus(f"{row.as_value().shown}{METRICS[row.metric].spaced_unit}")
