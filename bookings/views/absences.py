"""Absent from today on: the desk closes somebody, or a unit, and is led to what that hits."""

from functools import partial

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import actions
from bookings.forms.absences import MOST_DAYS, AbsenceForm
from bookings.models import Equipment
from bookings.views.changes import answer_change
from clinic.models import Practitioner
from clinic.roles import CLOSE_ANY_DAY, CLOSE_TODAY, needs
from clinic.zones import clinic_zone

PREFILLED = ("whom", "to_day", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CLOSE_TODAY)
def absence_create(request):
    now, may_any_day = timezone.now(), request.user.has_perm(CLOSE_ANY_DAY)
    today = timezone.localdate(now)
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        initial={name: request.GET[name] for name in PREFILLED if name in request.GET},
        people=Practitioner.objects.filter(is_active=True),
        units=Equipment.objects.filter(is_active=True),
        today=today,
        now=now,
        province=settings.CLINIC_PROVINCE,
        zone=clinic_zone(),
        latest=None if may_any_day else today + MOST_DAYS,
    )
    template = "bookings/desk/absence_form.html"
    context = {"form": form, "may_any_day": may_any_day}
    if request.method != "POST":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    typed = form.cleaned_data
    wanted = {key: typed[key] for key in ("effect", "reason", "practitioner", "equipment")}
    wanted |= {"starts_at": typed["interval"].start, "ends_at": typed["interval"].end}
    return answer_change(
        request,
        template,
        context,
        change=partial(actions.add_exception, **wanted),
        practitioner=typed["practitioner"],
        since=today,
        saved="Closed. Every visit that this hits is below: call, then move, keep or cancel it.",
        leads_to=reverse("bookings:conflict-list"),
    )
