"""What people type to book, move and cancel a visit."""

from datetime import UTC, date, datetime
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from bookings.typed_values import LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE, is_one_line
from clinic.models import Patient

ANY = "any"


EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)  # what a calendar page can show


def within_calendar(value):
    """Refuse dates at the ends of time, where arithmetic with them overflows."""
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day <= LATEST:
        raise ValidationError("Please choose a day nearer to today.")


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
    """Which slots a page shows: of whom, from which clinic date."""

    def __init__(self, *args, offering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practitioner"] = PractitionerChoiceField(offering=offering)
        self.fields["from"] = forms.DateField(required=False, validators=[within_calendar])


class RevisionField(forms.IntegerField):
    """How often the visit had changed when its page was opened: an old page changes nothing."""

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, min_value=0, **options)


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


class BookingForm(SlotChoice):
    """The details of a booking; a guest says who they are, an account whom the visit is for."""

    submission = SubmissionField()
    name = TypedNameField(label="Name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="Email",
        max_length=LONGEST_EMAIL,
        validators=[one_line],
        help_text="Your confirmation and reminders go here.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Phone",
        required=False,
        max_length=LONGEST_PHONE,
        validators=[one_line],
        help_text="In case we need to reach you on the day.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
    )
    accepts_policy = forms.BooleanField(
        label="I have read the cancellation policy above.",
        error_messages={"required": "Please tick this to book."},
    )

    def __init__(self, *args, patients=None, **kwargs):
        super().__init__(*args, **kwargs)
        shown = ["name", "email", "phone"]
        if patients:
            for guest_field in shown:
                del self.fields[guest_field]
            self.fields["patient"] = forms.ModelChoiceField(
                label="Who is this visit for?",
                queryset=Patient.objects.filter(pk__in=[patient.pk for patient in patients]),
                initial=patients[0],
                empty_label=None,
            )
            shown = ["patient"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset("Your details", *shown), "accepts_policy", "practitioner", "submission"
        )


class MoveForm(SlotChoice):
    revision = RevisionField()


class CancellationForm(forms.Form):
    revision = RevisionField()
    reason = forms.CharField(
        label="Would you tell us why?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class DayQuery(forms.Form):
    """Which clinic date a list of visits shows."""

    day = forms.DateField(required=False, validators=[within_calendar])
