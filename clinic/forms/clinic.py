"""What an administrator types about where the clinic is, when it is open, and what it asks."""

from django import forms

from clinic.clock_face import time_of_day
from clinic.countries import COUNTRIES
from clinic.forms import BareModelForm, EmailField, one_line
from clinic.forms.clocks import ClockField, ClockInput
from clinic.identity.times_of_day import BY_24, understood, written
from clinic.models import ClinicProfile
from clinic.models.profile import LONGEST_GRACE_MIN, WEEKDAYS

LONGEST_TEXT = 4000
ONE_LINE = (
    *("phone", "street", "city", "province", "postal_code", "emergency_number"),
    *("advice_number", "opening_hours_note"),
)
MOST = {
    "grace_minutes": LONGEST_GRACE_MIN,
    "treated_for_days": 3650,
    "break_glass_minutes": 24 * 60,
    "break_glass_per_day": 1000,
    "files_per_hour": 1000,
    "most_visits_ahead": 100,
}


class ClinicForm(BareModelForm):
    """Contact, opening hours as published, policy, quiet hours, and limits."""

    email = EmailField(label="Email patients write to", required=False, autocomplete="off")
    on_call_email = EmailField(
        label="Email of whoever is on call",
        required=False,
        autocomplete="off",
        help_text="Told, beside the practitioner, when a patient’s answers cannot wait.",
    )
    map_url = forms.URLField(
        label="Link to a map",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Find the clinic on a map in your browser, and copy the address of that page.",
    )
    directions = forms.CharField(
        label="How to find us",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cancellation_policy = forms.CharField(
        label="Cancellation policy, as patients read it",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    quiet_from = ClockField(label="Quiet hours from", help_text="No reminder is sent after this.")
    quiet_until = ClockField(
        label="Quiet hours until", help_text="No reminder is sent before this."
    )

    class Meta:
        model = ClinicProfile
        contact = ["phone", "email", "street", "city", "province", "postal_code", "country"]
        numbers = ["emergency_number", "advice_number", "on_call_email", "currency"]
        booking = ["cancellation_policy", "grace_minutes", "most_visits_ahead"]
        records = [
            *("treated_for_days", "break_glass_minutes", "break_glass_per_day", "files_per_hour"),
        ]
        fields = [
            *contact,
            *("map_url", "directions", "opening_hours_note"),
            *numbers,
            *booking,
            *("quiet_from", "quiet_until"),
            *records,
        ]
        labels = {
            "street": "Street and number",
            "postal_code": "Postal code",
            "opening_hours_note": "To add to the hours",
        }
        help_texts = {"opening_hours_note": "Such as “Closed on holidays”."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        week = self.instance.opening_hours or [""] * 7
        for number, (name, hours) in enumerate(zip(WEEKDAYS, week, strict=True)):
            ends = [understood(end) for end in hours.split("-")] if hours else [None, None]
            for part, end in zip(("opens", "closes"), ends, strict=True):
                self.fields[f"{part}_{number}"] = ClockField(
                    label=f"{name}, {part}",
                    required=False,
                    initial=end,
                    widget=ClockInput(
                        attrs={"aria-label": f"{name}, {part}", "class": "form-control"}
                    ),
                )
        for name in ONE_LINE:
            self.fields[name].validators.append(one_line)
        for name, most in MOST.items():
            self.fields[name].max_value = most
            self.fields[name].widget.attrs["max"] = most

    def groups(self):
        """Return the fields under the headings of the page, the week's aside."""
        meta = self.Meta
        named = {
            "Where and how to reach you": [*meta.contact, "map_url", "directions"],
            "Numbers and money": meta.numbers,
            "Booking": meta.booking,
            "Reminders": ["quiet_from", "quiet_until"],
            "Who may open files": meta.records,
        }
        return [(name, [self[field] for field in fields]) for name, fields in named.items()]

    def week_fields(self):
        """Return a row of fields for each weekday, for the table of the page."""
        return [
            (name, self[f"opens_{number}"], self[f"closes_{number}"])
            for number, name in enumerate(WEEKDAYS)
        ]

    def clean(self):
        """Check the week, the numbers, and that the country or the clinic has one to call."""
        cleaned = super().clean()
        for number in range(7):
            self._check_day(cleaned, number)
        for name, most in MOST.items():
            if cleaned.get(name) is not None and cleaned[name] > most:
                self.add_error(name, f"Please type {most} at most.")
        country = COUNTRIES.get(cleaned.get("country"))
        if country and not (country.emergency_number or cleaned.get("emergency_number")):
            self.add_error(
                "emergency_number", "Please type the number that patients call in an emergency."
            )
        if cleaned.get("map_url") and not cleaned["map_url"].startswith("https://"):
            self.add_error("map_url", "Please use an address that begins with https://.")
        return cleaned

    def _check_day(self, cleaned, number):
        opens, closes = cleaned.get(f"opens_{number}"), cleaned.get(f"closes_{number}")
        if {f"opens_{number}", f"closes_{number}"} & self.errors.keys():
            return
        if (opens is None) != (closes is None):
            missing = "opens" if opens is None else "closes"
            self.add_error(f"{missing}_{number}", "Type both, or leave both empty: closed.")
        elif opens is not None and closes <= opens:
            self.add_error(
                f"closes_{number}", f"This is not after {time_of_day(opens)}, when you open."
            )

    def _post_clean(self):
        """Leave the row as it is: the use case writes it, and its constraints are checked there."""

    def changes(self) -> dict[str, object]:
        """Return what the form says of the profile's columns."""
        week = []
        for number in range(7):
            ends = [self.cleaned_data[f"{part}_{number}"] for part in ("opens", "closes")]
            week.append("-".join(written(end, BY_24) for end in ends if end is not None))
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {
            "opening_hours": week if any(week) else []
        }
