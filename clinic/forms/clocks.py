"""A time of day, typed and shown as this clinic writes it."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError

from clinic.clock_face import face, time_of_day
from clinic.identity.times_of_day import BY_24, understood


class ClockInput(forms.TextInput):
    """A line for a time: the browser's own would show it by the rules of the device."""

    def __init__(self, attrs=None):
        shown = {"autocomplete": "off", "maxlength": "12", "size": "9"}
        super().__init__(attrs=shown | (attrs or {}))

    def format_value(self, value):
        """Show a time, also one that a link names, as the clinic writes it; else what was typed."""
        if isinstance(value, str):
            try:
                value = understood(value)
            except ValueError:
                return super().format_value(value)
        return time_of_day(value) if isinstance(value, time) else super().format_value(value)


class ClockField(forms.Field):
    """A time of day: “14:05”, “1405”, “2:05 pm” and “2 pm” are all understood."""

    widget = ClockInput

    def prepare_value(self, value):
        return value.time() if isinstance(value, datetime) else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        try:
            return understood(value)
        except ValueError:
            example = "14:30" if face.hours == BY_24 else "2:30 pm"
            raise ValidationError(f"Please type a time such as {example}.") from None

    def has_changed(self, initial, data):
        try:
            return super().has_changed(initial, self.to_python(data))
        except ValidationError:
            return True
