"""The landing page and what the clinic offers."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.policies import service_policy
from bookings.slots import services
from clinic.models import ClinicProfile, Practitioner


@login_not_required
@require_safe
def home(request):
    context = {
        "services": services.bookable_services(),
        "practitioners": Practitioner.objects.shown_to_patients(timezone.localdate()),
    }
    return render(request, "bookings/services/home.html", context)


@login_not_required
@require_safe
def service_list(request):
    profile = ClinicProfile.objects.current()
    context = {
        "services": [
            (service, service_policy(profile, service)) for service in services.bookable_services()
        ]
    }
    return render(request, "bookings/services/list.html", context)
