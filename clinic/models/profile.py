"""What the clinic says of itself and the rules it sets for all of its services."""

from datetime import time

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from clinic.countries import COUNTRIES, HOME
from clinic.money import CURRENCIES

LONGEST_GRACE_MIN = 24 * 60


class ClinicProfileManager(models.Manager):
    last_phone = ""  # as this process read it last: who cannot reach the database asks for it

    def current(self):
        """Return the clinic's one profile; an empty one until somebody has written it."""
        profile = self.first() or ClinicProfile()
        self.last_phone = profile.phone
        return profile


@pghistory.track()
class ClinicProfile(models.Model):
    """The one row about the clinic."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(max_length=120, default="Our clinic")
    tagline = models.CharField(max_length=200, blank=True)
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
