"""What an administrator types about how the clinic looks and is called."""

from crispy_forms.layout import HTML, Div, Field, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from clinic.forms import BareModelForm, EmailField, a_name, one_line
from clinic.identity.colours import NotAColour, colour_of
from clinic.identity.pictures import PictureRefused, logo_of, photo_of
from clinic.models import ClinicProfile, Front, HoursFormat

LONGEST_NAME = 120
PICTURES = ("logo", "logo_by_night", "photo")
CHOSEN = {"accept": "image/png,image/jpeg,image/webp"}


class PictureField(forms.FileField):
    """A picture to be made anew of what is sent; `make` refuses what is none in words."""

    def __init__(self, *, make, **options):
        self.make = make
        super().__init__(required=False, widget=forms.FileInput(attrs=CHOSEN), **options)

    def clean(self, data, initial=None):
        sent = super().clean(data, None)
        if not sent:
            return None
        try:
            return self.make(sent)
        except PictureRefused as error:
            raise ValidationError(str(error)) from error


def made_by(make, *args):
    """Return how a sent file is made a picture: what is too large is refused unread."""

    def made(sent):
        return make(sent.read(LARGEST_READ), *args)

    return made


LARGEST_READ = 2_000_001  # one more than is taken: a file of any size costs no more memory


class IdentityForm(BareModelForm):
    """Names, colour, pictures, clock and sender; what is not changed stays as it was."""

    name = forms.CharField(
        label="The clinic’s name",
        max_length=LONGEST_NAME,
        strip=True,
        validators=[one_line],
        help_text="At the head of every page, mail and calendar entry.",
    )
    colour = forms.CharField(
        label="Your colour",
        max_length=20,
        help_text="Buttons and links take it. Lighter and darker ones are made of it, so that "
        "everything can be read by day and by night.",
    )
    logo = PictureField(
        make=made_by(logo_of, "logo"),
        label="Logo",
        help_text="A PNG, JPEG or WebP, 2 MB at most; best with a transparent background.",
    )
    logo_by_night = PictureField(
        make=made_by(logo_of, "logo_by_night"),
        label="Logo on a dark ground, if you have one",
        help_text="Without it your logo stands on a white plate in dark colours.",
    )
    photo = PictureField(
        make=made_by(photo_of),
        label="Your own photo",
        help_text="Of your rooms or people, 1200 pixels wide or more, 2 MB at most.",
    )
    drop_logo = forms.BooleanField(label="Take the logo away", required=False)
    drop_logo_by_night = forms.BooleanField(label="Take the dark logo away", required=False)
    reply_to = EmailField(
        label="Where answers to mails go",
        required=False,
        autocomplete="off",
        help_text="Empty: to the clinic’s own email.",
    )
    hours_format = forms.TypedChoiceField(
        label="Times of day are written",
        choices=HoursFormat,
        coerce=int,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = ClinicProfile
        fields = [
            *("name", "tagline", "headline", "colour", "front", "photo_says", "sender_name"),
            *("reply_to", "hours_format"),
        ]
        labels = {
            "tagline": "In one line, under the name",
            "headline": "Headline of the first page",
            "front": "Beside the headline",
            "photo_says": "What the photo shows, for who cannot see it",
            "sender_name": "Mails come from",
        }
        help_texts = {
            "tagline": "On the first page, and where search engines describe you.",
            "headline": "Empty: “See how you run.”",
            "photo_says": "Such as “The front desk, with two treadmills behind it”.",
            "sender_name": "Empty: the clinic’s name.",
        }
        widgets = {"front": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pictures = {}
        for name in ("tagline", "headline", "sender_name", "photo_says"):
            self.fields[name].validators.append(one_line)
        self.fields["sender_name"].validators.append(a_name)
        self.fields["colour"].widget.attrs["data-colour-text"] = ""
        self.fields["front"].choices = Front.choices
        for name in ("logo", "logo_by_night"):
            if not getattr(self.instance, name):
                del self.fields[f"drop_{name}"]
        drops = [f"drop_{name}" for name in ("logo", "logo_by_night")]
        self.lay_out(
            Fieldset("Name", "name", "tagline"),
            Fieldset(
                "Colour and logo",
                Div(
                    Field("colour", wrapper_class="colour-words"),
                    HTML('{% include "clinic/identity/_picker.html" %}'),
                    css_class="colour-field",
                ),
                "logo",
                "logo_by_night",
                *[name for name in drops if name in self.fields],
            ),
            Fieldset("The first page", "headline", "front", "photo", "photo_says"),
            Fieldset(
                "Mails",
                "sender_name",
                "reply_to",
                HTML('{% include "clinic/identity/_sender.html" %}'),
            ),
            Fieldset("Times", "hours_format"),
        )

    def clean_colour(self):
        try:
            return colour_of(self.cleaned_data["colour"])
        except NotAColour as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        """Ask for the photo, and for words for it, where the first page is to show one."""
        cleaned = super().clean()
        has_photo = cleaned.get("photo") or self.instance.photo
        if cleaned.get("front") == Front.PHOTO and "photo" not in self.errors:
            if not has_photo:
                self.add_error("photo", "Please choose the photo, or our drawing instead.")
            elif not cleaned.get("photo_says"):
                self.add_error(
                    "photo_says", "Please say what it shows: not everybody can see the photo."
                )
        return cleaned

    def _post_clean(self):
        """Leave the row as it is: the use case writes it, and its constraints are checked there."""

    def changes(self) -> dict[str, object]:
        """Return what the form says of the profile's columns; `pictures` are then those chosen."""
        self.pictures = {
            name: self.cleaned_data[name] for name in PICTURES if self.cleaned_data.get(name)
        }
        for name in ("logo", "logo_by_night"):
            if self.cleaned_data.get(f"drop_{name}") and name not in self.pictures:
                self.pictures[name] = []
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
