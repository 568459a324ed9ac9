"""Visits to try words with: the next real one, as it is, or one that was made up.

Their links lead to the clinic's first page, and act on nothing.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from bookings.mail import values as words
from bookings.mail.changes import changes_between
from bookings.mail.times import clinic_time, short_time
from bookings.mail.waitlist import of_joining, of_offer
from bookings.models import (
    Appointment,
    AppointmentStatus,
    CancellingSide,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from clinic.models import ClinicProfile, Patient, Practitioner
from clinic.wording.kinds import Sample
from clinic.wording.values import Link


def example_link() -> Link:
    return Link(f"{settings.SITE_URL}/#example")


def visit_for(now: datetime, is_real: bool) -> tuple[Appointment, str]:
    """Return a visit and, of a real one, whose it is and when."""
    if is_real and (visit := _next_visit(now)):
        return visit, f"{visit.patient.name}, {short_time(visit.starts_at)}"
    return made_up_visit(now), ""


def _next_visit(now):
    ahead = Appointment.objects.with_people().filter(
        status=AppointmentStatus.BOOKED, starts_at__gt=now
    )
    return ahead.order_by("starts_at", "pk").first()


def made_up_visit(now: datetime) -> Appointment:
    """Return a visit of nobody's in a week, at the full hour; it is in no table."""
    starts_at = (now + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    service = Service(
        name="First visit",
        duration_min=60,
        price=Decimal(165),
        currency=ClinicProfile.objects.current().priced_in or "CAD",
        cancellation_window_hours=24,
        late_fee_percent=50,
        what_to_bring="Shorts, and the shoes that you run in.",
    )
    return Appointment(
        patient=Patient(name="Alex Example"),
        practitioner=Practitioner(name="Sam Sample"),
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=60),
    )


def confirmation(now: datetime, is_real: bool) -> Sample:
    return _sample(words.of_confirmation, now, is_real)


def reminder(now: datetime, is_real: bool) -> Sample:
    return _sample(words.of_reminder, now, is_real)


def change(now: datetime, is_real: bool) -> Sample:
    """Return a visit as if it had been a day earlier."""
    visit, whose = visit_for(now, is_real)
    earlier = {"starts_at": visit.starts_at - timedelta(days=1)}
    earlier["ends_at"] = visit.ends_at - timedelta(days=1)
    before = Appointment(practitioner=visit.practitioner, **earlier)
    values = words.of_change(
        visit, _profile(), now, url=example_link(), changes=changes_between(before, visit)
    )
    return Sample(values, whose)


def cancellation(now: datetime, is_real: bool) -> Sample:
    """Return a visit as if the clinic had cancelled it."""
    visit, whose = visit_for(now, is_real)
    visit.cancelled_side = CancellingSide.CLINIC
    visit.cancellation_reason = "An illness among our staff."
    link = example_link()
    values = words.of_cancellation(visit, _profile(), now, url=link, again_url=link, told=visit)
    return Sample(values, whose)


def review(now: datetime, is_real: bool) -> Sample:
    visit, whose = visit_for(now, is_real)
    visit.under_review_since = now
    return Sample(words.of_review(visit, page_url=example_link()), whose)


def times_offered(now: datetime, is_real: bool) -> Sample:
    visit, whose = visit_for(now, is_real)
    times = [
        (visit.starts_at + timedelta(days=days), visit.practitioner.name) for days in (1, 2, 5)
    ]
    values = words.of_times_offered(
        visit, _profile(), url=example_link(), times=times, open_until=now + timedelta(hours=24)
    )
    return Sample(values, whose)


def joining(now: datetime, is_real: bool) -> Sample:
    return Sample(of_joining(_entry(now), url=example_link()))


def offer(now: datetime, is_real: bool) -> Sample:
    entry, visit = _entry(now), made_up_visit(now)
    offered = WaitlistOffer(
        entry=entry,
        practitioner=visit.practitioner,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        expires_at=now + timedelta(minutes=15),
    )
    link = example_link()
    values = of_offer(offered, _profile(), now, others_asked=True, offer_url=link, list_url=link)
    return Sample(values)


def answer(now: datetime, is_real: bool) -> Sample:
    return Sample(words.of_answer("Alex Example", page_url=example_link()))


def until(now: datetime) -> str:
    return clinic_time(now + timedelta(days=3))


def _entry(now):
    visit = made_up_visit(now)
    first: date = visit.starts_at.date()
    return WaitlistEntry(
        patient=visit.patient,
        service=visit.service,
        earliest_on=first,
        latest_on=first + timedelta(days=14),
    )


def _sample(values_of, now, is_real):
    visit, whose = visit_for(now, is_real)
    return Sample(values_of(visit, _profile(), now, url=example_link()), whose)


def _profile():
    return ClinicProfile.objects.current()
