"""Reads for one page of the record."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone

from assessments.models import (
    Assessment,
    AssessmentStatus,
    ClinicalTest,
    ClinicalTestCode,
    ClipFile,
    Frame,
    Intake,
    QuestionnaireResponse,
    Report,
    SexForNorms,
)
from bookings.models import Appointment, AppointmentStatus
from bookings.slots.holidays import whole_day
from clinic.models import AccessBasis, AccessEvent, Patient, Practitioner
from clinic.zones import clinic_zone

VISITS_SHOWN = 100


@dataclass(frozen=True)
class Chart:
    """What a clinician sees of one patient."""

    patient: Patient
    visits: list[Appointment]
    assessments: list[Assessment]

    @property
    def kept(self) -> list[Assessment]:
        return [one for one in self.assessments if one.status != AssessmentStatus.DISCARDED]

    @property
    def discarded(self) -> list[Assessment]:
        return [one for one in self.assessments if one.status == AssessmentStatus.DISCARDED]

    @property
    def finished(self) -> list[Assessment]:
        """What is not in progress: its values count."""
        return [one for one in self.kept if not one.is_draft]


def chart_of(patient: Patient) -> Chart:
    """Return the visits and assessments of a patient, latest first."""
    visits = Appointment.objects.ever_booked().with_people().of_person(patient)
    assessments = Assessment.objects.with_values().select_related("cosignature")
    assessments = assessments.of_person(patient)
    return Chart(
        patient=patient,
        visits=list(visits.order_by("-starts_at")[:VISITS_SHOWN]),
        assessments=list(assessments),
    )


def assessments_to_read() -> QuerySet[Assessment]:
    """Return assessments with all that their pages show, but for the pictures themselves."""
    return (
        Assessment.objects.with_values()
        .select_related("cosignature")
        .prefetch_related(
            "findings__override_by",
            "clinical_tests",
            "questionnaire_responses",
            "target_measures",
            "captures__steps__landmarks",
            "captures__steps__values",
            Prefetch("captures__frames", Frame.objects.defer("picture")),
        )
    )


def assessments_to_compare(patient: Patient, references: list[UUID]) -> list[Assessment]:
    """Return those of a person's kept assessments that are asked for, earliest first.

    Without any asked for, their last two that are not in progress.
    """
    kept = assessments_to_read().kept().of_person(patient)
    if not references:
        return list(kept.finished()[:2])[::-1]
    return list(kept.filter(reference__in=references).order_by("performed_at", "pk"))


def practitioner_of(user) -> Practitioner | None:
    return Practitioner.objects.filter(user=user).first()


def visit_to_assess(patient: Patient, practitioner: Practitioner, now: datetime):
    """Return the patient's visit of today that has begun; None without one."""
    today = whole_day(timezone.localdate(now), clinic_zone())
    visits = Appointment.objects.taking_place().exclude(status=AppointmentStatus.NOSHOW)
    visits = visits.of_person(patient).filter(
        practitioner=practitioner, starts_at__range=(today.start, now)
    )
    return visits.order_by("-starts_at").first()


@dataclass(frozen=True)
class Worklist:
    """What a clinician has still to sign, for themselves or for somebody they supervise."""

    unsigned: list[Assessment]
    to_cosign: list[Assessment]
    awaiting: list[Assessment]  # their own, signed, that somebody else is to co-sign


def worklist_of(user) -> Worklist:
    """Return what waits, that which has waited longest first."""
    rows = Assessment.objects.with_person().select_related("practitioner__supervisor", "signed_by")
    awaiting = rows.awaiting_cosignature().order_by("signed_at", "pk")
    return Worklist(
        unsigned=list(_unsigned_of(user, rows).order_by("performed_at", "pk")),
        to_cosign=list(_to_cosign(user, awaiting)),
        awaiting=list(awaiting.filter(signed_by=user)),
    )


def worklist_count(user) -> int:
    """Return how many assessments wait for this clinician's own hand; nobody else signs any."""
    if not (user.is_authenticated and user.is_clinician):
        return 0
    rows = Assessment.objects.all()
    mine = _unsigned_of(user, rows).values("pk")
    return mine.union(_to_cosign(user, rows.awaiting_cosignature()).values("pk")).count()


def _unsigned_of(user, rows):
    return rows.unsigned().filter(practitioner__user=user)


def _to_cosign(user, rows):
    supervised = Practitioner.objects.filter(supervisor__user=user).values("user")
    return rows.filter(signed_by__in=supervised).exclude(signed_by=user)


def clip_files_of(assessment: Assessment) -> list[ClipFile]:
    """Return the clips that were kept, withdrawn ones too, by capture and day."""
    clips = assessment.clip_files.select_related("capture", "kept_by", "withdrawn_by")
    return list(clips.order_by("capture__created_at", "kept_at"))


def shared_with(user):
    """Return the assessments that were shared with those whom `user` looks after."""
    shared = Assessment.objects.shared().select_related("patient", "practitioner")
    return shared.filter(patient__in=Patient.objects.of_account(user))


def seen_by_patient(assessment: Assessment) -> datetime | None:
    """Return when its runner, or who looks after them, last read what was shared; None: not yet."""
    share = assessment.shares.filter(withdrawn_at__isnull=True).first()
    if share is None:
        return None
    files = Patient.objects.of_person(assessment.patient)
    reports = Report.objects.filter(assessment=assessment).values("reference")
    looks = AccessEvent.objects.filter(
        Q(reference=assessment.reference) | Q(reference__in=reports),
        patient__in=files,
        basis=AccessBasis.OWN,
        occurred_at__gte=share.shared_at,
    )
    return looks.aggregate(last=Max("occurred_at"))["last"]


# --- The person on the day ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Body:
    """What norms of strength ask of a person on the day of an assessment.

    `sex` is "" where it is not told; `known_on` is the day of the visit that the mass was told for.
    """

    mass_kg: Decimal | None = None
    known_on: date | None = None
    age: int | None = None
    sex: str = ""


def body_of(assessment: Assessment) -> Body:
    """Return mass, age and sex from the forms before this visit and earlier ones, latest first."""
    patient = assessment.patient.person
    visits = Appointment.objects.of_person(patient).filter(
        Q(pk=assessment.appointment_id) | Q(starts_at__lte=assessment.performed_at)
    )
    forms = list(
        Intake.objects.filter(appointment__in=visits)
        .select_related("appointment")
        .order_by("-appointment__starts_at")
    )
    weighed = next((form for form in forms if form.mass_kg), None)
    born = patient.birth_date or next((form.birth_date for form in forms if form.birth_date), None)
    sex = next((form.sex_for_norms for form in forms if form.sex_for_norms), "")
    return Body(
        mass_kg=weighed and weighed.mass_kg,
        known_on=weighed and timezone.localdate(weighed.appointment.starts_at),
        age=born and _years(born, timezone.localdate(assessment.performed_at)),
        sex="" if sex == SexForNorms.NOT_SAID else sex,
    )


def _years(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def earlier_assessments(assessment: Assessment) -> QuerySet[Assessment]:
    """Return the patient's kept assessments before this one, in whichever of their files."""
    earlier = Assessment.objects.kept().of_person(assessment.patient)
    return earlier.filter(performed_at__lt=assessment.performed_at)


def last_strength_test(assessment: Assessment) -> ClinicalTest | None:
    """Return a hip-abductor test of the latest earlier assessment that has one."""
    tests = ClinicalTest.objects.filter(
        assessment__in=earlier_assessments(assessment), code=ClinicalTestCode.ABDUCTOR_FORCE
    )
    return tests.select_related("assessment").order_by("-assessment__performed_at", "pk").first()


def last_responses(assessment: Assessment) -> dict[str, QuestionnaireResponse]:
    """Return the latest earlier answers to each questionnaire, by its code."""
    responses = QuestionnaireResponse.objects.filter(assessment__in=earlier_assessments(assessment))
    latest = responses.order_by("code", "-assessment__performed_at", "-pk").distinct("code")
    return {response.code: response for response in latest.select_related("assessment")}
