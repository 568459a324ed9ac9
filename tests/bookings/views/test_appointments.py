"""A visit's own page: what a mail's link opens, what is pressed there and what never works."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.forms.models import model_to_dict
from django.test import override_settings
from django.utils import timezone
from icalendar import Calendar

from bookings.actions import (
    Booker,
    book_appointment,
    cancel_appointment,
    confirm_attendance,
    end_review,
    hold_for_review,
    leave_phone,
    mark_arrived,
    mark_noshow,
    move_appointment,
    prove_email,
)
from bookings.advice import BEFORE_RUNNING, LEVELS
from bookings.exceptions import (
    AppointmentChanged,
    AppointmentHasBegun,
    AppointmentNotBooked,
    EmailHasChanged,
    LateCancellation,
    TooLateToMove,
)
from bookings.links.visits import email_proof, visit_key, visit_url
from bookings.mail.visits import compose_confirmation
from bookings.models import Appointment
from clinic.models import ClinicProfile, Message, Patient
from tests.factories import (
    AT_THE_DESK,
    NINE,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)
from tests.instants import FromNowOn
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
HOUR = timedelta(hours=1)
FREE_UNTIL = NINE - 24 * HOUR
PHONE_LINK = "tel:604 555 0100"
CALLS = ("tel:911", "tel:811", PHONE_LINK)
ONE_THERE = "2026-12-01T13:00:00-07:00"


@pytest.fixture
def service():
    ClinicProfile.objects.create(name="Harbour", phone="604 555 0100")
    return bookable(
        slug="physio", name="Physiotherapy", cancellation_fee_text="Half the price is due."
    )[0]


@pytest.fixture
def visit(service):
    patient = PatientFactory(name="Ada Runner", email="ada@example.org")
    return book_appointment(service=service, patient=patient, starts_at=NINE)


def path_of(visit, page="", **query):
    query = {"key": visit_key(visit), **query}
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{visit.get_absolute_url()}{page}?{asked}"


def text_of(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def filled_buttons(page):
    """Return where the buttons lead that ask to be pressed first."""
    main = page[page.index("<main") :]
    return re.findall(r'<a class="btn btn-primary[^"]*" href="([^"]*)"', main)


def proof_of(visit, email="ada@example.org"):
    return email_proof(visit.patient, email)


def stored():
    """Return every visit, person and message as the database has them."""
    return [
        [model_to_dict(row) | {"pk": row.pk} for row in model.objects.order_by("pk")]
        for model in (Appointment, Patient, Message)
    ]


# --- A GET changes nothing ------------------------------------------------------------------------


def test_whatever_a_mail_scanner_follows_changes_nothing(client, visit):
    before = stored()

    statuses = {
        page: client.get(path_of(visit, page, proof=proof_of(visit))).status_code
        for page in ("", "move/", "cancel/", "confirm/", "prove/", "visit.ics")
    }

    assert stored() == before
    assert statuses == {
        "": 200,
        "move/": 200,
        "cancel/": 200,
        "confirm/": 405,
        "prove/": 405,
        "visit.ics": 200,
    }


@pytest.mark.parametrize("page", ["", "move/", "cancel/", "confirm/", "prove/", "visit.ics"])
def test_a_key_that_is_not_the_visits_opens_nothing(client, visit, service, page):
    other = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE + HOUR)
    before = stored()
    keys = [visit_key(other), visit_key(visit)[:-1] + "!", "x", "é" * 50]
    path = f"{visit.get_absolute_url()}{page}"

    statuses = {client.get(f"{path}?key={key}").status_code for key in keys}
    statuses |= {client.post(f"{path}?key={key}").status_code for key in keys}

    assert statuses <= {404, 405}
    assert stored() == before


def test_a_key_of_a_secret_that_was_replaced_opens_as_long_as_that_is_kept(client, visit):
    former = visit.get_absolute_url() + "?key="
    former += signing.Signer(key="former", salt="bookings.visit").signature(str(visit.reference))

    with override_settings(SECRET_KEY_FALLBACKS=["former"]):
        kept = client.get(former).status_code
    gone = client.get(former).status_code

    assert (kept, gone) == (200, 404)


def test_a_strangers_visit_is_a_404(client, visit):
    client.force_login(UserFactory())
    path = visit.get_absolute_url()

    statuses = [client.post(f"{path}{page}").status_code for page in ("confirm/", "prove/")]

    assert statuses == [404, 404]


# --- Confirming -----------------------------------------------------------------------------------


def test_a_patient_says_from_the_mail_that_they_will_come(client, visit):
    page = client.get(path_of(visit))

    pressing = FromNowOn()
    answer = client.post(path_of(visit, "confirm/"), {"revision": 0})

    visit.refresh_from_db()
    assert page.context["main_action"] == "confirm"
    assert "Yes, I will come" in text_of(page)
    assert (answer.status_code, answer.url) == (302, visit.get_absolute_url())
    assert visit.confirmed_at == pressing
    shown = text_of(client.get(answer.url))
    assert "Confirmed" in shown
    assert "Yes, I will come" not in shown


def test_confirm_attendance_again_changes_nothing(visit, clock):
    first = confirm_attendance(appointment=visit, revision=0)
    clock.shift(HOUR)

    again = confirm_attendance(appointment=visit, revision=0)

    assert again.confirmed_at == first.confirmed_at
    assert again.revision == 0


def test_a_visit_that_moves_is_no_longer_confirmed(visit):
    confirm_attendance(appointment=visit, revision=0)

    moved = move_appointment(appointment=visit, starts_at=NINE + HOUR)

    assert moved.confirmed_at is None


def test_confirm_attendance_raises_for_the_time_of_an_older_page(visit):
    move_appointment(appointment=visit, starts_at=NINE + HOUR)

    with pytest.raises(AppointmentChanged):
        confirm_attendance(appointment=visit, revision=0)

    assert Appointment.objects.get().confirmed_at is None


def test_confirm_attendance_raises_once_the_visit_is_cancelled_marked_or_has_begun(visit, clock):
    clock.move_to(NINE)
    with pytest.raises(AppointmentHasBegun):
        confirm_attendance(appointment=visit, revision=0)
    mark_arrived(appointment=visit)
    with pytest.raises(AppointmentNotBooked):
        confirm_attendance(appointment=visit, revision=0)
    Appointment.objects.update(status="cancelled", cancelled_at=NINE, cancelled_side="patient")
    with pytest.raises(AppointmentNotBooked):
        confirm_attendance(appointment=visit, revision=0)


def test_a_page_that_is_out_of_date_is_told_so_and_confirms_nothing(client, visit):
    move_appointment(appointment=visit, starts_at=NINE + HOUR)

    answer = client.post(path_of(visit, "confirm/"), {"revision": 0})

    assert answer.status_code == 409
    assert "has just been changed" in text_of(answer)
    assert Appointment.objects.get().confirmed_at is None


@pytest.mark.parametrize("sent", [{}, {"revision": "x"}, {"revision": "-1"}])
def test_a_press_that_says_nothing_of_the_page_is_refused(client, visit, sent):
    assert client.post(path_of(visit, "confirm/"), sent).status_code == 400


def test_the_desk_confirms_by_phone_and_sees_it_on_the_board(client, visit):
    client.force_login(FrontDeskFactory())
    confirm = f"{visit.get_absolute_url()}confirm/?back=board"
    before = text_of(client.get("/desk/?day=2026-12-01"))

    answer = client.post(confirm, {"revision": 0})

    board = text_of(client.get(answer.url))
    assert answer.url == f"/desk/?day=2026-12-01#visit-{visit.reference}"
    assert ("Confirmed" in before, "Confirmed" in board) == (False, True)


def test_a_clinician_confirms_nothing_for_a_patient(client, visit):
    visit.practitioner.user = ClinicianFactory()
    visit.practitioner.save()
    client.force_login(visit.practitioner.user)

    answer = client.post(f"{visit.get_absolute_url()}confirm/", {"revision": 0})

    assert answer.status_code == 409
    assert Appointment.objects.get().confirmed_at is None


# --- The cancellation window ----------------------------------------------------------------------


def test_who_should_call_first_reads_so_before_anything_else(client, visit):
    hold_for_review(appointment=visit, levels=["urgent"])

    page = text_of(client.get(path_of(visit)))

    assert page.index(LEVELS["urgent"].advice_title) < page.index("Yes, I will come")


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_the_visits_page_keeps_the_whole_advice_and_its_numbers_until_a_review(
    client, visit, level
):
    hold_for_review(appointment=visit, levels=[level.code])

    during = as_read(client.get(path_of(visit)).text)
    end_review(appointment=visit)
    after = as_read(client.get(path_of(visit)).text)

    told = [level.advice_title, level.advice, "Your visit stays booked.", BEFORE_RUNNING]
    assert [text for text in told if text not in during] == []
    assert [text for text in told if text in after] == []
    assert filled_buttons(during) == ["tel:911" if level.code == "emergency" else PHONE_LINK]
    assert {link for link in CALLS if f'href="{link}"' in during} == set(CALLS)


def test_all_levels_are_told_the_gravest_first_and_the_number_once(client, visit):
    hold_for_review(appointment=visit, levels=["review"])
    hold_for_review(appointment=visit, levels=["emergency", "review"])

    page = as_read(client.get(path_of(visit)).text)

    visit.refresh_from_db()
    assert visit.review_levels == ["emergency", "review"]
    shown = [LEVELS[code].advice_title for code in ("emergency", "review")]
    assert page.index(shown[0]) < page.index(shown[1])
    assert page.count('href="tel:911"') == 1


def test_the_numbers_are_those_of_the_clinics_country(client, visit):
    ClinicProfile.objects.update(country="other", emergency_number="144", advice_number="")
    hold_for_review(appointment=visit, levels=["emergency"])

    page = as_read(client.get(path_of(visit)).text)

    assert filled_buttons(page) == ["tel:144"]
    assert not {"tel:911", "tel:811"} & set(re.findall(r'href="(tel:[^"]*)"', page))


def test_a_cancelled_visit_under_review_keeps_the_advice_and_does_not_say_it_stays(client, visit):
    hold_for_review(appointment=visit, levels=["emergency"])
    cancel_appointment(appointment=visit)

    page = as_read(client.get(path_of(visit)).text)

    assert filled_buttons(page) == ["tel:911"]
    assert "Your visit stays booked." not in page


@pytest.mark.parametrize("by_desk", [True, False], ids=["the desk", "the patient"])
def test_nobody_pays_for_cancelling_before_a_clinician_has_looked(client, visit, clock, by_desk):
    hold_for_review(appointment=visit, levels=["emergency"])
    clock.move_to(FREE_UNTIL + HOUR)
    if by_desk:
        client.force_login(FrontDeskFactory())
    path = f"{visit.get_absolute_url()}cancel/" if by_desk else path_of(visit, "cancel/")

    page = client.get(path)
    client.post(path, {"revision": 0, "side": "patient"})

    visit.refresh_from_db()
    assert "No fee" in page.text
    assert "Half the price is due." not in page.text
    assert "accepts_late" not in page.context["form"].fields
    assert (visit.status, visit.cancelled_late) == ("cancelled", False)


def test_after_the_review_the_policy_holds_again(client, visit, clock):
    hold_for_review(appointment=visit, levels=["emergency"])
    end_review(appointment=visit)
    clock.move_to(FREE_UNTIL + HOUR)

    page = client.get(path_of(visit, "cancel/"))

    assert "No fee" not in page.text
    assert "accepts_late" in page.context["form"].fields


def test_the_desk_reads_how_soon_and_whom_to_call_on_the_board(client, visit):
    hold_for_review(appointment=visit, levels=["emergency", "no_running"])
    client.force_login(FrontDeskFactory())

    unknown = as_read(client.get("/desk/?day=2026-12-01").text)
    leave_phone(appointment=visit, phone="604 555 0177")
    known = as_read(client.get("/desk/?day=2026-12-01").text)

    assert "Call first: Emergency or same day, no phone known" in unknown
    assert "Call first: Emergency or same day<a" in known
    assert known.count('href="tel:604 555 0177"') == 3  # in the row twice, and what needs the desk
    assert "running" not in known[known.index("To look at") : known.index("board-actions")]


def test_the_page_says_until_when_a_change_is_free(client, visit):
    shown = text_of(client.get(path_of(visit)))

    said = "Free to move or cancel until Mon 30 Nov at 09:00, Vancouver time."
    assert f"<strong>{said} After that, cancelling counts as late." in shown


def test_a_move_is_the_patients_until_the_window_begins_and_then_the_desks(visit, clock):
    ClinicProfile.objects.update(grace_minutes=0)
    clock.move_to(FREE_UNTIL, tick=False)
    moved = move_appointment(appointment=visit, starts_at=NINE + 15 * timedelta(minutes=1))
    move_appointment(appointment=moved, starts_at=NINE)
    visit = Appointment.objects.get()
    clock.move_to(FREE_UNTIL + timedelta(seconds=1), tick=False)

    with pytest.raises(TooLateToMove):
        move_appointment(appointment=visit, starts_at=NINE + HOUR)
    by_staff = move_appointment(appointment=visit, starts_at=NINE + HOUR, booker=AT_THE_DESK)

    assert by_staff.starts_at == NINE + HOUR


def test_a_time_that_the_clinic_offered_is_taken_inside_the_window(visit, clock):
    clock.move_to(NINE - 3 * HOUR)

    moved = move_appointment(
        appointment=visit, starts_at=NINE + HOUR, booker=Booker(notice_from=NINE - 4 * HOUR)
    )

    assert moved.starts_at == NINE + HOUR


def test_inside_the_window_the_page_says_to_call_and_offers_no_move(client, visit, clock):
    clock.move_to(FREE_UNTIL + HOUR)

    page = text_of(client.get(path_of(visit)))
    tried = client.get(path_of(visit, "move/"))
    moved = client.post(
        path_of(visit, "move/"), {"starts_at": ONE_THERE, "practitioner": "any", "revision": 0}
    )

    assert "It is too late to move it online, and cancelling counts as late." in page
    assert "Half the price is due.</strong> You can reach us on" in page
    assert "Move this visit" not in page
    assert (tried.status_code, tried.url) == (302, visit.get_absolute_url())
    assert moved.status_code == 409
    assert "too late to move this visit online" in text_of(moved)
    assert Appointment.objects.get().revision == 0


def test_the_desk_moves_inside_the_window(client, visit, clock):
    clock.move_to(FREE_UNTIL + HOUR)
    client.force_login(FrontDeskFactory())

    page = client.get(f"{visit.get_absolute_url()}move/")

    assert page.status_code == 200
    assert "Move this visit" in text_of(client.get(visit.get_absolute_url()))


def test_a_late_cancellation_asks_first_keeps_what_was_typed_and_is_recorded(client, visit, clock):
    clock.move_to(FREE_UNTIL + HOUR)
    cancel = path_of(visit, "cancel/")

    asked = client.post(cancel, {"revision": 0, "reason": "A cold"})
    still = Appointment.objects.get().status
    done = client.post(cancel, {"revision": 0, "reason": "A cold", "accepts_late": "on"})

    visit.refresh_from_db()
    assert (asked.status_code, still) == (422, "booked")
    assert (
        "I understand: it is less than 24 hours before the visit, so cancelling counts as late."
        in text_of(asked)
    )
    assert "Half the price is due." in text_of(asked)
    assert "A cold</textarea>" in text_of(asked)
    assert (done.status_code, visit.status, visit.cancelled_late) == (302, "cancelled", True)


def test_outside_the_window_nothing_is_asked_and_it_is_free(client, visit):
    page = client.get(path_of(visit, "cancel/"))

    client.post(path_of(visit, "cancel/"), {"revision": 0})

    visit.refresh_from_db()
    assert "accepts_late" not in page.context["form"].fields
    assert (visit.status, visit.cancelled_late) == ("cancelled", False)


def test_cancel_appointment_raises_when_the_window_began_before_it_was_accepted(visit, clock):
    clock.move_to(FREE_UNTIL + HOUR)

    with pytest.raises(LateCancellation):
        cancel_appointment(appointment=visit, accepts_late=False)

    assert Appointment.objects.get().status == "booked"


def test_the_desk_cancels_late_without_a_tick(client, visit, clock):
    clock.move_to(FREE_UNTIL + HOUR)
    client.force_login(FrontDeskFactory())

    client.post(f"{visit.get_absolute_url()}cancel/", {"revision": 0, "side": "patient"})

    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_late) == ("cancelled", True)


def test_without_a_window_a_visit_is_free_until_it_begins(client, visit, clock):
    Appointment.objects.update(cancellation_window_hours=0)
    clock.move_to(NINE - timedelta(minutes=1))

    client.post(path_of(visit, "cancel/"), {"revision": 0})

    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_late) == ("cancelled", False)


# --- Twice, and from two tabs ---------------------------------------------------------------------


def test_a_visit_that_the_desk_made_longer_is_offered_times_of_its_own_length(client, visit):
    Appointment.objects.update(ends_at=NINE + timedelta(minutes=90))

    page = client.get(path_of(visit, "move/", **{"from": "2026-12-01"})).text

    last, too_late = NINE + timedelta(hours=6.5), NINE + timedelta(hours=7)  # until 17:00
    shown = [f"{timezone.localtime(at):%H:%M}" in page for at in (last, too_late)]
    assert shown == [True, False]


def test_a_move_that_is_sent_twice_is_one_move_and_one_mail(client, visit):
    wish = {"starts_at": ONE_THERE, "practitioner": visit.practitioner.slug, "revision": 0}

    statuses = [client.post(path_of(visit, "move/"), wish).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert Appointment.objects.get().revision == 1
    assert Message.objects.filter(kind="changed").count() == 1


def test_the_page_says_that_a_visit_was_moved_and_when_it_is(client, visit):
    wish = {"starts_at": ONE_THERE, "practitioner": visit.practitioner.slug, "revision": 0}

    page = client.post(path_of(visit, "move/"), wish, follow=True)

    assert [str(one) for one in page.context["messages"]] == [
        "Your visit is moved to Tuesday 1 December 2026 at 13:00, Vancouver time. It was on "
        "Tuesday 1 December 2026 at 09:00, Vancouver time."
    ]


def test_the_times_to_move_to_are_the_pickers_with_the_present_one_marked(client, visit):
    page = client.get(path_of(visit, "move/"))

    shown = page.context["fortnight"]
    assert (shown.first, shown.day.date) == (NINE.date(), NINE.date())
    assert shown.day.present.starts_at == NINE
    assert NINE not in [slot.starts_at for slot in shown.day.slots]
    assert page.text.count("yours now") == 1
    assert "when the visit is now" in as_read(page.text)


def test_a_second_tab_moves_nothing_and_is_told(client, visit):
    wish = {"starts_at": ONE_THERE, "practitioner": visit.practitioner.slug, "revision": 0}
    client.post(path_of(visit, "move/"), wish)

    answer = client.post(path_of(visit, "move/"), wish | {"starts_at": "2026-12-01T15:00:00-07:00"})

    assert answer.status_code == 409
    assert "has just been changed" in text_of(answer)
    assert Appointment.objects.get().starts_at == NINE + 4 * HOUR


def test_a_cancellation_that_is_sent_twice_is_one_and_says_so(client, visit):
    answers = [client.post(path_of(visit, "cancel/"), {"revision": 0}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "This visit is cancelled already" in text_of(answers[1])
    assert Message.objects.filter(kind="cancelled").count() == 1


def test_the_reason_that_was_typed_survives_a_conflict(client, visit):
    move_appointment(appointment=visit, starts_at=NINE + HOUR)

    answer = client.post(path_of(visit, "cancel/"), {"revision": 0, "reason": "A cold"})

    assert answer.status_code == 409
    assert "A cold</textarea>" in text_of(answer)


@pytest.mark.parametrize("ended", ["moved", "cancelled", "past", "missed"])
def test_an_old_link_leads_to_how_the_visit_stands_and_on_from_there(client, visit, clock, ended):
    link = path_of(visit)
    match ended:
        case "moved":
            move_appointment(appointment=visit, starts_at=NINE + HOUR)
        case "cancelled":
            cancel_appointment(appointment=visit)
        case "past":
            clock.move_to(NINE + 2 * HOUR)
        case "missed":
            clock.move_to(NINE + HOUR / 2)
            mark_noshow(appointment=visit)

    page = client.get(link)

    assert page.status_code == 200
    assert page.context["main_action"] == ("confirm" if ended == "moved" else "book")
    assert ("Book another visit" in text_of(page)) == (ended != "moved")
    assert ("10:00–11:00" in text_of(page)) == (ended == "moved")


# --- Whose email it is ----------------------------------------------------------------------------


def test_the_mailed_link_asks_and_the_button_proves(client, visit):
    link = visit_url(visit, mailed_to="ada@example.org").removeprefix("http://localhost:8000")
    link = link[link.index("/appointments/") :]
    page = client.get(link)
    asked = Patient.objects.get().email_proven_at

    pressing = FromNowOn()
    answer = client.post(path_of(visit, "prove/"), {"proof": page.context["proof"]})

    assert asked is None
    assert page.context["main_action"] == "confirm"  # one question comes first
    shown = text_of(page)
    assert shown.index("Yes, I will come") < shown.index("Is this your email address?")
    assert answer.status_code == 302
    assert Patient.objects.get().email_proven_at == pressing
    assert "Is this your email address?" not in text_of(client.get(link))


def test_the_page_after_a_booking_carries_no_proof(client, service):
    wish = {
        "starts_at": "2026-12-01T09:00:00-07:00",
        "practitioner": "any",
        "name": "Ada",
        "email": "ada@example.org",
        "accepts_policy": "on",
    }

    booked = client.post("/book/physio/details/", wish)

    page = client.get(booked.url)
    visit = Appointment.objects.get()
    assert "proof" not in booked.url
    assert proof_of(visit) not in text_of(page)
    assert proof_of(visit) not in client.get(path_of(visit, "visit.ics")).content.decode()


@pytest.mark.parametrize("forged", ["", "x", "é" * 40, "x" * 5000, "key", "another", "old"])
def test_what_the_mail_did_not_carry_proves_nothing(client, visit, service, forged):
    other = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE + HOUR)
    forged = {
        "key": visit_key(visit),
        "another": email_proof(other.patient, other.patient.email),
        "old": proof_of(visit, "before@example.org"),
    }.get(forged, forged)

    page = client.get(visit.get_absolute_url(), {"key": visit_key(visit), "proof": forged})
    answer = client.post(path_of(visit, "prove/"), {"proof": forged})

    assert page.context["proof"] == ""
    assert answer.status_code == 409
    assert not Patient.objects.filter(email_proven_at__isnull=False).exists()


def test_a_proof_is_over_once_the_email_has_changed(client, visit):
    proof = proof_of(visit)
    Patient.objects.filter(pk=visit.patient_id).update(email="new@example.org")

    answer = client.post(path_of(visit, "prove/"), {"proof": proof})

    assert answer.status_code == 409
    assert Patient.objects.get(pk=visit.patient_id).email_proven_at is None


def test_prove_email_raises_for_an_email_that_is_no_longer_theirs(visit):
    Patient.objects.update(email="new@example.org")

    with pytest.raises(EmailHasChanged):
        prove_email(patient=visit.patient, email="ada@example.org")
    Patient.objects.update(email="")
    with pytest.raises(EmailHasChanged):
        prove_email(patient=visit.patient, email="")


def test_a_mail_carries_the_proof_of_the_address_that_it_goes_to(visit):
    message = Message.objects.select_related("recipient").filter(kind="confirmation").get()
    Patient.objects.update(email="new@example.org")

    composed = compose_confirmation(message)  # by a sender that read the old address

    assert proof_of(visit, "ada@example.org") in composed.body_text
    assert proof_of(visit, "new@example.org") not in composed.body_text + composed.body_html


def test_the_desk_is_not_asked_whether_a_patients_email_is_theirs(client, visit):
    client.force_login(FrontDeskFactory())

    page = client.get(visit.get_absolute_url(), {"proof": proof_of(visit)})

    assert page.context["proof"] == ""


# --- What goes out --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["patient", "desk"])
def test_each_change_is_one_mail_whoever_makes_it(client, visit, who):
    if who == "desk":
        client.force_login(FrontDeskFactory())
    key = "" if who == "desk" else f"?key={visit_key(visit)}"
    path = visit.get_absolute_url()
    wish = {"starts_at": ONE_THERE, "practitioner": visit.practitioner.slug, "revision": 0}

    client.post(f"{path}move/{key}", wish)
    client.post(f"{path}confirm/{key}", {"revision": 1})
    client.post(f"{path}cancel/{key}", {"revision": 1, "side": "patient"})

    messages = Message.objects.exclude(kind="reminder").order_by("pk")
    assert list(messages.values_list("kind", "occasion", "state")) == [
        ("confirmation", "r0", "dropped"),
        ("changed", "r1", "dropped"),
        ("cancelled", "r2", "planned"),
    ]
    assert not Message.objects.filter(kind="reminder", state="planned").exists()


def test_every_move_raises_the_sequence_of_the_same_calendar_entry(client, visit):
    def entry():
        content = client.get(path_of(visit, "visit.ics")).content
        [event] = Calendar.from_ical(content).walk("VEVENT")
        return str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])

    entries = [entry()]
    for hours in (1, 2):
        visit = move_appointment(appointment=visit, starts_at=NINE + hours * HOUR)
        entries.append(entry())
    cancel_appointment(appointment=visit)
    entries.append(entry())

    uid = f"{visit.reference}@stance"
    assert entries == [
        (uid, 0, "CONFIRMED"),
        (uid, 1, "CONFIRMED"),
        (uid, 2, "CONFIRMED"),
        (uid, 3, "CANCELLED"),
    ]


def test_a_guest_with_somebodys_email_overwrites_nothing_and_sees_nothing(client, visit):
    wish = {
        "starts_at": ONE_THERE,
        "practitioner": "any",
        "name": "Somebody Else",
        "email": "ada@example.org",
        "accepts_policy": "on",
    }

    booked = client.post("/book/physio/details/", wish)

    ada, other = Patient.objects.order_by("pk")
    assert (ada.name, other.name) == ("Ada Runner", "Somebody Else")
    assert "Ada Runner" not in text_of(client.get(booked.url))
    assert client.get(visit.get_absolute_url()).status_code == 302
