"""What can be booked, and who gives it: read in SQL, as the diaries are."""

from collections import defaultdict

from bookings.models import Service
from bookings.slots import prepared
from clinic.models import Practitioner

ANY = "any"


# In SQL as the diaries are: every page of times and every booking begins with these.
SERVICES = f"""
SELECT {prepared.columns(Service, "service")},
       ARRAY(SELECT unit.id FROM bookings_equipment AS unit
             WHERE unit.kind = service.equipment_kind AND unit.is_active
             ORDER BY unit.id)
FROM bookings_service AS service
"""  # noqa: S608 - the model's own column names
ACTIVE_SERVICES = f"{SERVICES} WHERE service.is_active"
BOOKABLE_SERVICES = f"{ACTIVE_SERVICES} AND service.is_bookable_online"
OFFERS = """practitioner.is_active
  AND practitioner.discipline = ANY(service.disciplines)
  AND (practitioner.is_running_specialist OR NOT service.requires_running_specialist)"""
OFFERING = f"""
SELECT {prepared.columns(Practitioner, "practitioner")}
FROM clinic_practitioner AS practitioner
JOIN bookings_service_practitioners AS offering ON offering.practitioner_id = practitioner.id
JOIN bookings_service AS service ON service.id = offering.service_id
WHERE service.id = %(service)s AND {OFFERS}
ORDER BY practitioner.name, practitioner.id
"""  # noqa: S608 - the model's own column names
OFFERING_EACH = f"""
SELECT {prepared.columns(Practitioner, "practitioner")}, service.id
FROM clinic_practitioner AS practitioner
JOIN bookings_service_practitioners AS offering ON offering.practitioner_id = practitioner.id
JOIN bookings_service AS service ON service.id = offering.service_id
WHERE {OFFERS}
ORDER BY practitioner.name, practitioner.id
"""  # noqa: S608 - the model's own column names


def service_with_units(pk: int) -> Service:
    """Return a service with `unit_ids`: the equipment in use that a visit may take."""
    [service] = _services(f"{SERVICES} WHERE service.id = %(pk)s", {"pk": pk})
    return service


def bookable_services(*, by_staff: bool = False) -> list[Service]:
    """Return what can be booked online, or at the desk, each with its `unit_ids`."""
    statement = ACTIVE_SERVICES if by_staff else BOOKABLE_SERVICES
    return _services(f"{statement} ORDER BY position, name", {})


def bookable_service(slug: str, *, by_staff: bool = False) -> Service:
    """Return one of them; raise Service.DoesNotExist."""
    statement = ACTIVE_SERVICES if by_staff else BOOKABLE_SERVICES
    found = _services(f"{statement} AND slug = %(slug)s", {"slug": slug})
    if not found:
        raise Service.DoesNotExist
    return found[0]


def practitioners_offering(service: Service) -> list[Practitioner]:
    """Return who may give this service: of its discipline, and a specialist where it needs one."""
    return prepared.instances(Practitioner, OFFERING, {"service": service.pk})


def practitioners_of_services() -> dict[int, list[Practitioner]]:
    """Return who may give each service, by its key."""
    found = defaultdict(list)
    for person in prepared.instances(Practitioner, OFFERING_EACH, {}, extra=("offers",)):
        found[person.offers].append(person)
    return found


def _services(statement, wanted):
    return prepared.instances(Service, statement, wanted, extra=("unit_ids",))
