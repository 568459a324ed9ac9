"""Booking a visit from another site, looking at it, and cancelling it."""

import hashlib
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Header, Router, Status
from ninja.security import HttpBearer

from bookings import actions
from bookings.api import throttles
from bookings.api.reading import find_practitioners, find_service
from bookings.api.schemas import (
    BookedVisit,
    BookingWish,
    CancelledVisit,
    Conflict,
    IdempotencyKey,
    InvalidInput,
    Problem,
    Visit,
    slot_fields,
    visit_fields,
)
from bookings.exceptions import SlotUnavailable, TooSoon
from bookings.links.visits import visit_key, visit_key_is_valid
from bookings.models import Appointment, AppointmentSource
from bookings.slots import search
from bookings.slots.services import ANY
from clinic import rate_limits
from clinic.problems import problem

router = Router(tags=["Booking"])


class VisitToken(HttpBearer):
    """Takes the token from the request; the view compares it with the visit's."""

    def authenticate(self, request, token):
        return token


@router.post(
    "/appointments",
    throttle=throttles.bookings,
    response={
        201: BookedVisit,
        400: Problem,
        409: Conflict,
        413: Problem,
        422: InvalidInput,
        429: Problem,
    },
)
def appointment_create(
    request,
    wish: BookingWish,
    idempotency_key: Annotated[
        IdempotencyKey | None,
        Header(
            alias="Idempotency-Key",
            description="Kept for 24 hours: the same body gets the same answer, no second visit.",
        ),
    ] = None,
):
    """Book a slot on offer; a 409 lists the nearest other slots."""
    fingerprint = hashlib.sha256(wish.model_dump_json().encode()).hexdigest()
    if idempotency_key is not None:
        made = actions.answered_request(key=idempotency_key, fingerprint=fingerprint)
        if made is not None:
            return booked(made.appointment, made.answer)

    rate_limits.count("RATE_LIMIT_BOOKINGS_PER_EMAIL", wish.email)
    service = find_service(wish.service)
    people = find_practitioners(service, wish.practitioner)
    booking = {
        "service": service,
        "practitioner": None if wish.practitioner == ANY else people[0],
        "starts_at": wish.starts_at,
        "patient": actions.NewPatient(wish.name, wish.email, wish.phone or ""),
        "source": AppointmentSource.API,
        "accepts_policy": True,
    }
    now = timezone.now()
    try:
        check_within_calendar(service, wish.starts_at, now)
        if idempotency_key is None:
            appointment = actions.book_appointment(**booking)
            return booked(appointment, visit_fields(appointment))
        made = actions.book_once(
            key=idempotency_key, fingerprint=fingerprint, answer=visit_fields, **booking
        )
    except SlotUnavailable as error:
        return slot_taken(error, service, people, wish.starts_at, now)
    return booked(made.appointment, made.answer)


@router.get(
    "/appointments/{uuid:reference}",
    auth=VisitToken(),
    throttle=throttles.reads,
    response={200: Visit, 404: Problem, 429: Problem},
)
def appointment_detail(request, reference: UUID):
    """Show a visit to whoever has its token."""
    return visit_fields(find_appointment(reference, request.auth))


@router.delete(
    "/appointments/{uuid:reference}",
    auth=VisitToken(),
    throttle=throttles.reads,
    response={200: CancelledVisit, 404: Problem, 409: Problem, 429: Problem},
)
def appointment_cancel(request, reference: UUID):
    """Cancel a visit that has not begun; again, the answer is the same."""
    appointment = find_appointment(reference, request.auth)
    cancelled = actions.cancel_appointment(appointment=appointment)
    return {**visit_fields(cancelled), "late": cancelled.cancelled_late}


def booked(appointment: Appointment, answer: dict) -> Status:
    """Return the 201 of a visit; its token is made anew each time and stored nowhere."""
    return Status(201, {**answer, "token": visit_key(appointment)})


def check_within_calendar(service, starts_at, now) -> None:
    """Refuse times at the ends of the calendar, where arithmetic with them overflows."""
    if starts_at <= now:
        raise TooSoon
    if starts_at >= search.wish_for(service, now=now, by_staff=False).latest:
        raise SlotUnavailable("That time is too far ahead. Please choose an earlier one.")


def slot_taken(error, service, people, starts_at, now) -> HttpResponse:
    """Return the 409 with the slots nearest to the one that was not to be had."""
    latest = search.wish_for(service, now=now, by_staff=False).latest
    nearest = search.nearest_slots(service, people, min(starts_at, latest), now=now)
    slugs = {person.pk: person.slug for person in people}
    return problem(409, str(error), slots=slot_fields(nearest, slugs))


def find_appointment(reference: UUID, token: str) -> Appointment:
    """Return the visit that `token` was made for; a wrong one finds nothing."""
    appointment = (
        Appointment.objects.select_related("service", "practitioner")
        .filter(reference=reference)
        .first()
    )
    if appointment is None or not visit_key_is_valid(appointment, token):
        raise Http404
    return appointment
