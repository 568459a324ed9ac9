"""Waiting for a time: joining, looking, leaving, and answering an offer. A GET changes nothing."""

from datetime import timedelta
from functools import wraps
from uuid import uuid4

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.waitlist import JoinForm, OfferAnswerForm, WaitlistQuery, WishForm
from bookings.links.visits import visit_path
from bookings.links.waitlist import PAGES, leave_path, waitlist_key_is_valid, waitlist_path
from bookings.mail.changes import change_in_words, changes_between
from bookings.models import Appointment, EntryStatus, WaitlistEntry, WaitlistOffer
from bookings.pages import waitlist
from bookings.policies import policy_of_offer
from bookings.slots import services
from bookings.slots.search import Search
from bookings.slots.wishes import Waiting
from bookings.views.appointments import (
    carried_by,
    opened_at_the_desk,
    refuse_change,
    visit_page,
    why_not_change,
)
from bookings.views.asking import (
    booker_of,
    carried_for,
    for_somebody,
    is_at_the_desk,
    note_terms,
    people_to_book_for,
    policy_shown,
    search_for,
)
from bookings.views.links import answer_dead_link, is_by_link, let_in, show_opened
from bookings.views.submissions import submission_of
from clinic import rate_limits
from clinic.models.people import PERSON_OF_PATIENT
from clinic.rate_limits import TooManyAttempts, with_retry_after

USUAL_DAYS = timedelta(days=13)


# --- Joining --------------------------------------------------------------------------------------


@for_somebody
@require_http_methods(["GET", "HEAD", "POST"])
def waitlist_join(request, patient):
    """Ask for a wish, once the service is known, and show what is free already first."""
    by_staff = is_at_the_desk(request)
    if by_staff and patient is None:
        notices.info(request, "Choose who waits, then put them on the waitlist from their page.")
        return redirect("bookings:person-list")
    if "service" not in request.GET:
        context = {"services": services.bookable_services(by_staff=by_staff), "patient": patient}
        return render(request, "bookings/waitlist/start.html", context)
    search = search_for(request, request.GET["service"])
    service, offering = search.service, search.practitioners
    asked = {
        "offering": offering,
        "for_patient": patient,
        "people": people_to_book_for(request.user),
    }

    def free_for(wish):
        return waitlist.free_already(search, wish, carried=carried_for(patient))

    def join(details):
        return _join(request, service, details, patient)

    context = {"service": service, "patient": patient, "at_the_desk": by_staff}
    if request.method != "POST":
        form = JoinForm(initial=_initial(request, offering), **asked)
        return _ask(request, form, context, free_for)
    return _answer_wish(request, JoinForm(request.POST, **asked), context, free_for, join)


@visit_page
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_earlier(request, appointment):
    """Ask when an earlier time would suit somebody who has a visit."""
    now = timezone.now()
    carried = carried_by(request)
    if refusal := why_not_change(request, appointment, now):
        return refuse_change(request, refusal, visit_path(appointment, **carried))
    waiting = appointment.waitlist_entries.waiting().first()
    if waiting and request.method != "POST":
        return redirect(_own_path(request, waiting))
    service, offering = services.offered(appointment.service_id)
    search = Search(
        service,
        offering,
        now,
        ignoring=[appointment.pk],
        duration=appointment.duration,
    )

    def free_for(wish):
        return waitlist.free_already(search, wish)

    def join(details):
        submission = details.pop("submission")
        return actions.wait_for_earlier(
            appointment=appointment, times=actions.WantedTimes(**details), submission=submission
        )

    context = {
        "service": service,
        "appointment": appointment,
        "at_the_desk": opened_at_the_desk(request),
        "visit_url": visit_path(appointment, **carried),
        "move_url": visit_path(appointment, "move", **carried),
    }
    if request.method != "POST":
        form = WishForm(initial=_until_the_visit(appointment, now), offering=offering)
        return _ask(request, form, context, free_for)
    form = WishForm(request.POST, offering=offering)
    return _answer_wish(request, form, context, free_for, join)


def _until_the_visit(appointment, now):
    return {
        "earliest_on": timezone.localdate(now),
        "latest_on": timezone.localdate(appointment.starts_at),
        "practitioner": appointment.practitioner.slug,
        "submission": uuid4(),
    }


def _initial(request, offering):
    """Return the wish that the page which led here was about."""
    query = WaitlistQuery(request.GET, offering=offering)
    if not query.is_valid():
        raise BadRequest("There is no such day or practitioner.")
    today = timezone.localdate()
    first = max(query.cleaned_data["from"] or today, today)
    chosen, user = query.cleaned_data["practitioner"], request.user
    is_guest = user.is_authenticated and not user.is_clinic_staff
    return {
        "earliest_on": first,
        "latest_on": max(query.cleaned_data["until"] or first + USUAL_DAYS, first),
        "practitioner": chosen.slug if chosen else "",
        "submission": uuid4(),
        "name": user.name if is_guest else "",
        "email": user.email if is_guest else "",
    }


def _ask(request, form, context, free_for):
    """Show an empty form, with what is free already for the wish that it begins with."""
    slugs = {person.slug: person for person in form.fields["practitioner"].offering}
    wish = {**form.initial, "practitioner": slugs.get(form.initial["practitioner"])}
    free = free_for(_as_value(wish, context.get("appointment")))
    form.initial["shown"] = free.mark
    context |= {"form": form, "free": free.times}
    return render(request, "bookings/waitlist/join.html", context)


def _answer_wish(request, form, context, free_for, join):
    """Put the person on the list, unless something is free that they have not been shown."""
    context |= {"form": form}
    if not form.is_valid():
        return render(request, "bookings/waitlist/join.html", context, status=422)
    details = dict(form.cleaned_data)
    free = free_for(_as_value(details, context.get("appointment")))
    if free.mark not in ("", details.pop("shown")):
        form.data = form.data.copy()
        form.data["shown"] = free.mark
        context |= {"free": free.times, "is_new": True}
        return render(request, "bookings/waitlist/join.html", context)
    details["submission"] = submission_of("waitlist", form.cleaned_data)
    try:
        email = details.get("email", "")
        rate_limits.count_request("RATE_LIMIT_WAITLIST", request, email=email)
        entry = join(details)
    except TooManyAttempts as refusal:
        form.add_error(None, str(refusal))
        page = render(request, "bookings/waitlist/join.html", context, status=429)
        return with_retry_after(page, refusal)
    except BookingError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return render(request, "bookings/waitlist/join.html", context, status=error.status)
    if context["at_the_desk"]:
        notices.success(request, f"{entry.patient.name} is on the waitlist.")
        return redirect("bookings:person-detail", entry.patient.reference)
    return redirect(_own_path(request, entry))


def _as_value(details, appointment):
    chosen = details["practitioner"]
    return Waiting(
        key=0,
        first=details["earliest_on"],
        last=details["latest_on"],
        practitioner=chosen.pk if chosen else None,
        weekdays=frozenset(details.get("weekdays", ())),
        parts_of_day=frozenset(details.get("parts_of_day", ())),
        before=appointment.starts_at if appointment else None,
    )


def _join(request, service, details, patient):
    who = {name: details.pop(name) for name in ("name", "email", "phone") if name in details}
    patient = details.pop("patient", patient) or actions.NewPatient(**who)
    submission = details.pop("submission")
    return actions.join_waitlist(
        service=service,
        patient=patient,
        times=actions.WantedTimes(**details),
        booker=booker_of(request),
        submission=submission,
    )


# --- One person's pages ---------------------------------------------------------------------------


def waitlist_page(rows):
    """Give the view the row that a mailed link, or the account, opens, as `visit_page` does."""

    def decorate(view):
        @login_not_required
        @never_cache
        @wraps(view)
        def find_and_show(request, reference):
            found = rows()
            return show_opened(
                request,
                found.filter(reference=reference),
                view,
                own=lambda rows, user: rows.filter(_is_visible(rows.model, user)),
                takes=waitlist_key_is_valid,
                page=reverse(PAGES[found.model], args=[reference]),
            )

        return find_and_show

    return decorate


def _entries():
    return WaitlistEntry.objects.select_related(
        PERSON_OF_PATIENT, "service", "practitioner", "appointment"
    )


def _offers():
    return WaitlistOffer.objects.select_related(
        "practitioner", "entry__patient", "entry__service", "entry__appointment"
    )


@waitlist_page(_entries)
@require_safe
def waitlist_detail(request, entry):
    [row] = waitlist.rows_of([entry], timezone.now())
    context = {
        "row": row,
        "entry": entry,
        "is_waiting": entry.status == EntryStatus.WAITING,
        "offer_url": _own_path(request, row.offer) if row.offer else "",
        "leave_url": leave_path(entry),
    }
    return render(request, "bookings/waitlist/detail.html", context)


@waitlist_page(_entries)
@require_POST
def waitlist_leave(request, entry):
    actions.leave_waitlist(entry=entry)
    return redirect(_own_path(request, entry))


@waitlist_page(_offers)
@require_http_methods(["GET", "HEAD", "POST"])
def waitlist_offer(request, offer):
    """Show a time that was offered, as it stands now, and take the answer."""
    books = offer.entry.appointment is None
    if request.method != "POST":
        return _show_offer(request, offer, OfferAnswerForm(asks_for_policy=books))
    form = OfferAnswerForm(request.POST, asks_for_policy=books)
    if not form.is_valid():
        return _show_offer(request, offer, form, status=422)
    match form.cleaned_data["answer"]:
        case OfferAnswerForm.LEAVE:
            actions.leave_waitlist(entry=offer.entry)
        case OfferAnswerForm.DECLINE:
            actions.decline_offer(offer=offer)
            notices.success(request, "Thank you: we know that this time does not suit you.")
        case _:
            return _accept(request, offer, form)
    return redirect(_own_path(request, offer.entry))


def _accept(request, offer, form):
    try:
        visit = actions.accept_offer(
            offer=offer,
            accepts_policy=form.cleaned_data["accepts_policy"],
            accepted_by=request.user if request.user.is_authenticated else None,
        )
    except BookingError as error:
        offer = _offers().get(pk=offer.pk)
        return _show_offer(request, offer, form, error=str(error), status=error.status)
    if offer.entry.appointment is None:
        note_terms(request, visit)
        return redirect(_visit_path(request, visit, new="1"))
    changed = change_in_words(changes_between(offer.entry.appointment, visit), visit)
    notices.success(request, f"Your visit {changed}.")
    return redirect(_visit_path(request, visit))


def _show_offer(request, offer, form, *, error="", status=200):
    now = timezone.now()
    visit = waitlist.visit_of(offer)
    if visit and request.method != "POST":
        if is_by_link(request) and visit.links_withdrawn:
            return answer_dead_link(request)  # its own new link alone opens the visit
        return redirect(_visit_path(request, visit))
    shown = policy_shown(offer.entry.service, None, now)
    context = {
        "offer": offer,
        "entry": offer.entry,
        "form": form,
        "error": error,
        "state": waitlist.state_of(offer, now),
        "seconds_left": max(0, int((offer.expires_at - now).total_seconds())),
        "minutes_left": max(1, round((offer.expires_at - now).total_seconds() / 60)),
        "list_url": _own_path(request, offer.entry),
        "others_asked": offer.others_asked().exists(),
        **shown,
        "this_visit": policy_of_offer(shown["profile"], offer, now),
    }
    return render(request, "bookings/waitlist/offer.html", context, status=status)


def _own_path(request, row):
    """Return the path of a row's page, which opens to whoever asked: by account, or here."""
    may_log_in_to_see = (
        request.user.is_authenticated
        and not is_by_link(request)
        and type(row).objects.filter(_is_visible(type(row), request.user), pk=row.pk).exists()
    )
    if not may_log_in_to_see:
        let_in(request, row)
    return waitlist_path(row)


def _is_visible(model, user):
    """Return what holds of a wish, or of an offer, that an account may see."""
    name = "pk__in" if model is WaitlistEntry else "entry__in"
    return Q(**{name: WaitlistEntry.objects.visible_to(user)})


def _visit_path(request, visit, **query):
    visible = Appointment.objects.visible_to(request.user).filter(pk=visit.pk)
    if is_by_link(request) or not visible.exists():
        let_in(request, visit)
    return visit_path(visit, **query)
