"""The desk's day: who comes, who is here, and one press to say so."""

from datetime import timedelta

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.visits import AttendanceForm, DayQuery
from bookings.links.visits import board_path
from bookings.models import Appointment, AppointmentStatus
from bookings.pages import day_board
from clinic.roles import CHANGE_VISITS, needs

ONE_DAY = timedelta(days=1)
ACTIONS = {
    AppointmentStatus.ARRIVED.value: actions.mark_arrived,
    AppointmentStatus.FULFILLED.value: actions.mark_fulfilled,
    AppointmentStatus.NOSHOW.value: actions.mark_noshow,
    AttendanceForm.UNDO: actions.undo_attendance,
}


@require_safe
@needs(CHANGE_VISITS)
def desk(request):
    query = DayQuery(request.GET)
    if not query.is_valid():
        raise BadRequest("There is no such day.")
    now = timezone.now()
    today = timezone.localdate(now)
    day = query.cleaned_data["day"] or today
    context = {
        "board": day_board.load_day(request.user, day, now),
        "day": day,
        "today": today,
        "earlier_day": day - ONE_DAY,
        "later_day": day + ONE_DAY,
    }
    return render(request, "bookings/desk/day.html", context)


@require_POST
@needs(CHANGE_VISITS)
def appointment_attendance(request, reference):
    visits = Appointment.objects.visible_to(request.user).ever_booked().with_people()
    visit = get_object_or_404(visits, reference=reference)
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
    if request.htmx:
        return _render_row(request, visit, day, error=error, status=status)
    board = board_path(day, visit)
    if error:
        return render(request, "409.html", {"error": error, "back_url": board}, status=status)
    notices.success(request, f"{visit.patient.name}: {visit.get_status_display().lower()}.")
    return redirect(board)


def _render_row(request, visit, day, *, error, status):
    """Render the visit's row as it stands now, and the day's counts with it."""
    now = timezone.now()
    board = day_board.load_day(request.user, day, now)
    row = next((row for row in board.rows if row.visit.pk == visit.pk), None)
    if row is None:  # it was moved to another day meanwhile
        visit = Appointment.objects.with_people().get(pk=visit.pk)
        [row] = day_board.rows_of(request.user, [visit], day, now)
    context = {"board": board, "row": row, "day": day, "error": error, "is_answer": True}
    return render(request, "bookings/desk/_answer.html", context, status=status)
