"""What administrators type about services, equipment and practitioners."""

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.validators import MaxValueValidator

from bookings.models import Equipment, Purpose, Service
from clinic.forms import BareModelForm, DayField, one_line
from clinic.models import Discipline, Practitioner
from clinic.money import CURRENCIES

LONGEST_TEXT = 4000
ONE_LINE = ["name", "summary", "cancellation_fee_text", "price_text"]
MOST = {
    "notice_hours": 24 * 60,
    "horizon_days": 730,
    "cancellation_window_hours": 24 * 30,
    "late_fee_percent": 100,
    "position": 999,
}


class RowsField(forms.MultipleChoiceField):
    """Rows by slug, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, rows, describe, **options):
        self.rows = {row.slug: row for row in rows}
        choices = [(slug, describe(row)) for slug, row in self.rows.items()]
        super().__init__(choices=choices, required=False, **options)

    def clean(self, value):
        return [self.rows[slug] for slug in super().clean(value)]


class More(Div):
    """Fields that are rarely needed, behind a line to press; an error in one has it open."""

    template = "components/_folded.html"
    summary = "More: notice, buffers, cancelling, whom it is for"
    is_open = False


class ReferenceDataForm(BareModelForm):
    """A row of reference data; its names and prices stay on one line, its texts are low."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in ONE_LINE:
                field.validators.append(one_line)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4

    def saved_in_words(self) -> str:
        """Say that a sound row is saved."""
        return f"{self.cleaned_data['name']} is saved."


class ServiceForm(ReferenceDataForm):
    """A service; one that is a draft, or new, is not offered until it is published."""

    description = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea)
    what_to_bring = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea)
    disciplines = forms.MultipleChoiceField(
        label="Given in",
        choices=Discipline,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one."},
    )
    purposes = forms.MultipleChoiceField(
        label="What it is good for",
        required=False,
        choices=Purpose,
        widget=forms.CheckboxSelectMultiple,
        help_text="Patients who say that this brings them are shown it.",
    )

    class Meta:
        model = Service
        fields = [
            "name",
            "summary",
            "description",
            "disciplines",
            "requires_running_specialist",
            "equipment_kind",
            "duration_min",
            "slot_grid_min",
            "buffer_before_min",
            "buffer_after_min",
            "notice_hours",
            "horizon_days",
            "cancellation_window_hours",
            "late_fee_percent",
            "cancellation_fee_text",
            "price",
            "price_text",
            "what_to_bring",
            "purposes",
            "intake_form",
            "for_new_patients",
            "for_returning_patients",
            "is_bookable_online",
            "is_active",
            "position",
        ]
        labels = {
            "name": "Name",
            "summary": "In one line",
            "requires_running_specialist": "Only running specialists give it",
            "duration_min": "How long (minutes)",
            "slot_grid_min": "A start every (minutes)",
            "buffer_before_min": "Free before (minutes)",
            "buffer_after_min": "Free after (minutes)",
            "notice_hours": "Notice (hours)",
            "horizon_days": "Bookable ahead (days)",
            "cancellation_window_hours": "Free to cancel until (hours before)",
            "late_fee_percent": "A late cancellation costs (% of the price)",
            "cancellation_fee_text": "What a late cancellation costs, in your own words",
            "price_text": "In words beside the price, or instead of it",
            "intake_form": "Questions before the visit",
            "for_new_patients": "People who come for the first time may book it",
            "for_returning_patients": "People who have been here before may book it",
            "is_bookable_online": "Patients book it online",
            "is_active": "Offered",
            "position": "Place in the list",
        }
        help_texts = {
            "notice_hours": "How soon before the start patients may still book.",
            "late_fee_percent": "Patients read the sum before they book, if the price is one. "
            "Empty: they read your own words alone.",
            "price_text": "“plus tax”, or “covered by your plan”.",
            "for_returning_patients": "The front desk may book it for anybody.",
            "is_active": "Without the tick nobody can book it; visits that are booked stay.",
            "position": "The smallest number comes first.",
        }

    def __init__(self, *args, people, last_position, currency, **kwargs):
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.is_draft = self.instance.is_draft or not self.instance.pk
        if self.is_draft:
            del self.fields["is_active"]
        self._name_currency(self.fields["price"])
        self.fields["practitioners"] = RowsField(
            label="Who gives it",
            rows=people,
            describe=_practitioner_described,
            help_text="A visit also needs the discipline and the specialism above.",
        )
        if self.instance.pk:
            self.initial["practitioners"] = list(
                self.instance.practitioners.values_list("slug", flat=True)
            )
        else:
            self.initial["position"] = min(last_position + 1, MOST["position"])
        for name, most in MOST.items():
            self.fields[name].validators.append(MaxValueValidator(most))
            self.fields[name].widget.attrs["max"] = most
        self._lay_out()

    def _name_currency(self, price):
        """Say which currency the sum is in, and which another would be in, where they differ."""
        stored = self.instance.currency or self.currency
        price.label = f"Price ({CURRENCIES[stored].name if stored else 'the clinic’s currency'})"
        if self.currency and self.currency != stored:
            price.help_text = f"Another sum would be in {CURRENCIES[self.currency].name}."

    def _lay_out(self):
        on_offer = ["is_bookable_online"] if self.is_draft else ["is_active", "is_bookable_online"]
        more = More(
            Fieldset("What patients read", "purposes", "what_to_bring", "price_text"),
            Fieldset(
                "When it can be booked",
                Div("slot_grid_min", "notice_hours", css_class="field-pair"),
                Div("buffer_before_min", "buffer_after_min", css_class="field-pair"),
                "horizon_days",
            ),
            Fieldset(
                "Cancelling",
                Div("cancellation_window_hours", "late_fee_percent", css_class="field-pair"),
                "cancellation_fee_text",
            ),
            Fieldset("Whom it is for", "for_new_patients", "for_returning_patients", "intake_form"),
            Fieldset("In the list", "position"),
        )
        self.lay_out(
            Fieldset("What it is", "name", "summary", "description"),
            Fieldset(
                "Who and what it needs",
                "disciplines",
                "requires_running_specialist",
                "practitioners",
                "equipment_kind",
            ),
            Fieldset("Time and price", Div("duration_min", "price", css_class="field-pair")),
            Fieldset("On offer", *on_offer),
            more,
        )
        self.more = more

    def full_clean(self):
        """Open what is folded if an error stands there."""
        super().full_clean()
        shown = {field.name for field in self.more.get_field_names()}
        self.more.is_open = bool(shown & set(self._errors))

    def clean(self):
        """Let somebody book what is bookable online; a sum is in the currency it was typed in."""
        details = super().clean()
        if not (details.get("for_new_patients") or details.get("for_returning_patients")):
            self.add_error("for_new_patients", "Tick at least one of these two.")
        currency = self.currency if "price" in self.changed_data else self.instance.currency
        if details.get("price") is not None and not currency:
            self.add_error("price", "Choose the currency in the clinic’s profile first.")
        details["currency"] = currency if details.get("price") is not None else ""
        return details


class EquipmentForm(ReferenceDataForm):
    class Meta:
        model = Equipment
        fields = ["name", "kind", "is_active"]
        labels = {"name": "Name", "kind": "Kind", "is_active": "In use"}
        help_texts = {"is_active": "Without the tick no visit can take it; booked visits stay."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lay_out("name", "kind", "is_active")


class PractitionerForm(ReferenceDataForm):
    """A practitioner; somebody new is shown once a tick says so."""

    bio = forms.CharField(
        label="About them",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        help_text="Shown on the team page.",
    )

    starts_on = DayField(
        label="First day",
        required=False,
        attrs={"class": "form-control"},
        help_text="For somebody new: no visit before it, and patients see them from that day on. "
        "Staff see them, and book their visits, already.",
    )

    class Meta:
        model = Practitioner
        fields = ["name", "discipline", "is_running_specialist", "is_active", "bio", "starts_on"]
        labels = {
            "name": "Name",
            "discipline": "Discipline",
            "is_running_specialist": "Running specialist",
            "is_active": "Takes bookings",
        }
        help_texts = {
            "is_running_specialist": "Gives running assessments.",
            "is_active": "Without the tick nobody can book them, and the team page does not show "
            "them; visits that are booked stay.",
        }

    def __init__(self, *args, services, accounts, supervisors, **kwargs):
        super().__init__(*args, **kwargs)
        self.supervisors = {person.slug: person for person in supervisors}
        self.fields["supervisor"] = forms.ChoiceField(
            label="Supervised by",
            required=False,
            choices=[
                ("", "Nobody"),
                *[(slug, person.name) for slug, person in self.supervisors.items()],
            ],
            help_text="For students and others under supervision: what they sign needs this "
            "person’s signature as well.",
        )
        self.accounts = {str(user.pk): user for user in accounts}
        self.fields["services"] = RowsField(
            label="Services they give", rows=services, describe=_service_described
        )
        self.fields["user"] = forms.ChoiceField(
            label="Their account",
            required=False,
            choices=[
                ("", "None"),
                *[
                    (pk, f"{user.name or user.email}, {user.email}")
                    for pk, user in self.accounts.items()
                ],
            ],
            help_text="Whoever logs in with it sees this practitioner's diary.",
        )
        if self.instance.pk:
            self.initial["services"] = list(self.instance.services.values_list("slug", flat=True))
        else:
            self.initial["is_active"] = False
        self.lay_out(
            Fieldset("Who they are", "name", "bio", "user", "supervisor"),
            Fieldset(
                "What they do",
                "discipline",
                "is_running_specialist",
                "services",
                "is_active",
                "starts_on",
            ),
        )

    def saved_in_words(self) -> str:
        """Say whether patients see them too."""
        words = super().saved_in_words()
        if self.cleaned_data["is_active"]:
            return words
        tick = self.fields["is_active"].label
        return f"{words} Patients are not shown it until “{tick}” is ticked."

    def clean_user(self):
        return self.accounts.get(self.cleaned_data["user"])

    def clean_supervisor(self):
        return self.supervisors.get(self.cleaned_data["supervisor"])


def _practitioner_described(person):
    described = f"{person.name}, {person.get_discipline_display().lower()}"
    return f"{described}, running specialist" if person.is_running_specialist else described


def _service_described(service):
    needs = service.discipline_names.lower()
    if service.requires_running_specialist:
        needs += ", running specialists only"
    return f"{service.name} ({needs})"


class ServiceOrderForm(forms.Form):
    """Each service's place in the list, as a number; equal ones stay in the order they had."""

    def __init__(self, *args, services, **kwargs):
        super().__init__(*args, **kwargs)
        self.services = services
        for place, service in enumerate(services, start=1):
            self.fields[service.slug] = forms.IntegerField(
                label=f"Place of {service.name}",
                initial=place,
                min_value=1,
                max_value=MOST["position"],
                error_messages={"invalid": "Type a whole number.", "required": "Type its place."},
            )
            self.fields[service.slug].widget.attrs["class"] = "form-control place"

    def rows(self):
        return [(service, self[service.slug]) for service in self.services]

    def in_order(self) -> list[Service]:
        return sorted(self.services, key=lambda service: self.cleaned_data[service.slug])
