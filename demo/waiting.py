"""Who waits for a time in the demo clinic: cancel a visit, and it is offered to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from bookings.actions import Booker, WantedTimes, join_waitlist, wait_for_earlier
from bookings.models import Appointment, AppointmentSource, PartOfDay, Service
from bookings.models.schedule import Weekday
from clinic.models import Patient, Practitioner
from demo.courses import ASSESS, FOLLOW, KINES, MAREN
from demo.identity import demo_reference

FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class Wish:
    """What somebody waits for in the coming fortnight."""

    patient: str
    service: str
    practitioner: str = ""  # none: anybody
    weekdays: tuple[Weekday, ...] = ()
    parts_of_day: tuple[PartOfDay, ...] = ()


WISHES = (
    Wish("imogen-starling", FOLLOW, weekdays=(Weekday.TUESDAY, Weekday.THURSDAY)),
    Wish("linnea-foxglove", ASSESS, MAREN, parts_of_day=(PartOfDay.MORNING,)),
    Wish("wendell-moss", KINES),  # without an email: the desk calls
)
EARLIER = "kaito-riverstone"  # who would like the next visit to be sooner


def add_wishes(*, now: datetime) -> None:
    """Put some people on the waitlist, as the desk would."""
    today = timezone.localdate(now)
    patients = {patient.reference: patient for patient in Patient.objects.all()}
    services = {service.slug: service for service in Service.objects.all()}
    practitioners = {person.slug: person for person in Practitioner.objects.all()}
    for wish in WISHES:
        join_waitlist(
            service=services[wish.service],
            patient=patients[demo_reference("patient", wish.patient)],
            times=WantedTimes(
                earliest_on=today,
                latest_on=today + FORTNIGHT,
                practitioner=practitioners.get(wish.practitioner),
                weekdays=wish.weekdays,
                parts_of_day=wish.parts_of_day,
            ),
            booker=Booker(AppointmentSource.DESK),
        )
    patient = patients[demo_reference("patient", EARLIER)]
    visits = Appointment.objects.still_ahead(now + timedelta(days=1)).filter(patient=patient)
    if visit := visits.first():
        wait_for_earlier(
            appointment=visit,
            times=WantedTimes(today, timezone.localdate(visit.starts_at)),
        )
