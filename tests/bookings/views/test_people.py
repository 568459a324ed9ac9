"""People at the desk: found by a part of what is known, written down once, booked for."""

from datetime import date, timedelta
from threading import Barrier, Thread
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.actions import add_patient, book_appointment, cancel_appointment, change_contact
from bookings.exceptions import PersonMayBeKnown
from bookings.models import Appointment, Service
from clinic.models import Message, Patient
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)
from tests.factories.messages import MessageFactory
from tests.instants import FromNowOn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
TOKEN = UUID("12345678-1234-5678-1234-567812345678")
NINE_THERE = "2026-12-01T09:00:00-07:00"


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


@pytest.fixture
def service():
    return bookable(slug="physio", name="Physiotherapy visit")[0]


def path_of(person, page=""):
    return f"/desk/people/{person.reference}/{page}"


def found(client, wanted):
    answer = client.get("/desk/people/", {"q": wanted})
    assert answer.status_code == 200
    return [person.name for person in answer.context["people"]]


def typed(**changes):
    return {"name": "Ada Runner", "email": "", "phone": "", "birth_date": "", **changes}


# --- Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "status"),
    [
        (UserFactory, 403),
        (ClinicianFactory, 403),
        (FrontDeskFactory, 200),
        (AdministratorFactory, 200),
        (None, 302),
    ],
)
def test_people_open_to_the_desk_and_administrators_alone(client, service, factory, status):
    person = PatientFactory()
    if factory:
        client.force_login(factory())
    book = f"?patient={person.reference}"

    statuses = {
        path: client.get(path).status_code
        for path in (
            "/desk/people/",
            "/desk/people/new/",
            path_of(person),
            path_of(person, "edit/"),
            f"/book/{book}",
            f"/book/physio/{book}",
            f"/book/physio/details/{book}&starts_at={NINE_THERE}",
        )
    }

    assert set(statuses.values()) == {status}, statuses


@pytest.mark.parametrize("factory", [UserFactory, ClinicianFactory, None])
def test_nobody_else_writes_about_people_or_books_for_them(client, service, factory):
    person = PatientFactory(name="Before")
    if factory:
        client.force_login(factory())
    wish = {"starts_at": NINE_THERE, "practitioner": "any", "accepts_policy": "on"}

    statuses = {
        client.post("/desk/people/new/", typed()).status_code,
        client.post(path_of(person, "edit/"), typed()).status_code,
        client.post(f"/book/physio/details/?patient={person.reference}", wish).status_code,
    }

    assert statuses == {403 if factory else 302}
    assert list(Patient.objects.values_list("name", flat=True)) == ["Before"]
    assert not Appointment.objects.exists()


# --- Search -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        "zo",
        "ZOË",
        "zoe desch",
        "Deschênes, Zoë",
        "deschenes",
        "zoe@ex",
        "EXAMPLE.ORG zoë",
        "604-555",
        "6045550142",
        "(604) 555 0142",
        "+1 604 555 0142",
        "0142",
    ],
)
def test_a_part_of_a_name_an_email_or_a_phone_finds_a_person(desk, wanted):
    PatientFactory(name="Zoë  Deschênes", email="Zoe@example.org", phone="604.555.0142")
    PatientFactory(name="Li Wei", email="li@example.com", phone="778-555-0199")

    assert found(desk, wanted) == ["Zoë  Deschênes"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Maeve O\u2019Brien", "o'brien"),
        ("Maeve O'Brien", "o\u2019brien"),
        ("Maeve O\u00b4Brien", "o'brien"),
        ("Ana Mora\u2011Diaz", "mora-diaz"),
        ("Ana Mora-Diaz", "mora\u2013diaz"),
        ("Ana Mo\u00adra", "mora"),
        ("SØREN Kjær", "soren kjaer"),
        ("Søren Kjær", "SØREN"),
        ("Łukasz Đurić", "lukasz duric"),
        ("Lukasz Weiss", "łukasz weiß"),
        ("Bj\u01ffrn", "bjorn"),
        ("Isıl", "isil"),
    ],
)
def test_a_name_is_found_as_it_is_typed_on_any_keyboard(desk, name, wanted):
    PatientFactory(name=name)

    assert found(desk, wanted) == [name]


@pytest.mark.parametrize(
    "wanted", ["%", "_", "%%", "__", "zoe li", "9999", "-- ", "'; DROP", "\\d", ".*", "🏃🏃", ", ,"]
)
def test_what_matches_nobody_finds_nobody(desk, wanted):
    PatientFactory(name="Zoë Deschênes", phone="604-555-0142")
    answer = desk.get("/desk/people/", {"q": wanted})

    assert answer.context["people"] == []
    assert answer.status_code == (422 if len(wanted.strip()) < 2 else 200)


@pytest.mark.parametrize("name", ["عداء سريع", "王小明", "🏃 Runner", "Łukasz", "O'Brien-D’Arcy"])
def test_any_name_is_found_by_itself(desk, name):
    PatientFactory(name=name)

    assert found(desk, name) == [name]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?q=", 200),
        ("?q=%20%20", 200),
        ("?q=a", 422),
        (f"?q={'x' * 101}", 422),
        (f"?q={'x' * 10_000}", 422),
        ("?q=a%00b", 400),
        ("?q=%FF%FE%ED%A0%80", 200),
    ],
)
def test_a_search_that_cannot_be_made_says_why_and_keeps_what_was_typed(desk, query, status):
    PatientFactory(name="xx" * 60)

    answer = desk.get(f"/desk/people/{query}")

    assert answer.status_code == status
    if status == 422:
        assert f'value="{query[3:]}"' in answer.content.decode()
        assert answer.context["form"].errors["q"][0] in answer.content.decode()
    if status < 400:
        assert answer.context["people"] == []


def test_a_search_shows_fifty_and_says_that_there_are_more(desk):
    PatientFactory.create_batch(51, name="Kim Park")

    answer = desk.get("/desk/people/?q=kim")
    Patient.objects.first().delete()
    without = desk.get("/desk/people/?q=kim")

    assert len(answer.context["people"]) == 50
    assert b"These are the first 50." in answer.content
    assert len(without.context["people"]) == 50
    assert b"50 people found." in without.content


def test_a_file_that_was_joined_to_another_is_not_found_and_leads_there(desk):
    kept = PatientFactory(name="Kim Park")
    joined = PatientFactory(name="Kim Park", merged_into=kept)
    visit = AppointmentFactory(patient=joined)

    page = desk.get(path_of(joined))

    assert len(found(desk, "kim")) == 1
    assert path_of(kept) in page.content.decode()
    assert desk.get(f"/book/?patient={joined.reference}").status_code == 404
    assert [row.visit for row in desk.get(path_of(kept)).context["ahead"]] == [visit]


# --- A person's page ----------------------------------------------------------------------------


def test_a_persons_page_shows_contact_visits_and_messages(desk, service):
    person = PatientFactory(phone="604-555-0142", birth_date=date(1990, 5, 17))
    ahead = book_appointment(service=service, patient=person, starts_at=NINE)
    past = AppointmentFactory(patient=person, starts_at=NINE - timedelta(days=30), notes="SECRET")
    gone = book_appointment(service=service, patient=person, starts_at=NINE + timedelta(hours=2))
    cancel_appointment(appointment=gone)

    page = desk.get(path_of(person))

    assert [row.visit for row in page.context["ahead"]] == [ahead]
    assert list(page.context["behind"]) == [gone, past]
    content = page.content.decode()
    for text in (
        person.email,
        "604-555-0142",
        "17 May 1990",
        f"/appointments/{ahead.reference}/move/?back=person",
        f"/appointments/{ahead.reference}/cancel/?back=person",
        f"/book/?patient={person.reference}",
        Message.objects.filter(recipient=person).first().get_absolute_url(),
    ):
        assert text in content
    assert "SECRET" not in content


def test_a_persons_page_hides_account_mails(desk):
    person = PatientFactory()
    MessageFactory(recipient=person, is_private=True)

    assert list(desk.get(path_of(person)).context["mail"]) == []


def test_a_persons_page_asks_the_same_queries_for_one_visit_and_for_many(desk):
    person = PatientFactory()

    def add(day):
        for start in (NINE + timedelta(days=day), NINE - timedelta(days=30 + day)):
            visit = AppointmentFactory(patient=person, starts_at=start)
            MessageFactory(recipient=person, about=visit)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(path_of(person))
        return len(captured)

    add(0)
    desk.get(path_of(person))
    one = queries()
    for day in range(1, 5):
        add(day)

    assert queries() == one
    assert len(desk.get(path_of(person)).context["ahead"]) == 5


@pytest.mark.parametrize("page", ["", "edit/"])
def test_somebody_who_does_not_exist_is_a_404(desk, page):
    assert desk.get(f"/desk/people/{uuid4()}/{page}").status_code == 404
    assert desk.get(f"/desk/people/nobody/{page}").status_code == 404


# --- Writing down -------------------------------------------------------------------------------


def test_a_person_without_an_email_gets_a_file(desk):
    answer = desk.post("/desk/people/new/", typed(submission=str(TOKEN), phone="604-555-0142"))

    person = Patient.objects.get()
    assert (person.name, person.email, person.phone) == ("Ada Runner", "", "604-555-0142")
    assert (answer.status_code, answer.url) == (302, path_of(person))


def test_the_same_form_sent_twice_opens_one_file(desk):
    first, second = (desk.post("/desk/people/new/", typed(submission=str(TOKEN))) for _ in range(2))

    assert (second.status_code, second.url) == (302, first.url)
    assert Patient.objects.count() == 1


def test_a_name_that_has_a_file_is_asked_about_and_then_opened_on_request(desk):
    known = PatientFactory(name="Adá  runner")

    asked = desk.post("/desk/people/new/", typed(phone="604-555-0142", submission=str(TOKEN)))
    opened = desk.post("/desk/people/new/", typed(is_somebody_else="on", submission=str(TOKEN)))

    content = asked.content.decode()
    assert asked.status_code == 409
    assert path_of(known) in content
    assert 'value="604-555-0142"' in content
    assert 'name="is_somebody_else"' in content
    assert opened.status_code == 302
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 201),
        ("name", "Ada\x00"),
        ("name", "Ada\nRunner"),
        ("email", "ada"),
        ("email", "x" * 10_000),
        ("phone", "5" * 41),
        ("birth_date", "yesterday"),
        ("birth_date", "2026-11-24"),  # tomorrow
        ("birth_date", "1899-12-31"),
        ("birth_date", "0000-00-00"),
    ],
)
def test_bad_contact_data_comes_back_beside_its_field(desk, field, value):
    person = PatientFactory(name="Before")
    sent = typed(phone="604-555-0142") | {field: value}

    answers = [desk.post("/desk/people/new/", sent), desk.post(path_of(person, "edit/"), sent)]

    for answer in answers:
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        content = answer.content.decode()
        assert answer.context["form"].errors[field][0] in content.replace("&#x27;", "'")
        assert field == "phone" or 'value="604-555-0142"' in content
    assert list(Patient.objects.values_list("name", "phone")) == [("Before", "")]


@pytest.mark.parametrize("page", ["new", "edit"])
def test_every_field_of_a_person_is_on_the_page(desk, page):
    person = PatientFactory()
    path = "/desk/people/new/" if page == "new" else path_of(person, "edit/")

    content = desk.get(path).content.decode()

    for field in ("name", "email", "phone", "birth_date", *(["submission"] * (page == "new"))):
        assert f'name="{field}"' in content


def test_contact_data_is_changed_and_shown_again(desk):
    person = PatientFactory(name="Ada", birth_date=date(1990, 5, 17))
    page = path_of(person, "edit/")

    answer = desk.post(page, typed(name="עדה 🏃", phone="604", birth_date="1991-06-18"))

    person.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, path_of(person))
    assert (person.name, person.phone, person.birth_date) == ("עדה 🏃", "604", date(1991, 6, 18))
    assert b'value="1991-06-18"' in desk.get(page).content


def contact(person, **changes):
    now = {"name": person.name, "email": person.email, "phone": "", "birth_date": None}
    return change_contact(patient=person, **now | changes)


@pytest.mark.parametrize(
    ("email", "still_proven"),
    [("ada@example.org", True), ("ADA@example.org", True), ("b@example.org", False), ("", False)],
)
def test_change_contact_leaves_only_the_same_email_proven(email, still_proven):
    proven_at = timezone.now()
    person = PatientFactory(email="ada@example.org", email_proven_at=proven_at)

    changed = contact(person, email=email)

    assert changed.email_proven_at == (proven_at if still_proven else None)


def states(visit):
    return sorted(Message.objects.about(visit).values_list("kind", "state"))


@pytest.mark.usefixtures("reminder_rules")
def test_change_contact_mails_nothing_more_without_an_email_and_again_with_one(service):
    person = PatientFactory()
    visit = book_appointment(service=service, patient=person, starts_at=NINE)
    planned = [("confirmation", "planned"), ("reminder", "planned"), ("reminder", "planned")]
    dropped = [(kind, "dropped") for kind, _ in planned]
    Message.objects.filter(kind="confirmation").update(state="sent")

    without = states(visit) and contact(person, email="") and states(visit)
    again = contact(person, email="new@example.org") and states(visit)

    assert without == [("confirmation", "sent"), *dropped[1:]]
    assert again == [("confirmation", "planned"), ("confirmation", "sent"), *planned[1:]]


@pytest.mark.usefixtures("reminder_rules")
@pytest.mark.parametrize("email", ["new@example.org", ""])
def test_change_contact_reaches_the_joined_files_that_had_the_same_email(email):
    person = PatientFactory(email="ada@example.org")
    same = PatientFactory(merged_into=person, email="Ada@example.org", name="Ada as a guest")
    other = PatientFactory(merged_into=person, email="work@example.org")
    stranger = PatientFactory(email="ada@example.org")

    contact(person, email=email)

    files = Patient.objects.in_bulk()
    emails = [files[file.pk].email for file in (same, other, stranger)]
    assert emails == [email, "work@example.org", "ada@example.org"]
    assert files[same.pk].name == "Ada as a guest"


@pytest.mark.usefixtures("reminder_rules")
def test_change_contact_plans_the_mail_of_visits_ahead_for_a_first_email(service):
    person = PatientFactory(email="")
    visit = book_appointment(service=service, patient=person, starts_at=NINE)
    gone = book_appointment(service=service, patient=person, starts_at=NINE + timedelta(hours=2))
    cancel_appointment(appointment=gone)
    assert states(visit) == []

    contact(person, email="first@example.org")

    assert [kind for kind, _ in states(visit)] == ["confirmation", "reminder", "reminder"]
    assert states(gone) == []


@pytest.mark.parametrize(
    ("known", "typed"),
    [("Maeve O\u2019Brien", "maeve o'brien"), ("Søren Mora\u2011Diaz", "Soren Mora-Diaz")],
)
def test_add_patient_knows_a_name_that_was_written_with_other_marks(known, typed):
    PatientFactory(name=known)

    with pytest.raises(PersonMayBeKnown):
        add_patient(name=typed)


def test_add_patient_raises_person_may_be_known_for_a_name_that_has_a_file():
    PatientFactory(name="Ada (Runner)")

    with pytest.raises(PersonMayBeKnown):
        add_patient(name=" ADA  (runner) ")

    assert Patient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_add_patient_opens_one_file_for_one_form_sent_twice_at_once():
    together, made = Barrier(2), []

    def run():
        together.wait()
        try:
            made.append(add_patient(name="Ada", is_somebody_else=True, submission=TOKEN).pk)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [Patient.objects.get().pk] * 2


# --- Booking for a person -----------------------------------------------------------------------


def test_the_desk_books_for_a_person_from_their_page(desk, service):
    person = PatientFactory(email="")
    carried = f"patient={person.reference}"

    start = desk.get(f"/book/?{carried}").content.decode()
    times = desk.get(f"/book/physio/?{carried}&from=2026-12-01")
    [slot, *_] = times.context["fortnight"].day.slots
    details = desk.get(slot.details_url)
    booked = desk.post(
        f"/book/physio/details/?{carried}",
        {"starts_at": slot.value, "practitioner": "any", "submission": str(uuid4())},
    )

    assert f"/book/physio/?{carried}" in start
    assert times.content.decode().count(carried) > 30
    assert "name" not in details.context["form"].fields
    assert "The patient was told the cancellation policy" in details.content.decode()
    visit = Appointment.objects.get()
    assert (visit.patient, visit.starts_at, visit.source) == (person, NINE, "desk")
    assert visit.policy_accepted_at is None
    assert (booked.status_code, booked.url) == (302, path_of(person))
    assert "Booked: Physiotherapy visit with" in desk.get(booked.url).content.decode()


def test_the_policy_is_the_patients_to_accept(desk, service):
    person = PatientFactory()
    wish = {"starts_at": NINE_THERE, "practitioner": "any", "accepts_policy": "on"}

    booking = FromNowOn()
    desk.post(f"/book/physio/details/?patient={person.reference}", wish)

    assert Appointment.objects.get().policy_accepted_at == booking


def test_the_same_booking_sent_twice_is_one_visit(desk, service):
    person = PatientFactory()
    wish = {"starts_at": NINE_THERE, "practitioner": "any", "submission": str(uuid4())}
    path = f"/book/physio/details/?patient={person.reference}"

    statuses = [desk.post(path, wish).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert Appointment.objects.count() == 1


def test_the_desk_is_shown_times_inside_the_notice_and_beyond_the_horizon(desk, client, service):
    Service.objects.update(notice_hours=24 * 30, horizon_days=10, is_bookable_online=False)
    person = PatientFactory()

    page = desk.get(f"/book/physio/?patient={person.reference}&from=2026-12-01")
    later = desk.get(f"/book/physio/?patient={person.reference}&from=2027-06-01")
    client.logout()

    assert page.context["fortnight"].day.slots[0].value == NINE_THERE
    assert later.context["fortnight"].day.slots
    assert client.get("/book/physio/").status_code == 404


def test_the_desk_is_not_shown_times_that_are_past(desk, service, clock):
    clock.move_to(NINE + timedelta(minutes=20))

    page = desk.get("/book/physio/")

    assert page.context["fortnight"].day.slots[0].value == "2026-12-01T09:30:00-07:00"


def test_a_time_that_went_meanwhile_is_a_409_that_still_knows_for_whom(desk, service):
    person = PatientFactory()
    AppointmentFactory(practitioner=service.practitioners.get())
    carried = f"patient={person.reference}"

    answer = desk.post(
        f"/book/physio/details/?{carried}", {"starts_at": NINE_THERE, "practitioner": "any"}
    )

    assert answer.status_code == 409
    assert person.name in answer.content.decode()
    assert f'action="/book/physio/details/?{carried}&amp;"' in answer.content.decode()
    assert answer.context["nearest"]


def test_a_person_who_is_busy_then_is_named_as_such(desk, service):
    person = PatientFactory()
    AppointmentFactory(patient=person)

    answer = desk.post(
        f"/book/physio/details/?patient={person.reference}",
        {"starts_at": NINE_THERE, "practitioner": "any"},
    )

    assert answer.status_code == 409
    assert "This person already has a visit at that time." in answer.content.decode()


@pytest.mark.parametrize("reference", ["nobody", "", "00000000-0000-0000-0000-000000000000", "🏃"])
def test_booking_for_nobody_is_a_404(desk, service, reference):
    for path in ("/book/", "/book/physio/", "/book/physio/details/"):
        assert desk.get(path, {"patient": reference}).status_code == 404
        assert desk.post(f"{path}?patient={quote(reference)}").status_code in (404, 405)


def test_the_desk_books_for_somebody_new_without_an_email(desk, service):
    answer = desk.post(
        "/book/physio/details/",
        {"starts_at": NINE_THERE, "practitioner": "any", "name": "Ada Runner"},
    )

    visit = Appointment.objects.get()
    assert (visit.patient.name, visit.patient.email) == ("Ada Runner", "")
    assert answer.url == path_of(visit.patient)


# --- Moving and cancelling, and the way back ----------------------------------------------------


@pytest.mark.parametrize(
    ("back", "led_to"),
    [
        ("?back=board", "/desk/?day=2026-12-01#visit-{visit}"),
        ("?back=person", "/desk/people/{person}/"),
        ("?back=https://evil.example/", "/appointments/{visit}/"),
        ("", "/appointments/{visit}/"),
    ],
)
def test_a_move_and_a_cancellation_lead_back_to_where_the_desk_was(desk, service, back, led_to):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    path = visit.get_absolute_url()
    one = {
        "starts_at": "2026-12-01T13:00:00-07:00",
        "practitioner": visit.practitioner.slug,
        "revision": 0,
    }

    pages = [desk.get(f"{path}{page}/{back}").content.decode() for page in ("move", "cancel")]
    moved = desk.post(f"{path}move/{back}", one)
    cancelled = desk.post(f"{path}cancel/{back}", {"revision": 1, "side": "patient"})

    expected = led_to.format(visit=visit.reference, person=visit.patient.reference)
    assert (moved.status_code, moved.url) == (302, expected)
    assert (cancelled.status_code, cancelled.url) == (302, expected)
    for page in pages:
        assert f'href="{expected}"' in page
        assert visit.patient.name in page


def test_a_move_to_another_day_leads_to_that_days_board(desk, service):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)

    moved = desk.post(
        f"{visit.get_absolute_url()}move/?back=board",
        {"starts_at": "2026-12-08T09:00:00-07:00", "practitioner": visit.practitioner.slug},
    )

    assert moved.url == f"/desk/?day=2026-12-08#visit-{visit.reference}"
    assert "moved to Tuesday 8 December 2026 at 09:00" in desk.get(moved.url).content.decode()


def test_a_patient_is_not_led_to_the_desk(client, service):
    patient = PatientFactory()
    user = UserFactory()
    patient.looked_after_by.add(user)
    visit = book_appointment(service=service, patient=patient, starts_at=NINE)
    client.force_login(user)

    answer = client.post(f"{visit.get_absolute_url()}cancel/?back=board", {"revision": 0})

    assert answer.url == visit.get_absolute_url()
    assert "/desk/" not in client.get(visit.get_absolute_url()).content.decode()


def test_an_older_page_overwrites_no_colleagues_contact_and_may_save_once_it_has_compared(
    client, desk
):
    person = PatientFactory(name="Ada Runner", email="ada@example.org", phone="")
    page = f"/desk/people/{person.reference}/edit/"
    seen = client.get(page).context["form"]["seen"].value()
    typed = {"name": "Ada Runner", "email": "new@example.org", "phone": "", "seen": seen}
    client.post(page, typed | {"email": "ada@example.org", "phone": "604-555-0100"})

    told = client.post(page, typed)

    person.refresh_from_db()
    assert (told.status_code, person.phone, person.email) == (
        409,
        "604-555-0100",
        "ada@example.org",
    )
    assert "604-555-0100" in told.text
    assert told.context["form"]["email"].value() == "new@example.org"
    again = typed | {"seen": told.context["form"]["seen"].value()}
    assert client.post(page, again).status_code == 302
