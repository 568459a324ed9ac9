"""Who a person is and how they are reached."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from clinic.forms import MarkField, SubmissionField, TypedNameField, may_be_born, one_line
from clinic.typed_values import LONGEST_EMAIL, LONGEST_PHONE


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
