"""Composes this app's emails from the visit as it stands when they are sent.

The confirmation says what was booked, in its body, and so do the waitlist's mails. No subject,
calendar entry or later mail about a visit names the service, for its name may name a body part;
what to bring is the clinic's own text.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bookings.links.visits import visit_url
from bookings.mail import values as words
from bookings.mail.calendar_files import calendar_file, calendar_method
from bookings.mail.changes import changes_between, last_told
from bookings.mail.planning import is_of_revision
from bookings.mail.reminder_times import quiet_end
from bookings.models import Appointment, AppointmentStatus
from clinic.emails import Attachment, Composed, Drop, Later, compose
from clinic.models import ClinicProfile, DeletionRequest, DropReason, Message
from clinic.wording.values import Link
from clinic.zones import clinic_zone


def compose_confirmation(message: Message) -> Composed | Drop:
    """Tell that the visit is booked."""
    visit = _visit(message)
    if reason := _no_longer_stands(message, visit):
        return Drop(reason)
    return _compose("confirmation", visit, message, words.of_confirmation)


def compose_changed(message: Message) -> Composed | Drop:
    """Tell what has changed since the visit was told of last: that, and nothing else."""
    visit = _visit(message)
    if reason := _no_longer_stands(message, visit):
        return Drop(reason)
    told = last_told(visit)
    if told.is_still_so(visit):  # it was changed, and changed back
        return Drop(DropReason.SUPERSEDED)
    return _compose(
        "changed",
        visit,
        message,
        words.of_change,
        changes=changes_between(told.state, visit),
        stands_again=told.is_cancelled,
    )


def compose_cancelled(message: Message) -> Composed | Drop:
    """Tell that the visit is cancelled, by the time that was told, and take it out of calendars."""
    visit = _visit(message)
    if not visit.is_cancelled:
        return Drop(DropReason.NOT_CANCELLED)
    again = visit_url(visit, mailed_to=message.current_email, page="again")
    return _compose(
        "cancelled",
        visit,
        message,
        words.of_cancellation,
        told=last_told(visit).state,
        again_url=Link(again),
    )


def compose_review_needed(message: Message) -> Composed | Drop:
    """Ask a clinician to look at a form, and how soon; whose and why is behind the log-in."""
    visit = _visit(message)
    if visit.under_review_since is None:
        return Drop(DropReason.REVIEWED)
    page_url = settings.SITE_URL + visit.get_absolute_url()
    profile = ClinicProfile.objects.current()
    return compose("review_needed", words.of_review(visit, page_url=page_url), profile=profile)


def compose_reminder(message: Message) -> Composed | Drop | Later:
    """Remind of a visit that is still to come, and late as it may be not in quiet hours."""
    visit = _visit(message)
    now = timezone.now()
    if reason := _no_longer_stands(message, visit):
        return Drop(reason)
    if visit.status != AppointmentStatus.BOOKED:
        return Drop(DropReason.ARRIVED)
    if visit.conflict_since:
        return Drop(DropReason.CONFLICT)
    if not visit.patient.reminders_wanted:
        return Drop(DropReason.NO_REMINDERS)
    profile = ClinicProfile.objects.current()
    if at := quiet_end(now, profile.quiet_from, profile.quiet_until, clinic_zone()):
        begins_before = visit.starts_at <= at
        return Drop(DropReason.QUIET_HOURS) if begins_before else Later(at)
    return _compose("reminder", visit, message, words.of_reminder)


def compose_deletion_answered(message: Message) -> Composed:
    """Tell that a request about one's data is answered; the answer itself is behind the log-in."""
    request = DeletionRequest.objects.select_related("user").get(pk=message.about_id)
    page_url = settings.SITE_URL + reverse("bookings:privacy")
    values = words.of_answer(request.user.name, page_url=page_url)
    return compose("deletion_answered", values, profile=ClinicProfile.objects.current())


def _visit(message):
    return Appointment.objects.with_people().get(pk=message.about_id)


def _no_longer_stands(message, visit):
    """Return why the message is out of date; None while it stands."""
    if visit.is_cancelled:
        return DropReason.CANCELLED
    if not is_of_revision(message, visit):
        return DropReason.SUPERSEDED
    if visit.has_begun(timezone.now()):  # no mail could leave for long
        return DropReason.BEGUN
    return None


def _compose(kind, visit, message, values_of, **more):
    profile = ClinicProfile.objects.current()
    url = Link(visit_url(visit, mailed_to=message.current_email))
    values = values_of(visit, profile, timezone.now(), url=url, **more)
    attachments = [] if kind == "reminder" else [_calendar_attachment(visit, profile)]
    return compose(kind, values, profile=profile, attachments=attachments)


def _calendar_attachment(visit, profile):
    method = calendar_method(visit, cancelled=visit.is_cancelled)
    return Attachment(
        name="visit.ics",
        content=calendar_file(visit, profile, cancelled=visit.is_cancelled),
        content_type=f"text/calendar; method={method}; charset=utf-8",
    )
