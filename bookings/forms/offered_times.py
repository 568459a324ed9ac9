"""Which of the times that are held for them a patient chooses."""

from collections.abc import Sequence

from django import forms

from bookings.mail.times import clinic_time
from bookings.models import Appointment
from clinic.forms import BareForm


class OfferedTimesForm(BareForm):
    """One of the `times` that are held now."""

    time = forms.ChoiceField(
        label="Which time suits you?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Please choose a time.",
            "invalid_choice": "This time is not open any more: please choose another.",
        },
    )

    def __init__(self, *args, times: Sequence[Appointment], **kwargs):
        super().__init__(*args, **kwargs)
        self.times = {str(hold.reference): hold for hold in times}
        self.fields["time"].choices = [
            (key, f"{clinic_time(hold.starts_at)}, with {hold.practitioner.name}")
            for key, hold in self.times.items()
        ]

    def clean_time(self) -> Appointment:
        return self.times[self.cleaned_data["time"]]
