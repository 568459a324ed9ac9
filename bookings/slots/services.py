"""What can be booked, and who gives it: read in SQL, as the diaries are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from bookings.models import Purpose, Service
from bookings.slots import prepared
from clinic.models import Practitioner

ANY = "any"


# In SQL as the diaries are: every page of times and every booking begins with these.
SERVICE = f"""
       {prepared.columns(Service, "service")},
       ARRAY(SELECT unit.id FROM bookings_equipment AS unit
             WHERE unit.kind = service.equipment_kind AND unit.is_active
             ORDER BY unit.id)
"""  # noqa: S608 - the model's own column names
ACTIVE_SERVICES = f"""SELECT {SERVICE}
FROM bookings_service AS service WHERE service.is_active
"""  # noqa: S608
BOOKABLE_SERVICES = f"{ACTIVE_SERVICES} AND service.is_bookable_online"
OFFERS = """practitioner.is_active
  AND practitioner.discipline = ANY(service.disciplines)
  AND (practitioner.is_running_specialist OR NOT service.requires_running_specialist)"""
OFFERED = f"""
SELECT {SERVICE}, {prepared.columns(Practitioner, "practitioner")}
FROM bookings_service AS service
LEFT JOIN (bookings_service_practitioners AS offering
           JOIN clinic_practitioner AS practitioner ON practitioner.id = offering.practitioner_id)
       ON offering.service_id = service.id AND {OFFERS}
"""  # noqa: S608 - the model's own column names
BY_NAME = "ORDER BY practitioner.name, practitioner.id"
OFFERED_BY_KEY = f"{OFFERED} WHERE service.id = %(pk)s {BY_NAME}"
OFFERED_BY_SOME = f"""{OFFERED} AND practitioner.id = ANY(%(people)s)
WHERE service.id = %(pk)s {BY_NAME}
"""
OFFERED_BY_SLUG = f"""{OFFERED} AND %(practitioner)s IN ('{ANY}', practitioner.slug)
WHERE service.slug = %(slug)s AND service.is_active
  AND (%(by_staff)s OR service.is_bookable_online)
{BY_NAME}
"""
GIVERS = f"""FROM clinic_practitioner AS practitioner
JOIN bookings_service_practitioners AS offering ON offering.practitioner_id = practitioner.id
JOIN bookings_service AS service ON service.id = offering.service_id
WHERE {OFFERS}"""
OFFERING = f"""
SELECT {prepared.columns(Practitioner, "practitioner")}
{GIVERS} AND service.id = %(service)s
ORDER BY practitioner.name, practitioner.id
"""
# Under this lock nobody else books or changes who they see; `no_key` spares what refers to them.
LOCKED_OFFERING = f"""
SELECT practitioner.id
{GIVERS} AND service.id = %(service)s
  AND practitioner.id = COALESCE(%(practitioner)s::bigint, practitioner.id)
ORDER BY practitioner.id
FOR NO KEY UPDATE OF practitioner
"""
OFFERING_EACH = f"""
SELECT {prepared.columns(Practitioner, "practitioner")}, service.id
{GIVERS}
ORDER BY practitioner.name, practitioner.id
"""


def offered(pk: int, *, by: Collection[int] | None = None) -> tuple[Service, list[Practitioner]]:
    """Return a service, whatever became of it, and who may give it, of all or those with keys."""
    if by is None:
        return _offered(OFFERED_BY_KEY, {"pk": pk})
    return _offered(OFFERED_BY_SOME, {"pk": pk, "people": list(by)})


def bookable(
    slug: str, *, by_staff: bool = False, practitioner: str = ANY
) -> tuple[Service, list[Practitioner]]:
    """Return what can be booked online, or at the desk, and who may give it: all, or one by slug.

    Raises Service.DoesNotExist.
    """
    wanted = {"slug": slug, "by_staff": by_staff, "practitioner": practitioner}
    return _offered(OFFERED_BY_SLUG, wanted)


def bookable_services(*, by_staff: bool = False) -> list[Service]:
    """Return all that can be booked online, or at the desk, each with its `unit_ids`."""
    statement = ACTIVE_SERVICES if by_staff else BOOKABLE_SERVICES
    statement = f"{statement} ORDER BY position, name"
    return prepared.instances(Service, statement, {}, extra=("unit_ids",))


def to_begin_with(services: Iterable[Service]) -> Service | None:
    """Return what leads somebody new: a service for first visits alone, or else one open to all.

    The first in the clinic's own order; None where nothing is for new people.
    """
    for_new = [service for service in services if service.for_new_patients]
    first_visits = [service for service in for_new if not service.for_returning_patients]
    return next(iter(first_visits or for_new), None)


def led_by(first: Service | None, services: Iterable[Service]) -> list[Service]:
    """Return the services with one of them at the head."""
    return sorted(services, key=lambda service: service != first)


def good_for(services: Iterable[Service]) -> list[tuple[Purpose, list[Service]]]:
    """Return what brings people, each with the services that are marked for it; none without."""
    marked = [(each, [one for one in services if each in one.purposes]) for each in Purpose]
    return [(purpose, found) for purpose, found in marked if found]


def named(slug: str, offering: Iterable[Practitioner]) -> Practitioner | None:
    """Return who of these is meant: “any” is whoever is free, and gives None.

    Raises Practitioner.DoesNotExist.
    """
    if slug == ANY:
        return None
    for practitioner in offering:
        if practitioner.slug == slug:
            return practitioner
    raise Practitioner.DoesNotExist


def practitioners_offering(service: Service) -> list[Practitioner]:
    """Return who may give this service: of its discipline, and a specialist where it needs one."""
    return prepared.instances(Practitioner, OFFERING, {"service": service.pk})


def started(people: Iterable[Practitioner], today: date) -> list[Practitioner]:
    """Return those of them whom patients see: nobody before their first day."""
    return [person for person in people if person.has_started(today)]


def practitioners_of_services() -> dict[int, list[Practitioner]]:
    """Return who may give each service, by its key."""
    found = defaultdict(list)
    for person in prepared.instances(Practitioner, OFFERING_EACH, {}, extra=("offers",)):
        found[person.offers].append(person)
    return found


def _offered(statement, wanted):
    rows = prepared.rows(statement, wanted)
    if not rows:
        raise Service.DoesNotExist
    width = len(Service._meta.concrete_fields)
    service = prepared.instance(Service, rows[0][:width])
    service.unit_ids = rows[0][width]
    people = (row[width + 1 :] for row in rows)
    return service, [prepared.instance(Practitioner, person) for person in people if person[0]]
