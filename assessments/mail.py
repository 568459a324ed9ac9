"""Composes this app's emails when they are sent. None names a finding, a value or a body part."""

from django.conf import settings
from django.urls import reverse

from assessments.models import Share
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
