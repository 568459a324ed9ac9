"""Services, equipment and practitioners, for administrators."""

from functools import partial

from django.db.models import Max, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import actions, queries
from bookings.forms.setup import EquipmentForm, PractitionerForm, ServiceForm
from bookings.models import Equipment, Service
from bookings.views.changes import answer_change
from clinic.models import Practitioner, StaffRole, User
from clinic.rate_limits import client_address
from clinic.roles import needs

FORM = "bookings/setup/form.html"


@require_safe
@needs("bookings.view_service")
def service_admin_list(request):
    services = Service.objects.order_by("-is_active", "position", "name")
    context = {"services": services.prefetch_related("practitioners")}
    return render(request, "bookings/setup/service_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.add_service")
def service_admin_create(request):
    return _answer_service(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.change_service")
def service_admin_detail(request, slug):
    return _answer_service(request, get_object_or_404(Service, slug=slug))


def _answer_service(request, service):
    form = ServiceForm(
        _typed(request),
        instance=service,
        people=Practitioner.objects.all(),
        last_position=Service.objects.aggregate(last=Max("position", default=0))["last"],
    )
    return _answer(
        request,
        form,
        title=service.name if service else "A new service",
        kind="Services",
        back=reverse("bookings:service-admin-list"),
        action=partial(actions.save_service, service=service),
    )


@require_safe
@needs("bookings.view_equipment")
def equipment_list(request):
    units = Equipment.objects.order_by("-is_active", "name")
    return render(request, "bookings/setup/equipment_list.html", {"units": units})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.add_equipment")
def equipment_create(request):
    return _answer_equipment(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.change_equipment")
def equipment_detail(request, reference):
    return _answer_equipment(request, get_object_or_404(Equipment, reference=reference))


def _answer_equipment(request, unit):
    return _answer(
        request,
        EquipmentForm(_typed(request), instance=unit),
        title=unit.name if unit else "New equipment",
        kind="Equipment",
        back=reverse("bookings:equipment-list"),
        action=partial(actions.save_equipment, equipment=unit),
    )


@require_safe
@needs("clinic.view_practitioner")
def practitioner_list(request):
    practitioners = Practitioner.objects.order_by("-is_active", "name", "pk")
    context = {"practitioners": practitioners.prefetch_related("services").select_related("user")}
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
        _typed(request),
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
    return _answer(
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


def _typed(request):
    return request.POST if request.method == "POST" else None


def _answer(request, form, *, title, kind, back, action, practitioner=None):
    context = {"form": form, "title": title, "kind": kind, "back": back}
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
