"""Composes this app's emails when they are sent. None names a finding, a value or a body part."""

from django.conf import settings
from django.urls import reverse

from assessments.models import ProgrammeVersion, Share
from clinic.emails import Composed, Drop, compose
from clinic.models import ClinicProfile, DropReason, Message


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
        "page_url": settings.SITE_URL + reverse("bookings:me"),
    }
    return compose("plan_ready", context)
