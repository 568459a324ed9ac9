"""An exercise as somebody of the clinic types it."""

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from assessments.exceptions import PictureRefused
from assessments.exercises import words
from assessments.exercises.doses import MOST_REST_S, Counted, Dose, DoseError
from assessments.exercises.exercise import Laterality
from assessments.files.frames import LARGEST_BYTES, read_picture
from assessments.models import OwnExercise
from assessments.models.exercises import HTTPS
from clinic.forms import BareForm, one_line

LONGEST_LINE, MOST_LINES = 300, 12
DOSE = ("sets", "sets_most", "least", "most", "hold_s", "rest_s")
KEPT_BESIDE = ("picture", "drop_picture", "version")  # what the form asks that is no column
COUNTED = {
    Counted.REPETITIONS: "Repetitions",
    Counted.STEPS: "Steps",
    Counted.SECONDS: "Seconds of a hold",
}
SIDES = {
    Laterality.EACH: "Each side, the weaker first",
    Laterality.BOTH: "Both together",
}


def as_choices(texts):
    return [(one.value, text[0].upper() + text[1:]) for one, text in texts.items()]


class LineField(forms.CharField):
    """One line of the exercise."""

    default_validators = [one_line]


class LinesField(forms.CharField):
    """Sentences, one a line."""

    def __init__(self, **options):
        widget = forms.Textarea(attrs={"rows": 4})
        longest = MOST_LINES * (LONGEST_LINE + 2)
        super().__init__(widget=widget, max_length=longest, **options)

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Write {MOST_LINES} lines at most.")
        if any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(f"Keep each line under {LONGEST_LINE} characters.")
        return lines


class VideoField(forms.URLField):
    """A link to a video on another site."""

    default_validators = [*forms.URLField.default_validators, HTTPS]
    default_error_messages = {"invalid": "Give a link that begins with https://."}

    def __init__(self):
        super().__init__(
            label="Link to a video",
            required=False,
            max_length=200,
            assume_scheme="https",
            widget=forms.URLInput(attrs={"autocomplete": "off"}),
            help_text="On another site, beginning with https://.",
        )


class NumberField(forms.IntegerField):
    """A whole number of the dose; how large it may be, the dose itself says."""

    def __init__(self, **options):
        super().__init__(min_value=-MOST_REST_S, max_value=10 * MOST_REST_S, **options)


class PictureField(forms.FileField):
    """A picture, decoded and written anew; None where none was sent."""

    def __init__(self, **options):
        widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value, initial=None):
        sent = super().clean(value, initial)
        if not sent:
            return None
        if sent.size > LARGEST_BYTES:
            raise ValidationError(f"Choose a picture under {LARGEST_BYTES // 1_000_000} MB.")
        try:
            return read_picture(sent.read(), is_upright=True)
        except PictureRefused as error:
            raise ValidationError(str(error)) from error


class VideoForm(BareForm):
    """What the clinic may set of an exercise of the library."""

    video_url = VideoField()


class OwnExerciseForm(BareForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = LineField(max_length=80)
    summary = LineField(label="In one sentence", max_length=200)
    level = forms.TypedChoiceField(
        coerce=int, choices=[(level, f"{level}: {text}") for level, text in words.LEVELS.items()]
    )
    aim = forms.ChoiceField(label="For", choices=as_choices(words.AIMS))
    laterality = forms.ChoiceField(label="Sides", choices=as_choices(SIDES))
    is_single_limb = forms.BooleanField(label="One leg works at a time", required=False)
    position = LineField(label="Position to begin in", max_length=200)
    equipment = forms.MultipleChoiceField(
        label="What it needs",
        required=False,
        choices=as_choices(words.EQUIPMENT),
        widget=forms.CheckboxSelectMultiple,
    )
    steps = LinesField(label="How to do it", help_text="One step a line.")
    cues = LinesField(label="What to think of", required=False, help_text="One cue a line.")
    cautions = LinesField(label="Take care", required=False, help_text="One caution a line.")
    needs = LineField(label="What must come first", required=False, max_length=200)
    sets = NumberField(label="Sets")
    sets_most = NumberField(label="Up to sets", required=False)
    least = NumberField(label="From")
    most = NumberField(label="To")
    counted = forms.ChoiceField(label="Of", choices=as_choices(COUNTED))
    hold_s = NumberField(label="Each held for (seconds)", required=False)
    rest_s = NumberField(label="Rest between sets (seconds)", required=False)
    dose_words = LineField(label="What numbers cannot say", required=False, max_length=200)
    picture = PictureField(
        label="Picture",
        help_text="JPEG, PNG or WebP. Everybody can see it: no patient, nobody who has not agreed.",
    )
    picture_alt = LineField(
        label="What the picture shows",
        required=False,
        max_length=200,
        help_text="For whoever cannot see it.",
    )
    drop_picture = forms.BooleanField(label="Take the picture away", required=False)
    video_url = VideoField()

    def __init__(self, *args, exercise: OwnExercise | None = None, **kwargs):
        super().__init__(*args, initial=exercise and _typed(exercise), **kwargs)
        self.exercise = exercise
        self.has_picture = bool(exercise and exercise.picture_id)
        if not self.has_picture:
            del self.fields["drop_picture"]
        pictures = ["picture", "picture_alt", "drop_picture", "video_url"]
        self.lay_out(
            "version",
            Fieldset("What it is", "name", "summary", "level", "aim", "laterality"),
            Fieldset(
                "How it is done",
                *("position", "equipment", "steps", "cues", "cautions", "needs", "is_single_limb"),
            ),
            Fieldset(
                "How much",
                Div("sets", "sets_most", css_class="field-pair"),
                Div("least", "most", "counted", css_class="field-three"),
                Div("hold_s", "rest_s", css_class="field-pair"),
                "dose_words",
            ),
            Fieldset("Picture and video", *(name for name in pictures if name in self.fields)),
        )

    def clean(self):
        numbers = {name: self.cleaned_data.get(name) for name in DOSE}
        if self.errors.keys().isdisjoint((*DOSE, "counted")):
            try:
                Dose(**numbers, counted=Counted(self.cleaned_data["counted"]))
            except DoseError as error:
                self.add_error(error.field, str(error))
        if self._will_have_picture() and not self.cleaned_data.get("picture_alt"):
            self.add_error("picture_alt", "Say in a few words what the picture shows.")

    def _will_have_picture(self):
        stays = self.has_picture and not self.cleaned_data.get("drop_picture")
        return stays or bool(self.cleaned_data.get("picture"))

    def values(self) -> dict[str, object]:
        """Return the columns as they were typed; without a picture nothing is told of it."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name not in KEPT_BESIDE
        }
        return values if self._will_have_picture() else values | {"picture_alt": ""}


def _typed(exercise):
    """Return what the fields begin with."""
    lines = {name: "\n".join(getattr(exercise, name)) for name in ("steps", "cues", "cautions")}
    plain = set(OwnExerciseForm.base_fields) - {*lines, "picture", "drop_picture"}
    return {name: getattr(exercise, name) for name in plain} | lines
