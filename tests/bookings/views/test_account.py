"""A patient's own pages: the visits and people of their account, its mail, and nobody else's."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from bookings.actions import (
    add_guest_file,
    add_looked_after,
    book_appointment,
    choose_messages,
    join_files,
    separate_file,
)
from bookings.actions.people import MOST_LOOKED_AFTER
from bookings.exceptions import FileNotOffered, TooManyPeople
from bookings.mail.replanning import replan_reminders
from bookings.mail.visits import compose_reminder
from bookings.models import Appointment
from clinic.emails import Drop
from clinic.models import AccessEvent, DropReason, Message, Patient
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
    bookable,
)
from tests.instants import FromNowOn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
TOKEN = UUID("12345678-1234-5678-1234-567812345678")
OWN_PAGES = [
    "/me/",
    "/me/visits/",
    "/me/family/",
    "/me/family/new/",
    "/me/details/",
    "/me/messages/",
    "/me/privacy/",
    "/me/privacy/deletion/",
]


@pytest.fixture
def user(client):
    user = UserFactory(email="ada@example.org", name="Ada Runner")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.force_login(user)
    return user


@pytest.fixture
def own(user):
    own = PatientFactory(name="Ada Runner", email="ada@example.org", phone="604 555 0100")
    own.looked_after_by.add(user)
    return own


def guest(**details):
    return PatientFactory(
        **{
            "name": "Robin Vale",
            "email": "ADA@example.org",
            "email_proven_at": timezone.now(),
            **details,
        }
    )


def text_of(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


# --- Who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", [ClinicianFactory, FrontDeskFactory, AdministratorFactory])
@pytest.mark.parametrize("path", OWN_PAGES)
def test_staff_are_sent_to_where_they_work(client, factory, path):
    client.force_login(factory())

    answers = [client.get(path), client.post(path)]

    assert {answer.status_code for answer in answers} <= {302, 405}
    assert answers[0].url == "/appointments/"


@pytest.mark.parametrize("path", OWN_PAGES)
def test_the_pages_ask_for_a_log_in(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_newcomer_without_a_file_gets_every_page(client, user, path):
    assert client.get(path).status_code == 200


def test_a_log_in_leads_a_patient_to_their_own_page(client, user):
    answer = client.get("/appointments/")

    assert (answer.status_code, answer.url) == (302, "/me/")


def test_a_strangers_files_are_404s(client, user, own):
    stranger = guest(email="other@example.org")
    before = list(Patient.objects.order_by("pk").values())

    statuses = [
        client.get(f"/me/family/{stranger.reference}/").status_code,
        client.post(f"/me/family/{stranger.reference}/", {"name": "x"}).status_code,
        client.post(f"/me/family/{stranger.reference}/add/", {"who": "me"}).status_code,
    ]

    assert statuses == [404, 404, 404]
    assert list(Patient.objects.order_by("pk").values()) == before


# --- Home -----------------------------------------------------------------------------------------


def test_the_home_page_shows_the_next_visit_first_then_the_others(client, own):
    later = AppointmentFactory(patient=own, starts_at=NINE + timedelta(days=7))
    soon = AppointmentFactory(patient=own)
    past = AppointmentFactory(patient=own, starts_at=NINE - timedelta(days=30))
    gone = AppointmentFactory(
        patient=own,
        starts_at=NINE + timedelta(days=1),
        status="cancelled",
        cancelled_at=NINE,
    )
    AppointmentFactory()

    page = client.get("/me/")

    assert page.context["next"]["visit"] == soon
    assert list(page.context["upcoming"]) == [later]
    assert list(page.context["past"]) == [gone, past]
    assert "Free to move or cancel until Mon 30 Nov at 09:00, Vancouver time." in text_of(page)
    assert f'href="{soon.get_absolute_url()}move/"' in page.content.decode()


def test_the_home_page_offers_no_move_inside_the_window(client, own, clock):
    visit = AppointmentFactory(patient=own)
    clock.move_to(NINE - timedelta(hours=2))

    page = client.get("/me/")

    assert f"{visit.get_absolute_url()}move/" not in page.content.decode()
    assert "It is too late to move this visit online." in text_of(page)


def test_the_home_page_without_a_visit_leads_to_a_booking(client, own):
    assert "No visit ahead" in text_of(client.get("/me/"))


def test_all_past_visits_have_their_pages(client, own):
    for days in range(1, 28):
        AppointmentFactory(patient=own, starts_at=NINE - timedelta(days=10 + days))

    home = client.get("/me/")
    pages = [client.get("/me/visits/", {"page": number}) for number in (1, 2, "x", 99)]

    assert (len(home.context["past"]), home.context["there_are_more"]) == (5, True)
    assert [len(page.context["page_obj"]) for page in pages] == [25, 2, 25, 2]


# --- Family ---------------------------------------------------------------------------------------


def typed(**changes):
    return {"name": "Kit Runner", "birth_date": "2015-05-01", "phone": "", **changes}


def test_an_account_adds_somebody_and_books_for_them(client, own):
    service, _ = bookable(slug="physio")

    adding = FromNowOn()
    added = client.post("/me/family/new/", typed(submission=str(TOKEN)))

    kit = Patient.objects.get(name="Kit Runner")
    assert (added.status_code, added.url) == (302, "/me/family/")
    assert (kit.birth_date, kit.contact_name) == (date(2015, 5, 1), "Ada Runner")
    assert (kit.email, kit.email_proven_at) == ("ada@example.org", adding)
    assert list(kit.looked_after_by.all()) == list(own.looked_after_by.all())
    visit = book_appointment(service=service, patient=kit, starts_at=NINE)
    assert client.get("/me/").context["next"]["visit"] == visit


def test_the_same_form_sent_twice_opens_one_file(client, user):
    for _ in range(2):
        client.post("/me/family/new/", typed(submission=str(TOKEN)))

    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "x" * 201),
        ("name", "Ada\x00"),
        ("birth_date", ""),
        ("birth_date", "tomorrow"),
        ("birth_date", "2026-11-24"),
        ("birth_date", "1899-12-31"),
        ("phone", "5" * 41),
    ],
)
def test_bad_input_comes_back_with_all_that_was_typed(client, user, field, value):
    answer = client.post("/me/family/new/", typed(**{field: value}))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["name"].value() == typed(**{field: value})["name"]
    assert Patient.objects.count() == 0


def test_add_looked_after_raises_when_there_are_as_many_as_there_can_be(user):
    for _ in range(MOST_LOOKED_AFTER):
        PatientFactory().looked_after_by.add(user)

    with pytest.raises(TooManyPeople):
        add_looked_after(user=user, name="One more", submission=TOKEN)


def test_a_limit_that_is_reached_is_said_beside_what_was_typed(client, user):
    for _ in range(MOST_LOOKED_AFTER):
        PatientFactory().looked_after_by.add(user)

    answer = client.post("/me/family/new/", typed())

    assert answer.status_code == 409
    assert "Please call us to add another." in text_of(answer)
    assert 'value="Kit Runner"' in text_of(answer)


def test_an_account_edits_the_details_of_whom_it_looks_after(client, user, own):
    kit = PatientFactory(name="Kit", contact_name="Ada Runner", email="ada@example.org")
    kit.looked_after_by.add(user)
    path = f"/me/family/{kit.reference}/"
    seen = client.get(path).context["form"]["seen"].value()

    saved = client.post(path, typed(name="Kit Runner", phone="604", seen=seen))
    older = client.post(path, typed(name="Kitty", seen=seen))

    kit.refresh_from_db()
    assert saved.status_code == 302
    assert (kit.name, kit.phone, kit.email) == ("Kit Runner", "604", "ada@example.org")
    assert older.status_code == 409
    assert "What is stored now: Kit Runner" in text_of(older)
    assert older.context["form"]["name"].value() == "Kitty"


def test_the_own_file_is_edited_among_the_details(client, own):
    answer = client.get(f"/me/family/{own.reference}/")

    assert (answer.status_code, answer.url) == (302, "/me/details/")


# --- Guests' files --------------------------------------------------------------------------------


def test_a_guests_file_is_offered_with_its_first_visit(client, own):
    robin = guest()
    AppointmentFactory(patient=robin)

    page = text_of(client.get("/me/family/"))

    assert "Booked as a guest: Robin Vale, 1 Dec 2026" in page
    assert "Did you book as a guest?" in text_of(client.get("/me/"))


@pytest.mark.parametrize(
    "details",
    [
        {"email_proven_at": None},
        {"email": "other@example.org"},
        {"email": ""},
    ],
)
def test_a_guests_file_is_not_shown_until_both_sides_are_proven(client, own, details):
    robin = guest(**details)

    page = client.get("/me/family/")
    tried = client.post(f"/me/family/{robin.reference}/add/", {"who": "me"})

    assert "Robin Vale" not in text_of(page)
    assert tried.status_code == 404
    assert not robin.looked_after_by.exists()


def test_a_guests_file_is_not_shown_to_an_account_whose_email_is_not_verified(client, own):
    EmailAddress.objects.update(verified=False)
    robin = guest()

    assert "Robin Vale" not in text_of(client.get("/me/family/"))
    assert client.post(f"/me/family/{robin.reference}/add/", {"who": "me"}).status_code == 404


def test_a_guests_file_that_somebody_looks_after_is_not_offered(client, own):
    robin = guest()
    robin.looked_after_by.add(UserFactory())

    assert list(client.get("/me/family/").context["guests"]) == []


def test_a_guests_file_that_is_mine_is_joined_to_my_file(client, own):
    robin = guest()
    visit = AppointmentFactory(patient=robin)

    client.post(f"/me/family/{robin.reference}/add/", {"who": "me"})

    robin.refresh_from_db()
    assert robin.merged_into == own
    assert client.get("/me/").context["next"]["visit"] == visit
    assert list(client.get("/me/family/").context["guests"]) == []


def test_a_guests_file_becomes_the_file_of_an_account_that_had_none(client, user):
    robin = guest()

    client.post(f"/me/family/{robin.reference}/add/", {"who": "me"})

    robin.refresh_from_db()
    assert (robin.merged_into, list(robin.looked_after_by.all())) == (None, [user])
    assert client.get("/me/family/").context["own"] == robin


def test_a_guests_file_of_somebody_else_is_looked_after(client, user, own):
    robin = guest()

    client.post(f"/me/family/{robin.reference}/add/", {"who": "somebody"})

    robin.refresh_from_db()
    assert (robin.contact_name, robin.merged_into) == ("Ada Runner", None)
    assert client.get("/me/family/").context["people"] == [own, robin]


def test_a_guests_file_that_is_not_mine_is_not_offered_again(client, user, own):
    robin = guest()

    client.post(f"/me/family/{robin.reference}/add/", {"who": "nobody"})

    assert not robin.looked_after_by.exists()
    assert list(client.get("/me/family/").context["guests"]) == []


def test_a_guests_file_stays_when_nobody_says_whose_it_is(client, own):
    robin = guest()

    answer = client.post(f"/me/family/{robin.reference}/add/", {"who": "?"})

    assert answer.url == "/me/family/"
    assert not robin.looked_after_by.exists()


def test_add_guest_file_raises_for_a_file_that_was_taken_meanwhile(user, own):
    robin = guest()
    robin.looked_after_by.add(UserFactory())

    with pytest.raises(FileNotOffered):
        add_guest_file(user=user, patient=robin)


def test_add_guest_file_joins_to_nobody_elses_file(user):
    robin, strangers = guest(), PatientFactory()

    with pytest.raises(FileNotOffered):
        add_guest_file(user=user, patient=robin, joined_to=strangers)

    robin.refresh_from_db()
    assert robin.merged_into is None


# --- Details --------------------------------------------------------------------------------------


def details(page, **changes):
    form = page.context["form"]
    shown = {
        name: form[name].value() or "" for name in ("name", "email", "phone", "birth_date", "seen")
    }
    return shown | changes


def test_a_new_email_is_unproven_and_gets_what_is_mailed_from_now_on(client, own):
    service, _ = bookable()
    Patient.objects.update(email_proven_at=timezone.now())
    book_appointment(service=service, patient=own, starts_at=NINE)
    page = client.get("/me/details/")

    client.post("/me/details/", details(page, email="new@example.org"))

    own.refresh_from_db()
    assert (own.email, own.email_proven_at) == ("new@example.org", None)
    planned = Message.objects.filter(recipient=own, state="planned").select_related("recipient")
    assert {message.current_email for message in planned} == {"new@example.org"}
    assert "Open the link in our next mail" in text_of(client.get("/me/details/"))


def test_without_an_email_what_was_planned_is_dropped(client, own):
    service, _ = bookable()
    book_appointment(service=service, patient=own, starts_at=NINE)
    page = client.get("/me/details/")

    client.post("/me/details/", details(page, email=""))

    assert set(Message.objects.values_list("state", flat=True)) == {"dropped"}


def test_an_older_page_overwrites_nothing_and_may_save_once_it_has_compared(client, own):
    page = client.get("/me/details/")
    Patient.objects.update(phone="604 555 9999")

    told = client.post("/me/details/", details(page, name="Ada R."))
    again = client.post("/me/details/", details(told, name="Ada R."))

    own.refresh_from_db()
    assert (told.status_code, again.status_code) == (409, 302)
    assert "What is stored now: Ada Runner, ada@example.org, 604 555 9999" in text_of(told)
    assert own.name == "Ada R."


def test_an_account_without_a_file_opens_its_own(client, user):
    client.post("/me/details/", typed(name="Ada Runner", submission=str(TOKEN)))

    own = Patient.objects.get()
    assert (own.name, own.contact_name, own.email) == ("Ada Runner", "", "ada@example.org")
    assert client.get("/me/details/").context["person"] == own


# --- Messages -------------------------------------------------------------------------------------


@pytest.fixture
def visit(own):
    service, _ = bookable()
    return book_appointment(service=service, patient=own, starts_at=NINE)


def reminders(visit):
    reminders = Message.objects.about(visit).filter(kind="reminder")
    return sorted(reminders.values_list("state", "dropped_reason"))


def wanting(person, *kinds):
    """Return the page's form about one person, with a tick for each kind of mail."""
    ticks = {f"{person.reference}-{kind}_wanted": "on" for kind in kinds}
    return {f"{person.reference}-shown": "True"} | ticks


def test_reminders_stop_and_start_again_as_they_are_wanted(client, own, visit):
    planned, dropped = [("planned", "")] * 2, [("dropped", "no_reminders")] * 2
    states = [reminders(visit)]

    client.post("/me/messages/", wanting(own, "offers"))
    states.append(reminders(visit))
    replan_reminders(timezone.now())
    states.append(reminders(visit))
    client.post("/me/messages/", wanting(own, "offers", "reminders"))
    states.append(reminders(visit))

    assert states == [planned, dropped, dropped, planned]
    assert Message.objects.get(kind="confirmation").state == "planned"


def test_a_visit_booked_without_reminders_gets_its_confirmation_alone(own):
    choose_messages(patient=own, reminders_wanted=False, offers_wanted=True)
    service, _ = bookable()
    own.refresh_from_db()

    visit = book_appointment(service=service, patient=own, starts_at=NINE)

    kinds = Message.objects.about(visit).values_list("kind", flat=True)
    assert list(kinds) == ["confirmation"]


def test_a_reminder_that_is_on_its_way_is_dropped_once_none_is_wanted(own, visit):
    reminder = Message.objects.filter(kind="reminder").earliest("pk")
    Patient.objects.update(reminders_wanted=False)

    assert compose_reminder(reminder) == Drop(DropReason.NO_REMINDERS)


def test_a_choice_counts_in_the_joined_files_too(own):
    joined = guest()
    join_files(kept=own, joined=joined)

    choose_messages(patient=own, reminders_wanted=False, offers_wanted=False)

    assert (
        list(Patient.objects.values_list("reminders_wanted", "offers_wanted"))
        == [(False, False)] * 2
    )


def test_the_messages_of_a_stranger_are_not_chosen(client, user, own):
    stranger = PatientFactory()

    client.post("/me/messages/", wanting(stranger, "offers"))

    stranger.refresh_from_db()
    assert (stranger.reminders_wanted, stranger.offers_wanted) == (True, True)


def test_somebody_added_in_another_tab_keeps_their_messages(client, user, own):
    child = PatientFactory(contact_name="Ada Runner")
    child.looked_after_by.add(user)

    client.post("/me/messages/", wanting(own))

    chosen = Patient.objects.order_by("pk").values_list("reminders_wanted", "offers_wanted")
    assert list(chosen) == [(False, False), (True, True)]


# --- Who looked -----------------------------------------------------------------------------------


def looked(patient, **details):
    return AccessEvent.objects.create(
        **{
            "patient": patient,
            "what": "chart",
            "basis": "treating",
            "user": PractitionerFactory(user=ClinicianFactory(), name="Mia O'Neil").user,
            "occurred_at": NINE - timedelta(days=20),
            **details,
        }
    )


def test_the_privacy_page_says_who_looked_at_what_when_and_why(client, user, own):
    kit, joined = PatientFactory(name="Kit"), guest(name="Ada R.")
    kit.looked_after_by.add(user)
    join_files(kept=own, joined=joined)
    looked(own)
    looked(kit, basis="break_glass", reason="On call", user=ClinicianFactory(name="Sam Lee"))
    looked(joined, basis="own", user=user, what="assessment")
    looked(own, basis="link", user=None, what="intake")
    looked(PatientFactory(name="Somebody Else"))

    page = client.get("/me/privacy/")

    looks = page.context["looks"]
    assert {(look.who, look.whose, look.what, look.ground) for look in looks} == {
        ("Mia O'Neil, physiotherapy", "Ada Runner", "The chart", "They treat this person"),
        ("Sam Lee", "Kit", "The chart", "They gave a reason: On call"),
        (
            "You",
            "Ada R.",
            "A running assessment",
            "It is their own, or of somebody they look after",
        ),
        (
            "Somebody with the link from your mail",
            "Ada Runner",
            "The questions before a visit",
            "They had the link from the mail",
        ),
    }
    assert "Wed 11 Nov 2026, 09:00" in text_of(page)
    assert "Somebody Else" not in text_of(page)


def test_a_file_that_was_separated_is_no_longer_among_ones_own(client, own):
    joined = guest(name="Robin Vale", email="robin@example.org")
    join_files(kept=own, joined=joined)
    looked(joined)
    AppointmentFactory(patient=joined)
    separate_file(joined=joined)

    assert client.get("/me/privacy/").context["looks"] == []
    assert client.get("/me/").context["next"] is None
    assert Appointment.objects.count() == 1
