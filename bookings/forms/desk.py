"""What the desk writes down: a note, and who looks after whom."""

from django import forms

from clinic.forms import BareForm, BirthDateField, SubmissionField, TypedNameField

LONGEST_NOTE = 500


class NoteForm(BareForm):
    """A note on a person; with `asks_about`, on a visit of theirs or on the person."""

    VISIT, PERSON = "visit", "person"

    about = forms.ChoiceField(
        label="About",
        choices=[(VISIT, "This visit"), (PERSON, "The person")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the note is about."},
    )
    text = forms.CharField(
        label="A new note",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Everybody at the desk reads this. Nothing about health.",
        error_messages={"required": "Please write the note first."},
    )
    submission = SubmissionField()

    def __init__(self, *args, asks_about=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_about:
            del self.fields["about"]
        self.lay_out("text", *(["about"] if asks_about else []), "submission")


class DependantForm(BareForm):
    """Somebody whom a person looks after; `is_somebody_else` once the name is known elsewhere."""

    name = TypedNameField(
        label="Name",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Please type the name of the person who comes."},
    )
    birth_date = BirthDateField(help_text="It tells two people of one name apart.")
    is_somebody_else = forms.BooleanField(
        label="This is somebody else: open another file.", required=False
    )
    submission = SubmissionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lay_out("name", "birth_date", "submission")

    def ask_whether_somebody_else(self):
        self.helper.layout.append("is_somebody_else")


class FromVisit(forms.Form):
    """The visit that somebody was being booked beside, if any; what is none leads nowhere."""

    visit = forms.UUIDField(required=False)
