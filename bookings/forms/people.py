"""Who a person is and how they are reached."""

from django import forms

from clinic.forms import (
    BareForm,
    BirthDateField,
    EmailField,
    MarkField,
    PhoneField,
    SubmissionField,
    TypedNameField,
)


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
