"""Finding a time and saying whom it is for: what is offered to whom, and how it is narrowed."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.utils.html import escape

from bookings.actions import NewPatient, book_appointment
from bookings.exceptions import ForNewPatients, ForReturningPatients
from bookings.models import Appointment, AppointmentStatus, Purpose
from clinic.models import Patient
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
    UserFactory,
    WorkingHoursFactory,
    bookable,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LONG_AGO = NINE - timedelta(days=30)
DETAILS = "/book/physio/details/"
NINE_ASKED = "practitioner=any&starts_at=2026-12-01T09:00:00-07:00"


def typed(**changes):
    return {
        "starts_at": "2026-12-01T09:00:00-07:00",
        "practitioner": "any",
        "submission": str(uuid4()),
        "name": "Ada Runner",
        "email": "ada@example.org",
        "phone": "",
        "accepts_policy": "on",
        **changes,
    }


def book(service, patient, **details):
    return book_appointment(service=service, starts_at=NINE, patient=patient, **details)


# --- Services -------------------------------------------------------------------------------------


def test_what_brings_somebody_narrows_the_services(client):
    running = ServiceFactory(name="Assessment", purposes=[Purpose.PAIN_WHEN_RUNNING])
    ServiceFactory(name="Strength", purposes=[Purpose.BETTER_TECHNIQUE])

    response = client.get("/book/?for=pain_when_running")

    assert [service for service, _ in response.context["services"]] == [running]
    assert "Show all" in response.content.decode()


def test_a_purpose_that_no_service_has_leads_back_to_all_of_them(client):
    ServiceFactory(purposes=[])

    response = client.get("/book/?for=other_injury")

    assert response.context["services"] == []
    assert "Nothing is marked for that yet" in response.content.decode()


def test_a_service_says_who_gives_it_and_what_it_is_good_for(client):
    service, [practitioner] = bookable()
    service.practitioners.add(PractitionerFactory(discipline="kinesiology"))
    service.purposes = [Purpose.BETTER_TECHNIQUE]
    service.for_new_patients = False
    service.save()

    response = client.get("/book/")

    content = response.content.decode()
    assert response.context["services"] == [(service, [practitioner])]
    assert f"With {practitioner.name}<" in as_read(content)
    assert "Good for: better technique" in content
    assert "For people who have been here before" in content


@pytest.mark.parametrize(
    ("marks", "leads"),
    [
        ([{}, {}], 0),
        ([{"for_new_patients": False}, {}], 1),
        ([{}, {"for_returning_patients": False}], 1),
        ([{"for_new_patients": False}], None),
    ],
    ids=["the first in order", "none for those who were here", "a first visit", "nothing"],
)
def test_what_somebody_new_should_book_leads(client, marks, leads):
    services = [ServiceFactory(position=place, **each) for place, each in enumerate(marks)]

    pages = [client.get(path) for path in ("/", "/services/", "/book/")]

    first = None if leads is None else services[leads]
    assert [page.context["first"] for page in pages] == [first] * 3
    said = [page.content.decode().count("New here? Book this") for page in pages]
    assert said == [0 if leads is None else 1] * 3
    for page in pages[1:]:
        assert page.context["services"][0][0] == (first or services[0])


def test_nobody_whom_we_know_is_told_what_is_for_new_people(client):
    ServiceFactory()
    client.force_login(UserFactory())

    for path in ("/", "/services/", "/book/"):
        assert "New here?" not in client.get(path).content.decode()


def test_the_landing_page_has_a_door_for_each_complaint_that_a_service_is_for(client):
    ServiceFactory(name="Assessment", purposes=[Purpose.PAIN_WHEN_RUNNING], position=1)
    both = [Purpose.BETTER_TECHNIQUE, Purpose.PAIN_WHEN_RUNNING]
    ServiceFactory(name="Strength", purposes=both, position=2)

    page = client.get("/")

    doors = [(door, [each.name for each in good]) for door, good in page.context["doors"]]
    assert doors == [
        (Purpose.PAIN_WHEN_RUNNING, ["Assessment", "Strength"]),
        (Purpose.BETTER_TECHNIQUE, ["Strength"]),
    ]
    assert page.content.decode().count('href="/book/?for=') == 2
    assert 'href="/book/?for=pain_when_running"' in page.content.decode()


# --- Times ----------------------------------------------------------------------------------------


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit", practitioners=2)[0]


def fortnight(client, **query):
    return client.get("/book/physio/", query).context["fortnight"]


def test_the_times_open_on_the_first_free_day_with_the_soonest_time(client, service):
    shown = fortnight(client)

    assert (str(shown.first), str(shown.last)) == ("2026-11-23", "2026-12-06")
    assert str(shown.day.date) == "2026-11-24"
    assert shown.soonest == shown.day.slots[0]
    first, second = service.practitioners.order_by("name")
    assert shown.soonest.practitioner_name == f"{first.name} or {second.name}"
    assert (shown.day_before, str(shown.day_after.date)) == (None, "2026-12-01")
    assert (shown.earlier, shown.later) == ("", "practitioner=any&from=2026-12-07")


def test_a_chosen_day_is_open_and_the_days_next_to_it_are_the_free_ones(client, service):
    shown = fortnight(client, day="2026-12-02")

    assert shown.day.slots == []
    assert str(shown.day_before.date) == "2026-12-01"
    assert shown.day_after is None


def test_a_day_beyond_the_fortnight_begins_another_one(client, service):
    shown = fortnight(client, **{"from": "2026-11-23", "day": "2026-12-08"})

    assert str(shown.first) == str(shown.day.date) == "2026-12-08"
    assert shown.earlier == "practitioner=any&from=2026-11-24"


def test_a_closed_day_says_why(client, service):
    content = client.get("/book/physio/", {"day": "2026-12-25"}).content.decode()

    assert "Closed: Christmas Day" in content
    assert "Friday 25 December, closed: Christmas Day" in as_read(content)


def test_times_are_grouped_by_the_part_of_the_day(client, service):
    service.practitioners.first().working_hours.update(closes="20:00")

    shown = fortnight(client, day="2026-12-01")

    parts = {part: [f"{slot.starts_at:%H:%M}" for slot in slots] for part, slots in shown.day.parts}
    assert list(parts) == ["Morning", "Afternoon", "Evening"]
    assert (parts["Morning"][-1], parts["Afternoon"][0]) == ("11:45", "12:00")
    assert (parts["Afternoon"][-1], parts["Evening"][0]) == ("16:45", "17:00")


def test_a_chosen_practitioner_is_introduced(client, service):
    practitioner = service.practitioners.first()
    practitioner.bio = "Runs before work."
    practitioner.save()

    response = client.get("/book/physio/", {"practitioner": practitioner.slug})

    assert "Runs before work." in response.content.decode()
    assert response.context["fortnight"].soonest.practitioner_name == practitioner.name


def test_the_times_ask_the_same_queries_for_one_practitioner_and_for_many(
    client, django_assert_num_queries
):
    for slug, people in (("one", 1), ("many", 4)):
        _, practitioners = bookable(slug=slug, practitioners=people)
        for practitioner in practitioners:
            WorkingHoursFactory.create_batch(3, practitioner=practitioner, weekday=3)
    client.get("/book/one/")

    for slug in ("one", "many"):
        with django_assert_num_queries(3):  # service and people, times, profile
            assert client.get(f"/book/{slug}/").status_code == 200


# --- Whom it is for -------------------------------------------------------------------------------


def test_a_guest_books_for_a_child_and_both_names_are_kept(client, service):
    client.post(DETAILS, typed(name=" Robin ", contact_name="Ada Runner"))

    patient = Patient.objects.get()
    assert (patient.name, patient.contact_name) == (" Robin ", "Ada Runner")


def test_an_account_chooses_among_the_people_it_looks_after(client, service):
    user, child = UserFactory(), PatientFactory(name="Robin")
    child.looked_after_by.add(user)
    client.force_login(user)

    client.post(DETAILS, typed(patient=child.reference, name=""))

    assert Appointment.objects.get().patient == child
    assert Patient.objects.count() == 1


def test_an_account_is_asked_about_its_own_person_first(client, service):
    user = UserFactory(name="Noor Runner")
    child = PatientFactory(name="Ada Runner", contact_name="Noor Runner")
    own = PatientFactory(name="Noor Runner", email=user.email)
    user.patients.add(child, own)
    client.force_login(user)

    page = client.post(DETAILS, typed(name=""))

    shown = page.context["form"].fields["patient"]
    assert [name for _, name in shown.choices] == ["Noor Runner", "Ada Runner", "Somebody new"]
    assert shown.initial == str(own.reference)


def test_an_account_adds_somebody_new_whom_it_then_looks_after(client, service):
    user = UserFactory(name="Ada Runner", email="ada@example.org")
    PatientFactory().looked_after_by.add(user)
    client.force_login(user)

    unnamed = client.post(DETAILS, typed(patient="new", name=" "))
    client.post(DETAILS, typed(patient="new", name="Robin", birth_date="2015-05-01"))

    assert unnamed.status_code == 422
    assert list(unnamed.context["form"].errors) == ["name"]
    robin = Appointment.objects.get().patient
    assert (robin.name, str(robin.birth_date)) == ("Robin", "2015-05-01")
    assert (robin.email, robin.contact_name) == ("ada@example.org", "Ada Runner")
    assert list(robin.looked_after_by.all()) == [user]
    assert robin.email_proven_at is None


@pytest.mark.parametrize("chosen", ["", "x", "1", "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_an_account_books_for_nobody_else(client, service, chosen):
    user = UserFactory()
    PatientFactory().looked_after_by.add(user)
    client.force_login(user)

    response = client.post(DETAILS, typed(patient=chosen))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["patient"]


def follow_up():
    return bookable(slug="physio", for_new_patients=False)[0]


def test_a_follow_up_is_not_for_a_guest_whose_email_we_may_or_may_not_know(client):
    follow_up()
    AppointmentFactory(patient__email="known@example.org", starts_at=LONG_AGO)

    answers = [
        client.post(DETAILS, typed(email=email)) for email in ("known@example.org", "new@x.example")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    errors = {str(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(errors) == 1
    assert "please log in" in errors.pop()
    assert "Email me a code" in answers[0].content.decode()


@pytest.mark.parametrize("page", ["/book/physio/?day=2026-12-01", f"{DETAILS}?{NINE_ASKED}"])
def test_a_follow_up_asks_a_stranger_for_their_email_before_anything_else(client, page):
    follow_up()

    answer = client.get(page)

    content = answer.content.decode()
    assert "First, your email" in content
    assert f'name="next" value="{escape(page)}"' in content
    assert ('name="starts_at"' in content, "Send me a code" in content) == (False, True)


def test_a_follow_up_shows_its_times_to_an_account_only_once_somebody_has_been_here(client):
    follow_up()
    user, patient = UserFactory(), PatientFactory()
    patient.looked_after_by.add(user)
    client.force_login(user)

    unknown = client.get("/book/physio/").content.decode()
    AppointmentFactory(patient=patient, starts_at=LONG_AGO)
    known = client.get("/book/physio/").content.decode()

    assert ForReturningPatients.to_an_account in unknown
    assert ("Show first visits" in unknown, 'name="starts_at"' in unknown) == (True, False)
    assert ('name="starts_at"' in known, "First, your email" in known) == (True, False)


def test_the_log_in_for_a_follow_up_leads_back_to_the_time_that_is_kept(client):
    follow_up()
    kept = client.post("/book/physio/hold/", {"starts_at": "2026-12-01T09:00:00-07:00"})

    page = client.get(kept.url).content.decode()

    hold = Appointment.objects.get().hold_token
    back = quote(f"{DETAILS}?hold={hold}", safe="")
    assert f'href="/accounts/login/code/?next={back}"' in page


def test_a_follow_up_is_for_somebody_with_a_visit_before_it():
    service, patient = follow_up(), PatientFactory()
    AppointmentFactory(patient=patient, starts_at=LONG_AGO)

    assert book(service, patient).patient == patient


def test_a_follow_up_is_for_somebody_whose_joined_file_has_the_visit():
    service, patient = follow_up(), PatientFactory()
    joined = PatientFactory(merged_into=patient)
    AppointmentFactory(patient=joined, starts_at=LONG_AGO)

    assert book(service, patient).patient == patient


@pytest.mark.parametrize(
    ("status", "starts_at"),
    [
        (AppointmentStatus.NOSHOW, LONG_AGO),
        (AppointmentStatus.CANCELLED, LONG_AGO),
        (AppointmentStatus.BOOKED, NINE + timedelta(days=1)),
    ],
    ids=["missed", "cancelled", "after it"],
)
def test_a_follow_up_is_not_for_somebody_who_never_came(status, starts_at):
    service, patient = follow_up(), PatientFactory()
    AppointmentFactory(patient=patient, starts_at=starts_at, status=status, cancelled_at=LONG_AGO)

    with pytest.raises(ForReturningPatients):
        book(service, patient)

    assert patient.appointments.count() == 1


def test_a_follow_up_asks_a_guest_to_log_in_and_for_nothing_that_is_refused(client):
    service = follow_up()
    path = f"/book/{service.slug}/"

    kept = client.post(f"{path}hold/", {"starts_at": NINE.isoformat(), "practitioner": "any"})
    page = client.get(kept.url).content.decode()

    assert "/accounts/login/code/?next=" in page
    assert 'name="email"' not in page
    assert "Book this visit" not in page


def test_a_first_visit_is_not_for_somebody_who_has_been_here():
    service, patient = bookable(for_returning_patients=False)[0], PatientFactory()
    AppointmentFactory(patient=patient, starts_at=LONG_AGO)

    with pytest.raises(ForNewPatients):
        book(service, patient)

    assert book(service, NewPatient("Robin")).patient.name == "Robin"


def test_staff_book_any_service_for_anybody():
    assert book(follow_up(), PatientFactory(), booker=AT_THE_DESK).status == "booked"


# --- In a frame -----------------------------------------------------------------------------------


def test_the_frame_shows_services_and_times_without_a_cookie(client, service, settings):
    settings.EMBED_ORIGINS = ["https://clinic.example.org"]

    pages = [
        client.get(f"/book/embed/{path}") for path in ("", "physio/", "physio/?from=2026-12-01")
    ]

    for page in pages:
        assert page.status_code == 200
        rules = page["Content-Security-Policy"].split("; ")
        assert "frame-ancestors https://clinic.example.org" in rules
        assert "X-Frame-Options" not in page
        assert "Vary" not in page
        assert not page.cookies
        assert "csrf" not in page.content.decode()
    first = pages[2].context["fortnight"].day.slots[0]
    link = f'href="{first.details_url}" target="_top"'
    assert link in as_read(pages[2].text).replace("&amp;", "&")


def test_without_origins_nobody_frames_the_times_and_other_pages_never(client, service, settings):
    assert "frame-ancestors 'none'" in client.get("/book/embed/")["Content-Security-Policy"]
    settings.EMBED_ORIGINS = ["https://clinic.example.org"]

    page = client.get("/book/physio/")

    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
