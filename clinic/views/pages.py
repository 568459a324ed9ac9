"""The public pages about the clinic itself."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.models import Practitioner


@login_not_required
@require_safe
def team(request):
    return render(
        request,
        "clinic/team.html",
        {"practitioners": Practitioner.objects.shown_to_patients(timezone.localdate())},
    )
