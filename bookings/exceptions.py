"""What a rule forbids. Each text may be read by a patient."""


class BookingError(Exception):
    """A rule of the clinic was broken; `field` names the input at fault, where there is one."""

    message = "This could not be done."
    field: str | None = None
    status = 409  # over HTTP: what was asked for is at odds with what is booked

    def __init__(self, message: str | None = None):
        super().__init__(message or self.message)


class InputRefused(BookingError):
    """What was asked for could not be had whatever else is booked."""

    status = 422


class SlotUnavailable(BookingError):
    """The time is not on offer: taken, outside hours, or inside a buffer."""

    message = "That time is no longer free. Please choose another one."
    field = "starts_at"


class TooSoon(InputRefused):
    """The time is past, or inside the service's notice."""

    message = "That time is too soon to be booked. Please choose a later one."
    field = "starts_at"


class PatientAlreadyBooked(BookingError):
    message = "You already have a visit at that time."
    field = "starts_at"


class PractitionerNotOffered(InputRefused):
    message = "This practitioner does not offer this service."
    field = "practitioner"


class ServiceNotOffered(BookingError):
    message = "This service cannot be booked any more. Please choose another one."


class AppointmentHasBegun(BookingError):
    message = "This visit has already begun. Please call the clinic."


class AppointmentNotBooked(BookingError):
    message = "This visit is no longer booked."


class AppointmentChanged(BookingError):
    message = "This visit has just been changed by somebody else. Please look at it again."


class AppointmentNotYet(BookingError):
    """Attendance cannot be known yet: not before the day, nor a no-show before the start."""

    message = "This visit has not begun yet."


class AppointmentFulfilled(BookingError):
    message = "This visit is over and recorded as such."


class NothingToUndo(BookingError):
    message = "Nobody has marked this visit, so there is nothing to undo."


class PersonMayBeKnown(BookingError):
    """Somebody of that name has a file already: a second one would split what belongs together."""

    message = "There is a file under this name already."


class ContactChanged(BookingError):
    message = (
        "A colleague changed these details after you opened this page. Compare, then save again."
    )


class IdempotencyKeyReused(InputRefused):
    message = "This key was already used for another request. Please make a new one."
    field = "Idempotency-Key"


class HoursOverlap(InputRefused):
    message = "Two periods of one day overlap."


class OverAlready(InputRefused):
    message = "That is over already: please choose today or a later day."
    field = "from_day"


class AccountTaken(InputRefused):
    message = "This account belongs to another practitioner."
    field = "user"


class NameTaken(InputRefused):
    message = "This name is taken already. Please choose another one."
    field = "name"
