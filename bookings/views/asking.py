"""Who asks for a page of booking, and for whom."""

from functools import wraps
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bookings import queries
from bookings.actions import Booker
from bookings.exceptions import ForReturningPatients
from bookings.models import Appointment, AppointmentSource, Service
from bookings.people.households import people_of
from bookings.policies import cancellation_policy, policy_ahead
from bookings.rules import is_for_any
from bookings.slots import search, services
from bookings.slots.search import Search
from clinic.actions import note_shown
from clinic.models import ClinicProfile, Patient, ShownAt
from clinic.publications.shipped import PRIVACY, TERMS
from clinic.roles import BOOK_VISITS

VISITOR = "visitor"  # in the session: whose holds are whose; it outlasts a log-in


def is_at_the_desk(request):
    return request.user.is_authenticated and request.user.has_perm(BOOK_VISITS)


def for_somebody(view):
    """Give the view whom the desk books for, by `?patient=`; nobody else may name a patient."""

    @login_not_required
    @wraps(view)
    def find_and_show(request, *args, **kwargs):
        reference = request.GET.get("patient")
        if reference is None:
            return view(request, *args, patient=None, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_at_the_desk(request):
            raise PermissionDenied
        people = Patient.objects.visible_to(request.user).kept()
        patient = get_object_or_404(people, reference=uuid_or_404(reference))
        return view(request, *args, patient=patient, **kwargs)

    return find_and_show


def people_to_book_for(user):
    """Return whom an account may book for, its own person first; nobody for a guest or the desk."""
    return people_of(user) if user.is_authenticated and not user.is_clinic_staff else []


def uuid_or_404(text):
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def carried_for(patient):
    return {"patient": str(patient.reference)} if patient else {}


def search_for(request, slug) -> Search:
    """Return a search for what can be booked online, or at the desk by the desk; or answer 404."""
    try:
        return search.search_for(slug, now=timezone.now(), by_staff=is_at_the_desk(request))
    except Service.DoesNotExist:
        raise Http404 from None


def led_to(request, offered):
    """Return the service that leads among those offered; nobody whom we know is told that."""
    return None if request.user.is_authenticated else services.to_begin_with(offered)


def known_first(request, search):
    """Return the page that asks who somebody is, where only people whom we know may book.

    None where they may go on: whoever is known, the desk, and anybody for any other service.
    """
    service = search.service
    if service.for_new_patients or search.by_staff:
        return None
    people = people_to_book_for(request.user)
    if is_for_any(service=service, people=people, starts_at=search.terms.latest):
        return None
    if request.htmx:  # the log-in has ended meanwhile: the whole page says so
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "service": service,
        "back_here": request.get_full_path(),
        "refusal": ForReturningPatients.to_an_account,
    }
    return render(request, "bookings/booking/known_first.html", context)


def policy_shown(service, starts_at, now):
    """Return what whoever books reads first: the policy and what it means for this very visit."""
    profile = ClinicProfile.objects.current()
    ahead = policy_ahead(profile, service, starts_at, now) if starts_at else None
    return {
        "profile": profile,  # the page's own, which need not be read twice
        "policy": cancellation_policy(profile, service),
        "this_visit": ahead.before_booking(now) if ahead else "",
        "is_soon": ahead is not None and ahead.is_soon(now),
        "at_the_button": ahead.at_the_button(now) if ahead else "",
    }


def booker_of(request, **terms) -> Booker:
    """Return who books here, on these terms; the desk books at once and keeps no times."""
    user = request.user if request.user.is_authenticated else None
    if is_at_the_desk(request):
        return Booker(AppointmentSource.DESK, user, **terms | {"hold": None})
    return Booker(AppointmentSource.ONLINE, user, visitor_of(request), **terms)


def visitor_of(request):
    """Return whom this session keeps times for; None, and no session, if it never kept any."""
    visitor = request.session.get(VISITOR)
    return UUID(visitor) if visitor else None


def visitor_from_now_on(request):
    """Return whom this session keeps times for, from now on if it never did.

    A first press that is made twice comes twice without a session, but from one page.
    """
    page = request.META.get("CSRF_COOKIE")
    visitor = visitor_of(request) or (uuid5(NAMESPACE_OID, page) if page else uuid4())
    request.session[VISITOR] = str(visitor)
    return visitor


def kept_times(request):
    """Return the times that are kept for this session now."""
    visitor = visitor_of(request)
    return list(queries.live_holds(visitor, timezone.now())) if visitor else []


def note_terms(request, appointment: Appointment) -> None:
    """Keep which terms and which privacy policy the page named on which somebody booked."""
    note_shown(
        kinds=(TERMS, PRIVACY),
        at=ShownAt.BOOKING,
        now=timezone.now(),
        user=request.user if request.user.is_authenticated else None,
        patient=appointment.patient,
    )
