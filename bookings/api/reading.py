"""What can be booked, with whom, and when."""

from dataclasses import replace
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
from bookings.policies import cancellation_policy, late_fee
from bookings.slots import search, services
from bookings.slots.search import Search
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
            "price": service.price_shown,
            "notice_hours": service.notice_hours,
            "horizon_days": service.horizon_days,
            "cancellation_window_hours": service.cancellation_window_hours,
            "cancellation_policy": cancellation_policy(profile, service),
            "late_fee": late_fee(service),
            "grace_min": profile.grace_minutes,
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
        return Practitioner.objects.shown_to_patients(timezone.localdate())
    return search_for(service).practitioners


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
    found = search_for(service, practitioner)
    first, last = max(first, found.today), min(last, found.last_day)
    starts = found.schedule(first, last).starts() if first <= last else []
    return HttpResponse(
        slots_json(starts, {person.pk: person.slug for person in found.asked}),
        content_type="application/json; charset=utf-8",
    )


def search_for(service: str, practitioner: str = ANY) -> Search:
    """Return a search for what can be booked online; raise the error of the field at fault."""
    try:
        found = search.search_for(service, now=timezone.now(), practitioner=practitioner)
        return replace(found, chosen=services.named(practitioner, found.practitioners))
    except Service.DoesNotExist:
        raise unusable("service", "There is no such service.") from None
    except Practitioner.DoesNotExist:
        raise unusable("practitioner", "There is no such practitioner for this service.") from None
