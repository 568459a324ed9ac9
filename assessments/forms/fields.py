"""Numbers as a clinician types them; what cannot be read stays as it was typed."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from assessments.biomechanics.metrics import with_minus

PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
WALL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)


PAIN_ENDS = "0 none, 10 the worst you can imagine"
SCORES = [(str(number), str(number)) for number in range(11)]


class ScoreField(forms.TypedChoiceField):
    """A number from 0 to 10; `not_yet` are the words of a choice for no answer so far."""

    def __init__(self, *, not_yet="", **options):
        super().__init__(
            choices=[("", not_yet), *SCORES] if not_yet else SCORES,
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose a number from 0 to 10.",
                "invalid_choice": "Choose a number from 0 to 10.",
            },
            **options,
        )


def texts_typed(form: forms.Form, longest: int | None = None) -> dict[str, str | list[str]]:
    """Return the text of each field that is not empty, as it was typed and can be stored."""
    typed = {}
    for name, field in form.fields.items():
        if isinstance(field, forms.MultipleChoiceField):
            typed[name] = [_storable(text)[:longest] for text in form.data.getlist(name)]
        else:
            typed[name] = _storable(form.data.get(name, ""))[:longest]
    return {name: texts for name, texts in typed.items() if texts}


def _storable(text):
    return text.replace("\x00", "").replace("\r\n", "\n")


class PlainDecimalField(forms.CharField):
    """A decimal with a point; what cannot be read stays as it was typed."""

    def __init__(self, *, unit, lowest, highest, digits=3, **options):
        self.unit, self.lowest, self.highest, self.digits = unit, lowest, highest, digits
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=20, widget=widget, **options)

    def to_python(self, value):
        text = super().to_python(value).replace("−", "-")
        if not text:
            return None
        if "," in text:
            raise ValidationError("Write decimals with a point, such as 5.2.")
        if not PLAIN.fullmatch(text):
            raise ValidationError("Write a number, such as 5.2.")
        return Decimal(text)

    def validate(self, value):
        if value is None:
            return
        if not self.lowest <= value <= self.highest:
            between = with_minus(f"from {self.lowest} to {self.highest}")
            raise ValidationError(f"This must lie {between} {self.unit}. Please check it.")
        if -value.as_tuple().exponent > self.digits:
            raise ValidationError(f"At most {self.digits} digits after the point.")

    def run_validators(self, value):
        if value is not None:
            super().run_validators(str(value))


class CommaDecimalField(PlainDecimalField):
    """A decimal as a patient types it: 7,5 and 7.5 are the same; a whole number has no digits."""

    def to_python(self, value):
        if isinstance(value, str) and value.count(",") == 1 and "." not in value:
            value = value.replace(",", ".")
        number = super().to_python(value)
        if number is not None and self.digits == 0 and number == number.to_integral_value():
            return number.to_integral_value()
        return number

    def validate(self, value):
        if value is not None and self.digits == 0 and value != value.to_integral_value():
            raise ValidationError("Write a whole number, such as 3.")
        super().validate(value)


class WholeField(PlainDecimalField):
    """A whole number, such as seconds or a mark from 0 to 10."""

    def __init__(self, *, unit, lowest, highest, **options):
        super().__init__(unit=unit, lowest=lowest, highest=highest, digits=0, **options)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value):
        number = super().to_python(value)
        if number is not None and number != number.to_integral_value():
            raise ValidationError("Write a whole number, such as 3.")
        return number if number is None else int(number)

    def validate(self, value):
        super().validate(None if value is None else Decimal(value))


class CountField(forms.IntegerField):
    """How many steps or trials a mean is of."""

    def __init__(self, counted, **options):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(
            required=False,
            widget=widget,
            validators=[
                MinValueValidator(1, f"At least 1 of the {counted}."),
                MaxValueValidator(200, "At most 200."),
            ],
            error_messages={"invalid": f"Write how many {counted}, such as 7."},
            **options,
        )


class TypedTextField(forms.CharField):
    """Words in lines: a browser sends each line break as two characters, and counts one."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ClinicTimeField(forms.DateTimeField):
    """A day and a time on the clinic's clock, as a browser sends it; no week, no bare day."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": "Write a day and a time, such as 2026-12-01 09:00."}

    def to_python(self, value):
        if value and not WALL_TIME.fullmatch(value):
            raise ValidationError(self.error_messages["invalid"])
        return super().to_python(value)
