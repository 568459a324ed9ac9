"""What every page says about the clinic."""

from contextlib import suppress
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from clinic import stalls
from clinic.models import ClinicProfile, Message
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
        return stalls.current(timezone.now()) if user.has_perm(SEE_MAIL) else None

    @cache
    def needing_count():
        if not user.has_perm(SEE_MAIL):
            return 0
        return Message.objects.needing_somebody(timezone.now()).count()

    return {"mail_outage": outage, "mail_needing_count": needing_count}
