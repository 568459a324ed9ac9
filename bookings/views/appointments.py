"""A visit's own page: to look at, confirm, move and cancel. A GET changes nothing."""

from dataclasses import replace
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings import actions, queries
from bookings.actions.moving import check_may_move_online
from bookings.advice import BEFORE_RUNNING
from bookings.exceptions import BookingError, CallFirst, EmailHasChanged
from bookings.forms.account import ProofForm, SeenVisit
from bookings.forms.slots import AnyTimeQuery, SlotQuery
from bookings.forms.visits import MoveForm
from bookings.links.opened import proof_of
from bookings.links.visits import (
    DESK_PAGES,
    board_path,
    desk_path,
    email_proof_is_valid,
    visit_key_is_valid,
    visit_path,
)
from bookings.mail.calendar_files import calendar_file
from bookings.mail.changes import change_in_words, changes_between
from bookings.models import Appointment, AppointmentSource, AppointmentStatus, MendedVisit
from bookings.pages.any_time import wanted_time
from bookings.pages.courses import dates_that_keep_the_plan, fortnight_within
from bookings.pages.slots import SlotPage, carried_query
from bookings.policies import policy_accepted, policy_for_moves, policy_of
from bookings.rules import check_may_change
from bookings.slots import services
from bookings.slots.search import Search
from bookings.views.links import is_by_link, show_opened
from clinic import rate_limits
from clinic.models import ClinicProfile, Patient
from clinic.rate_limits import TooManyAttempts
from clinic.roles import CHANGE_VISITS


def visit_page(view):
    """Give the view the visit that the account, or a mailed link, opens; a stranger gets a 404."""

    @login_not_required
    @never_cache
    @wraps(view)
    def find_and_show(request, reference):
        visits = Appointment.objects.ever_booked().with_people().with_places()
        return show_opened(
            request,
            visits.filter(reference=reference),
            view,
            own=lambda rows, user: rows.visible_to(user),
            takes=visit_key_is_valid,
            page=reverse("bookings:appointment-detail", args=[reference]),
        )

    return find_and_show


def why_not_change(request, appointment, now):
    """Return why this person cannot confirm, move or cancel the visit; "" when they can."""
    user = request.user
    if not (is_by_link(request) or user.has_perm(CHANGE_VISITS) or is_own(appointment, user)):
        return "The front desk confirms, moves and cancels visits for patients."
    try:
        check_may_change(appointment, now)
    except BookingError as error:
        return str(error)
    return ""


def why_not_move(request, appointment, now):
    """Return why this person cannot move the visit; "" when they can."""
    if refusal := why_not_change(request, appointment, now):
        return refusal
    if opened_at_the_desk(request):
        return ""
    try:
        check_may_move_online(appointment, now)
    except BookingError as error:
        return str(error)
    return ""


def is_own(appointment, user):
    return Patient.objects.visible_to(user).filter(pk=appointment.patient_id).exists()


def opened_at_the_desk(request):
    """Say whether the page was opened by the desk, not by a patient's signed key."""
    return not is_by_link(request) and request.user.has_perm(CHANGE_VISITS)


def carried_by(request):
    """Return what a visit's links hand on: where the desk was."""
    back = request.GET.get("back")
    return {"back": back} if opened_at_the_desk(request) and back in DESK_PAGES else {}


def way_back(request, appointment):
    """Return where a change leads: for the desk to where it came from, or else to the visit."""
    if carried := carried_by(request):
        return desk_path(carried["back"], appointment)
    return visit_path(appointment)


def refuse_change(request, refusal, visit):
    """Answer a link to a change that can no longer be made: the visit's page says why."""
    if request.method == "POST":
        context = {"error": refusal, "back_url": visit}
        return render(request, "409.html", context, status=409)
    return redirect(visit)


def proof_shown(request, appointment):
    """Return the proof that the mail's link carried, while there is something to prove by it."""
    patient = appointment.patient
    is_proven = patient.reached_by.email_proven_at is not None
    return "" if is_proven or opened_at_the_desk(request) else proof_of(request.session, patient)


def main_action(context):
    """Return the one thing that a patient is asked to do first."""
    if context["proof"] and not context["may_confirm"]:
        return "prove"
    if context["is_over"] and not context["appointment"].under_review_since:
        return "book"
    if context["appointment"].under_review_since or context["appointment"].conflict_since:
        return "call"
    return "confirm" if context["may_confirm"] else "calendar"


@visit_page
@require_safe
def appointment_detail(request, appointment):
    carried, now = carried_by(request), timezone.now()
    why_not = why_not_change(request, appointment, now)
    not_moved = why_not_move(request, appointment, now)
    just_booked = "new" in request.GET
    if opened_at_the_desk(request):
        visit = {"patient": appointment.patient, "reference": appointment.reference}
        actions.look_at_file(user=request.user, what="visit", **visit)
    context = {
        "appointment": appointment,
        "at_the_desk": opened_at_the_desk(request),
        "board_url": board_path(timezone.localdate(appointment.starts_at), appointment),
        "just_booked": just_booked,
        "is_over": appointment.is_cancelled
        or appointment.status in (AppointmentStatus.FULFILLED, AppointmentStatus.NOSHOW)
        or appointment.ends_at <= now,
        "why_not_change": why_not,
        "why_not_move": not_moved,
        "is_called_first": not_moved == str(CallFirst()),
        **policy_shown(appointment, now),
        "before_running": BEFORE_RUNNING,
        "may_confirm": not (
            why_not or appointment.confirmed_at or appointment.conflict_since or just_booked
        ),
        "proof": proof_shown(request, appointment),
        "now": now,
        "again_url": visit_path(appointment, "again"),
        "opened_by": urlencode(carried),
        "prove_url": visit_path(appointment, "prove", **carried),
        "confirm_url": visit_path(appointment, "confirm", **carried),
        "move_url": visit_path(appointment, "move", **carried),
        "times_url": _times_url(appointment, now, carried),
        "earlier_url": visit_path(appointment, "earlier", **carried),
        "cancel_url": visit_path(appointment, "cancel", **carried),
        "links_url": visit_path(appointment, "links", **carried),
        "may_mail_link": bool(appointment.patient.reached_by.email)
        and appointment.status == AppointmentStatus.BOOKED
        and not appointment.has_begun(now),
        "calendar_url": visit_path(appointment, "calendar"),
    }
    context["main_action"] = main_action(context)
    return render(request, "bookings/appointments/detail.html", context)


def _times_url(appointment, now, carried):
    """Return where the patient chooses among times that we offer instead; "" if there are none."""
    if not appointment.conflict_since:
        return ""
    offers = MendedVisit.objects.open_offers(now).filter(appointment=appointment)
    return visit_path(appointment, "times", **carried) if offers.exists() else ""


@visit_page
@require_POST
def appointment_confirm(request, appointment):
    visit = way_back(request, appointment)
    form = SeenVisit(request.POST)
    if refusal := why_not_change(request, appointment, timezone.now()):
        return refuse_change(request, refusal, visit)
    if not form.is_valid():
        raise BadRequest("The page that was sent is not complete.")
    try:
        actions.confirm_attendance(appointment=appointment, **form.cleaned_data)
    except BookingError as error:
        return refuse_change(request, str(error), visit)
    if opened_at_the_desk(request):
        notices.success(request, f"{appointment.patient.name}: the visit is confirmed.")
    else:
        notices.success(request, "Thank you for telling us. See you soon!")
    return redirect(visit)


@visit_page
@require_POST
def email_prove(request, appointment):
    """Take the proof that only the mail carried; somebody who guesses it gets a refusal."""
    visit, patient = way_back(request, appointment), appointment.patient
    form = ProofForm(request.POST)
    try:
        if not (form.is_valid() and email_proof_is_valid(patient, form.cleaned_data["proof"])):
            raise EmailHasChanged
        email = patient.reached_by.email
        actions.prove_email(patient=patient, email=email)
    except EmailHasChanged as error:
        return refuse_change(request, str(error), visit)
    notices.success(request, f"Thank you. We know now that {email} reaches you.")
    return redirect(visit)


@visit_page
@require_POST
def appointment_links(request, appointment):
    """End the links that were mailed, at the word of the desk alone."""
    if not opened_at_the_desk(request):
        raise PermissionDenied
    actions.withdraw_links(appointment=appointment)
    name = appointment.patient.name
    notices.success(request, f"{name}: the links that were mailed open nothing any more.")
    return redirect(visit_path(appointment, **carried_by(request)))


@visit_page
@require_safe
def appointment_calendar(request, appointment):
    content = calendar_file(
        appointment, ClinicProfile.objects.current(), cancelled=appointment.is_cancelled
    )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="visit.ics"'},
    )


@visit_page
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def appointment_move(request, appointment):
    now = timezone.now()
    visit = way_back(request, appointment)
    if refusal := why_not_move(request, appointment, now):
        return refuse_change(request, refusal, visit)
    at_the_desk = opened_at_the_desk(request)
    booker = actions.Booker(
        AppointmentSource.DESK if at_the_desk else AppointmentSource.ONLINE,
        request.user if request.user.is_authenticated else None,
    )
    service, offering = services.offered(appointment.service_id)
    if not at_the_desk:
        offering = services.started(offering, timezone.localdate(now))
    if not offering:
        return refuse_change(request, "Nobody offers this service now. Please call us.", visit)
    error, status, choice = "", 200, MoveForm(offering=offering)
    if request.method == "POST":
        choice = MoveForm(request.POST, offering=offering)
        try:
            if choice.is_valid():
                if not at_the_desk:  # each move is mailed, to an email that may be a stranger's
                    rate_limits.count("RATE_LIMIT_MOVES", str(appointment.reference))
                moved = actions.move_appointment(
                    appointment=appointment, booker=booker, **choice.cleaned_data
                )
                notices.success(request, _moved_in_words(appointment, moved, at_the_desk))
                return redirect(way_back(request, moved))
            error, status = "Please choose one of the times on offer.", 422
        except TooManyAttempts as refusal:
            return rate_limits.refusal_page(request, refusal)
        except BookingError as refusal:
            error, status = str(refusal), refusal.status

    query = SlotQuery(request.GET, offering=offering)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    chosen = query.cleaned_data["practitioner"]
    if chosen is None and appointment.practitioner in offering:
        chosen = appointment.practitioner
    chosen = chosen or offering[0]
    search = Search(
        service,
        offering,
        now,
        chosen=chosen,
        by_staff=at_the_desk,
        ignoring=queries.ignored_by_a_move(appointment),
        duration=appointment.duration,
    )
    context = {
        "appointment": appointment,
        "service": service,
        "practitioners": offering,
        "chosen": chosen,
        "at_the_desk": at_the_desk,
        "visit_url": visit,
        "error": error,
        **(_any_time_shown(request, search, choice) if at_the_desk else {}),
        "terms_in_words": policy_of(appointment).in_words(now),
        "policy": policy_for_moves(ClinicProfile.objects.current(), appointment),
        **_days_shown(request, appointment, SlotPage(search, moved=appointment), query),
    }
    template = (
        "bookings/appointments/_move_slots.html"
        if request.htmx
        else "bookings/appointments/move.html"
    )
    return render(request, template, context, status=status)


def _moved_in_words(before, moved, at_the_desk):
    """Say that a visit was moved, what it is now and what it was."""
    whose = f"{moved.patient.name}: the" if at_the_desk else "Your"
    changes = changes_between(before, moved)
    said = f"{whose} visit {change_in_words(changes, moved)}."
    was = {change.label: change.before for change in changes}
    parts = [f"on {was['When']}"] if "When" in was else []
    parts += [f"with {was['With']}"] if "With" in was else []
    return f"{said} It was {', '.join(parts)}." if parts else said


def _any_time_shown(request, search, choice):
    """Return how the time stands that the desk typed, or has just been refused."""
    any_time = None
    if choice.is_bound:
        starts_at, by = (choice.cleaned_data.get(name) for name in ("starts_at", "practitioner"))
    else:
        any_time = AnyTimeQuery(request.GET, offering=search.practitioners)
        starts_at = any_time.cleaned_data.get("at") if any_time.is_valid() else None
        by = None
    by = by or search.chosen
    return {
        "form": choice,
        "wanted": wanted_time(replace(search, chosen=by), starts_at) if starts_at else None,
        "wanted_by": by,
        "any_time": any_time if "at" in request.GET else None,
        "times_url": request.path,
        "carried_back": carried_by(request).get("back", ""),
    }


def _days_shown(request, appointment, page, query):
    """Return what a page of times shows: for a course, those that keep its plan come first."""
    carried = carried_by(request)
    plan = dates_that_keep_the_plan(appointment, page.search.now)
    shows_all = "all" in request.GET
    wanted, day = query.cleaned_data["from"], query.cleaned_data["day"]
    if plan and not shows_all:
        fortnight = fortnight_within(plan, page, wanted, day)
    else:
        if wanted is None and day is None:
            wanted = day = timezone.localdate(appointment.starts_at)
        fortnight = page.fortnight(wanted, day)
    return {
        "fortnight": fortnight,
        "present_on": timezone.localdate(appointment.starts_at),
        "plan": plan,
        "shows_all": shows_all,
        "carried": carried_query(carried | ({"all": "1"} if shows_all else {})),
        "plan_url": visit_path(appointment, "move", **carried),
        "all_url": visit_path(appointment, "move", **carried, all="1"),
    }


def policy_shown(appointment, now):
    """Return what a page says of changing this very visit, and the policy in full."""
    profile, terms = ClinicProfile.objects.current(), policy_of(appointment)
    return {
        "profile": profile,
        "terms": terms,
        "terms_in_words": terms.in_words(now),
        "is_late": terms.is_late(now),
        "policy": policy_accepted(profile, appointment),
    }
