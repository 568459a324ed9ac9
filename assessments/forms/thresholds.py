"""The clinic's thresholds as an administrator types them."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms

from assessments.findings.words import strength_in_words
from assessments.forms.fields import PlainDecimalField
from assessments.judging import plan_limits, rules, thresholds
from assessments.judging.criteria import Setting
from assessments.judging.shapes import Settings
from clinic.forms import MarkField

DIGITS = 2


@dataclass(frozen=True, kw_only=True)
class ThresholdRow:
    """One threshold with its field; `is_own`: the clinic set another value than the default."""

    setting: Setting
    field: forms.BoundField
    default: str
    in_force: str
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class ThresholdGroup:
    """The thresholds of one rule, or of one kind; `notes` say how good they are."""

    code: str
    title: str
    notes: list[str]
    rows: list[ThresholdRow]


class ThresholdsForm(forms.Form):
    """Every threshold; an empty field goes back to its default."""

    mark = MarkField()

    def __init__(self, *args, in_force: Settings, **kwargs):
        super().__init__(*args, **kwargs)
        self.in_force = in_force
        for setting in thresholds.all_settings():
            field = _choice_of(setting) if setting.words else _number_of(setting)
            field.initial = in_words(in_force[setting.code])
            field.widget.attrs |= {
                "class": _look_of(field),
                "data-default": in_words(setting.default),
                "aria-describedby": f"id_{setting.code}_source",
            }
            self.fields[setting.code] = field

    def clean(self):
        values = self.thresholds()
        if self.errors:
            return
        names = {setting.code: setting.name for setting in thresholds.all_settings()}
        for low, high in thresholds.out_of_order(values):
            self.add_error(low, f"This must lie below “{names[high]}”.")
        if values[thresholds.SAME_RATER] > values["mdc_knee_flexion_ic"]:
            self.add_error(thresholds.SAME_RATER, "One rater errs no more than several do.")

    def add_error(self, field, error):
        """Put an error beside its field, and tie the two for whoever hears the page."""
        super().add_error(field, error)
        for name in self.errors:
            if name in self.fields:
                described = f"id_{name}_error id_{name}_source"
                self.fields[name].widget.attrs |= {
                    "class": f"{_look_of(self.fields[name])} is-invalid",
                    "aria-describedby": described,
                }

    def thresholds(self) -> dict[str, Decimal]:
        """Return every threshold by its code: as typed, or the default where nothing stands."""
        typed = {code: self.cleaned_data.get(code) for code in thresholds.defaults()}
        return thresholds.defaults() | {
            code: value for code, value in typed.items() if value is not None
        }

    # --- As the page lays it out ------------------------------------------------------------------

    @property
    def groups(self) -> list[ThresholdGroup]:
        by_rule: dict[str, list[rules.Rule]] = {}
        for rule in rules.RULES:
            by_rule.setdefault(rule.code, []).append(rule)
        groups = [
            self._of_rule(code, found)
            for code, found in by_rule.items()
            if any(rule.settings for rule in found)
        ]
        errors = self._group("errors", "Measurement errors", thresholds.ERRORS, [ERRORS_NOTE])
        others = self._group("others", "Steps, clicks and comparisons", thresholds.OTHERS, [])
        plans = self._group("plans", "Plans and how they move on", plan_limits.PLAN, [PLANS_NOTE])
        return [*groups, errors, others, plans]

    @property
    def without_thresholds(self) -> list[str]:
        """Return the rules that have nothing to set, each with why."""
        said = [
            f"{rule.code} {rule.title}: {rule.note}" for rule in rules.RULES if not rule.settings
        ]
        return list(dict.fromkeys(said))

    def _of_rule(self, code, found):
        settings = tuple(setting for rule in found for setting in rule.settings)
        strengths = [f"Strength of the default: {strength_in_words(found[0].strength)}."]
        notes = [rule.note for rule in found if rule.note]
        title = f"{code} {found[0].title}"
        return self._group(code.lower(), title, settings, list(dict.fromkeys(strengths + notes)))

    def _group(self, code, title, settings, notes):
        rows = [
            ThresholdRow(
                setting=setting,
                field=self[setting.code],
                default=f"{setting.in_words(setting.default)}{setting.spaced_unit}",
                in_force=f"{setting.in_words(self.in_force[setting.code])}{setting.spaced_unit}",
                is_own=self.in_force[setting.code] != setting.default,
            )
            for setting in settings
        ]
        return ThresholdGroup(code=code, title=title, notes=notes, rows=rows)


ERRORS_NOTE = (
    "The change that error alone can make between two measurements. A clinic may put in its own: "
    "test ten runners twice and compute the MDC95."
)
PLANS_NOTE = (
    "A plan that was sent keeps the limits of that day, for its patient has read them. What is set "
    "here holds for plans that are sent from now on."
)


def _number_of(setting):
    lowest, highest = thresholds.bounds_of(setting)
    return PlainDecimalField(
        label=setting.name,
        unit=setting.unit,
        lowest=lowest,
        highest=highest,
        digits=0 if setting.unit in thresholds.WHOLE else DIGITS,
    )


def _choice_of(setting):
    return forms.TypedChoiceField(
        label=setting.name,
        choices=[(str(number), words) for number, words in enumerate(setting.words)],
        coerce=Decimal,
        empty_value=None,
        required=False,
    )


def _look_of(field):
    return "form-select" if isinstance(field, forms.ChoiceField) else "form-control"


def in_words(number: Decimal) -> str:
    return f"{number.normalize():f}"


@dataclass(frozen=True, kw_only=True)
class PastChange:
    """One change of a threshold: what, from what to what, who and when."""

    name: str
    words: str
    changed_by: object
    changed_at: object


def past_changes(events) -> list[PastChange]:
    """Return the changes as they are read; `events` are `RuleSetting.objects.history()`."""
    return [
        PastChange(
            name=known.name if (known := thresholds.setting_of(event.code)) else event.code,
            words=thresholds.change_in_words(event.code, event.before, event.value),
            changed_by=event.changed_by,
            changed_at=event.changed_at,
        )
        for event in events
    ]
