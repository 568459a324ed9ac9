"""Practitioners, for administrators, and how a form of the set-up is answered."""

from functools import partial

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import actions, queries
from bookings.forms.setup import PractitionerForm
from bookings.models import Service
from bookings.views.changes import answer_change
from clinic.models import Practitioner, StaffRole, User
from clinic.rate_limits import client_address
from clinic.roles import needs

FORM = "bookings/setup/form.html"


@require_safe
@needs("clinic.view_practitioner")
def practitioner_list(request):
    practitioners = Practitioner.objects.order_by("-is_active", "name", "pk")
    context = {
        "practitioners": practitioners.prefetch_related("services").select_related("user"),
        "today": timezone.localdate(),
    }
    return render(request, "bookings/setup/practitioner_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("clinic.add_practitioner")
def practitioner_create(request):
    return _answer_practitioner(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("clinic.change_practitioner")
def practitioner_detail(request, slug):
    return _answer_practitioner(request, get_object_or_404(Practitioner, slug=slug))


def _answer_practitioner(request, practitioner):
    free = Q(practitioner__isnull=True, roles__contains=[StaffRole.CLINICIAN], is_active=True)
    form = PractitionerForm(
        typed_in(request),
        instance=practitioner,
        initial={
            "user": practitioner.user_id if practitioner else "",
            "supervisor": practitioner.supervisor.slug
            if practitioner and practitioner.supervisor
            else "",
        },
        services=Service.objects.all(),
        supervisors=queries.possible_supervisors(practitioner),
        accounts=User.objects.filter(
            free | Q(practitioner__isnull=False, practitioner=practitioner)
        ),
    )
    return answer_form(
        request,
        form,
        title=practitioner.name if practitioner else "Somebody new",
        kind="Staff",
        back=reverse("bookings:practitioner-list"),
        action=partial(
            actions.save_practitioner,
            practitioner=practitioner,
            by=request.user,
            address=client_address(request),
        ),
        practitioner=practitioner,
    )


def typed_in(request):
    return request.POST if request.method == "POST" else None


def answer_form(request, form, *, title, kind, back, action, practitioner=None, **shown):
    context = {"form": form, "title": title, "kind": kind, "back": back, **shown}
    if request.method != "POST":
        return render(request, FORM, context)
    if not form.is_valid():
        return render(request, FORM, context, status=422)
    return answer_change(
        request,
        FORM,
        context,
        change=partial(action, **form.cleaned_data),
        practitioner=practitioner,
        since=timezone.localdate(),
        saved=form.saved_in_words(),
        leads_to=back,
    )
