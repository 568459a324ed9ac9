"""What people type to book, move and cancel a visit."""

from datetime import UTC, date, datetime
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.models import AppointmentStatus
from bookings.typed_values import LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE, is_one_line

ANY = "any"


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


class PractitionerChoiceField(forms.CharField):
    """A practitioner by slug; “any”, or nothing, is the first available and gives None."""

    def __init__(self, *, offering, **options):
        self.offering = offering
        super().__init__(required=False, max_length=60, **options)

    def clean(self, value):
        slug = super().clean(value)
        if slug in ("", ANY):
            return None
        for practitioner in self.offering:
            if practitioner.slug == slug:
                return practitioner
        raise ValidationError("This practitioner does not offer this service.")


class SlotQuery(forms.Form):
    """Which slots a page shows: of whom, from which clinic date, and which day of those."""

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(offering=offering)
        self.fields["from"] = forms.DateField(required=False, validators=[within_calendar])
        self.fields["day"] = forms.DateField(required=False, validators=[within_calendar])


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


class SlotChoice(forms.Form):
    """One slot that a person chose."""

    starts_at = InstantField()

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(
            offering=offering, widget=forms.HiddenInput
        )


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


class MoveForm(SlotChoice):
    revision = RevisionField()


class CancellationForm(forms.Form):
    """Why a visit is cancelled; the label speaks to the patient unless staff are asked.

    `late_because` is what a patient has to accept first, inside the cancellation window.
    """

    revision = RevisionField()
    reason = forms.CharField(
        label="Would you tell us why?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    accepts_late = forms.BooleanField(
        error_messages={"required": "Please tick this to cancel the visit."}
    )

    def __init__(self, *args, by_staff=False, late_because="", **kwargs):
        super().__init__(*args, **kwargs)
        if by_staff:
            self.fields["reason"].label = "Why does the patient cancel?"
        if late_because:
            self.fields["accepts_late"].label = f"I understand: {late_because}"
        else:
            del self.fields["accepts_late"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class DayQuery(forms.Form):
    """Which clinic date a list of visits shows."""

    day = forms.DateField(required=False, validators=[within_calendar])


class AttendanceForm(forms.Form):
    """One press of the desk's buttons, and how the visit stood when it was shown."""

    UNDO = "undo"
    MARKS = (
        AppointmentStatus.ARRIVED.value,
        AppointmentStatus.FULFILLED.value,
        AppointmentStatus.NOSHOW.value,
        UNDO,
    )

    mark = forms.ChoiceField(choices=[(mark, mark) for mark in MARKS])
    seen = forms.ChoiceField(choices=AppointmentStatus)
    revision = forms.IntegerField(min_value=0)
    day = forms.DateField(required=False, validators=[within_calendar])


class PersonSearch(forms.Form):
    """A part of somebody's name, email or phone number."""

    q = forms.CharField(
        required=False,
        min_length=2,
        max_length=100,
        error_messages={
            "min_length": "Please type at least two letters or digits.",
            "max_length": "That is too long to search for. A part of a name or number is enough.",
        },
    )


class PersonForm(forms.Form):
    """Who a person is and how they are reached; they may have neither email nor phone."""

    name = TypedNameField(label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label="Email",
        required=False,
        max_length=LONGEST_EMAIL,
        validators=[one_line],
        help_text="Confirmations and reminders go here. Without one, nothing is mailed.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label="Phone",
        required=False,
        max_length=LONGEST_PHONE,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "tel", "inputmode": "tel"}),
    )
    birth_date = forms.DateField(
        label="Date of birth",
        required=False,
        validators=[may_be_born],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ContactForm(PersonForm):
    """A person's details; `seen` tells whether a colleague has changed them meanwhile."""

    seen = MarkField(empty_value=None)


class NewPersonForm(PersonForm):
    """A person without a file; `is_somebody_else` is asked once the name is known already."""

    submission = SubmissionField()
    is_somebody_else = forms.BooleanField(
        label="This is somebody else: open another file.", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("name", "email", "phone", "birth_date", "submission")

    def ask_whether_somebody_else(self):
        self.helper.layout.append("is_somebody_else")
