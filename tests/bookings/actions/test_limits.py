"""How many visits one person books alone, and how often anybody may try."""

import json
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from bookings.actions import Booker, NewPatient, book_appointment, cancel_appointment
from bookings.exceptions import SlotUnavailable, TooManyVisitsAhead
from bookings.links.visits import visit_key
from bookings.models import Appointment, AppointmentStatus
from clinic.models import ClinicProfile, Patient
from tests.bookings.api.calls import ADA, PROBLEM, conflict, post
from tests.bookings.api.calls import problem as problem_body
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)
from tests.races import kinds, race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
ADA_AS_GUEST = NewPatient("Ada", "ada@example.org")
REFUSAL = "No more visits can be booked online for now. Please call us and we will find a time."


@pytest.fixture
def service():
    ClinicProfile.objects.create(most_visits_ahead=2)
    service, _ = bookable(slug="physio")
    return service


def book(service, patient=ADA_AS_GUEST, **more):
    """Book the first week at nine that is still free."""
    starts_at = NINE + Appointment.objects.count() * WEEK
    return book_appointment(
        **{"service": service, "patient": patient, "starts_at": starts_at, **more}
    )


def test_a_guest_books_as_many_visits_under_one_email_as_the_clinic_allows(service):
    book(service)
    book(service, NewPatient("Somebody else", "ADA@Example.org"))

    with pytest.raises(TooManyVisitsAhead) as refusal:
        book(service)

    assert str(refusal.value) == REFUSAL
    assert Appointment.objects.count() == Patient.objects.count() == 2


def test_a_patient_without_an_email_is_counted_by_their_files(service):
    patient = PatientFactory(email="")
    joined = PatientFactory(email="", merged_into=patient)
    book(service, patient)
    AppointmentFactory(patient=joined, starts_at=NINE + HOUR)

    with pytest.raises(TooManyVisitsAhead):
        book(service, patient)


def test_a_refusal_tells_a_stranger_of_nobodys_file(service):
    account = PatientFactory(email="ada@example.org")
    account.looked_after_by.add(UserFactory())
    at_the_desk = PatientFactory(email="ada@example.org")
    for patient, source in ((account, "online"), (at_the_desk, "desk")):
        for _ in range(2):
            book(service, patient, booker=Booker(source))

    book(service)
    book(service)
    with pytest.raises(TooManyVisitsAhead):
        book(service)


def test_an_account_books_no_more_by_naming_somebody_new_each_time(service):
    user = UserFactory(email="ada@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    for name in ("Ada", "Ben"):
        book(service, NewPatient(name, user.email), booker=Booker(user=user))

    with pytest.raises(TooManyVisitsAhead):
        book(service, NewPatient("Cleo", user.email), booker=Booker(user=user))
    assert set(Patient.objects.values_list("email_proven_at", flat=True)) != {None}


def test_strangers_do_not_use_up_what_a_proven_email_may_book(service):
    for _ in range(2):
        book(service)
    own = PatientFactory(email="Ada@example.org", email_proven_at=timezone.now())
    child = PatientFactory(email="ada@example.org", email_proven_at=timezone.now())

    book(service, own)
    book(service, child)
    with pytest.raises(TooManyVisitsAhead):
        book(service, own)


def test_people_without_an_email_are_not_counted_together(service):
    for _ in range(3):
        book(service, PatientFactory(email=""))

    assert Appointment.objects.count() == 3


def test_only_visits_that_are_still_ahead_count(service, clock):
    book(service)
    cancel_appointment(appointment=book(service))
    clock.move_to(NINE + HOUR)

    book(service)
    book(service)

    assert Appointment.objects.still_ahead(timezone.now()).count() == 2


def test_the_desk_books_more_than_the_limit(service):
    patient = PatientFactory()
    for _ in range(4):
        book(service, patient, booker=AT_THE_DESK)

    assert Appointment.objects.filter(patient=patient).count() == 4


def test_a_repeated_submit_of_the_last_visit_returns_it(service):
    book(service)
    submission = uuid4()
    last = book(service, submission=submission)

    assert book(service, submission=submission) == last


def test_a_taken_time_says_so_before_the_limit_does(service):
    book(service)
    book(service)

    with pytest.raises(SlotUnavailable):
        book(service, starts_at=NINE)


def test_the_api_answers_409_past_the_limit(client, service):
    wish = {**ADA, "service": "physio", "practitioner": "any"}
    for hour in ("09", "10"):
        assert (
            post(client, wish | {"starts_at": f"2026-12-01T{hour}:00:00-07:00"}).status_code == 201
        )

    refused = post(client, wish | {"starts_at": "2026-12-01T11:00:00-07:00"})

    assert (refused.status_code, refused.json()) == (409, conflict(REFUSAL))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_under_one_email_do_not_pass_the_limit(service):
    book(service)
    rivals = [bookable()[0] for _ in range(4)]  # no practitioner keeps them apart

    def attempt(number):
        patient = NewPatient("Rival", "ADA@example.org" if number % 2 else "ada@example.org")
        return lambda: book_appointment(
            service=rivals[number], patient=patient, starts_at=NINE + number * HOUR
        )

    outcomes, *_ = race(*[attempt(number) for number in range(4)])

    assert kinds(outcomes) == {Appointment: 1, TooManyVisitsAhead: 3}


# --- How often ------------------------------------------------------------------------------------


def typed(**changed):
    return {
        "starts_at": ADA["starts_at"],
        "practitioner": "any",
        "name": "Ada Runner",
        "email": "ada@example.org",
        "accepts_policy": "on",
        "submission": str(uuid4()),
        **changed,
    }


def test_a_booking_past_the_limit_is_a_429_that_keeps_what_was_typed(client, service, settings):
    settings.RATE_LIMIT_BOOKINGS = "1/h"
    client.post("/book/physio/details/", typed(starts_at="2026-12-02T03:00:00-07:00"))

    refused = client.post("/book/physio/details/", typed())

    assert refused.status_code == 429
    assert 3590 <= int(refused["Retry-After"]) <= 3600
    assert "Please try again after 10:00 Vancouver time, or call us." in refused.text
    assert 'value="Ada Runner"' in refused.text
    assert 'value="ada@example.org"' in refused.text
    assert not Appointment.objects.exists()


def test_bookings_under_one_email_are_counted_from_every_address(client, service, settings):
    settings.RATE_LIMIT_BOOKINGS_PER_EMAIL = "1/h"
    first = client.post("/book/physio/details/", typed())
    other = {"starts_at": "2026-12-01T11:00:00-07:00", "email": "ADA@example.org"}

    refused = client.post("/book/physio/details/", typed(**other), REMOTE_ADDR="192.0.2.7")
    through_the_api = post(
        client, {**ADA, "service": "physio", "practitioner": "any", "email": "Ada@example.org"}
    )

    assert (first.status_code, refused.status_code) == (302, 429)
    assert through_the_api.status_code == 429
    assert through_the_api["Content-Type"] == PROBLEM
    assert 3590 <= int(through_the_api["Retry-After"]) <= 3600
    assert through_the_api.json() == problem_body(429, "Too Many Requests", "Too many requests.")


def test_strangers_do_not_use_up_the_attempts_of_an_account(client, service, settings):
    settings.RATE_LIMIT_BOOKINGS_PER_EMAIL = "1/h"
    client.post("/book/physio/details/", typed(), REMOTE_ADDR="192.0.2.7")
    user = UserFactory(email="ada@example.org")
    ada = PatientFactory(email=user.email)
    ada.looked_after_by.add(user)
    client.force_login(user)
    later = {"starts_at": "2026-12-01T11:00:00-07:00", "patient": str(ada.reference)}

    statuses = [
        client.post("/book/physio/details/", typed(**later, submission=str(uuid4()))).status_code
        for _ in range(2)
    ]

    assert statuses == [302, 429]


def test_a_repeated_call_of_the_api_counts_once(client, service, settings):
    settings.RATE_LIMIT_BOOKINGS_PER_EMAIL = "1/h"
    wish = {**ADA, "service": "physio", "practitioner": "any"}

    statuses = [post(client, wish, key="one").status_code for _ in range(3)]

    assert statuses == [201, 201, 201]


def test_times_are_kept_so_often_an_hour_and_no_more(client, service, settings):
    settings.RATE_LIMIT_HOLDS = "1/h"
    chosen = {"starts_at": ADA["starts_at"], "practitioner": "any"}

    first = client.post("/book/physio/hold/", chosen)
    refused = client.post("/book/physio/hold/", chosen)

    assert (first.status_code, refused.status_code) == (302, 429)
    assert "Please try again after <strong>10:00 Vancouver time</strong>" in refused.text
    assert Appointment.objects.filter(status=AppointmentStatus.HELD).count() == 1


def test_joining_the_waitlist_too_often_is_a_429_that_keeps_what_was_typed(
    client, service, settings
):
    settings.RATE_LIMIT_WAITLIST = "0/h"
    wish = {
        "earliest_on": "2026-12-05",
        "latest_on": "2026-12-07",
        "practitioner": "any",
        "name": "Ada Runner",
        "email": "ada@example.org",
        "submission": str(uuid4()),
    }

    refused = client.post(f"/waitlist/join/?{urlencode({'service': 'physio'})}", wish)

    assert refused.status_code == 429
    assert 'value="Ada Runner"' in refused.text
    assert 3590 <= int(refused["Retry-After"]) <= 3600


def test_a_visit_is_moved_so_often_an_hour_and_at_the_desk_oftener(client, service, settings):
    settings.RATE_LIMIT_MOVES = "2/h"
    visit = book(service, starts_at=NINE + WEEK)
    by_key = f"{visit.get_absolute_url()}move/?key={visit_key(visit)}"

    def move(path, hour, revision):
        starts_at = f"2026-12-08T{hour:02}:00:00-07:00"
        chosen = {"starts_at": starts_at, "practitioner": visit.practitioner.slug}
        return client.post(path, chosen | {"revision": revision})

    statuses = [move(by_key, hour, number).status_code for number, hour in enumerate((11, 12, 13))]
    client.force_login(FrontDeskFactory())
    by_the_desk = move(by_key.split("?")[0], 13, 2)

    assert statuses == [302, 302, 429]
    assert by_the_desk.status_code == 302
    assert Appointment.objects.get().revision == 3


def test_looking_and_what_cannot_be_booked_anyway_are_not_counted(client, service, settings):
    settings.RATE_LIMIT_BOOKINGS = "1/h"
    for _ in range(3):
        client.post("/book/physio/details/", typed(name=""))
        client.get("/book/physio/")

    assert client.post("/book/physio/details/", typed()).status_code == 302


def test_the_api_documents_its_429(client):
    document = json.loads(client.get("/api/v1/openapi.json").content)

    assert "429" in document["paths"]["/api/v1/appointments"]["post"]["responses"]
