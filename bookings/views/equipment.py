"""Equipment, for administrators: what there is, what is in use, what is out of order."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.forms.schedules import OutOfOrderForm
from bookings.forms.setup import EquipmentForm
from bookings.models import Equipment
from bookings.models.schedule import ScheduleEffect
from bookings.pages import schedules
from bookings.slots.holidays import whole_day
from bookings.slots.intervals import Interval
from bookings.views.changes import answer_change
from bookings.views.setup import answer_form, typed_in
from clinic.roles import CLOSE_ANY_DAY, needs
from clinic.zones import clinic_zone


@require_safe
@needs("bookings.view_equipment")
def equipment_list(request):
    now = timezone.now()
    closed_now = schedules.exceptions_ahead(now).filter(equipment__isnull=False, starts_at__lte=now)
    out = {row.equipment_id: schedules.ExceptionRow(row) for row in closed_now}
    units = Equipment.objects.order_by("-is_active", "name")
    context = {"units": [(unit, out.get(unit.pk)) for unit in units]}
    return render(request, "bookings/setup/equipment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.add_equipment")
def equipment_create(request):
    return _answer_equipment(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("bookings.change_equipment")
def equipment_detail(request, reference):
    return _answer_equipment(request, get_object_or_404(Equipment, reference=reference))


def _answer_equipment(request, unit):
    now = timezone.now()
    closures = schedules.exceptions_ahead(now).filter(equipment=unit) if unit else []
    return answer_form(
        request,
        EquipmentForm(typed_in(request), instance=unit),
        title=unit.name if unit else "New equipment",
        kind="Equipment",
        back=reverse("bookings:equipment-list"),
        action=partial(actions.save_equipment, equipment=unit),
        unit=unit,
        out_form=unit and OutOfOrderForm(today=timezone.localdate(now)),
        closures=[schedules.ExceptionRow(row) for row in closures],
    )


@require_POST
@needs(CLOSE_ANY_DAY)
def equipment_out(request, reference):
    """Show what a unit's being out of order from now on hits, then close it."""
    unit = get_object_or_404(Equipment, reference=reference)
    now = timezone.now().replace(second=0, microsecond=0)
    form = OutOfOrderForm(request.POST, today=timezone.localdate(now))
    page = reverse("bookings:equipment-detail", args=[reference])
    template, context = "bookings/setup/out_of_order.html", {"form": form, "unit": unit}
    context["back"] = page
    if not form.is_valid():
        return render(request, template, context, status=422)
    until = whole_day(form.cleaned_data["until_day"], clinic_zone()).end
    return answer_change(
        request,
        template,
        context,
        change=partial(
            actions.add_exceptions,
            effect=ScheduleEffect.CLOSED,
            intervals=[Interval(now, until)],
            reason=form.cleaned_data["reason"],
            equipment=unit,
        ),
        since=timezone.localdate(now),
        saved=f"{unit.name} is out of order: nobody can book it until then.",
        leads_to=page,
    )
