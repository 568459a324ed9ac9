"""The desk's day: who comes, who is here, and one press to say so."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from bookings import actions, queries
from bookings.exceptions import BookingError
from bookings.forms.visits import AttendanceForm, GridQuery
from bookings.links.visits import board_path, desk_path
from bookings.models import Appointment, AppointmentStatus
from bookings.pages import day_board, day_grid, needs_you
from bookings.pages.day_grid import Filters
from bookings.slots.opening_hours import next_open_day
from bookings.views.moving_visits import CHANGED, find_visit
from clinic.marks import mark_of
from clinic.roles import CHANGE_VISITS, needs

ONE_DAY = timedelta(days=1)
ACTIONS = {
    AppointmentStatus.ARRIVED.value: actions.mark_arrived,
    AppointmentStatus.FULFILLED.value: actions.mark_fulfilled,
    AppointmentStatus.NOSHOW.value: actions.mark_noshow,
    AttendanceForm.UNDO: actions.undo_attendance,
}


@gzip_page  # a full day has sixty rows that are much alike
@require_safe
@needs(CHANGE_VISITS)
def desk(request):
    """Show a day, or somebody's week: as a list, which a script draws as a grid.

    A page that asks again by itself is told when nothing is another.
    """
    query = GridQuery(request.GET)
    if not query.is_valid():
        raise BadRequest("There is no such day.")
    asked, now = query.cleaned_data, timezone.now()
    today = timezone.localdate(now)
    day = asked["day"] or _day_to_open(request.user, today)
    filters = Filters(asked["discipline"], asked["practitioner"], asked["service"])
    is_week = asked["span"] == query.WEEK and bool(filters.practitioner)
    first = day - day.weekday() * ONE_DAY if is_week else day
    last = first + 6 * ONE_DAY if is_week else day
    days = day_grid.load_days(request.user, first, last, now, filters, show=asked["show"])
    grid, rail = day_grid.as_json(days, now), needs_you.load_rail(request.user, now)
    seen = f'"{mark_of({**grid, "now": ""}, rail, [row.listed for row in days.board.rows])}"'
    told = {"ETag": seen, "X-Clinic-Now": grid["now"]}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == seen:
        return HttpResponseNotModified(headers=told)
    step = 7 * ONE_DAY if is_week else ONE_DAY
    context = {
        "board": days.board,
        "days": days,
        "grid": grid,
        "rail": rail,
        "day": day,
        "today": today,
        "earlier_url": query.carried(day=(day - step).isoformat()),
        "later_url": query.carried(day=(day + step).isoformat()),
        **_links(query, day, today),
        **day_grid.choices(days),
    }
    answer = render(request, "bookings/desk/day.html", context)
    for name, value in told.items():
        answer.headers[name] = value
    return answer


def _day_to_open(user, today):
    """Return today, or the next day on which somebody works when today is closed."""
    has_visits = queries.visits_on(user, today).taking_place().exists()
    return today if has_visits else next_open_day(today)


def _links(query, day, today):
    """Return where the links of the day's head lead: each keeps what else is asked for."""
    here = {"day": day.isoformat()}
    return {
        "query": query,
        "here_url": query.carried(**here),
        "today_url": query.carried("day", day=today.isoformat()),
        "count_url": query.carried("show", **here),
        "day_url": query.carried("span", **here),
        "week_url": query.carried(**here, span=query.WEEK),
        "grid_url": query.carried("view", **here),
        "list_url": query.carried(**here, view=query.LIST),
        "clear_url": urlencode(here),
        "is_filtered": any(
            query.cleaned_data[name] for name in ("discipline", "practitioner", "service")
        ),
    }


@require_POST
@needs(CHANGE_VISITS)
def appointment_attendance(request, reference):
    visit = find_visit(request, reference)
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        raise BadRequest("There is no such mark.")
    wanted = form.cleaned_data
    day = wanted["day"] or timezone.localdate(visit.starts_at)
    error, status = "", 200
    try:
        visit = ACTIONS[wanted["mark"]](
            appointment=visit, seen=wanted["seen"], revision=wanted["revision"]
        )
    except BookingError as refusal:
        error, status = str(refusal), refusal.status
    if request.htmx and "block" in request.POST:
        return _render_block(request, visit, day, error=error, status=status)
    if request.htmx:
        return _render_row(request, visit, day, error=error, status=status)
    back = desk_path("visit", visit) if wanted["back"] else board_path(day, visit)
    if error:
        return render(request, "409.html", {"error": error, "back_url": back}, status=status)
    notices.success(request, f"{visit.patient.name}: {visit.get_status_display().lower()}.")
    return redirect(back)


def _render_block(request, visit, day, *, error, status):
    """Render what the dialog shows of a visit, as it stands now; the day is read again."""
    visit = Appointment.objects.with_people().get(pk=visit.pk)
    [row] = day_board.rows_of(request.user, [visit], None, timezone.now())
    context = {"row": row, "visit": visit, "day": day, "error": error}
    answer = render(request, "bookings/desk/_block.html", context, status=status)
    answer.headers["HX-Trigger"] = CHANGED
    return answer


def _render_row(request, visit, day, *, error, status):
    """Render the visit's row as it stands now; after a change the page asks for its counts."""
    visit = Appointment.objects.with_people().get(pk=visit.pk)
    [row] = day_board.rows_of(request.user, [visit], day, timezone.now())
    context = {"row": row, "day": day, "error": error, "is_answer": True}
    answer = render(request, "bookings/desk/_answer.html", context, status=status)
    if not error:  # the page waits with that while a press is under way
        answer.headers["HX-Trigger-After-Settle"] = CHANGED
    return answer
