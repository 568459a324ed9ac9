"""Booking a visit from another site, looking at it, and cancelling it."""

import hashlib
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import Header, Router, Status
from ninja.security import HttpBearer

from bookings import actions
from bookings.api import throttles
from bookings.api.reading import search_for
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
from bookings.exceptions import SlotUnavailable
from bookings.links.visits import visit_key, visit_key_is_valid
from bookings.models import Appointment, AppointmentSource
from bookings.rules import check_within_reach
from bookings.slots.search import Search
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
            description="Kept for 24 hours for its sender, who is known by their address: the "
            "same body gets the same answer, no second visit.",
        ),
    ] = None,
):
    """Book a slot on offer; a 409 lists the nearest other slots."""
    if idempotency_key is not None:
        idempotency_key = own_key(request, idempotency_key)
        fingerprint = hashlib.sha256(wish.model_dump_json().encode()).hexdigest()
        made = actions.answered_request(key=idempotency_key, fingerprint=fingerprint)
        if made is not None:
            return booked(made.appointment, made.answer)

    rate_limits.count("RATE_LIMIT_BOOKINGS_PER_EMAIL", wish.email)
    search = search_for(wish.service, wish.practitioner)
    booking = {
        "service": search.service,
        "practitioner": search.chosen,
        "starts_at": wish.starts_at,
        "patient": actions.NewPatient(wish.name, wish.email, wish.phone or ""),
        "booker": actions.Booker(AppointmentSource.API, accepts_policy=True),
    }
    try:
        check_within_reach(search, wish.starts_at)
        if idempotency_key is None:
            appointment = actions.book_appointment(**booking)
            return booked(appointment, visit_fields(appointment))
        made = actions.book_once(
            key=idempotency_key, fingerprint=fingerprint, answer=visit_fields, **booking
        )
    except SlotUnavailable as error:
        return slot_taken(error, search, wish.starts_at)
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


def own_key(request, idempotency_key: str) -> str:
    """Return what a client's key is kept as: another client's like it is another key."""
    client = rate_limits.client_address(request)
    return hashlib.sha256(f"{client} {idempotency_key}".encode()).hexdigest()


def booked(appointment: Appointment, answer: dict) -> Status:
    """Return the 201 of a visit; its token is made anew each time and stored nowhere."""
    return Status(201, {**answer, "token": visit_key(appointment)})


def slot_taken(error: SlotUnavailable, search: Search, starts_at: datetime) -> HttpResponse:
    """Return the 409 with the slots nearest to the one that was not to be had."""
    nearest = search.nearest(min(starts_at, search.terms.latest))
    slugs = {person.pk: person.slug for person in search.asked}
    return problem(409, str(error), slots=slot_fields(nearest, slugs))


def find_appointment(reference: UUID, token: str) -> Appointment:
    """Return the visit that `token` was made for; a wrong one finds nothing."""
    appointment = (
        Appointment.objects.select_related("patient", "service", "practitioner")
        .filter(reference=reference)
        .first()
    )
    if appointment is None or not visit_key_is_valid(appointment, token):
        raise Http404
    return appointment
