"""The people of the clinic: accounts, patients' files, and practitioners."""

import hashlib
import uuid

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from clinic.roles import SEE_PEOPLE, StaffRole, permissions_of


class Discipline(models.TextChoices):
    PHYSIOTHERAPY = "physiotherapy", "Physiotherapy"
    KINESIOLOGY = "kinesiology", "Kinesiology"


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make the clinic's first administrator, which is what `createsuperuser` is for here."""
        return self.create_user(email, password, roles=[StaffRole.ADMINISTRATOR], **fields)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["password", "last_login"]
)
class User(AbstractBaseUser):
    """Somebody who logs in by email. No account is all-powerful: a role grants, nothing else."""

    email = models.EmailField(unique=True, error_messages={"unique": "This email has an account."})
    name = models.CharField(max_length=200, blank=True)
    roles = ArrayField(
        models.CharField(max_length=16, choices=StaffRole),
        default=list,
        blank=True,
        help_text="None for a patient.",
    )
    is_active = models.BooleanField("active", default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="This email has an account.",
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=StaffRole.values), name="user_roles_known"
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def browser_key(self):
        """What a browser calls this account where it keeps something for it: not its name."""
        made = f"{self.pk} {self.created_at.isoformat()}"
        return hashlib.sha256(made.encode()).hexdigest()[:24]

    @property
    def is_clinician(self):
        return StaffRole.CLINICIAN in self.roles

    @property
    def is_front_desk(self):
        return StaffRole.FRONT_DESK in self.roles

    @property
    def is_administrator(self):
        return StaffRole.ADMINISTRATOR in self.roles

    @property
    def is_privacy_officer(self):
        return StaffRole.PRIVACY_OFFICER in self.roles

    @property
    def is_clinic_staff(self):
        return bool(self.roles)

    @property
    def is_staff(self):
        """Whether the Django admin, which holds reference data only, opens."""
        return self.is_administrator

    def has_perm(self, permission, obj=None):
        return self.is_active and permission in permissions_of(self.roles)

    def has_perms(self, permissions, obj=None):
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label):
        return self.is_active and any(
            permission.startswith(f"{app_label}.") for permission in permissions_of(self.roles)
        )


# One person may have several files: one is kept, the others are joined into it. What that means is
# said in this module alone. These serve a query: the key of a file's person, the same of rows
# that have a file as their `patient`, and what to select with them for `patient.person` to be read.
PERSON_ID = Coalesce("merged_into", "pk")
PERSON_ID_OF_PATIENT = Coalesce("patient__merged_into", "patient")
PERSON_OF_PATIENT = "patient__merged_into"
PERSON_OF_CARER = "looked_after_by__merged_into"
PERSON_OF_RECIPIENT = "recipient__merged_into"
IS_KEPT = "merged_into_id IS NULL"  # of a file, in a statement that is written out


class PatientQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the files `user` may open: all at the desk, otherwise of whom one looks after.

        What was joined into a file is seen with it.
        """
        if user.has_perm(SEE_PEOPLE):
            return self
        return self.of_account(user)

    def kept(self):
        """Return the files that stand for a person: those that were not joined into another."""
        return self.filter(merged_into=None)

    def of_account(self, user):
        """Return the files that an account looks after, with what was joined into them."""
        own = Patient.looked_after_by.through.objects.filter(user=user).values("patient")
        return self.of_people(own)

    def of_person(self, patient):
        """Return all the files of the person whose file this is: the kept one and those joined."""
        return self.of_people([patient.person_id])

    def of_those_in(self, keys):
        """Return all the files of the people whose files these are."""
        people = Patient.objects.filter(pk__in=keys).values(person=PERSON_ID)
        return self.of_people(people)

    def of_people(self, person_ids):
        """Return these kept files, by their keys, with what was joined into them."""
        return self.filter(Q(pk__in=person_ids) | Q(merged_into__in=person_ids))

    def with_person(self):
        """Fetch with each file what its `person` is."""
        return self.select_related("merged_into")


@pghistory.track()
class Patient(models.Model):
    """A person with a file. An email is a way to reach them, not who they are."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)  # who books for them, if another
    reminders_wanted = models.BooleanField(default=True)
    offers_wanted = models.BooleanField(default=True)  # mails about a time that has opened
    questions_wanted = models.BooleanField(default=True, db_default=True)  # between visits
    email_proven_at = models.DateTimeField(null=True, blank=True)
    # How often an email stopped reaching the person: the keys that were mailed to it end with that.
    email_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    looked_after_by = models.ManyToManyField(User, related_name="patients", blank=True)
    declined_by = models.ManyToManyField(User, related_name="+", blank=True)  # “not mine”
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="patient_not_merged_into_itself",
            ),
        ]
        indexes = [models.Index(Lower("email"), name="patient_email_lower")]

    def __str__(self):
        return self.name

    @property
    def is_joined(self):
        """Whether another file stands for the person, into which this one was joined."""
        return self.merged_into_id is not None

    @property
    def person_id(self):
        """The key of the file that stands for the person: this one, or what it was joined into."""
        return self.merged_into_id or self.pk

    @property
    def person(self):
        """The file that stands for the person: this one, or what it was joined into."""
        return self.merged_into or self

    @property
    def reached_by(self):
        """The file whose email reaches the person: the kept one or, if that never had any, this."""
        return self.person if self.person.email or self.person.email_version else self


class PractitionerQuerySet(models.QuerySet):
    def shown_to_patients(self, today):
        """Return those who take bookings, from their first day on."""
        started = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
        return self.filter(started, is_active=True)


@pghistory.track()
class Practitioner(models.Model):
    """A physiotherapist or kinesiologist whom patients book."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="practitioner"
    )
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    discipline = models.CharField(max_length=16, choices=Discipline)
    is_running_specialist = models.BooleanField("running specialist", default=False)
    # Whoever answers for a student: what a supervised practitioner signs needs a second signature.
    supervisor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supervises"
    )
    bio = models.TextField(blank=True)
    is_active = models.BooleanField("takes bookings", default=True)
    starts_on = models.DateField(null=True, blank=True)  # before it no visit; patients see nobody

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(discipline__in=Discipline.values), name="practitioner_discipline_known"
            ),
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True) | ~Q(supervisor=F("pk")),
                name="practitioner_not_their_own_supervisor",
                violation_error_message="Nobody supervises themselves.",
            ),
        ]

    def __str__(self):
        return self.name

    def has_started(self, today):
        """Say whether patients are shown them: from their first day on."""
        return self.starts_on is None or self.starts_on <= today

    @property
    def initials(self):
        return "".join(word[0] for word in self.name.split()[:2])
