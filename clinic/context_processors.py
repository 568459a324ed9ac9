"""What every page says about the clinic."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from clinic.models import ClinicProfile
from clinic.zones import zone_name


def clinic(request):
    return {
        "profile": SimpleLazyObject(ClinicProfile.objects.current),
        "zone_name": zone_name(),
        "demo_mode": settings.DEMO,
    }
