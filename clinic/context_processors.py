"""What every page says about the clinic."""

from contextlib import suppress
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from clinic.models import ClinicProfile, MailOutage, Message
from clinic.problems import DATABASE_IS_AWAY
from clinic.roles import SEE_MAIL
from clinic.zones import zone_name


def clinic(request):
    """Return the profile, read where a page shows it; its clock also where none is shown."""
    profile = SimpleLazyObject(ClinicProfile.objects.current)
    if not ClinicProfile.objects.is_known():
        with suppress(*DATABASE_IS_AWAY):
            profile = ClinicProfile.objects.current()
    return {
        "profile": profile,
        "zone_name": zone_name(),
        "demo_mode": settings.DEMO,
    }


def mail(request):
    """Return what the desk is to know of the mail, asked for by the page that shows it."""
    user = getattr(request, "user", None)
    if user is None:
        return {}

    @cache
    def outage():
        return MailOutage.objects.first() if user.has_perm(SEE_MAIL) else None

    @cache
    def given_up_count():
        if not user.has_perm(SEE_MAIL):
            return 0
        return Message.objects.given_up(timezone.now()).count()

    return {"mail_outage": outage, "mail_given_up_count": given_up_count}
