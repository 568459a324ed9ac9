"""The landing page and what the clinic offers."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.policies import service_policy
from bookings.slots import services
from bookings.views.asking import led_to
from clinic.models import ClinicProfile, Practitioner


@login_not_required
@require_safe
def home(request):
    offered = services.bookable_services()
    first = led_to(request, offered)
    context = {
        "services": offered,
        "first": first,
        "others": [service for service in offered if service != first],
        "doors": services.good_for(offered),
        "practitioners": Practitioner.objects.shown_to_patients(timezone.localdate()),
    }
    return render(request, "bookings/services/home.html", context)


@login_not_required
@require_safe
def service_list(request):
    profile, offered = ClinicProfile.objects.current(), services.bookable_services()
    first = led_to(request, offered)
    context = {
        "first": first,
        "services": [
            (service, service_policy(profile, service))
            for service in services.led_by(first, offered)
        ],
    }
    return render(request, "bookings/services/list.html", context)
