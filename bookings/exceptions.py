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


class HoldIsBooked(BookingError):
    """The page that kept a time was sent again, with something changed, after it was booked."""

    message = "You have booked this time already, so nothing was changed."


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


class ForReturningPatients(InputRefused):
    """The text to a guest is the same whether their email is known or not."""

    message = (
        "This visit is for people who have been here before. If you have, please log in: a code "
        "by email is enough. Otherwise choose a first visit, or call us."
    )
    to_an_account = (
        "This visit is for people who have been here before. Please choose a first visit, or call "
        "us if you have been here and we do not know it yet."
    )


class ForNewPatients(InputRefused):
    message = (
        "This visit is for people who come for the first time. Please choose a follow-up, or call "
        "us if you are not sure."
    )


class AppointmentHasBegun(BookingError):
    message = "This visit has already begun. Please call the clinic."


class AppointmentNotBooked(BookingError):
    message = "This visit is no longer booked."


class NotCancelled(BookingError):
    message = "This visit is not cancelled, so there is nothing to undo."


class NoConflict(BookingError):
    message = "This visit fits the schedule by now, so there is nothing to keep it against."


class AppointmentCancelled(AppointmentNotBooked):
    message = "This visit is cancelled already, so there is nothing more to do."


class TooLateToMove(BookingError):
    """Inside the cancellation window only the front desk moves a visit."""

    message = "It is too late to move this visit online. Please call us."


class CallFirst(BookingError):
    """A clinician wants to speak with the patient before anything is moved or booked."""

    message = (
        "We would like to speak with you first. Please call the clinic: we will find a time with "
        "you."
    )


class LateCancellation(BookingError):
    """Inside the cancellation window a patient cancels only once they accept what follows."""

    message = "This counts as a late cancellation. Please tick that you understand, then cancel."
    field = "accepts_late"


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
    message = "Somebody changed these details after you opened this page. Compare, then save again."


class EmailHasChanged(BookingError):
    message = "This link was sent to an email address that has changed since."


class SameFile(BookingError):
    message = "These are one file already."


class JoinedAlready(BookingError):
    message = "This file is joined to another one. Separate it first."


class EmailUnproven(BookingError):
    """Anybody may book under any email: until its link was followed, it shows nothing."""

    message = (
        "This file was opened online and nobody has proven its email yet. It can be joined once "
        "they have followed the link in their mail."
    )


class LookedAfterByAnother(BookingError):
    message = (
        "Another account looks after this file and would lose it. Ask whose it is first: joined "
        "the other way round, that account sees all that is in both files."
    )


class FileNotOffered(BookingError):
    message = "This booking can no longer be added here. Perhaps it was added already."


class TooManyPeople(BookingError):
    message = "You look after as many people as one account can. Please call us to add another."


class SamePerson(BookingError):
    message = "Nobody looks after themselves: these are one person."


class FamilyTheOtherWay(BookingError):
    message = "It is the other way round already: take that back first."


class LookedAfterThemselves(BookingError):
    """Who is booked for by another books for nobody."""

    message = "Somebody looks after this person: add to that person’s family instead."


class FamilyStaysApart(BookingError):
    message = "One of these people looks after the other, so their files stay two."


class RequestAnswered(BookingError):
    message = "This request is answered already."


class OfferOver(BookingError):
    message = "This offer was open for a quarter of an hour and is over. You are still on the list."


class OfferTaken(BookingError):
    message = "Somebody else was quicker, and this time has gone. You are still on the list."


class TooSoonToOffer(InputRefused):
    message = "This time begins too soon to be offered by mail. Call whoever it suits."
    field = "starts_at"


class NoLongerWaiting(BookingError):
    message = "You are not on the waitlist any more, so this offer is over."


class AlreadyWaiting(BookingError):
    message = "You are on the list for an earlier time already."


class TooManyWishes(BookingError):
    message = (
        "You are waiting for as many times as one person can. Leave one of the lists first, or "
        "call us."
    )


class DatesPast(InputRefused):
    message = "Those days are past. Please choose later ones."
    field = "latest_on"


class IdempotencyKeyReused(InputRefused):
    message = "This key was already used for another request. Please make a new one."
    field = "Idempotency-Key"


class TooManyVisitsAhead(BookingError):
    """The text is the same for everybody: it does not tell whether an email is known."""

    message = "No more visits can be booked online for now. Please call us and we will find a time."


class CourseNotInOrder(InputRefused):
    message = "Each visit of a course comes on a later day than the one before."


class CourseTooShort(InputRefused):
    message = "A course has at least two visits. For a single one, book a visit."


class CourseVisitRefused(BookingError):
    """One visit of a course cannot be booked, so none was; `place` says which."""

    def __init__(self, place: int, refusal: BookingError):
        super().__init__(f"Visit {place}: {refusal}")
        self.place = place
        self.status = refusal.status


class CourseChanged(BookingError):
    message = (
        "The visits of this course have changed since you opened the page. Look at them again."
    )


class NothingToCancel(BookingError):
    message = "No visit of this course is still ahead, so there is nothing to cancel."


class HoursOverlap(InputRefused):
    message = "Two periods of one day overlap."


class OverAlready(InputRefused):
    message = "That is over already: please choose today or a later day."
    field = "from_day"


class NotAWorkingDay(InputRefused):
    message = (
        "They have no hours for all their services on that weekday: open a time for them instead."
    )


class AccountTaken(InputRefused):
    message = "This account belongs to another practitioner."
    field = "user"


class NoSupervisor(InputRefused):
    message = "A supervisor is a clinician with an account, whom nobody supervises."
    field = "supervisor"


class NameTaken(InputRefused):
    message = "This name is taken already. Please choose another one."
    field = "name"


class AlreadyImported(BookingError):
    """The very same file was imported before: what is in it would be there twice."""

    message = "This very file was imported already, so nothing was imported again."
    field = "file"


class ImportUnderWay(BookingError):
    message = "This list is being worked on. Please wait until it is done."


class ImportOver(BookingError):
    message = "This list is imported or thrown away: there is nothing more to do with it."


class OwnLook(InputRefused):
    message = "Nobody signs off their own looks. Please leave these to somebody else."
    field = "looks"


class LookSignedOff(BookingError):
    message = "Somebody has signed off some of these meanwhile. This is what is left."
    field = "looks"
