"""Who a person is and how they are reached."""

from typing import Self

from django import forms
from django.http import QueryDict

from clinic.forms import (
    BareForm,
    BirthDateField,
    EmailField,
    MarkField,
    PhoneField,
    SubmissionField,
    TypedNameField,
)
from clinic.models import Patient

CONTACT = ("name", "email", "phone", "birth_date")


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


class PersonForm(BareForm):
    """Who a person is and how they are reached; they may have neither email nor phone."""

    name = TypedNameField(label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = EmailField(
        autocomplete="off",
        required=False,
        help_text="Confirmations and reminders go here. Without one, nothing is mailed.",
    )
    phone = PhoneField(autocomplete="off")
    birth_date = BirthDateField()


class ContactForm(PersonForm):
    """A person's details; `seen` tells whether a colleague has changed them meanwhile."""

    seen = MarkField(empty_value=None)

    @classmethod
    def of(cls, person: Patient, typed: QueryDict | None, *, seen: str) -> Self:
        """Return the form as it begins with a person's details, or with what was typed."""
        shown = {name: getattr(person, name) for name in CONTACT}
        return cls(typed, initial=shown | {"seen": seen})

    def contact(self) -> dict:
        """Return what a valid form says of the person, and which details it was typed over."""
        return {name: self.cleaned_data[name] for name in (*CONTACT, "seen") if name in self.fields}


class OwnDetailsForm(ContactForm):
    """Who the account's person is and how they are reached."""

    filled_in = {"name": "name", "email": "email", "phone": "tel", "birth_date": "bday"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, purpose in self.filled_in.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose
        self.fields["email"].help_text = (
            "Confirmations and reminders go here. A new address has to be confirmed by the link in "
            "the next mail."
        )


class LookedAfterForm(ContactForm):
    """Somebody the account looks after: mail about them goes to the account."""

    submission = SubmissionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["email"]
        self.fields["birth_date"].required = True
        self.fields["phone"].help_text = "In case we need to reach somebody on the day."
        self.lay_out("name", "birth_date", "phone", "submission", "seen")


class NewPersonForm(PersonForm):
    """A person without a file; `is_somebody_else` is asked once the name is known already."""

    submission = SubmissionField()
    is_somebody_else = forms.BooleanField(
        label="This is somebody else: open another file.", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lay_out("name", "email", "phone", "birth_date", "submission")

    def ask_whether_somebody_else(self):
        self.helper.layout.append("is_somebody_else")
