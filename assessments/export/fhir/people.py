"""Who is in the record, and when they came: Organization, Patient, Practitioner, Appointment."""

from assessments.export.fhir.resources import Resource
from assessments.export.fhir.terms import address, concept, filled, instant, own_uuid
from bookings.models import Appointment, AppointmentStatus
from bookings.people.households import staff_name
from clinic.models import ClinicProfile, Patient, Practitioner, User


def organization(profile: ClinicProfile) -> Resource:
    place = filled(
        {
            "line": [profile.street] if profile.street else [],
            "city": profile.city,
            "state": profile.province,
            "postalCode": profile.postal_code,
        }
    )
    body = {"name": profile.name, "telecom": _telecom(profile), "address": place and [place]}
    return Resource("Organization", own_uuid("organization"), body)


def _telecom(one):
    """Return how somebody is reached, of what is known."""
    return [
        {"system": system, "value": getattr(one, system)}
        for system in ("phone", "email")
        if getattr(one, system)
    ]


def patient(person: Patient) -> Resource:
    """Return a person; which sex norms are for is no administrative gender, and not told as one."""
    body = {
        "identifier": [{"system": address("sid", "patient"), "value": str(person.reference)}],
        "name": [{"text": person.name}],
        "telecom": _telecom(person),
        "birthDate": person.birth_date and person.birth_date.isoformat(),
    }
    return Resource("Patient", person.reference, body)


def practitioner(one: Practitioner) -> Resource:
    discipline = concept("disciplines", one.discipline, one.get_discipline_display())
    body = {"name": [{"text": one.name}], "qualification": [{"code": discipline}]}
    return Resource("Practitioner", one.reference, body)


def member_of_staff(user: User) -> Resource:
    """Return whoever signed: as the practitioner that they are, or by their name alone."""
    if own := getattr(user, "practitioner", None):
        return practitioner(own)
    body = {"name": [{"text": staff_name(user)}]}
    return Resource("Practitioner", own_uuid("staff", user.browser_key), body)


STATUSES = {
    AppointmentStatus.BOOKED: "booked",
    AppointmentStatus.ARRIVED: "arrived",
    AppointmentStatus.FULFILLED: "fulfilled",
    AppointmentStatus.CANCELLED: "cancelled",
    AppointmentStatus.NOSHOW: "noshow",
}


def appointment(visit: Appointment, person: Resource) -> list[Resource]:
    """Return a visit after the practitioner it was with."""
    by = practitioner(visit.practitioner)
    came = {"required": "required", "status": "accepted"}
    service = concept("services", visit.service.slug, visit.service.name)
    body = {
        "status": STATUSES[visit.status],
        "serviceType": [service],
        "start": instant(visit.starts_at),
        "end": instant(visit.ends_at),
        "created": instant(visit.created_at),
        "participant": [{"actor": person.link, **came}, {"actor": by.link, **came}],
    }
    return [by, Resource("Appointment", visit.reference, body)]
