"""What the clinic says of itself and the rules it sets for all of its services."""

import time as clocks
from datetime import time

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from clinic.clock_face import face
from clinic.countries import COUNTRIES, HOME
from clinic.identity.colours import HEX, OURS, Palette, palette_of
from clinic.identity.pictures import ICON_SIZES
from clinic.identity.times_of_day import BY_12, BY_24, understood
from clinic.money import CURRENCIES
from clinic.problems import DATABASE_IS_AWAY

LONGEST_GRACE_MIN = 24 * 60
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KNOWN_FOR_S = 60  # what this process has read is taken to be so; pages themselves read it anew


class HoursFormat(models.IntegerChoices):
    BY_24 = BY_24, "14:30"
    BY_12 = BY_12, "2:30 pm"


class Front(models.TextChoices):
    """What the first page shows beside its headline."""

    DRAWING = "drawing", "Our drawing of a runner"
    PHOTO = "photo", "Your own photo"


class ClinicProfileManager(models.Manager):
    last = None  # as this process read it last: who cannot reach the database asks for it
    read_at_s = 0.0

    def current(self):
        """Return the clinic's one profile; an empty one until somebody has written it."""
        profile = self.first() or ClinicProfile()
        self.last, self.read_at_s = profile, clocks.monotonic()
        face.hours = profile.hours_format
        return profile

    def remembered(self):
        """Return the profile as this process read it last, also while the database is away."""
        if self.last is None:
            try:
                return self.current()
            except DATABASE_IS_AWAY:
                return ClinicProfile()
        return self.last

    def is_known(self) -> bool:
        """Say whether this process has read it a moment ago."""
        return self.last is not None and clocks.monotonic() - self.read_at_s < KNOWN_FOR_S


@pghistory.track()
class ClinicProfile(models.Model):
    """The one row about the clinic."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(max_length=120, default="Our clinic")
    tagline = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=80, blank=True, default="", db_default="")
    colour = models.CharField(max_length=7, default=OURS, db_default=OURS)
    # Digests of pictures.
    logo = models.CharField(max_length=20, blank=True, default="", db_default="")
    logo_by_night = models.CharField(max_length=20, blank=True, default="", db_default="")
    photo = models.CharField(max_length=20, blank=True, default="", db_default="")
    photo_says = models.CharField(max_length=200, blank=True, default="", db_default="")
    front = models.CharField(
        max_length=8, choices=Front, default=Front.DRAWING, db_default=Front.DRAWING
    )
    sender_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    reply_to = models.EmailField(blank=True, default="", db_default="")
    hours_format = models.PositiveSmallIntegerField(
        choices=HoursFormat, default=HoursFormat.BY_24, db_default=HoursFormat.BY_24
    )
    # Of Monday to Sunday, as published: “09:00-17:00”, “” where it is closed; empty: not published.
    opening_hours = ArrayField(
        models.CharField(max_length=11, blank=True), size=7, default=list, blank=True, db_default=[]
    )
    opening_hours_note = models.CharField(max_length=200, blank=True, default="", db_default="")
    map_url = models.URLField(max_length=500, blank=True, default="", db_default="")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    on_call_email = models.EmailField(
        "email of whoever is on call",
        blank=True,
        help_text="Told, beside the practitioner, when a patient's answers cannot wait.",
    )
    country = models.CharField(
        max_length=8,
        choices=[(code, country.name) for code, country in COUNTRIES.items()],
        default=HOME,
        help_text="Decides which numbers patients are told to call.",
    )
    emergency_number = models.CharField(
        max_length=40, blank=True, help_text="Empty: the country's own, such as 911 in Canada."
    )
    advice_number = models.CharField(
        "number for health advice",
        max_length=40,
        blank=True,
        help_text="Empty: the country's own, such as 811 in Canada.",
    )
    currency = models.CharField(
        max_length=3,
        choices=[(code, currency.name) for code, currency in CURRENCIES.items()],
        blank=True,
        default="",
        db_default="",
        help_text="Of the prices. Empty: the country's own.",
    )
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    province = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    directions = models.TextField(blank=True)
    cancellation_policy = models.TextField(blank=True)
    privacy_contact = models.TextField(
        "who answers for privacy",
        blank=True,
        default="",
        db_default="",
        help_text="As the texts name them.",
    )
    grace_minutes = models.PositiveSmallIntegerField(
        "after booking, moving and cancelling are free for (minutes)",
        default=60,
        validators=[MaxValueValidator(LONGEST_GRACE_MIN)],
        help_text="However soon the visit is. 0: what is booked late counts as late at once.",
    )
    quiet_from = models.TimeField(default=time(21), help_text="No reminder is sent after this.")
    quiet_until = models.TimeField(default=time(8), help_text="No reminder is sent before this.")
    treated_for_days = models.PositiveSmallIntegerField(
        "a clinician treats a patient for (days after the last visit)", default=365
    )
    break_glass_minutes = models.PositiveSmallIntegerField(
        "a reason given opens a file for (minutes)",
        default=60,
        help_text="For a clinician who does not treat the patient.",
    )
    break_glass_per_day = models.PositiveSmallIntegerField(
        "files that one clinician may open with a reason in a day",
        default=10,
        db_default=10,
        help_text="More are refused, and the privacy officer is told.",
    )
    files_per_hour = models.PositiveSmallIntegerField(
        "files that one person may open in an hour before somebody asks",
        default=30,
        db_default=30,
        help_text="More are not refused: each further look waits for somebody to sign it off.",
    )

    most_visits_ahead = models.PositiveSmallIntegerField(
        "visits ahead that one person may book online",
        default=8,
        help_text="The front desk may book more.",
    )

    objects = ClinicProfileManager()

    class Meta:
        verbose_name = verbose_name_plural = "clinic profile"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="clinic_profile_only_one"),
            models.CheckConstraint(
                condition=Q(grace_minutes__lte=LONGEST_GRACE_MIN),
                name="clinic_profile_grace_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(country__in=list(COUNTRIES)), name="clinic_profile_country_known"
            ),
            models.CheckConstraint(
                condition=Q(currency__in=["", *CURRENCIES]), name="clinic_profile_currency_known"
            ),
            models.CheckConstraint(
                condition=Q(colour__regex=f"^{HEX.pattern}$"), name="clinic_profile_colour_is_one"
            ),
            models.CheckConstraint(
                condition=Q(hours_format__in=HoursFormat.values),
                name="clinic_profile_hours_format_known",
            ),
            models.CheckConstraint(
                condition=Q(front=Front.DRAWING) | (~Q(photo="") & ~Q(photo_says="")),
                name="clinic_profile_photo_is_there_and_told",
            ),
            models.CheckConstraint(
                condition=Q(opening_hours__len=0) | Q(opening_hours__len=7),
                name="clinic_profile_hours_of_a_week",
            ),
            models.CheckConstraint(
                condition=Q(map_url="") | Q(map_url__startswith="https://"),
                name="clinic_profile_map_is_https",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def emergency_phone(self):
        """The number to call in an emergency: the clinic's word, or its country's number."""
        return self.emergency_number or COUNTRIES[self.country].emergency_number

    @property
    def advice_phone(self):
        """The number for health advice; "" where none is known."""
        return self.advice_number or COUNTRIES[self.country].advice_number

    @property
    def priced_in(self):
        """The currency of the prices, by its code; "" where none is known."""
        return self.currency or COUNTRIES[self.country].currency

    @property
    def ways_to_ask(self):
        """How somebody asks the clinic something: “write to … or call …”."""
        ways = (self.email and f"write to {self.email}", self.phone and f"call {self.phone}")
        return " or ".join(way for way in ways if way) or "tell us at the clinic"

    @property
    def address(self):
        town = " ".join(part for part in (self.city, self.province, self.postal_code) if part)
        return ", ".join(part for part in (self.street, town) if part)

    @property
    def palette(self) -> Palette:
        """All colours that follow from the clinic's one."""
        return palette_of(self.colour)

    @property
    def has_own_colour(self):
        return self.colour != OURS

    @property
    def letter(self):
        """What stands for the clinic where it has no logo."""
        return next((sign for sign in self.name if sign.isalnum()), "•").upper()

    @property
    def mailed_as(self):
        """The name that mail comes from; "", the settings' own, until a clinic is written."""
        return "" if self._state.adding else self.sender_name or self.name

    @property
    def stylesheet_url(self):
        return reverse("clinic:identity-colours", args=[self.colour[1:], self.palette.digest])

    @property
    def logo_url(self):
        return _picture_url(self.logo, "logo")

    @property
    def mailed_logo_url(self):
        return settings.SITE_URL + self.logo_url

    @property
    def logo_by_night_url(self):
        return _picture_url(self.logo_by_night, "logo_by_night")

    @property
    def shows_photo(self):
        return self.front == Front.PHOTO

    @property
    def photo_url(self):
        return _picture_url(self.photo, "photo")

    @property
    def photo_small_url(self):
        return _picture_url(self.photo, "photo_small")

    @property
    def icons(self):
        """The addresses of the clinic's icon by its size: the logo, or else the letter."""
        if self.logo:
            return {f"at_{size}": _picture_url(self.logo, f"icon_{size}") for size in ICON_SIZES}
        drawn = (self.colour_of_letter[1:], f"{ord(self.letter[0]):x}")
        return {
            f"at_{size}": reverse("clinic:identity-letter", args=[*drawn, size])
            for size in ICON_SIZES
        }

    @property
    def colour_of_letter(self):
        return self.palette.day.action

    @property
    def week(self):
        """The published hours as rows of a day's name and its hours; none where none are."""
        if not any(self.opening_hours):
            return []
        return [
            (name, [understood(end) for end in hours.split("-")] if hours else None)
            for name, hours in zip(WEEKDAYS, self.opening_hours, strict=True)
        ]


def _picture_url(digest, kind):
    return digest and reverse("clinic:identity-picture", args=[digest, kind])


class ClinicPicture(models.Model):
    """A picture of the clinic's in one size, as it is served; the profile names those it shows.

    Kept here and not on a disk: it is small, and travels with the backup. It is never changed:
    what is chosen instead has another digest.
    """

    digest = models.CharField(max_length=20)  # of the largest of its sizes
    kind = models.CharField(max_length=16)
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    width_px = models.PositiveSmallIntegerField()
    height_px = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["digest", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind"], name="clinic_picture_once")
        ]

    def __str__(self):
        return f"{self.kind} {self.digest}"
