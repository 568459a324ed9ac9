"""What a patient reads: the visit as it stands when the mail leaves, or nothing at all."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.utils import translation
from django.utils.html import escape
from icalendar import Calendar

from bookings.links.visits import visit_url
from bookings.mail.planning import plan_cancellation, plan_for, replan_for
from bookings.mail.times import clinic_time
from bookings.mail.visits import (
    compose_cancelled,
    compose_changed,
    compose_confirmation,
    compose_reminder,
)
from bookings.models import Appointment, Service
from clinic.delivery import deliver_due
from clinic.emails import Drop, Later
from clinic.models import ClinicProfile, DropReason, Message, Patient
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
NOW = MONDAY_MORNING
HOUR = timedelta(hours=1)
COMPOSERS = {
    "confirmation": compose_confirmation,
    "changed": compose_changed,
    "cancelled": compose_cancelled,
    "reminder": compose_reminder,
}
WHEN = "Tuesday 1 December 2026 at 09:00, Vancouver time"


@pytest.fixture
def visit():
    ClinicProfile.objects.create(
        name="Harbour & Sons",
        phone="604 555 0199",
        street="1 Quay",
        city="Vancouver",
        province="BC",
    )
    return AppointmentFactory(
        patient=PatientFactory(name="Ana <b>Perez</b>", email="ana@example.org"),
        practitioner=PractitionerFactory(name="Mia O'Neil"),
        service=ServiceFactory(name="Knee and hip", what_to_bring="Shorts & two pairs of shoes"),
        starts_at=NINE,
    )


def message(kind, visit):
    """Return the message of this kind that the visit's own use case plans."""
    if kind == "changed":
        earlier = {"starts_at": NINE - 2 * HOUR, "ends_at": NINE - HOUR}
        Appointment.objects.filter(pk=visit.pk).update(**earlier)
        visit.revision += 1
        visit.save()
        replan_for(visit, now=NOW)
    elif kind == "cancelled":
        cancel(visit)
        plan_cancellation(visit, now=NOW)
    else:
        plan_for(visit, now=NOW)
    return Message.objects.filter(kind=kind, state="planned").earliest("send_at")


def cancel(visit):
    Appointment.objects.filter(pk=visit.pk).update(
        status="cancelled", cancelled_at=NOW, cancelled_side="patient"
    )


SHORT = "Tue 1 Dec at 09:00"
SUBJECTS = {
    "confirmation": f"Booked: your visit on {SHORT}",
    "changed": f"Moved: your visit, now {SHORT}",
    "cancelled": f"Cancelled: your visit on {SHORT}",
    "reminder": f"Reminder: your visit on {SHORT}",
}


@pytest.mark.parametrize("kind", COMPOSERS)
def test_every_mail_says_when_with_whom_and_how_to_reach_the_visit(kind, visit):
    composed = COMPOSERS[kind](message(kind, visit))

    assert composed.subject == SUBJECTS[kind]
    url = visit_url(visit, mailed_to="ana@example.org")
    for expected in (WHEN, "Hello Ana <b>Perez</b>,", url, "604 555 0199"):
        assert expected in composed.body_text
    for expected in (WHEN, "Hello Ana &lt;b&gt;Perez&lt;/b&gt;,", escape(url)):
        assert expected in composed.body_html
    is_told = kind != "changed"  # of what has changed alone
    assert ("Mia O'Neil" in composed.body_text) == is_told
    assert ("Mia O&#x27;Neil" in composed.body_html) == is_told


@pytest.mark.parametrize("kind", COMPOSERS)
def test_a_mail_greets_whoever_books_and_says_whose_visit_it_is(kind, visit):
    Patient.objects.update(contact_name="Sam <Perez>")
    visit.refresh_from_db()

    composed = COMPOSERS[kind](message(kind, visit))

    about = "This is about the visit of Ana <b>Perez</b>."
    assert composed.body_text.startswith(f"Hello Sam <Perez>,\n\n{about}\n\n")
    greeting = f"<p>Hello Sam &lt;Perez&gt;,</p><p>{escape(about)}</p>"
    assert greeting in as_read(composed.body_html)


@pytest.mark.parametrize("kind", COMPOSERS)
def test_the_confirmation_alone_names_the_service_and_never_where_others_see_it(kind, visit):
    """Its name may name a body part: a subject shows on a locked phone, a calendar is shared."""
    composed = COMPOSERS[kind](message(kind, visit))

    files = b" ".join(attachment.content for attachment in composed.attachments).lower()
    for body in (composed.body_text, composed.body_html):
        assert ("Knee and hip" in body) == (kind == "confirmation")
    assert "knee" not in composed.subject.lower()
    assert b"knee" not in files


def test_the_confirmation_says_what_is_booked_how_long_and_what_it_costs(visit):
    Service.objects.update(price=165, currency="CAD", price_text="plus tax", late_fee_percent=50)

    composed = compose_confirmation(message("confirmation", visit))

    facts = {
        "What": "Knee and hip",
        "When": WHEN,
        "How long": "60 minutes, until 10:00",
        "With": "Mia O'Neil",
        "Where": "Harbour & Sons, 1 Quay, Vancouver BC",
        "Price": "$165, plus tax",
        "Please bring": "Shorts & two pairs of shoes",
        "If your plans change": "Free to move or cancel until Mon 30 Nov at 09:00, Vancouver time. "
        "After that, cancelling costs $82.50.",
    }
    told = [line.partition(": ")[::2] for line in composed.body_text.split("\n\n")[2].split("\n")]
    assert dict(told) == facts
    html = as_read(composed.body_html)
    for label, fact in facts.items():
        assert f">{label}</dt>" in html
        assert f">{escape(fact)}</dd>" in html


def test_a_cancellation_by_the_clinic_apologises_says_why_and_leads_to_another_time(visit):
    planned = message("cancelled", visit)
    Appointment.objects.update(cancelled_side="clinic", cancellation_reason="Mia is ill.")

    text = compose_cancelled(planned).body_text

    assert "We are sorry: we have to cancel your visit on " in text
    assert "It costs you nothing.\n\nWhy: Mia is ill.\n" in text
    url = visit_url(visit, mailed_to="ana@example.org", page="again")
    assert f"Book it again:\n{url}\n" in text


@pytest.mark.parametrize("kind", ["confirmation", "reminder"])
def test_a_mail_about_a_visit_to_come_says_where_it_is_and_what_to_bring(kind, visit):
    composed = COMPOSERS[kind](message(kind, visit))

    assert "Where: Harbour & Sons, 1 Quay, Vancouver BC\n" in composed.body_text
    assert "Please bring: Shorts & two pairs of shoes\n" in composed.body_text
    assert "Shorts &amp; two pairs of shoes" in composed.body_html


@pytest.mark.parametrize("kind", ["confirmation", "changed"])
def test_a_mail_with_a_calendar_file_says_that_it_goes_one_way(kind, visit):
    composed = COMPOSERS[kind](message(kind, visit))

    said = "changing it there does not change the visit"
    assert said in composed.body_text
    assert said in composed.body_html


@pytest.mark.parametrize("kind", COMPOSERS)
def test_what_is_kept_holds_no_key(kind, visit):
    composed = COMPOSERS[kind](message(kind, visit))

    assert "key=" in composed.body_text
    assert "key=" not in composed.stored_text + composed.stored_html + composed.subject
    url = visit_url(visit, mailed_to="ana@example.org")
    assert composed.stored_text == composed.body_text.replace(url, "[link]")
    assert composed.stored_html == composed.body_html.replace(escape(url), "[link]")


@pytest.mark.parametrize(
    ("kind", "method", "status"),
    [
        ("confirmation", "REQUEST", "CONFIRMED"),
        ("changed", "REQUEST", "CONFIRMED"),
        ("cancelled", "CANCEL", "CANCELLED"),
    ],
)
def test_the_attached_file_says_what_the_text_says(kind, method, status, visit):
    (attachment,) = COMPOSERS[kind](message(kind, visit)).attachments

    calendar = Calendar.from_ical(attachment.content)
    (event,) = calendar.walk("VEVENT")
    visit.refresh_from_db()
    assert attachment.name == "visit.ics"
    assert attachment.content_type == f"text/calendar; method={method}; charset=utf-8"
    assert (str(calendar["METHOD"]), str(event["STATUS"])) == (method, status)
    assert (event["SEQUENCE"], event.start) == (visit.revision, NINE)
    assert clinic_time(event.start) == WHEN


def test_a_reminder_asks_whether_they_come_until_they_have_said_so(visit):
    planned = message("reminder", visit)

    asked = compose_reminder(planned).body_text
    Appointment.objects.update(confirmed_at=NOW)
    thanked = compose_reminder(planned).body_text

    assert ("Will you come?" in asked, "Will you come?" in thanked) == (True, False)
    assert "Thank you for telling us that you will come." in thanked


def test_a_reminder_attaches_nothing(visit):
    assert compose_reminder(message("reminder", visit)).attachments == ()


def test_the_mail_that_leaves_carries_the_calendar_file_with_its_method(visit):
    plan_for(visit, now=NOW)

    assert deliver_due(NOW) == 1

    (sent,) = mail.outbox
    calendar_parts = [
        part for part in sent.message().walk() if part.get_content_type() == "text/calendar"
    ]
    assert [(part.get_param("method"), part.get_filename()) for part in calendar_parts] == [
        ("REQUEST", "visit.ics")
    ]
    assert b"METHOD:REQUEST" in calendar_parts[0].get_payload(decode=True)


def test_a_mail_speaks_the_clinics_language_whatever_the_process_speaks(visit):
    plan_for(visit, now=NOW)

    with translation.override("fr"):
        deliver_due(NOW)

    assert "Tuesday 1 December 2026 at 09:00" in mail.outbox[0].body


# --- Nothing left to say --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["confirmation", "reminder"])
def test_a_mail_is_dropped_once_a_later_change_supersedes_it(kind, visit):
    planned = message(kind, visit)
    Appointment.objects.filter(pk=visit.pk).update(revision=1)

    assert COMPOSERS[kind](planned) == Drop(DropReason.SUPERSEDED)


@pytest.mark.parametrize("kind", ["confirmation", "changed", "reminder"])
def test_a_mail_is_dropped_once_the_visit_is_cancelled(kind, visit):
    planned = message(kind, visit)
    cancel(visit)

    assert COMPOSERS[kind](planned) == Drop(DropReason.CANCELLED)


def test_a_cancellation_is_dropped_when_the_visit_stands(visit):
    planned = message("cancelled", visit)
    Appointment.objects.filter(pk=visit.pk).update(status="booked", cancelled_side="")

    assert compose_cancelled(planned) == Drop(DropReason.NOT_CANCELLED)


def test_a_reminder_is_dropped_once_the_visit_has_begun(visit, clock):
    planned = message("reminder", visit)

    clock.move_to(NINE, tick=False)

    assert compose_reminder(planned) == Drop(DropReason.BEGUN)


def test_a_reminder_is_sent_until_the_visit_begins(visit, clock):
    planned = message("reminder", visit)

    clock.move_to(NINE - timedelta(seconds=1), tick=False)

    assert compose_reminder(planned).subject == SUBJECTS["reminder"]


def test_a_reminder_is_dropped_once_the_patient_is_there(visit):
    planned = message("reminder", visit)
    Appointment.objects.filter(pk=visit.pk).update(status="arrived")

    assert compose_reminder(planned) == Drop(DropReason.ARRIVED)


# --- Quiet hours ----------------------------------------------------------------------------------

TEN_IN_THE_EVENING = NINE - timedelta(hours=11)
EIGHT = NINE - timedelta(hours=1)


@pytest.mark.parametrize("hours", [11, 5, 2])
def test_a_reminder_delivered_in_quiet_hours_is_put_off_to_their_end(hours, visit, clock):
    planned = message("reminder", visit)

    clock.move_to(NINE - timedelta(hours=hours), tick=False)

    assert compose_reminder(planned) == Later(EIGHT)


@pytest.mark.parametrize("at", [NINE - timedelta(hours=12, seconds=1), EIGHT])
def test_a_reminder_leaves_right_before_and_after_the_quiet_hours(at, visit, clock):
    planned = message("reminder", visit)

    clock.move_to(at, tick=False)

    assert compose_reminder(planned).subject == SUBJECTS["reminder"]


def test_a_reminder_is_put_off_by_quiet_hours_within_a_day(visit, clock):
    ClinicProfile.objects.update(quiet_from=time(6), quiet_until=time(7, 30))
    planned = message("reminder", visit)

    clock.move_to(NINE - timedelta(hours=2), tick=False)

    assert compose_reminder(planned) == Later(NINE - timedelta(hours=1, minutes=30))


def test_a_reminder_is_dropped_when_the_visit_begins_before_the_quiet_hours_end(visit, clock):
    planned = message("reminder", visit)
    Appointment.objects.filter(pk=visit.pk).update(starts_at=EIGHT)

    clock.move_to(TEN_IN_THE_EVENING, tick=False)

    assert compose_reminder(planned) == Drop(DropReason.QUIET_HOURS)


def test_a_reminder_that_is_put_off_is_delivered_at_the_end_of_the_quiet_hours(visit, clock):
    reminder = message("reminder", visit)
    Message.objects.exclude(pk=reminder.pk).delete()
    clock.move_to(TEN_IN_THE_EVENING, tick=False)

    assert deliver_due() == 0
    reminder.refresh_from_db()
    assert (reminder.state, reminder.due_at, reminder.attempts, reminder.claim) == (
        "planned",
        EIGHT,
        0,
        None,
    )
    clock.move_to(EIGHT, tick=False)
    assert deliver_due() == 1


@pytest.mark.parametrize("kind", ["confirmation", "changed", "cancelled"])
def test_an_answer_to_a_persons_own_act_leaves_in_quiet_hours(kind, visit, clock):
    planned = message(kind, visit)

    clock.move_to(TEN_IN_THE_EVENING, tick=False)

    assert COMPOSERS[kind](planned).subject == SUBJECTS[kind]


def test_clinic_time_is_by_the_clinics_clock_for_good_on_utc_minus_seven():
    assert clinic_time(NINE) == WHEN
