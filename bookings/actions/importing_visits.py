"""Future visits of a list: booked as the desk would, one after the other, all of them or none."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bookings.actions.booker import Booker
from bookings.actions.booking import NewPatient, columns_of
from bookings.actions.importing_people import AT_A_TIME, Look, day_of, match_of, person_of
from bookings.actions.releasing import expire_overlapping_holds
from bookings.actions.taking import free_for, insert_visit
from bookings.exceptions import BookingError, PatientAlreadyBooked, PractitionerNotOffered
from bookings.freed_times import serve_wishes
from bookings.imports import columns
from bookings.imports.dates import clock_time
from bookings.imports.files import Row
from bookings.locks import lock, retry_deadlocks
from bookings.mail import planning
from bookings.models import Appointment, Service
from bookings.people.known_people import KnownPeople
from bookings.people.person_search import plain
from bookings.rules import check_not_elsewhere
from bookings.slots import services
from bookings.slots.intervals import Interval
from bookings.slots.search import STAFF_LOOK_AHEAD, Search
from clinic.models import Patient, Practitioner
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


def import_visits(rows: list[Row], look: Look, *, booker: Booker, keep: bool, note) -> None:
    """Book all visits of a list to `keep`, in the caller's transaction, which takes them back if
    anything was objected to; or try which can be booked, a day at a time.

    Visits are in each other's way within a day alone, and nobody waits longer for one.
    """
    wanted = _wanted(rows, look, KnownPeople())
    if keep:
        _book_all(wanted, look, booker, note)
        return
    done, days = 0, defaultdict(list)
    for one in wanted:
        days[timezone.localdate(one.starts_at)].append(one)
    for _, of_day in sorted(days.items()):
        found = _try_day(wanted=of_day, look=look, booker=booker)
        look.problems += found.problems
        look.added += found.added
        done += len(of_day)
        note(done)


@retry_deadlocks
@transaction.atomic
def _try_day(*, wanted, look, booker) -> Look:
    """Return what is found where these alone are booked; nothing of it stays."""
    found = replace(look, problems=[], known=0, added=0)
    _book_all(wanted, found, booker, note=lambda done: None)
    transaction.set_rollback(True)
    return found


def _book_all(wanted, look, booker, note):
    """Book one visit after the other, under the locks of all whom they touch."""
    if not wanted:
        return
    desk = _Desk(wanted, booker)
    note(0)
    for done, one in enumerate(wanted, start=1):
        try:
            with transaction.atomic():
                desk.book(one)
        except PatientAlreadyBooked:
            look.object_to(one.row, columns.TIME, "This person has another visit then.")
        except BookingError as error:
            text = str(error)
            for ending in ASKS_AGAIN:
                text = text.removesuffix(ending)
            look.object_to(one.row, COLUMN_OF.get(error.field, columns.TIME), text)
        note(done)
    desk.tell()
    look.added += len(desk.booked)


class _Desk:
    """Books as `book_appointment` would at the desk, and asks once what is the same for all."""

    def __init__(self, wanted, booker):
        people = {one.practitioner.pk for one in wanted}
        units = {unit for one in wanted for unit in one.service.unit_ids}
        files = {one.file for one in wanted if one.file}
        lock(practitioners=people, equipment=units, patients=files)
        self.booker, self.now, self.rules = booker, timezone.now(), planning.mail_rules()
        self.files = Patient.objects.in_bulk(files)
        more = Patient.objects.of_those_in(files).exclude(pk__in=files)
        self.have_more_files = {file.person_id for file in more}
        self.of_lines: dict[int, Patient] = {}
        self.searches: dict[tuple[int, int], Search] = {}
        self.booked: list[Appointment] = []
        ends = max(one.starts_at + one.service.duration for one in wanted)
        expire_overlapping_holds(
            interval=Interval(min(one.starts_at for one in wanted), ends),
            practitioners=people,
            equipment=units,
            patients=files,
            now=self.now,
        )

    def book(self, one: Wanted) -> None:
        """Book one of them. Raises what `book_appointment` raises."""
        search = self._search(one)
        free = free_for(search, Interval.lasting(search.service.duration, one.starts_at))
        if one.file in self.have_more_files:
            check_not_elsewhere(self.files[one.file], free.visit)
        told = self.files[one.file] if one.file else self.of_lines.get(one.line, one.person)
        profile = self.rules.profile
        columns = columns_of(free, patient=told, booker=self.booker, profile=profile)
        visit = insert_visit(free, **columns)
        if one.line:
            self.of_lines[one.line] = visit.patient
        self.booked.append(visit)

    def tell(self) -> None:
        """Plan the mail about all that was booked; whoever waited for it waits no more."""
        serve_wishes(visits=self.booked, now=self.now)
        for first in range(0, len(self.booked), AT_A_TIME):
            planning.plan_for_many(
                self.booked[first : first + AT_A_TIME],
                now=self.now,
                rules=self.rules,
                is_told=self.booker.tells_patient,
            )

    def _search(self, one):
        key = (one.service.pk, one.practitioner.pk)
        if key not in self.searches:
            service, people = services.offered(one.service.pk, by=[one.practitioner.pk])
            self.searches[key] = Search(service, people, self.now, by_staff=True)
        if not self.searches[key].practitioners:
            raise PractitionerNotOffered
        return self.searches[key]


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
    found = by_name.get(plain(text), [])
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
        for word in {plain(row.name), row.slug}:
            named.setdefault(word, []).append(row)
    return named
