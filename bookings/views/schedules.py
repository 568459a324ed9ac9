"""Hours and closures, for administrators; the desk takes back what it closed."""

from functools import partial

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.forms.schedules import ClosureForm, WeekForm
from bookings.forms.visits import DayQuery
from bookings.forms.week_copying import DayCopyForm, WeekCopyQuery
from bookings.models import Equipment, Service
from bookings.pages import schedules
from bookings.slots.weekly_hours import HoursSet
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
    now = timezone.now()
    context = {
        "rows": schedules.practitioner_rows(service_names(), now),
        "today": timezone.localdate(now),
    }
    return render(request, "bookings/schedules/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.change_workinghours")
def schedule_detail(request, slug):
    """Show a practitioner's sets of hours, and edit the one that applies from a day."""
    practitioner = get_object_or_404(Practitioner, slug=slug)
    query = DayQuery(request.GET)
    taken_over = WeekCopyQuery(request.GET, people=Practitioner.objects.all())
    if not (query.is_valid() and taken_over.is_valid()):
        raise BadRequest("There is no such day, or nobody of that name.")
    today, services = timezone.localdate(), service_names()
    from_day = max(query.cleaned_data["day"] or today, today)
    sets = schedules.sets_by_practitioner([practitioner])[practitioner.pk]
    shown = schedules.set_on(sets, from_day)
    whose, periods = taken_over.whose, shown.periods
    if whose:
        theirs = schedules.sets_by_practitioner([whose])[whose.pk]
        periods = schedules.set_on(theirs, taken_over.cleaned_data["on"] or from_day).periods
    week = HoursSet(shown.dates, periods)
    typed = {"shown": week, "services": services, "today": today}
    form = WeekForm(
        request.POST if request.method == "POST" else None,
        initial={"from_day": from_day, "until_day": shown.dates.last},
        **typed,
    )
    typed_day = DayQuery({"day": request.POST.get("from_day")})
    copying = DayCopyForm(request.POST if "copy" in request.POST else None)
    context = {
        "practitioner": practitioner,
        "form": form,
        "copying": copying,
        "taken_over": WeekCopyQuery(
            initial={"like": slug, "on": from_day}, people=taken_over.people.values()
        ),
        "filled_from": whose,
        "week_from": (typed_day.is_valid() and typed_day.cleaned_data["day"]) or from_day,
        **_other_weeks(sets, services, today),
        "shown_first": shown.dates.first,
        "today": today,
    }
    template = "bookings/schedules/detail.html"
    if request.method != "POST":
        return render(request, template, context)
    if copying.is_bound:
        if copying.is_valid():
            context["form"] = WeekForm(copying.filled_in(request.POST, form.lines), **typed)
        return render(request, template, context, status=200 if copying.is_valid() else 422)
    return _answer_week(request, template, context, practitioner)


def _answer_week(request, template, context, practitioner):
    form = context["form"]
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
        leads_to=reverse("bookings:schedule-detail", args=[practitioner.slug]),
    )


def _other_weeks(sets, services, today):
    """Return the sets that are over, and those that are not, as the page shows them."""
    others = [one for one in sets if one.periods or one.dates.contains(today)]
    past = [one for one in others if one.dates.last and one.dates.last < today]
    ahead = [one for one in others if one not in past]
    return {
        "past": [schedules.shown_week(one, services) for one in past],
        "weeks": [schedules.shown_week(one, services) for one in ahead],
    }


@require_safe
@needs("bookings.view_scheduleexception")
def closure_list(request):
    now = timezone.now()
    context = {
        "rows": schedules.listed_exceptions(now),
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
    wanted["intervals"] = typed["intervals"]
    return answer_change(
        request,
        template,
        context,
        change=partial(actions.add_exceptions, **wanted),
        practitioner=typed["practitioner"],
        since=typed["from_day"],
        saved="Saved. Visits that are booked then stay until you move, keep or cancel them.",
        leads_to=reverse("bookings:closure-list"),
    )


@require_POST
@needs("bookings.delete_scheduleexception")
def repeat_delete(request, repeat):
    """Show what removing all weeks that are ahead does, then remove them."""
    rows = list(schedules.exceptions_ahead(timezone.now()).filter(repeat=repeat))
    if not rows:
        raise Http404
    first = rows[0]
    return answer_change(
        request,
        "bookings/schedules/closure_delete.html",
        {"row": schedules.ExceptionRow(first), "number": len(rows), "may_any_day": True},
        change=partial(actions.remove_repeat, repeat=repeat),
        practitioner=first.practitioner,
        since=timezone.localdate(first.starts_at),
        saved=f"{len(rows)} removed: the usual hours stand again.",
        leads_to=reverse("bookings:closure-list"),
    )


@require_POST
@needs(CLOSE_TODAY)
def closure_delete(request, pk):
    """Show what removing a closure or an opening does, then remove it; the desk removes its own."""
    now, may_any_day = timezone.now(), request.user.has_perm(CLOSE_ANY_DAY)
    exception = get_object_or_404(schedules.exceptions_ahead(now), pk=pk)
    if not may_any_day:
        of_the_desk = schedules.closures_of_the_desk(request.user, now)
        if pk not in {row.exception.pk for row in of_the_desk}:
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
