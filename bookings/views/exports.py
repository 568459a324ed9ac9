"""Lists that administrators take out. That somebody did is kept, and the privacy officer told."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.forms.exports import ExportForm
from bookings.pages.exports import lines_of
from clinic import csv_cells, witness
from clinic.models import AccountAct
from clinic.rate_limits import client_address
from clinic.roles import EXPORT_LISTS, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(EXPORT_LISTS)
def export_list(request):
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "bookings/exports/list.html", {"form": form}, status=status)
    wanted = form.cleaned_data
    days = [str(day) for day in (wanted["first"], wanted["last"]) if day]
    witness.record(
        AccountAct.LIST_EXPORTED,
        account=request.user,
        by=request.user,
        address=client_address(request),
        detail=" ".join([wanted["what"], *days]),
    )
    name = "-".join([wanted["what"], f"{timezone.localdate()}"])
    return StreamingHttpResponse(
        lines_of(**wanted),
        content_type=csv_cells.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
