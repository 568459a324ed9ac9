"""The record for other systems: one assessment, a person's whole file, or one's own, as FHIR.

It takes the same number of queries however many rows there are, and the text is made resource by
resource as it is sent. Points and pictures are never loaded.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from assessments.export.fhir.people import appointment, organization, patient
from assessments.export.fhir.plans import plan_resources
from assessments.export.fhir.reports import assessment_resources
from assessments.export.fhir.resources import Resource, bundle
from assessments.models import (
    Assessment,
    Capture,
    Programme,
    ProgrammeVersion,
)
from bookings.models import Appointment
from clinic.models import ClinicProfile, Patient, User
from clinic.models.people import PERSON_OF_PATIENT


def finished() -> QuerySet[Assessment]:
    """Return the assessments that are recorded or signed, with what the record tells of them."""
    rows = Assessment.objects.finished()
    people = (
        *(PERSON_OF_PATIENT, "practitioner", "signed_by__practitioner"),
        *("appointment__service", "appointment__practitioner"),
        "cosignature__signed_by__practitioner",
    )
    captures = Capture.objects.only("assessment", "view", "capture_fps", "removed_at")
    return rows.select_related(*people).prefetch_related(
        "measurements",
        "observations",
        "findings",
        "clinical_tests",
        "questionnaire_responses",
        "addenda__signed_by",
        Prefetch("captures", captures),
    )


def assessment_as_fhir(assessment: Assessment, *, now: datetime) -> Iterator[str]:
    """Return one assessment, for a clinician, as the text of a FHIR bundle, in parts."""
    plans = _plans().filter(assessment=assessment)
    return bundle(_resources([], [], [assessment], plans, for_patient=False), made_at=now)


def chart_as_fhir(person: Patient, *, now: datetime) -> Iterator[str]:
    """Return what a person's file holds, for a clinician: visits, finished assessments, plans."""
    visits = _visits().of_person(person)
    assessments, plans = finished().of_person(person), _plans().of_person(person)
    return bundle(_resources([person], visits, assessments, plans, for_patient=False), made_at=now)


def own_as_fhir(user: User, *, now: datetime) -> Iterator[str]:
    """Return what a person may read of those they look after: visits, what was shared, plans."""
    people = Patient.objects.of_account(user).with_person()
    visits = _visits().filter(patient__in=people)
    assessments = finished().shared().filter(patient__in=people)
    plans = _plans().filter(patient__in=people)
    return bundle(_resources(people, visits, assessments, plans, for_patient=True), made_at=now)


def _visits() -> QuerySet[Appointment]:
    rows = Appointment.objects.ever_booked()
    return rows.select_related("service", "practitioner", PERSON_OF_PATIENT)


def _plans() -> QuerySet[Programme]:
    """Return the plans that were ever sent, each with its versions that were."""
    versions = ProgrammeVersion.objects.filter(sent_at__isnull=False)
    sent = versions.select_related("sent_by__practitioner").prefetch_related("items")
    rows = Programme.objects.ever_sent().select_related(
        PERSON_OF_PATIENT, "practitioner", "assessment"
    )
    return rows.prefetch_related(Prefetch("versions", sent))


def _resources(
    people: Iterable[Patient],
    visits: Iterable[Appointment],
    assessments: Iterable[Assessment],
    plans: Iterable[Programme],
    *,
    for_patient: bool,
) -> Iterator[Resource]:
    clinic, reports = organization(ClinicProfile.objects.current()), set()
    yield clinic
    for one in people:
        yield patient(one.person)
    for visit in visits:
        yield from appointment(visit, patient(visit.patient.person))
    for assessment in assessments:
        person = patient(assessment.patient.person)
        yield person
        yield from assessment_resources(assessment, person, clinic, for_patient=for_patient)
        reports.add(assessment.reference)
    for programme in plans:
        person = patient(programme.patient.person)
        yield person
        yield from plan_resources(programme, person, reports, for_patient=for_patient)
