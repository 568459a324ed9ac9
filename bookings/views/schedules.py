"""Hours and closures, for administrators; the desk takes back what it closed."""

from functools import partial

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.forms.schedules import ClosureForm, WeekForm
from bookings.forms.visits import DayQuery
from bookings.models import Equipment, Service
from bookings.pages import schedules
from bookings.views.changes import answer_change
from clinic.models import Practitioner
from clinic.roles import CLOSE_ANY_DAY, CLOSE_TODAY, needs
from clinic.zones import clinic_zone

PREFILLED = ("whom", "effect", "from_day", "to_day", "reason")


def service_names():
    return dict(Service.objects.values_list("pk", "name"))


@require_safe
@needs("bookings.view_workinghours")
def schedule_list(request):
    rows = schedules.practitioner_rows(service_names(), timezone.now())
    return render(request, "bookings/schedules/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.change_workinghours")
def schedule_detail(request, slug):
    """Show a practitioner's sets of hours, and edit the one that applies from a day."""
    practitioner = get_object_or_404(Practitioner, slug=slug)
    query = DayQuery(request.GET)
    if not query.is_valid():
        raise BadRequest("There is no such day.")
    today, services = timezone.localdate(), service_names()
    from_day = max(query.cleaned_data["day"] or today, today)
    sets = schedules.sets_by_practitioner([practitioner])[practitioner.pk]
    shown = schedules.set_on(sets, from_day)
    form = WeekForm(
        request.POST if request.method == "POST" else None,
        initial={"from_day": from_day, "until_day": shown.dates.last},
        shown=shown,
        services=services,
        today=today,
    )
    others = [one for one in sets if one.periods or one.dates.contains(today)]
    context = {
        "practitioner": practitioner,
        "form": form,
        "past": [
            schedules.shown_week(one, services)
            for one in others
            if one.dates.last and one.dates.last < today
        ],
        "weeks": [
            schedules.shown_week(one, services)
            for one in others
            if not one.dates.last or one.dates.last >= today
        ],
        "shown_first": shown.dates.first,
        "today": today,
    }
    template = "bookings/schedules/detail.html"
    if request.method != "POST":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    hours = {key: form.cleaned_data[key] for key in ("periods", "dates")}
    return answer_change(
        request,
        template,
        context,
        change=partial(actions.set_weekly_hours, practitioner=practitioner, **hours),
        practitioner=practitioner,
        since=hours["dates"].first,
        saved=f"The hours of {practitioner.name} are saved.",
        leads_to=reverse("bookings:schedule-detail", args=[slug]),
    )


@require_safe
@needs("bookings.view_scheduleexception")
def closure_list(request):
    now = timezone.now()
    context = {
        "rows": [schedules.ExceptionRow(row) for row in schedules.exceptions_ahead(now)],
        "holidays": schedules.holiday_rows(now),
        "province": settings.CLINIC_PROVINCE,
    }
    return render(request, "bookings/schedules/closure_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CLOSE_ANY_DAY)
def closure_create(request):
    """Close or open a time."""
    now = timezone.now()
    form = ClosureForm(
        request.POST if request.method == "POST" else None,
        initial={name: request.GET[name] for name in PREFILLED if name in request.GET},
        people=Practitioner.objects.all(),
        units=Equipment.objects.all(),
        today=timezone.localdate(now),
        now=now,
        province=settings.CLINIC_PROVINCE,
        zone=clinic_zone(),
    )
    template = "bookings/schedules/closure_form.html"
    context = {"form": form}
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
        since=typed["from_day"],
        saved="Saved. Visits that are booked then stay until you move, keep or cancel them.",
        leads_to=reverse("bookings:closure-list"),
    )


@require_POST
@needs(CLOSE_TODAY)
def closure_delete(request, pk):
    """Show what removing a closure or an opening does, then remove it; the desk removes its own."""
    now, may_any_day = timezone.now(), request.user.has_perm(CLOSE_ANY_DAY)
    exception = get_object_or_404(schedules.exceptions_ahead(now), pk=pk)
    of_the_desk = schedules.closures_of_the_desk(request.user, now)
    if not may_any_day and pk not in {row.exception.pk for row in of_the_desk}:
        raise PermissionDenied
    return answer_change(
        request,
        "bookings/schedules/closure_delete.html",
        {"row": schedules.ExceptionRow(exception), "may_any_day": may_any_day},
        change=partial(actions.remove_exception, exception=exception),
        practitioner=exception.practitioner,
        since=timezone.localdate(exception.starts_at),
        saved="Removed: the usual hours stand again.",
        leads_to=reverse("bookings:closure-list" if may_any_day else "bookings:conflict-list"),
    )
