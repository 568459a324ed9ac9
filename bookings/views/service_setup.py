"""What the clinic offers, for administrators: a draft, its preview, its place in the list."""

from functools import partial

from django.contrib import messages as notices
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.forms.setup import ServiceForm, ServiceOrderForm
from bookings.models import Service
from bookings.pages.service_preview import free_times
from bookings.policies import service_policy
from bookings.slots import services
from bookings.views.setup import answer_form, typed_in
from clinic.models import ClinicProfile, Practitioner
from clinic.roles import needs


@require_safe
@needs("bookings.view_service")
def service_admin_list(request):
    return _render_list(request, ServiceOrderForm(services=_listed()))


@require_POST
@needs("bookings.change_service")
def service_order(request):
    """Give the services the places that were typed, or dragged."""
    form = ServiceOrderForm(request.POST, services=_listed())
    if not form.is_valid():
        return _render_list(request, form, status=422)
    actions.order_services(services=form.in_order())
    notices.success(request, "The order is saved. Patients see it so from now on.")
    return redirect("bookings:service-admin-list")


def _listed():
    rows = Service.objects.order_by("-is_active", "position", "name")
    return list(rows.prefetch_related("practitioners"))


def _render_list(request, form, status=200):
    return render(request, "bookings/setup/service_list.html", {"order": form}, status=status)


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
        typed_in(request),
        instance=service,
        people=Practitioner.objects.all(),
        last_position=Service.objects.aggregate(last=Max("position", default=0))["last"],
        currency=ClinicProfile.objects.current().priced_in,
    )
    title = service.name if service else "A new service"  # before a form that is checked changes it
    if form.is_draft and request.method == "POST" and form.is_valid():
        row = actions.save_service(service=service, **form.cleaned_data)
        notices.success(request, f"{row.name} is saved as a draft: nobody else sees it yet.")
        return redirect("bookings:service-admin-preview", row.slug)
    return answer_form(
        request,
        form,
        title=title,
        kind="Services",
        back=reverse("bookings:service-admin-list"),
        action=partial(actions.save_service, service=service),
        preview=service and reverse("bookings:service-admin-preview", args=[service.slug]),
    )


@require_safe
@needs("bookings.view_service")
def service_admin_preview(request, slug):
    """Show a service as patients would see it, and which times it leaves them in two weeks."""
    found = get_object_or_404(Service, slug=slug)
    service, people = services.offered(found.pk)
    profile = ClinicProfile.objects.current()
    context = {
        "service": service,
        "people": people,
        "policy": service_policy(profile, service),
        "times": free_times(service, people, timezone.now()),
    }
    return render(request, "bookings/setup/service_preview.html", context)


@require_POST
@needs("bookings.change_service")
def service_publish(request, slug):
    service = actions.publish_service(service=get_object_or_404(Service, slug=slug))
    who = "Patients can book it" if service.is_bookable_online else "The front desk can book it"
    notices.success(request, f"{service.name} is published. {who} from now on.")
    return redirect("bookings:service-admin-list")
