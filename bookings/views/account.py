"""The pages of a patient's account: the visits and the people that it looks after."""

from functools import wraps
from uuid import uuid4

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.account import (
    ME,
    NOBODY,
    GuestFileForm,
    MessageChoiceForm,
)
from bookings.forms.people import LookedAfterForm, OwnDetailsForm
from bookings.links.visits import visit_path
from bookings.pages import waitlist
from bookings.people import households
from bookings.policies import policy_of
from bookings.views.appointments import why_not_change, why_not_move
from bookings.views.contact import answer_contact
from bookings.views.submissions import submission_of

PAST_ON_HOME = 5
PAST_ON_A_PAGE = 25


def for_patients(view):
    """Send staff, whose pages are others, to where they work."""

    @wraps(view)
    def show(request, *args, **kwargs):
        if request.user.is_clinic_staff:
            return redirect("bookings:appointment-list")
        return view(request, *args, **kwargs)

    return show


@for_patients
@require_safe
def me(request):
    user, now = request.user, timezone.now()
    ahead = list(households.visits_ahead(user, now))
    behind = list(households.visits_behind(user, now)[: PAST_ON_HOME + 1])
    people = households.people_of(user)
    context = {
        "next": next_visit(request, ahead[0], now) if ahead else None,
        "upcoming": ahead[1:],
        "past": behind[:PAST_ON_HOME],
        "there_are_more": len(behind) > PAST_ON_HOME,
        "people": people,
        "own": households.own_file(user, people),
        "has_guest_files": households.guest_files(user).exists(),
        "wishes": waitlist.wishes_of(user, now),
    }
    return render(request, "bookings/account/home.html", context)


def next_visit(request, visit, now):
    """Return what the home page shows of the next visit, and what may be done about it."""
    why_not = why_not_change(request, visit, now)
    return {
        "visit": visit,
        "may_cancel": not why_not,
        "may_confirm": not (why_not or visit.confirmed_at or visit.conflict_since),
        "why_not_move": why_not_move(request, visit, now),
        "terms_in_words": policy_of(visit).in_words(now),
        "confirm_url": visit_path(visit, "confirm"),
        "move_url": visit_path(visit, "move"),
        "cancel_url": visit_path(visit, "cancel"),
    }


@for_patients
@require_safe
def past_visits(request):
    visits = households.visits_behind(request.user, timezone.now())
    page = Paginator(visits, PAST_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "bookings/account/visits.html", {"page_obj": page})


# --- Family ---------------------------------------------------------------------------------------


@for_patients
@require_safe
def family(request):
    people = households.people_of(request.user)
    context = {
        "people": people,
        "own": households.own_file(request.user, people),
        "guests": households.guest_files(request.user),
    }
    return render(request, "bookings/account/family.html", context)


@for_patients
@require_http_methods(["GET", "HEAD", "POST"])
def family_create(request):
    form = LookedAfterForm(request.POST or None, initial={"submission": uuid4()})
    return answer_new_file(request, form, contact_name=str(request.user), leads_to="family")


def answer_new_file(request, form, *, contact_name, leads_to):
    """Open a file that the account looks after; whose it is, `contact_name` says."""
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("name", "phone", "birth_date")}
        submission = submission_of(request.user.pk, form.cleaned_data)
        try:
            person = actions.add_looked_after(
                user=request.user, contact_name=contact_name, submission=submission, **typed
            )
        except BookingError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            notices.success(request, f"You can book for {person.name} now.")
            return redirect(f"bookings:{leads_to}")
    context = {"form": form, "is_own": not contact_name}
    return render(request, "bookings/account/person.html", context, status=status)


@for_patients
@require_http_methods(["GET", "HEAD", "POST"])
def family_detail(request, reference):
    people = households.people_of(request.user)
    person = next((person for person in people if person.reference == reference), None)
    if person is None:
        raise Http404
    if person == households.own_file(request.user, people):
        return redirect("bookings:details")
    return answer_own_contact(request, person, LookedAfterForm, leads_to="bookings:family")


@for_patients
@require_http_methods(["GET", "HEAD", "POST"])
def details(request):
    own = households.own_file(request.user, households.people_of(request.user))
    if own:
        return answer_own_contact(request, own, OwnDetailsForm, leads_to="bookings:details")
    initial = {"submission": uuid4(), "name": request.user.name}
    form = LookedAfterForm(request.POST or None, initial=initial)
    return answer_new_file(request, form, contact_name="", leads_to="details")


def answer_own_contact(request, person, form_class, *, leads_to):
    return answer_contact(
        request,
        person,
        form_class,
        template="bookings/account/person.html",
        context={"is_own": form_class is OwnDetailsForm},
        saved="Your changes are saved.",
        leads_to=leads_to,
    )


@for_patients
@require_POST
def guest_file(request, reference):
    user = request.user
    guest = get_object_or_404(households.guest_files(user), reference=reference)
    form = GuestFileForm(request.POST)
    if not form.is_valid():
        notices.error(request, "Please say whose visits these are.")
        return redirect("bookings:family")
    who = form.cleaned_data["who"]
    if who == NOBODY:
        actions.decline_guest_file(user=user, patient=guest)
        notices.success(request, "Thank you. We will not ask about these visits again.")
        return redirect("bookings:family")
    own = households.own_file(user, households.people_of(user))
    try:
        actions.add_guest_file(
            user=user,
            patient=guest,
            joined_to=own if who == ME else None,
            contact_name="" if who == ME else str(user),
        )
    except BookingError as error:
        notices.error(request, str(error))
    else:
        notices.success(request, f"The visits of {guest.name} are among yours now.")
    return redirect("bookings:family")


# --- Messages -------------------------------------------------------------------------------------


@for_patients
@require_http_methods(["GET", "HEAD", "POST"])
def message_choices(request):
    people = households.people_of(request.user)
    forms = [
        MessageChoiceForm(request.POST or None, instance=person, prefix=str(person.reference))
        for person in people
    ]
    if request.method == "POST":
        for form in forms:
            if form.is_valid() and form.has_changed():
                actions.choose_messages(patient=form.instance, **form.choices())
        notices.success(request, "Your choices are saved.")
        return redirect("bookings:message-choices")
    return render(request, "bookings/account/messages.html", {"forms": forms})
