"""Numbers as a clinician types them; what cannot be read stays as it was typed."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator


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
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValidationError("Write a number, such as 5.2.") from None
        if not number.is_finite():
            raise ValidationError("Write a number, such as 5.2.")
        return number

    def validate(self, value):
        if value is None:
            return
        if not self.lowest <= value <= self.highest:
            between = f"from {self.lowest} to {self.highest}".replace("-", "−")
            raise ValidationError(f"This must lie {between} {self.unit}. Please check it.")
        if -value.as_tuple().exponent > self.digits:
            raise ValidationError(f"At most {self.digits} digits after the point.")

    def run_validators(self, value):
        if value is not None:
            super().run_validators(str(value))


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
