"""The demo clinic: believable, the same every time, and never seeded twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q
from django.test import override_settings
from django.utils import timezone

from assessments.exercises.library import EXERCISES
from assessments.models import Assessment, ExerciseReview, SafetyCheck
from bookings.actions import cancel_appointment
from bookings.models import (
    Appointment,
    AppointmentStatus,
    Equipment,
    ScheduleException,
    Service,
    WorkingHours,
)
from bookings.slots.search import Search
from bookings.slots.services import bookable_services
from clinic.models import (
    ClinicProfile,
    DropReason,
    Message,
    MessageState,
    Patient,
    Practitioner,
    User,
)
from demo.logins import CLINICIAN, DEMO_LOGINS, PATIENT
from demo.people import PATIENTS
from demo.services import PROFILE, SERVICES
from tests.conftest import MONDAY_MORNING

SEEDED = (
    Appointment,
    ClinicProfile,
    EmailAddress,
    Equipment,
    Message,
    Patient,
    Practitioner,
    ScheduleException,
    Service,
    User,
    WorkingHours,
)
WEDNESDAY_EVENING = datetime(2026, 11, 26, 1, tzinfo=UTC)  # 18:00 in Vancouver

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock"),
]


@pytest.fixture(autouse=True)
def demo_mode(settings):
    settings.DEMO = True


@pytest.fixture(autouse=True, scope="module")
def _without_printing():
    """Leave the reports unmade: `test_plans.py` has them, and each printing takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("demo.plans.make_reports", int)
        yield


def seed():
    output = StringIO()
    call_command("seed_demo", stdout=output)
    return output.getvalue()


@pytest.fixture(scope="class")
def seeded(request, _without_printing, django_db_setup, django_db_blocker):
    """What is printed by the seed that all tests of a class begin with; each undoes its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO=True), time_machine.travel(request.cls.day, tick=True):
            printed = seed()
        yield printed
        transaction.set_rollback(True)


def keys():
    return {model: set(model.objects.values_list("pk", flat=True)) for model in SEEDED}


@pytest.mark.usefixtures("seeded")
class TestOfMondayMorning:
    day = MONDAY_MORNING

    def test_the_seed_adds_the_people_and_things_and_prints_the_log_ins(self, seeded):
        assert {
            model.__name__: model.objects.count() for model in SEEDED[1:] if model != Message
        } == {
            "ClinicProfile": 1,
            "EmailAddress": 5,
            "Equipment": 1,
            "Patient": 76,
            "Practitioner": 6,
            "ScheduleException": 4,
            "Service": 5,
            "User": 5,
            "WorkingHours": 61,
        }
        assert dict(
            Practitioner.objects.values_list("discipline").annotate(Count("pk")).order_by()
        ) == {"physiotherapy": 4, "kinesiology": 2}
        assert seeded == (
            "Log in as        Email                     Password\n"
            "Patient          patient@stance.example    easy-strides\n"
            "Clinician        clinician@stance.example  easy-strides\n"
            "Front desk       desk@stance.example       easy-strides\n"
            "Administrator    admin@stance.example      easy-strides\n"
            "Privacy officer  privacy@stance.example    easy-strides\n"
        )

    def test_a_running_specialist_stands_by_each_exercise(self):
        reviews = ExerciseReview.objects.values_list("code", "exercise_version")

        assert dict(reviews) == {code: one.version for code, one in EXERCISES.items()}
        assert ExerciseReview.objects.filter(reviewed_by__is_running_specialist=False).count() == 0

    def test_every_visit_is_one_that_the_engine_offers_and_assessments_have_all_they_need(self):
        services = {service.pk: service for service in bookable_services()}
        refusals = []
        for visit in Appointment.objects.taking_place().with_people():
            search = Search(
                services[visit.service_id],
                [visit.practitioner],
                timezone.now(),
                by_staff=True,
                ignoring=[visit.pk],
            )
            if visit.conflict_since is None:
                refusals.append(search.around(visit.starts_at).why_not(visit.starts_at))
        assert set(refusals) == {None}
        assert set(
            Appointment.objects.values_list(
                "service__slug", "practitioner__is_running_specialist", "equipment__name"
            ).filter(Q(service__slug="running-assessment") | Q(equipment__isnull=False))
        ) == {("running-assessment", True, "Treadmill")}

    def test_seeding_again_changes_nothing(self):
        before = keys()
        visits = list(Appointment.objects.values())

        seed()

        assert keys() == before
        assert list(Appointment.objects.values()) == visits

    def test_seeding_again_keeps_what_people_did(self, clock):
        visit = Appointment.objects.filter(status=AppointmentStatus.BOOKED).first()
        cancel_appointment(appointment=visit)
        Equipment.objects.update(name="Old treadmill")
        Practitioner.objects.filter(slug="noor-cedarbrook").update(bio="", is_active=False)
        before = keys()

        clock.shift(timedelta(days=3))
        seed()

        assert keys() == before
        assert Appointment.objects.get(pk=visit.pk).status == AppointmentStatus.CANCELLED
        assert Equipment.objects.get().name == "Old treadmill"

    def test_seeding_again_books_ahead_once_the_visits_have_run_dry(self, clock):
        before = keys()
        clock.shift(timedelta(weeks=8))

        seed()

        added = Appointment.objects.exclude(pk__in=before[Appointment])
        assert added.count() >= 20
        assert not added.filter(starts_at__lt=timezone.now()).exists()
        assert before[Appointment] < keys()[Appointment]
        assert {
            model: rows for model, rows in keys().items() if model in (Patient, User, Service)
        } == {model: before[model] for model in (Patient, User, Service)}

    def test_each_log_in_works_and_has_something_to_see(self, client):
        assert [
            client.login(email=login.email, password=login.password) for login in DEMO_LOGINS
        ] == [True] * len(DEMO_LOGINS)
        assert list(EmailAddress.objects.values_list("verified", "primary")) == [
            (True, True)
        ] * len(DEMO_LOGINS)
        family = User.objects.get(email=PATIENT.email).patients
        assert sorted(family.values_list("name", flat=True)) == ["Juniper Hale", "Robin Hale"]
        clinician = User.objects.get(email=CLINICIAN.email)
        assert clinician.practitioner.appointments.count() >= 5

    def test_one_demo_form_is_filled_and_another_waits_for_the_demos_clinician(self):
        filled = Appointment.objects.get(form_filled_at__isnull=False)
        waiting = Appointment.objects.get(under_review_since__isnull=False)
        assert (filled.patient.name, filled.service.slug) == ("Juniper Hale", "running-assessment")
        assert filled.under_review_since is None
        assert waiting.service.slug == "running-assessment"
        assert waiting.practitioner.user.email == CLINICIAN.email
        assert Message.objects.filter(kind="review_needed").count() == 1


@pytest.mark.usefixtures("seeded")
class TestOfWednesdayEvening:
    day = WEDNESDAY_EVENING

    @pytest.fixture(autouse=True)
    def evening(self, clock):
        clock.move_to(self.day)

    def test_no_message_is_planned_about_a_visit_that_has_begun(self):
        begun = Appointment.objects.filter(starts_at__lte=timezone.now()).values("pk")
        visits = ContentType.objects.get_for_model(Appointment)  # other rows have the same keys
        about_begun = Message.objects.filter(about_type=visits, about_id__in=begun)
        assert set(about_begun.values_list("state", "dropped_reason", "dropped_note")) == {
            (MessageState.DROPPED, DropReason.OTHER, "before the demo began")
        }
        assert Message.objects.filter(state=MessageState.PLANNED).exists()

    def test_the_demo_runners_have_signed_assessments_and_one_is_in_progress(self):
        signed = Assessment.objects.signed().order_by("performed_at", "patient__name")
        assert [(one.patient.name, one.is_shared) for one in signed] == [
            ("Juniper Hale", True),
            ("Imogen Starling", True),
            ("Juniper Hale", True),
        ]
        for one in signed:
            assert one.frames.count() == 4
            assert set(one.measurements.values_list("side", "from_frames").distinct()) == {
                (one.target_measures.first().side, True),
                ("R", False),
                ("L", False),
                ("", False),
            }
            assert one.clinical_tests.exists()
            assert one.target_measures.count() == 3
        begun = Assessment.objects.get(status="draft")
        assert begun.appointment.practitioner.user.email == CLINICIAN.email
        assert begun.appointment.note_unsigned_since == WEDNESDAY_EVENING
        checks = SafetyCheck.objects.all()
        assert {(one.stops, one.checked_by.email) for one in checks} == {(False, CLINICIAN.email)}
        assert {one.assessment for one in checks} == {*signed, begun}
        drop = signed[0].measurements.get(metric="cpd", side="R", state="fresh")
        assert (drop.mean, drop.n_steps, drop.levelled) == (Decimal("8.300"), 7, True)


@pytest.mark.parametrize(
    "day",
    [
        datetime(2026, 11, 26, 1, tzinfo=UTC),
        datetime(2026, 11, 29, 20, tzinfo=UTC),
        datetime(2026, 12, 26, 18, tzinfo=UTC),
        datetime(2027, 1, 1, 8, tzinfo=UTC),
    ],
    ids=["Wednesday evening", "Sunday", "Boxing Day", "New Year's night"],
)
def test_the_demo_clinic_has_a_month_of_visits_in_every_state(clock, day):
    clock.move_to(day)

    seed()

    visits = Appointment.objects.all()
    states = Counter(visits.values_list("status", flat=True))
    assert set(states) == set(AppointmentStatus) - {
        AppointmentStatus.HELD,
        AppointmentStatus.EXPIRED,
    }
    assert sum(states.values()) >= 50
    assert not visits.filter(status="booked", starts_at__lte=day).exists()
    assert visits.filter(status="booked", starts_at__lte=day + timedelta(days=7)).count() >= 5
    assert visits.filter(revision=1, status="booked").exists()  # moved
    days = {timezone.localdate(visit.starts_at) - timezone.localdate(day) for visit in visits}
    assert min(days) >= timedelta(days=-26)
    assert max(days) <= timedelta(days=14)


def test_the_same_day_gives_the_same_visits():
    diaries = []
    for _ in range(2):
        with transaction.atomic():
            seed()
            diaries.append(
                list(
                    Appointment.objects.order_by("starts_at", "pk").values_list(
                        "starts_at", "practitioner__slug", "patient__reference", "status", "source"
                    )
                )
            )
            transaction.set_rollback(True)

    assert diaries[0] == diaries[1] != []


def test_every_email_of_the_demo_clinic_is_a_fictional_one():
    emails = {PROFILE["email"], *(person.email for person in (*PATIENTS, *DEMO_LOGINS))} - {""}

    assert {email.rpartition(".")[2] for email in emails} == {"example"}


def test_no_name_of_a_service_names_a_body_part():
    words = set(" ".join(service["name"] for service in SERVICES).lower().split())

    assert words.isdisjoint({"hip", "knee", "pelvis", "pelvic", "foot", "back", "ankle", "gluteus"})


def test_the_seed_refuses_to_run_outside_demo_mode(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="demo mode alone"):
        seed()

    assert User.objects.count() == 0
