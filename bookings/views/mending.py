"""Visits in conflict, settled together: what is proposed, one press, what became of each."""

from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import actions
from bookings.forms.mending import MendingForm
from bookings.forms.visits import DayQuery
from bookings.models import Appointment, MendedVisit, Mending
from bookings.pages import mending as pages
from bookings.slots.holidays import whole_day
from clinic.models.people import PERSON_OF_PATIENT
from clinic.roles import CHANGE_VISITS, needs
from clinic.zones import clinic_zone

SECONDS = 4  # of one request; what is left goes on from the next page


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_VISITS)
def mend_conflicts(request):
    """Propose a place for each visit in conflict, and settle all of them by one press."""
    now = timezone.now()
    if request.method == "POST":
        return _settle(request, now)
    visits = pages.conflicts_to_mend(request.user, now, **_about(request))
    return _show(request, visits, now)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_VISITS)
def mending_detail(request, reference):
    """Show what became of each visit; a POST goes on with what is left."""
    mending = get_object_or_404(Mending, reference=reference)
    if request.method == "POST":
        actions.go_on_mending(mending=mending, seconds=SECONDS)
        return redirect(mending)
    rows = mending.visits.filter(
        appointment__in=Appointment.objects.visible_to(request.user)
    ).select_related(
        f"appointment__{PERSON_OF_PATIENT}",
        "appointment__practitioner",
        "appointment__service",
        "appointment__equipment",
        "was_with",
    )
    context = {"mending": mending, **pages.outcome_of(list(rows))}
    return render(request, "bookings/desk/mended.html", context)


def _about(request):
    """Return what the address narrows the visits to: a practitioner, a unit, a day."""
    about = {}
    if slug := request.GET.get("practitioner"):
        about["practitioner__slug"] = slug
    if unit := request.GET.get("unit"):
        try:
            about["equipment__reference"] = UUID(unit)
        except ValueError as error:
            raise BadRequest("There is no such equipment.") from error
    query = DayQuery(request.GET)
    if not query.is_valid():
        raise BadRequest("There is no such day.")
    if day := query.cleaned_data["day"]:
        time = whole_day(day, clinic_zone())
        about |= {"starts_at__lt": time.end, "starts_at__gte": time.start}
    return about


def _show(request, visits, now, form=None, status=200):
    is_more = len(visits) > pages.MOST_VISITS
    visits = visits[: pages.MOST_VISITS]
    offers = MendedVisit.objects.open_offers(now).filter(appointment__in=visits)
    rows = pages.load_rows(visits, now, dict(offers.values_list("appointment", "open_until")))
    if form is None:
        form = MendingForm(visits=visits, rows=rows, initial={"submission": uuid4()})
    else:
        for row in rows:
            form.show(row)
    context = {
        "form": form,
        "rows": [(row, form.shown(row)) for row in rows],
        "is_more": is_more,
        "most": pages.MOST_VISITS,
    }
    return render(request, "bookings/desk/mend.html", context, status=status)


def _settle(request, now):
    """Begin what was pressed; the visits are those that the page showed, whatever they are now."""
    try:
        references = [UUID(text) for text in request.POST.getlist("visit")][: pages.MOST_VISITS]
    except ValueError as error:
        raise BadRequest("The page that was sent is not complete.") from error
    found = Appointment.objects.visible_to(request.user).ever_booked().with_people()
    visits = list(found.with_person_id().select_related("course").filter(reference__in=references))
    if not visits:
        raise BadRequest("The page that was sent is not complete.")
    form = MendingForm(request.POST, visits=visits)
    if not form.is_valid():
        return _show(request, visits, now, form, status=422)
    typed = form.cleaned_data
    mending = actions.start_mending(
        wanted=typed["wanted"],
        submission=typed["submission"],
        started_by=request.user,
        reason=typed["reason"],
    )
    actions.go_on_mending(mending=mending, seconds=SECONDS)
    return redirect(mending)
