"""Lists to take out as CSV: people, visits, messages. No clinical content is in any of them.

Nor is why a patient cancelled, which they write in their own words.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import models
from django.db.models import QuerySet

from bookings.models import Appointment, CancellingSide
from bookings.slots.holidays import whole_day
from clinic import csv_cells
from clinic.models import Message, Patient
from clinic.models.people import PERSON_OF_RECIPIENT
from clinic.zones import clinic_zone

AT_A_TIME = 1000
PEOPLE = (
    *("reference", "name", "email", "phone", "birth_date", "contact_name"),
    *("email_proven_at", "wants_reminders", "wants_offers", "wants_questions", "file_opened_at"),
)
VISITS = (
    *("reference", "date", "starts", "ends", "zone", "status", "patient", "patient_reference"),
    *("email", "phone", "practitioner", "service", "equipment", "booked_through", "booked_at"),
    *("confirmed_at", "cancelled_at", "cancelled_by", "late", "reason", "overbooked"),
)
MESSAGES = (
    *("reference", "kind", "person", "person_reference", "email", "planned_for", "state"),
    *("sent_at", "attempts", "not_sent_because"),
)


class ExportList(models.TextChoices):
    PEOPLE = "people", "People"
    VISITS = "visits", "Visits"
    MESSAGES = "messages", "Messages"


def lines_of(what: str, *, first: date | None = None, last: date | None = None) -> Iterator[str]:
    """Yield a list as lines of CSV; its rows come from the database as they are sent.

    `first` and `last` are the clinic days between which a visit begins, or a message was planned.
    """
    if what == ExportList.PEOPLE:
        yield from _lines(PEOPLE, Patient.objects.kept(), _person)
    elif what == ExportList.VISITS:
        visits = Appointment.objects.ever_booked().with_people()
        yield from _lines(VISITS, _between(visits, "starts_at", first, last), _visit)
    else:
        mail = Message.objects.filter(is_private=False).select_related(PERSON_OF_RECIPIENT)
        yield from _lines(MESSAGES, _between(mail, "send_at", first, last), _message)


def _lines(names, rows, cells):
    yield csv_cells.header(names)
    for row in rows.iterator(chunk_size=AT_A_TIME):
        yield csv_cells.line(cells(row))


def _between(rows: QuerySet, column: str, first: date | None, last: date | None) -> QuerySet:
    zone = clinic_zone()
    if first:
        rows = rows.filter(**{f"{column}__gte": whole_day(first, zone).start})
    if last:
        rows = rows.filter(**{f"{column}__lt": whole_day(last, zone).end})
    return rows.order_by(column, "pk")


def _person(person):
    return (
        person.reference,
        person.name,
        person.email,
        person.phone,
        person.birth_date,
        person.contact_name,
        _at(person.email_proven_at),
        _yes_or_no(person.reminders_wanted),
        _yes_or_no(person.offers_wanted),
        _yes_or_no(person.questions_wanted),
        _at(person.created_at),
    )


def _visit(visit):
    zone, person = clinic_zone(), visit.patient.person
    starts_at = visit.starts_at.astimezone(zone)
    return (
        visit.reference,
        f"{starts_at:%Y-%m-%d}",
        f"{starts_at:%H:%M}",
        f"{visit.ends_at.astimezone(zone):%H:%M}",
        zone.key,
        visit.get_status_display(),
        person.name,
        person.reference,
        visit.patient.reached_by.email,
        person.phone,
        visit.practitioner.name,
        visit.service.name,
        visit.equipment.name if visit.equipment else "",
        visit.get_source_display(),
        _at(visit.created_at),
        _at(visit.confirmed_at),
        _at(visit.cancelled_at),
        visit.get_cancelled_side_display(),
        _yes_or_no(visit.cancelled_late) if visit.is_cancelled else "",
        visit.cancellation_reason if visit.cancelled_side == CancellingSide.CLINIC else "",
        _yes_or_no(visit.overbooked),
    )


def _message(message):
    person = message.recipient.person if message.recipient else None
    return (
        message.reference,
        message.kind_name,
        person and person.name,
        person and person.reference,
        message.recipient_email,
        _at(message.send_at),
        message.get_state_display(),
        _at(message.sent_at),
        message.attempts,
        message.dropped_because,
    )


def _at(instant: datetime | None) -> str | None:
    """Return an instant by the clinic's clock, with the offset of that day."""
    return instant and instant.astimezone(clinic_zone()).isoformat(timespec="minutes")


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
