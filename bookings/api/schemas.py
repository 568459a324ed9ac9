"""What the API takes and gives; its OpenAPI document is made from these."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from bookings.models import Appointment
from bookings.policies import policy_of
from bookings.slots.availability import Slot
from bookings.slots.intervals import Interval
from clinic.addresses import Unmailable, mailable
from clinic.typed_values import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_PHONE,
    NOT_IN_A_NAME,
    is_one_line,
    may_be_a_name,
)
from clinic.zones import clinic_zone

CALENDAR_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LONGEST_INSTANT = 40
ONE_LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"  # what `readable` lets through


def _unusable(message):
    return PydanticCustomError("unusable", message)


def calendar_day(text: object) -> date:
    """Read YYYY-MM-DD alone: a number would pass for seconds since 1970."""
    try:
        if isinstance(text, str) and CALENDAR_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _unusable("Give a date as YYYY-MM-DD.")


def instant(text: object) -> datetime:
    """Read an instant in ISO 8601; without an offset, nobody knows which zone was meant."""
    try:
        if isinstance(text, str) and len(text) <= LONGEST_INSTANT:
            at = datetime.fromisoformat(text)
            if at.utcoffset() is not None:
                return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _unusable("Give a date and time with its offset, such as 2026-12-01T09:00:00-07:00.")


def readable(text: str) -> str:
    """Refuse what nobody types on one line: NUL, line breaks and other control characters."""
    if not is_one_line(text):
        raise _unusable("Leave out line breaks and control characters.")
    return text


def no_address(text: str) -> str:
    if not may_be_a_name(text):
        raise _unusable(NOT_IN_A_NAME.removeprefix("Please ").capitalize())
    return text


def not_blank(text: str) -> str:
    if not text.strip():
        raise _unusable("Enter a name.")
    return text


def reachable(text: str) -> str:
    try:
        mailable(text)
    except Unmailable as error:
        raise _unusable(str(error)) from None
    return text


def accepted(answer: object) -> object:
    if answer is not True:
        raise _unusable("The cancellation policy has to be accepted.")
    return answer


Day = Annotated[
    date, BeforeValidator(calendar_day), WithJsonSchema({"type": "string", "format": "date"})
]
Instant = Annotated[
    datetime,
    BeforeValidator(instant),
    WithJsonSchema({"type": "string", "format": "date-time", "maxLength": LONGEST_INSTANT}),
]
Slug = Annotated[
    str,
    StringConstraints(max_length=50),
    AfterValidator(readable),
    WithJsonSchema({"type": "string", "maxLength": 50, "pattern": ONE_LINE}),
]
PersonName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_NAME),
    AfterValidator(readable),
    AfterValidator(not_blank),
    AfterValidator(no_address),
]
EmailAddress = Annotated[
    str,
    StringConstraints(max_length=LONGEST_EMAIL),
    AfterValidator(readable),
    AfterValidator(reachable),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]
Phone = Annotated[str, StringConstraints(max_length=LONGEST_PHONE), AfterValidator(readable)]
Accepted = Annotated[Literal[True], BeforeValidator(accepted)]
IdempotencyKey = Annotated[
    str, StringConstraints(min_length=1, max_length=255), AfterValidator(readable)
]


class BookingWish(Schema):
    """Who wants to come, for what, to whom, and when."""

    service: Slug
    practitioner: Slug = Field(description="A slug, or “any” for the first available.")
    starts_at: Instant
    name: PersonName
    email: EmailAddress
    phone: Phone | None = None
    accepts_policy: Accepted = Field(description="The `cancellation_policy` of the service.")


class ServiceOffered(Schema):
    slug: str
    name: str
    summary: str
    discipline: str = Field(description="The first of `disciplines`.")
    disciplines: list[str]
    duration_min: int
    price: str
    notice_hours: int
    horizon_days: int
    cancellation_window_hours: int
    cancellation_policy: str
    late_fee: str = Field(description="What a late cancellation costs, such as $82.50; or empty.")
    grace_min: int = Field(description="So long after booking, changing a visit is free.")


class PractitionerOffered(Schema):
    slug: str
    name: str
    discipline: str
    is_running_specialist: bool


class SlotOffered(Schema):
    starts_at: datetime = Field(description="With the clinic's offset.")
    ends_at: datetime
    practitioner: str


class SlotsOffered(Schema):
    zone: str = Field(examples=["America/Vancouver"])
    slots: list[SlotOffered]


class Visit(Schema):
    reference: UUID
    service: str
    practitioner: str
    # Texts: they are written once, with the clinic's offset, and repeated as they were.
    starts_at: Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
    ends_at: Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
    status: str
    cancelled_by: str = Field("", description="“patient” or “clinic”, once it is cancelled.")

    # Of an answer that was kept before these were told, none.
    free_until: Annotated[
        str | None,
        WithJsonSchema({"type": "string", "format": "date-time"}),
        Field(description="Until when cancelling is free, and it can be moved online."),
    ] = None
    late_fee: str = Field("", description="What a late cancellation costs; or empty.")


class BookedVisit(Visit):
    token: str = Field(description="Opens and cancels this visit: `Authorization: Bearer <token>`.")


class CancelledVisit(Visit):
    late: bool = Field(description="Whether the patient cancelled it late.")


class Problem(Schema):
    """What went wrong, as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


class FieldError(Schema):
    field: str
    message: str


class InvalidInput(Problem):
    errors: list[FieldError]


class Conflict(Problem):
    slots: list[SlotOffered] | None = Field(None, description="The nearest other slots.")


@lru_cache(maxsize=32_768)  # the starts of a day are asked for again and again
def with_offset(at: datetime, zone: ZoneInfo | None = None) -> str:
    """Return an instant in ISO 8601 with the clinic's offset; who has many asks for `zone` once."""
    return at.astimezone(zone or clinic_zone()).isoformat()


def visit_fields(appointment: Appointment) -> dict:
    """Return a visit as the API shows it: texts and nothing that names the patient."""
    terms = policy_of(appointment)
    return {
        "reference": str(appointment.reference),
        "service": appointment.service.slug,
        "practitioner": appointment.practitioner.slug,
        "starts_at": with_offset(appointment.starts_at),
        "ends_at": with_offset(appointment.ends_at),
        "status": appointment.status,
        "cancelled_by": appointment.cancelled_side,
        "free_until": with_offset(terms.free_until),
        "late_fee": terms.late_fee,
    }


def slot_fields(slots: Iterable[Slot], slugs: Mapping[int, str]) -> list[dict]:
    """Return a few slots as the API shows them, in their order."""
    zone = clinic_zone()
    return [
        {
            "starts_at": with_offset(slot.interval.start, zone),
            "ends_at": with_offset(slot.interval.end, zone),
            "practitioner": slugs[slot.practitioner],
        }
        for slot in slots
    ]


def slots_json(starts: Iterable[tuple[Interval, tuple[int, ...]]], slugs: Mapping[int, str]) -> str:
    """Return what `SlotsOffered` describes, by start, then slug, from who is free at each start.

    It is written directly: of thousands of slots as rows and dictionaries most of the time would go
    into making and collecting these.
    """
    zone, written = clinic_zone(), {}
    offered = []
    for visit, free in starts:
        if free not in written:
            written[free] = sorted(json.dumps(slugs[key]) for key in free)
        begins, ends = with_offset(visit.start, zone), with_offset(visit.end, zone)
        times = f'{{"starts_at":"{begins}","ends_at":"{ends}","practitioner":'
        offered.append(f"{times}{f'}},{times}'.join(written[free])}}}")
    return f'{{"zone":{json.dumps(settings.TIME_ZONE)},"slots":[{",".join(offered)}]}}'
