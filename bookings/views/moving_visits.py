"""Moving a visit on the desk's grid: what it would do is shown first; three minutes to undo it."""

from datetime import timedelta

from django.contrib import messages as notices
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings import actions
from bookings.exceptions import AppointmentChanged, BookingError
from bookings.forms.desk_visits import MoveVisitForm, takers
from bookings.links.visits import board_path
from bookings.mail.changes import change_in_words, changes_between
from bookings.mail.planning import UNDO_TIME, told_of_a_change_at
from bookings.models import Appointment, AppointmentSource
from bookings.pages import day_board
from bookings.pages.placing import preview_move
from bookings.rules import check_may_change
from clinic.roles import CHANGE_VISITS, needs

CHANGED = "desk:changed"
# The dialog is done with: what was done is said on the day itself.
INTO_THE_DAY = {"HX-Trigger": "desk:moved", "HX-Retarget": "#desk-undo", "HX-Reswap": "innerHTML"}
IS_UNDO = "undoes"
MINUTE = timedelta(minutes=1)


def render_part(request, part, context, *, status=200, tells=""):
    """Render what the desk's dialog shows; without a script it is a page of its own."""
    template = part if request.htmx else "bookings/desk/dialog_page.html"
    answer = render(request, template, context | {"part": part}, status=status)
    if tells:
        answer.headers["HX-Trigger"] = tells
    return answer


def find_visit(request, reference):
    """Return the visit; a stranger's is not there."""
    visits = Appointment.objects.visible_to(request.user).ever_booked().with_people()
    return get_object_or_404(visits, reference=reference)


@require_safe
@needs(CHANGE_VISITS)
@vary_on_headers("HX-Request")
def visit_block(request, reference):
    """Show a visit as its block on the grid is opened: what is known, and what can be done."""
    visit, now = find_visit(request, reference), timezone.now()
    [row] = day_board.rows_of(request.user, [visit], None, now)
    context = {"row": row, "visit": visit, "day": timezone.localdate(visit.starts_at)}
    return render_part(request, "bookings/desk/_block.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_VISITS)
@vary_on_headers("HX-Request")
def visit_move(request, reference):
    visit, now = find_visit(request, reference), timezone.now()
    offering = takers()
    if visit.practitioner not in offering:
        offering = [visit.practitioner, *offering]
    is_sent = request.method == "POST"
    asked = request.POST if is_sent else _shown(visit) | request.GET.dict()
    form = MoveVisitForm(asked, offering=offering)
    context = {"visit": visit, "form": form, "day": timezone.localdate(visit.starts_at)}
    if not form.is_valid():
        return _render_move(request, context, status=422 if is_sent else 200)
    if is_sent:
        return _move(request, visit, form, context, now)
    return _render_move(request, context | _weighed(visit, form, now))


def _move(request, visit, form, context, now):
    booker = actions.Booker(AppointmentSource.DESK, request.user)
    revision = form.cleaned_data["revision"]
    try:
        moved = actions.move_appointment(
            appointment=visit,
            booker=booker,
            revision=revision,
            overbook=form.cleaned_data["overbook"],
            **form.place,
        )
    except BookingError as error:
        if IS_UNDO in request.POST:
            context = {"lost": f"Not put back: {error}"}
            return render(request, "bookings/desk/_moved.html", context, status=error.status)
        standing = find_visit(request, visit.reference)
        context |= {"visit": standing, "error": str(error), "form": _afresh(form, standing)}
        context |= _weighed(standing, context["form"], now)
        return _render_move(request, context, status=error.status, tells=CHANGED)
    changed = change_in_words(changes_between(visit, moved), moved)
    said = f"{moved.patient.name}: the visit {changed}."
    if not request.htmx:
        notices.success(request, said)
        return redirect(board_path(timezone.localdate(moved.starts_at), moved))
    context = {
        "said": said,
        "visit": moved,
        "undo": _shown(visit) | {"revision": moved.revision},
        "may_undo": _may_undo(request, visit, moved),
        "undo_seconds": int(UNDO_TIME.total_seconds()),
        "is_told_later": told_of_a_change_at(moved, now) > now,
    }
    answer = render(request, "bookings/desk/_moved.html", context)
    for name, value in INTO_THE_DAY.items():
        answer.headers[name] = value
    return answer


def _may_undo(request, visit, moved):
    """Say whether a visit may be put back: not where the schedule has no room for it."""
    fitted = visit.conflict_since is None and visit.kept_at is None
    return fitted and moved.revision != visit.revision and IS_UNDO not in request.POST


def _afresh(form, standing):
    """Return the form as it was typed, over the visit as it stands now."""
    asked = form.data.dict() | {"revision": standing.revision}
    again = MoveVisitForm(asked, offering=form.fields["practitioner"].offering)
    again.is_valid()
    return again


def _weighed(visit, form, now):
    """Return what the page says of a place that was typed."""
    try:
        check_may_change(visit, now)
    except BookingError as error:
        return {"error": str(error), "is_shut": True}
    if form.cleaned_data["revision"] not in (None, visit.revision):
        return {"error": str(AppointmentChanged()), "is_shut": True}
    return {"preview": preview_move(visit, now=now, **form.place)}


def _shown(visit):
    """Return where a visit is, as the form has it."""
    starts = timezone.localtime(visit.starts_at)
    return {
        "day": f"{starts:%Y-%m-%d}",
        "time": f"{starts:%H:%M}",
        "practitioner": visit.practitioner.slug,
        "minutes": round(visit.duration / MINUTE),
        "revision": visit.revision,
        "overbook": visit.overbooked_reason,
    }


def _render_move(request, context, **options):
    return render_part(request, "bookings/desk/_move.html", context, **options)
