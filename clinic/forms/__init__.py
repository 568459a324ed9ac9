"""What forms of every app share: a bare `<form>`, days, contacts, and what a page was shown."""

from datetime import UTC, date, datetime
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.addresses import Unmailable, mailable
from clinic.typed_values import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_PHONE,
    NOT_IN_A_NAME,
    is_one_line,
    may_be_a_name,
)

EARLIEST_BIRTH = date(1900, 1, 1)
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)  # what a calendar page can show


def within_calendar(value):
    """Refuse dates at the ends of time, where arithmetic with them overflows."""
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day <= LATEST:
        raise ValidationError("Please choose a day nearer to today.")


def may_be_born(day):
    if not EARLIEST_BIRTH <= day <= timezone.localdate():
        raise ValidationError("Please check the date of birth.")


def one_line(value):
    if not is_one_line(value):
        raise ValidationError("Please leave out line breaks and control characters.")


def a_name(value):
    one_line(value)
    if not may_be_a_name(value):
        raise ValidationError(NOT_IN_A_NAME)


def can_be_mailed(value):
    """Refuse what no mail can be sent to, in words of our own."""
    one_line(value)
    try:
        mailable(value)
    except Unmailable as error:
        raise ValidationError(str(error)) from error


class Bare:
    """A form whose `<form>`, button and token the template owns."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def lay_out(self, *shown: str | LayoutObject) -> None:
        """Show these fields alone, in this order; without it, all of them as they were declared."""
        self.helper.layout = Layout(*shown)


class BareForm(Bare, forms.Form):
    """A form of fields alone."""


class BareModelForm(Bare, forms.ModelForm):
    """A form of one row's fields."""


def day_input(**attrs: str) -> forms.DateInput:
    """Return the browser's own calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"} | attrs)


class DayField(forms.DateField):
    """A clinic date; `attrs` go to its input."""

    default_validators = [within_calendar]

    def __init__(self, *, attrs=None, **options):
        super().__init__(widget=day_input(**attrs or {}), **options)


def has_come(day):
    within_calendar(day)
    if day > timezone.localdate():
        raise ValidationError("This day is still to come.")


class PastDayField(DayField):
    """A day of which somebody tells what was done."""

    default_validators = [has_come]


class BirthDateField(forms.DateField):
    """When somebody was born, if they like to say so."""

    default_validators = [may_be_born]

    def __init__(self, **options):
        options = {"label": "Date of birth", "required": False} | options
        super().__init__(widget=day_input(autocomplete="off"), **options)


class EmailField(forms.EmailField):
    """An email that can be mailed; `autocomplete` is "off" where it is another's."""

    default_validators = [can_be_mailed]

    def __init__(self, *, autocomplete, **options):
        widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
        options = {"label": "Email"} | options
        super().__init__(max_length=LONGEST_EMAIL, widget=widget, **options)


class PhoneField(forms.CharField):
    """A phone number as it is said, if there is one."""

    default_validators = [one_line]

    def __init__(self, *, autocomplete, **options):
        attrs = {"autocomplete": autocomplete, "type": "tel", "inputmode": "tel"}
        super().__init__(
            label="Phone",
            required=False,
            max_length=LONGEST_PHONE,
            widget=forms.TextInput(attrs=attrs),
            **options,
        )


class InstantField(forms.Field):
    """An instant in ISO 8601 with its offset: without one, nobody knows which zone was meant."""

    widget = forms.HiddenInput
    default_error_messages = {"required": "Please choose one of the times on offer."}
    default_validators = [within_calendar]

    def to_python(self, value):
        if not value:
            return None
        try:
            instant = datetime.fromisoformat(value)
            if instant.utcoffset() is None:
                raise ValueError("no offset")
            return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["required"]) from None


class RevisionField(forms.IntegerField):
    """How often the visit had changed when its page was opened: an old page changes nothing.

    What cannot be read is older than anything stored.
    """

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, min_value=0, **options)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return -1


class MarkField(forms.CharField):
    """What a page was shown, in one short code; a broken one stands for nothing that is stored."""

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, max_length=64, **options)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return ""


class SubmissionField(forms.UUIDField):
    """What tells a repeated submit from a second one; a broken one is replaced."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return uuid4()


class TypedNameField(forms.CharField):
    """A name, kept exactly as it was typed."""

    def __init__(self, **options):
        super().__init__(max_length=LONGEST_NAME, strip=False, validators=[a_name], **options)

    def validate(self, value):
        super().validate(value.strip())
