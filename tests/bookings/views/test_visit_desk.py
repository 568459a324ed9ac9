"""A visit's page for staff: what happened and who did it, notes, messages, the family."""

from datetime import timedelta
from uuid import uuid4

import pghistory
import pytest
from django.urls import reverse

from bookings.actions import (
    book_appointment,
    cancel_appointment,
    confirm_attendance,
    mark_arrived,
    move_appointment,
    undo_attendance,
)
from bookings.models import Appointment, DeskNote, FamilyTie
from bookings.pages.visit_story import story_of
from clinic.models import AccessEvent, Message, Patient
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    DeskNoteFactory,
    FamilyTieFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
AT_TEN = "Tue 1 Dec 2026, 10:00"
AT_NINE = "Tue 1 Dec 2026, 09:00"


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory(name="Dora Desk"))
    return client


@pytest.fixture
def visit():
    service, [mia] = bookable(slug="physio", price=120, currency="CAD")
    mia.name = "Mia Stone"
    mia.save()
    patient = PatientFactory(name="Ada Runner", phone="604-555-0142")
    return book_appointment(service=service, patient=patient, starts_at=NINE)


def path_of(visit):
    return f"/desk/visits/{visit.reference}/"


def told(visit):
    return [(line.what, line.who) for line in story_of(visit)]


def test_the_page_shows_who_it_is_and_what_was_booked_and_mailed(desk, visit):
    page = desk.get(path_of(visit))

    for shown in ("tel:604-555-0142", f"mailto:{visit.patient.email}", "$120", "Mia Stone"):
        assert shown in page.text
    assert [message.kind for message in page.context["mail"]] == [
        "reminder",
        "reminder",
        "confirmation",
    ]
    assert AccessEvent.objects.get().what == "visit"


def test_what_happened_is_told_with_who_did_it(visit):
    desk, patient = FrontDeskFactory(name="Dora Desk"), UserFactory(name="Ada Runner")
    with pghistory.context(user=patient.pk, url="/appointments/x/confirm/"):
        confirm_attendance(appointment=visit, revision=0)
    with pghistory.context(user=desk.pk, url="/appointments/x/move/"):
        moved = move_appointment(
            appointment=visit, starts_at=NINE + timedelta(hours=1), booker=AT_THE_DESK
        )
    with pghistory.context(user=None, url="/appointments/x/cancel/"):
        cancel_appointment(appointment=moved, reason="A cold")

    assert told(visit) == [
        ("Cancelled by the patient: A cold", "By the link in a mail"),
        (f"Moved from {AT_NINE} to {AT_TEN}", "Dora Desk"),
        ("Confirmed", "Ada Runner, by their account"),
        (f"Booked for {AT_NINE}, with Mia Stone", "Online"),
    ]


def test_marks_and_conflicts_are_told_and_when_they_are_taken_back(visit, clock):
    clock.move_to(NINE)
    mark_arrived(appointment=visit)
    undo_attendance(appointment=visit)
    rows = Appointment.objects.filter(pk=visit.pk)
    rows.update(conflict_since=NINE, conflict_reason="Mia Stone is ill")
    rows.update(conflict_since=None, conflict_reason="", kept_at=NINE)

    assert [line.what for line in story_of(visit)][:-1] == [
        "Kept all the same",
        "In conflict: Mia Stone is ill",
        "“Arrived” taken back",
        "Arrived",
    ]


@pytest.mark.parametrize(
    ("context", "who"),
    [
        ({"user": None, "url": "/book/physio/details/"}, "A guest, online"),
        ({"user": None, "url": "/api/v1/appointments"}, "Through another site"),
    ],
)
def test_who_booked_without_an_account_is_told_too(context, who):
    with pghistory.context(**context):
        visit = AppointmentFactory()

    assert told(visit)[0][1] == who


def test_a_press_of_arrived_leads_back_to_the_page(desk, visit, clock):
    clock.move_to(NINE)

    answer = desk.post(
        reverse("bookings:appointment-attendance", args=[visit.reference]),
        {"mark": "arrived", "seen": "booked", "revision": 0, "back": "visit"},
    )

    assert (answer.status_code, answer.url) == (302, path_of(visit))
    assert Appointment.objects.get().status == "arrived"


def note(**changes):
    return {"text": "Rings the back door", "about": "visit", "submission": str(uuid4()), **changes}


@pytest.mark.parametrize("about", ["visit", "person"])
def test_a_note_is_kept_on_the_visit_or_on_the_person(desk, visit, about):
    answer = desk.post(path_of(visit), note(about=about))

    kept = DeskNote.objects.get()
    assert answer.url == f"{path_of(visit)}#notes"
    assert (kept.text, kept.patient) == ("Rings the back door", visit.patient)
    assert kept.appointment == (visit if about == "visit" else None)
    assert kept.written_by.name == "Dora Desk"


@pytest.mark.parametrize(
    "changes", [{"text": ""}, {"text": "x" * 501}, {"text": "   "}, {"about": "their knee"}]
)
def test_a_note_that_cannot_be_kept_says_why_and_is_not_lost(desk, visit, changes):
    answer = desk.post(path_of(visit), note(**changes))
    on_person = desk.post(
        f"/desk/people/{visit.patient.reference}/notes/", note(**changes) | {"about": ""}
    )

    assert answer.status_code == 422
    assert changes.get("text", "Rings the back door").strip() in answer.text
    assert on_person.status_code == (422 if "text" in changes else 302)


def test_a_note_of_another_visit_is_shown_on_the_persons_page_alone(desk, visit):
    here = DeskNoteFactory(patient=visit.patient, appointment=visit)
    person = DeskNoteFactory(patient=visit.patient)
    other = DeskNoteFactory(
        patient=visit.patient,
        appointment=AppointmentFactory(patient=visit.patient, starts_at=NINE + timedelta(days=7)),
    )

    on_visit = desk.get(path_of(visit)).context["notes"]
    on_person = desk.get(f"/desk/people/{visit.patient.reference}/").context["notes"]

    assert set(on_visit) == {here, person}
    assert set(on_person) == {here, person, other}


def test_a_note_that_is_struck_out_stays_to_be_read(desk, visit):
    kept = DeskNoteFactory(patient=visit.patient, appointment=visit, text="Owes $20")

    answer = desk.post(f"/desk/notes/{kept.reference}/strike/", {"visit": str(visit.reference)})
    page = desk.get(path_of(visit))

    assert answer.url == f"{path_of(visit)}#notes"
    assert "<s>Owes $20</s>" in page.text
    assert "/strike/" not in page.text


def test_a_file_that_was_joined_brings_its_notes(desk, visit):
    kept = DeskNoteFactory(patient=PatientFactory(merged_into=visit.patient))

    assert list(desk.get(path_of(visit)).context["notes"]) == [kept]


def test_clinicians_write_and_read_no_notes_of_the_desk(client, visit):
    client.force_login(ClinicianFactory())

    assert client.get(path_of(visit)).status_code == 403
    assert client.post(path_of(visit), note()).status_code == 403


def test_another_of_the_family_is_booked_beside_the_visit(desk, visit):
    mother = visit.patient
    url = f"/desk/people/{mother.reference}/family/new/"

    asked = desk.get(url, {"visit": visit.reference})
    answer = desk.post(
        url,
        {"name": "Leo Runner", "submission": str(uuid4()), "visit": str(visit.reference)},
    )

    leo = Patient.objects.get(name="Leo Runner")
    assert str(visit.reference) in asked.text
    assert answer.url == (
        f"/book/physio/?patient={leo.reference}&from=2026-12-01&day=2026-12-01"
        f"&practitioner={visit.practitioner.slug}"
    )
    assert desk.get(answer.url).status_code == 200
    assert "Leo Runner" in desk.get(path_of(visit)).text


def test_a_name_that_is_known_is_asked_about_and_tied_on_request(desk, visit):
    mother, known = visit.patient, PatientFactory(name="Leo Runner")
    typed = {"name": "Leo Runner", "submission": str(uuid4()), "visit": str(visit.reference)}

    asked = desk.post(f"/desk/people/{mother.reference}/family/new/", typed)
    tied = desk.post(
        f"/desk/people/{mother.reference}/family/tie/",
        {"file": str(known.reference), "visit": str(visit.reference)},
    )

    assert (asked.status_code, "is_somebody_else" in asked.text) == (409, True)
    assert f"patient={known.reference}" in tied.url
    assert FamilyTie.objects.get().patient == known


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "x" * 201}, {"name": "<b>\n"}, {"birth_date": "2999-01-01"}],
)
def test_a_dependant_who_cannot_be_written_down_says_why(desk, visit, changes):
    typed = {"name": "Leo Runner", "submission": str(uuid4())} | changes

    answer = desk.post(f"/desk/people/{visit.patient.reference}/family/new/", typed)

    assert answer.status_code == 422
    assert Patient.objects.count() == 1


def test_who_looks_after_somebody_is_found_told_and_taken_back(desk):
    child, mother = PatientFactory(name="Leo"), PatientFactory(name="Mia Runner")
    PatientFactory(name="Mia Booked-for", contact_name="Somebody")

    found = desk.get(f"/desk/people/{child.reference}/family/carer/", {"q": "mia"})
    told = desk.post(f"/desk/people/{mother.reference}/family/tie/", {"file": str(child.reference)})
    the_other_way = desk.post(
        f"/desk/people/{child.reference}/family/tie/", {"file": str(mother.reference)}
    )
    back = desk.post(
        f"/desk/people/{mother.reference}/family/untie/", {"file": str(child.reference)}
    )

    assert list(found.context["people"]) == [mother]
    assert (told.status_code, the_other_way.status_code, back.status_code) == (302, 409, 302)
    assert not FamilyTie.objects.exists()


def test_the_page_asks_the_same_queries_for_one_of_each_and_for_many(
    desk, visit, django_assert_num_queries, django_assert_max_num_queries
):
    def add():
        DeskNoteFactory(patient=visit.patient, appointment=visit)
        DeskNoteFactory(patient=visit.patient)
        FamilyTieFactory(looked_after_by=visit.patient)
        with pghistory.context(user=FrontDeskFactory().pk):
            Appointment.objects.filter(pk=visit.pk).update(links_withdrawn=9)
        Appointment.objects.filter(pk=visit.pk).update(links_withdrawn=0)

    add()
    desk.get(path_of(visit))
    with django_assert_max_num_queries(30) as captured:
        desk.get(path_of(visit))
    for _ in range(3):
        add()

    with django_assert_num_queries(len(captured)):
        desk.get(path_of(visit))
    assert Message.objects.exists()
