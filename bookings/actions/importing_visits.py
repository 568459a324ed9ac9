"""Future visits of a list: booked as the desk would, one after the other, all of them or none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.booking import NewPatient, book_appointment
from bookings.actions.importing_people import Look, day_of, match_of, person_of
from bookings.exceptions import BookingError, PatientAlreadyBooked
from bookings.imports import columns
from bookings.imports.dates import clock_time
from bookings.imports.files import Row
from bookings.locks import lock
from bookings.models import Appointment, AppointmentSource, Service
from bookings.people.known_people import KnownPeople
from bookings.people.person_search import folded
from bookings.slots import services
from bookings.slots.search import STAFF_LOOK_AHEAD
from clinic.models import Patient, Practitioner, User
from clinic.zones import clinic_zone

NOT_AHEAD = "This is not ahead: visits that are over are not brought in."
COLUMN_OF = {
    "practitioner": columns.PRACTITIONER,
    "service": columns.SERVICE,
    "patient": columns.NAME,
}
ASKS_AGAIN = (" Please choose another one.", " Please choose another time.")  # of a patient


@dataclass(frozen=True)
class Wanted:
    """One visit of the list: of somebody with a `file`, or of whom a `line` tells first."""

    row: Row
    person: NewPatient
    file: int | None
    line: int | None
    practitioner: Practitioner
    service: Service
    starts_at: datetime

    @property
    def key(self):
        return (self.file or -(self.line or 0), self.practitioner.pk, self.starts_at)


class Offer:
    """What can be booked and who gives it, by how a list may call them."""

    def __init__(self):
        self.services = _by_name(services.bookable_services(by_staff=True))
        self.practitioners = _by_name(Practitioner.objects.filter(is_active=True))


def import_visits(rows: list[Row], look: Look, *, by: User, tells_patients: bool, note) -> None:
    """Book all visits of a list, under the locks of all whom it touches.

    The caller takes it back where it was a try, or where anything was objected to.
    """
    known = KnownPeople()
    wanted = _wanted(rows, look, known)
    lock(
        practitioners={one.practitioner.pk for one in wanted},
        equipment={unit for one in wanted for unit in one.service.unit_ids},
        patients={one.file for one in wanted if one.file},
    )
    booker = Booker(AppointmentSource.DESK, user=by, tells_patient=tells_patients)
    files = Patient.objects.in_bulk({one.file for one in wanted if one.file})
    of_lines: dict[int, Patient] = {}
    note(0)
    for done, one in enumerate(wanted, start=1):
        patient = files[one.file] if one.file else of_lines.get(one.line, one.person)
        if visit := _booked(one, patient, booker, look):
            of_lines.setdefault(one.line, visit.patient)
            look.added += 1
        note(done)


def _booked(one, patient, booker, look):
    try:
        return book_appointment(
            service=one.service,
            starts_at=one.starts_at,
            patient=patient,
            practitioner=one.practitioner,
            booker=booker,
        )
    except PatientAlreadyBooked:
        look.object_to(one.row, columns.TIME, "This person has another visit then.")
    except BookingError as error:
        text = str(error)
        for ending in ASKS_AGAIN:
            text = text.removesuffix(ending)
        look.object_to(one.row, COLUMN_OF.get(error.field, columns.TIME), text)
    return None


def _wanted(rows, look, known):
    """Return the visits that the rows tell of; what is wrong with the others is objected to."""
    offer, now, seen, found = Offer(), timezone.now(), {}, []
    for row in rows:
        one = _read(row, look, known, offer, now)
        if one is None:
            continue
        if one.key in seen:
            look.object_to(row, columns.TIME, f"The same visit is in line {seen[one.key]}.")
            continue
        seen[one.key] = row.line
        found.append(one)
    there = _there_already(found)
    for one in found:
        if one.key in there:
            look.known += 1
            if not look.skips_known:
                look.object_to(one.row, columns.TIME, "This visit is booked already.")
    return [one for one in found if one.key not in there]


def _read(row, look, known, offer, now):
    before = len(look.problems)
    person = person_of(row, look)
    practitioner = _named(row, columns.PRACTITIONER, offer.practitioners, look)
    service = _named(row, columns.SERVICE, offer.services, look)
    starts_at = _starts_at(row, look, now)
    if person is None or len(look.problems) > before:
        return None
    match = match_of(person, known)
    if match.unclear:
        look.object_to(row, columns.NAME, match.unclear)
        return None
    line = match.line
    if not (match.file or line):
        line = row.line
        known.add(person.name, person.birth_date, person.email, line=line)
    return Wanted(row, person, match.file, line, practitioner, service, starts_at)


def _there_already(wanted):
    """Return the keys of those that are booked: the same person, practitioner and start."""
    starts = {one.starts_at for one in wanted if one.file}
    booked = Appointment.objects.taking_place().filter(starts_at__in=starts).with_person_id()
    return set(booked.values_list("person_id", "practitioner_id", "starts_at"))


def _starts_at(row, look, now):
    day = day_of(row, columns.DATE, look)
    text = row.cells.get(columns.TIME.name, "")
    time = clock_time(text)
    if day is None and not row.cells.get(columns.DATE.name):
        look.object_to(row, columns.DATE, "There is no date.")
    if time is None:
        look.object_to(
            row,
            columns.TIME,
            f"“{text[:40]}” is no time such as 14:30." if text else "There is no time.",
        )
    if day is None or time is None:
        return None
    return _instant(row, look, datetime.combine(day, time, tzinfo=clinic_zone()), now)


def _instant(row, look, local, now):
    """Return a time on the clinic's clock as an instant, if there is just one, and it is ahead."""
    ahead = local.date() - timezone.localdate(now)
    if not timedelta(0) <= ahead <= STAFF_LOOK_AHEAD:
        text = "This is more than two years ahead." if ahead > STAFF_LOOK_AHEAD else NOT_AHEAD
        look.object_to(row, columns.DATE, text)
        return None
    instant = local.astimezone(now.tzinfo)
    if instant <= now:
        look.object_to(row, columns.DATE, NOT_AHEAD)
    elif instant.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        look.object_to(row, columns.TIME, "The clock skips this time on that day.")
    elif local.replace(fold=1).utcoffset() != local.utcoffset():
        look.object_to(row, columns.TIME, "This time comes twice on that day: please book by hand.")
    else:
        return instant
    return None


def _named(row, column, by_name, look):
    text = row.cells.get(column.name, "")
    found = by_name.get(_plain(text), [])
    if len(found) == 1:
        return found[0]
    what = column.name
    if not text:
        look.object_to(row, column, f"There is no {what}.")
    elif found:
        look.object_to(row, column, f"Several are called “{text[:40]}”.")
    else:
        look.object_to(row, column, f"There is no {what} “{text[:40]}” on offer.")
    return None


def _by_name(rows):
    named = {}
    for row in rows:
        for word in {_plain(row.name), row.slug}:
            named.setdefault(word, []).append(row)
    return named


def _plain(text):
    return " ".join(folded(text).split())
