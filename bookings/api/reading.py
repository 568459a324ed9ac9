"""What can be booked, with whom, and when."""

from datetime import timedelta
from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from bookings.api import throttles
from bookings.api.problems import unusable
from bookings.api.schemas import (
    Day,
    InvalidInput,
    PractitionerOffered,
    Problem,
    ServiceOffered,
    SlotsOffered,
    Slug,
    slots_json,
)
from bookings.models import Service
from bookings.policies import cancellation_policy
from bookings.slots import search, services
from bookings.slots.services import ANY
from clinic.models import ClinicProfile, Practitioner

LONGEST_SEARCH_DAYS = 31

router = Router(throttle=throttles.reads, tags=["Reading"])


@router.get("/services", response={200: list[ServiceOffered], 429: Problem})
def service_list(request):
    """List what can be booked."""
    profile = ClinicProfile.objects.current()
    return [
        {
            "slug": service.slug,
            "name": service.name,
            "summary": service.summary,
            "discipline": service.disciplines[0],
            "disciplines": service.disciplines,
            "duration_min": service.duration_min,
            "price": service.price_text,
            "notice_hours": service.notice_hours,
            "horizon_days": service.horizon_days,
            "cancellation_window_hours": service.cancellation_window_hours,
            "cancellation_policy": cancellation_policy(profile, service),
        }
        for service in services.bookable_services()
    ]


@router.get(
    "/practitioners",
    response={200: list[PractitionerOffered], 422: InvalidInput, 429: Problem},
)
def practitioner_list(request, service: Slug | None = None):
    """List who takes bookings, or who gives one service."""
    if service is None:
        return Practitioner.objects.filter(is_active=True)
    return services.practitioners_offering(find_service(service))


@router.get("/slots", response={200: SlotsOffered, 422: InvalidInput, 429: Problem})
def slot_list(
    request,
    service: Slug,
    practitioner: Annotated[Slug, Query(description="A slug, or “any”.")],
    first: Annotated[Day, Query(alias="from", description="A date at the clinic.")],
    last: Annotated[Day, Query(alias="to", description="Included; at most 31 days in all.")],
):
    """List the free slots from one date to another, earliest first.

    With “any” there is one slot for each practitioner and start, by start, then slug. Past the
    service's horizon there are none.
    """
    if first > last:
        raise unusable("to", "This date comes before “from”.")
    if (last - first).days >= LONGEST_SEARCH_DAYS:
        raise unusable("to", f"Ask for at most {LONGEST_SEARCH_DAYS} days at once.")
    wanted = find_service(service)
    people = find_practitioners(wanted, practitioner)

    now = timezone.now()
    today = timezone.localdate(now)
    first = max(first, today)
    last = min(last, today + timedelta(days=wanted.horizon_days))
    slots = []
    if first <= last:
        slots = search.load_schedule(wanted, people, first=first, last=last, now=now).slots()
    return HttpResponse(
        slots_json(slots, {person.pk: person.slug for person in people}),
        content_type="application/json; charset=utf-8",
    )


def find_service(slug: str) -> Service:
    """Return a service that can be booked online, with its units; raise the error of its field."""
    try:
        return services.bookable_service(slug)
    except Service.DoesNotExist:
        raise unusable("service", "There is no such service.") from None


def find_practitioners(service: Service, slug: str) -> list[Practitioner]:
    """Return who may give the visit: one by slug, or for “any” everybody who gives the service."""
    offering = services.practitioners_offering(service)
    if slug == ANY:
        return offering
    people = [person for person in offering if person.slug == slug]
    if not people:
        raise unusable("practitioner", "There is no such practitioner for this service.")
    return people
