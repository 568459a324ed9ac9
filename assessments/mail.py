"""Composes this app's emails when they are sent. None names a finding, a value or a body part."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from assessments.links import follow_up_url
from assessments.models import FollowUp, ProgrammeVersion, Share
from assessments.questions.asking import REMINDER, needs_the_form
from bookings.mail.reminder_times import quiet_end
from bookings.mail.times import clinic_time
from clinic.emails import Composed, Drop, Later, Link, compose
from clinic.models import ClinicProfile, DropReason, Message
from clinic.zones import clinic_zone


def compose_report_ready(message: Message) -> Composed | Drop:
    """Tell that something is ready to read; what it is, is behind the log-in."""
    share = Share.objects.get(pk=message.about_id)
    if share.withdrawn_at is not None:
        return Drop(DropReason.NOT_SHARED)
    context = {
        "name": message.recipient.name if message.recipient else "",
        "profile": ClinicProfile.objects.current(),
        "page_url": settings.SITE_URL + reverse("assessments:assessment-list"),
    }
    return compose("report_ready", context)


def compose_plan_ready(message: Message) -> Composed | Drop:
    """Tell that a plan is ready; what is in it is behind the log-in."""
    version = ProgrammeVersion.objects.select_related("programme").get(pk=message.about_id)
    if not version.programme.is_running or version.programme.in_force != version:
        return Drop(DropReason.SUPERSEDED)
    context = {
        "name": message.recipient.name if message.recipient else "",
        "profile": ClinicProfile.objects.current(),
        "is_first": version.number == 1,
        "page_url": settings.SITE_URL + reverse("assessments:my-plan"),
    }
    return compose("plan_ready", context)


def compose_day_after(message: Message) -> Composed | Drop | Later:
    """Ask how somebody is a day after they were here, or call that to mind, once."""
    return _compose_follow_up("follow_up_day_after", message)


def compose_questions(message: Message) -> Composed | Drop | Later:
    """Ask the questions that a clinician chose, or call them to mind, once."""
    return _compose_follow_up("follow_up_questions", message)


def _compose_follow_up(name, message):
    follow_up = FollowUp.objects.with_person().get(pk=message.about_id)
    now, profile = timezone.now(), ClinicProfile.objects.current()
    if follow_up.answered_at or follow_up.withdrawn_at:
        return Drop(DropReason.SUPERSEDED)
    quiet_until = quiet_end(now, profile.quiet_from, profile.quiet_until, clinic_zone())
    if follow_up.is_over(quiet_until or now):
        return Drop(DropReason.TOO_LATE)
    if quiet_until:
        return Later(quiet_until)
    context = {
        "patient": follow_up.patient,
        "profile": profile,
        "page_url": Link(follow_up_url(follow_up)),
        "until": clinic_time(follow_up.closes_at),
        "is_reminder": (message.copy_of or message).occasion == REMINDER,
        "needs_the_form": needs_the_form(follow_up.codes),
    }
    return compose(name, context)
