"""Fields that forms of every app share: instants, names, and what an old page was shown."""

from datetime import UTC, date, datetime
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.typed_values import LONGEST_NAME, is_one_line

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
    """What tells a repeated submit from a second wish; a broken one is replaced."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return uuid4()


class TypedNameField(forms.CharField):
    """A name, kept exactly as it was typed."""

    def __init__(self, **options):
        super().__init__(max_length=LONGEST_NAME, strip=False, validators=[one_line], **options)

    def validate(self, value):
        super().validate(value.strip())
