"""Two files of one person: joined only where it is safe, seen together, and separated again."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from bookings.actions import (
    NewPatient,
    WantedTimes,
    book_appointment,
    join_files,
    join_waitlist,
    move_appointment,
    separate_file,
)
from bookings.exceptions import (
    EmailUnproven,
    JoinedAlready,
    LookedAfterByAnother,
    PatientAlreadyBooked,
    SameFile,
)
from bookings.links.visits import visit_url
from bookings.models import Appointment
from bookings.people.person_search import perhaps_same
from clinic.delivery import deliver_due
from clinic.models import Message, Patient
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


def proven(**details):
    return PatientFactory(email_proven_at=timezone.now(), **details)


def roots():
    return dict(Patient.objects.values_list("name", "merged_into__name"))


# --- Which files may be joined --------------------------------------------------------------------


def test_join_files_joins_and_re_points_nothing():
    kept, joined = PatientFactory(name="kept"), proven(name="joined")
    visit = AppointmentFactory(patient=joined)

    assert join_files(kept=kept, joined=joined) == kept

    visit.refresh_from_db()
    assert visit.patient == joined
    assert roots() == {"kept": None, "joined": "kept"}


@pytest.mark.parametrize("source", ["online", "api"])
def test_join_files_raises_for_a_guests_file_until_its_email_is_proven(source):
    guest = AppointmentFactory(source=source).patient

    with pytest.raises(EmailUnproven):
        join_files(kept=PatientFactory(), joined=guest)


@pytest.mark.parametrize("source", ["online", "api"])
def test_join_files_raises_for_a_guests_file_that_would_be_kept_as_well(source):
    guest = AppointmentFactory(source=source).patient

    with pytest.raises(EmailUnproven):
        join_files(kept=guest, joined=PatientFactory())


def test_join_files_raises_for_a_file_that_a_guest_opened_to_wait():
    service, _ = bookable()
    wish = {"service": service, "times": WantedTimes(NINE.date(), NINE.date())}
    join_waitlist(patient=NewPatient("Ada", "mallory@example.org"), **wish)
    guest, at_the_desk = Patient.objects.get(), PatientFactory()
    kept = PatientFactory()
    Patient.objects.filter(pk=at_the_desk.pk).update(created_at=NINE - timedelta(days=90))
    join_waitlist(patient=Patient.objects.get(pk=at_the_desk.pk), booker=AT_THE_DESK, **wish)

    for pair in ({"kept": kept, "joined": guest}, {"kept": guest, "joined": kept}):
        with pytest.raises(EmailUnproven):
            join_files(**pair)
    assert join_files(kept=kept, joined=at_the_desk) == kept


def test_join_files_takes_a_file_that_an_account_looks_after():
    account = UserFactory()
    files = [AppointmentFactory(source="online").patient for _ in range(2)]
    for file in files:
        file.looked_after_by.add(account)
    kept, joined = files

    assert join_files(kept=kept, joined=joined) == kept


def test_join_files_takes_what_was_opened_at_the_desk_or_has_no_email():
    at_the_desk = AppointmentFactory(source="desk").patient
    without_visits = PatientFactory()
    without_email = AppointmentFactory(source="online", patient=PatientFactory(email="")).patient
    kept = PatientFactory()

    for joined in (at_the_desk, without_visits, without_email):
        join_files(kept=kept, joined=joined)

    assert kept.merged_from.count() == 3


def test_join_files_raises_where_another_account_would_lose_the_file():
    joined, kept = proven(), PatientFactory()
    joined.looked_after_by.add(UserFactory())

    with pytest.raises(LookedAfterByAnother, match="that account sees all that is in both files"):
        join_files(kept=kept, joined=joined)
    assert join_files(kept=joined, joined=kept) == joined


def test_join_files_makes_no_chain_and_no_circle():
    a, b, c, d = (proven(name=name) for name in "abcd")
    join_files(kept=b, joined=c)

    join_files(kept=a, joined=b)  # c follows
    join_files(kept=c, joined=d)  # c stands for a
    with pytest.raises(SameFile):
        join_files(kept=c, joined=a)
    with pytest.raises(SameFile):
        join_files(kept=a, joined=a)
    with pytest.raises(SameFile):
        join_files(kept=a, joined=d)
    other = proven(name="other")
    with pytest.raises(JoinedAlready):
        join_files(kept=other, joined=d)

    assert roots() == {"a": None, "b": "a", "c": "a", "d": "a", "other": None}


def test_separate_file_undoes_a_join_and_again_changes_nothing():
    kept, joined = proven(name="kept"), proven(name="joined")
    join_files(kept=kept, joined=joined)

    separate_file(joined=joined)
    separate_file(joined=joined)

    assert roots() == {"kept": None, "joined": None}


def join_at_once(*pairs):
    """Join each pair, all at the same time; return what was refused."""
    together, refused = Barrier(len(pairs)), []

    def run(kept, joined):
        together.wait()
        try:
            join_files(kept=kept, joined=joined)
        except SameFile as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.django_db(transaction=True)
def test_joins_along_a_line_at_once_make_no_chain():
    for _ in range(8):
        Patient.objects.update(merged_into=None)
        Patient.objects.all().delete()
        a, b, c = (proven(name=name) for name in "abc")

        assert join_at_once((a, b), (b, c)) == []

        assert roots() == {"a": None, "b": "a", "c": "a"}


@pytest.mark.django_db(transaction=True)
def test_two_joins_the_opposite_ways_at_once_make_no_circle():
    a, b = proven(name="a"), proven(name="b")

    refused = join_at_once((a, b), (b, a))

    assert len(refused) == 1
    assert set(roots().values()) in ({"a", None}, {"b", None})


# --- What is seen of them -------------------------------------------------------------------------


def test_an_account_sees_the_joined_files_visits_once_each():
    kept, joined, user = PatientFactory(), proven(), UserFactory()
    kept.looked_after_by.add(user, UserFactory())
    joined.looked_after_by.add(user)
    visits = [AppointmentFactory(patient=file) for file in (kept, joined)]
    AppointmentFactory()

    join_files(kept=kept, joined=joined)

    assert sorted(Appointment.objects.visible_to(user).values_list("pk", flat=True)) == [
        visit.pk for visit in visits
    ]
    assert Patient.objects.visible_to(user).count() == 2


def test_an_account_moves_and_confirms_a_visit_of_a_joined_file(client):
    service, _ = bookable()
    kept, joined, user = PatientFactory(), proven(), UserFactory()
    kept.looked_after_by.add(user)
    visit = book_appointment(service=service, patient=joined, starts_at=NINE)
    client.force_login(user)
    before = client.get(visit.get_absolute_url()).status_code

    join_files(kept=kept, joined=joined)
    page = client.get(visit.get_absolute_url())
    confirmed = client.post(f"{visit.get_absolute_url()}confirm/", {"revision": 0})
    separate_file(joined=joined)

    assert before == 404
    assert (page.status_code, page.context["why_not_change"]) == (200, "")
    assert confirmed.status_code == 302
    assert client.get(visit.get_absolute_url()).status_code == 404


# --- At the desk ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({"name": "Robin Vale"}, True),
        ({"name": "vale  ROBIN"}, True),
        ({"name": "Rob Vale"}, True),
        ({"name": "Róbin Vále"}, True),
        ({"name": "Somebody Else", "email": "ROBIN@example.org"}, True),
        ({"name": "Ada Vale"}, False),
        ({"name": "Robin Hood"}, False),
        ({"name": "Robin Vale", "birth_date": "2001-01-02"}, False),
        ({"name": "Child Vale", "email": "robin@example.org", "birth_date": "2015-01-02"}, False),
    ],
)
def test_perhaps_same_finds_the_same_email_or_a_name_very_like_it(other, alike):
    person = PatientFactory(name="Robin Vale", email="robin@example.org", birth_date="2001-01-01")
    person.refresh_from_db()
    other = PatientFactory(**{"email": "other@example.org"} | other)

    assert perhaps_same(person) == ([other] if alike else [])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Kit Vale", {"name": "Robin Vale", "contact_name": ""}),  # the mother who booked
        ("Kit Vale", {"name": "Kit Vale", "contact_name": ""}),
        ("Kit Vale", {"name": "Ana Moss", "contact_name": "Robin Vale"}),  # a sister
    ],
)
def test_perhaps_same_takes_no_dependant_for_another(name, other):
    child = PatientFactory(name=name, email="robin@example.org", contact_name="Robin Vale")
    other = PatientFactory(email="robin@example.org", **other)

    assert (perhaps_same(child), perhaps_same(other)) == ([], [])


def test_a_child_that_was_written_down_twice_is_perhaps_the_same():
    first, second = (PatientFactory(name="Kit Vale", contact_name="Robin Vale") for _ in range(2))

    assert perhaps_same(first) == [second]


def test_the_desk_sees_both_files_before_it_joins_them(client):
    kept, other = PatientFactory(name="Ada Runner"), proven()
    client.force_login(FrontDeskFactory())

    page = client.get(f"/desk/people/{kept.reference}/join/?file={other.reference}")

    assert (page.status_code, page.context["files"]) == (200, [kept, other])
    assert set(roots().values()) == {None}


@pytest.mark.parametrize(
    ("name", "other"),
    [("Maeve O\u2019Brien", "Maeve O'Brien"), ("Łucja Mora\u2011Diaz", "Lucja Mora-Diaz")],
)
def test_perhaps_same_takes_no_mark_of_a_keyboard_for_a_difference(name, other):
    person, other = PatientFactory(name=name), PatientFactory(name=other)

    assert perhaps_same(person) == [other]
    assert perhaps_same(other) == [person]


@pytest.mark.parametrize("name", ["(", "a|b", ".*", "  ", "\\", "Ada [x]"])
def test_perhaps_same_takes_any_name_as_it_is(name):
    assert perhaps_same(PatientFactory(name=name, email="")) == []


def test_the_desk_joins_and_separates_from_the_persons_page(client):
    kept, joined = PatientFactory(name="Robin Vale"), proven(name="Robin Vale")
    AppointmentFactory(patient=joined)
    client.force_login(FrontDeskFactory())
    path = f"/desk/people/{kept.reference}/"
    offered = client.get(path).context["perhaps_same"]

    answer = client.post(f"{path}join/", {"file": str(joined.reference)})
    page = client.get(path)
    there = client.get(f"/desk/people/{joined.reference}/")
    client.post(f"/desk/people/{joined.reference}/separate/")

    assert offered == [joined]
    assert (answer.status_code, answer.url) == (302, path)
    assert [row.visit.patient for row in page.context["ahead"]] == [joined]
    assert list(page.context["joined"]) == [joined]
    assert "This file was joined to the file of" in there.content.decode()
    assert client.get(path).context["ahead"] == []


def test_a_join_that_is_refused_is_a_409_that_says_why(client):
    kept, guest = PatientFactory(), AppointmentFactory().patient
    client.force_login(FrontDeskFactory())

    answer = client.post(f"/desk/people/{kept.reference}/join/", {"file": str(guest.reference)})

    assert answer.status_code == 409
    assert "nobody has proven its email yet" in answer.content.decode()


@pytest.mark.parametrize(
    ("file", "status"),
    [("", 400), ("x", 400), ("00000000-0000-0000-0000-000000000000", 404)],
)
def test_a_file_that_is_not_there_is_joined_to_nothing(client, file, status):
    kept = PatientFactory()
    client.force_login(FrontDeskFactory())

    answer = client.post(f"/desk/people/{kept.reference}/join/", {"file": file})

    assert answer.status_code == status


@pytest.mark.parametrize("factory", [UserFactory, ClinicianFactory])
def test_nobody_but_the_desk_joins_files(client, factory):
    user, kept, joined = factory(), PatientFactory(), proven()
    kept.looked_after_by.add(user)
    client.force_login(user)

    statuses = [
        client.post(f"/desk/people/{kept.reference}/join/", {"file": joined.reference}).status_code,
        client.post(f"/desk/people/{kept.reference}/separate/").status_code,
    ]

    assert statuses == [403, 403]
    assert set(roots().values()) == {None}


def test_one_person_is_not_booked_twice_at_a_time_in_two_files():
    service, _ = bookable(practitioners=2)
    kept = PatientFactory()
    joined = PatientFactory(merged_into=kept)
    book_appointment(service=service, patient=joined, starts_at=NINE)
    later = NINE + timedelta(hours=3)
    moving = book_appointment(service=service, patient=kept, starts_at=later)

    with pytest.raises(PatientAlreadyBooked):
        book_appointment(service=service, patient=kept, starts_at=NINE)
    with pytest.raises(PatientAlreadyBooked):
        move_appointment(appointment=moving, starts_at=NINE)

    assert set(Appointment.objects.values_list("starts_at", flat=True)) == {NINE, later}


# --- Where their mail goes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept_email", "reached"), [("new@example.org", "new@example.org"), ("", "old@example.org")]
)
def test_mail_about_a_joined_files_visit_goes_to_the_persons_email_of_now(
    mailbox, kept_email, reached
):
    kept, joined = PatientFactory(email=kept_email), proven(email="old@example.org")
    service, _ = bookable()
    visit = book_appointment(service=service, patient=joined, starts_at=NINE)
    join_files(kept=kept, joined=joined)

    deliver_due()
    later = book_appointment(service=service, patient=joined, starts_at=NINE + timedelta(hours=2))
    deliver_due()

    sent = Message.objects.filter(state="sent").order_by("pk")
    assert [(message.about, message.recipient_email) for message in sent] == [
        (visit, reached),
        (later, reached),
    ]
    assert [mail["To"] for mail in mailbox.accepted] == [reached, reached]
    for mail in mailbox.accepted:
        [invitation] = mail.iter_attachments()
        [event] = Calendar.from_ical(invitation.get_payload(decode=True)).walk("VEVENT")
        assert str(event["ATTENDEE"]) == f"mailto:{reached}"


def test_the_link_in_a_joined_files_mail_proves_the_email_that_it_went_to(client):
    kept, joined = PatientFactory(email="new@example.org"), proven(email="old@example.org")
    visit = AppointmentFactory(patient=joined)
    join_files(kept=kept, joined=joined)
    visit.refresh_from_db()
    link = visit_url(visit, mailed_to="new@example.org").removeprefix("http://localhost:8000")

    page = client.get(link)
    answer = client.post(page.context["prove_url"], {"proof": page.context["proof"]})

    assert '<strong class="long-word">new@example.org</strong>' in page.text
    assert answer.status_code == 302
    kept.refresh_from_db()
    assert kept.email_proven_at is not None
