"""All that the clinic keeps about a person, to take home."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.export import measurements_csv, open_record
from assessments.export.people import LEFT_OUT, export_for, note_export
from assessments.export.words import chapters
from assessments.views.records import CSV, FHIR_JSON


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request):
    """Show what a person gets and, once they press a button, hand it over."""
    if request.method != "POST":
        return render(request, "assessments/export/my_data.html", {"left_out": LEFT_OUT})
    make = FORMATS.get(request.POST.get("format", ""))
    if make is None:
        raise BadRequest("There is no such format.")
    now = timezone.now()
    extension, response = make(request.user, now)
    day = timezone.localdate(now).isoformat()
    response["Content-Disposition"] = f'attachment; filename="my-data-{day}.{extension}"'
    return response


def _as_json(user, now):
    export = export_for(user, now=now)
    content = {"about": export.about, "people": export.people}
    return "json", JsonResponse(content, json_dumps_params={"indent": 2, "ensure_ascii": False})


def _as_page(user, now):
    export = export_for(user, now=now)
    read = {"about": export.about, "chapters": chapters(export.about, export.people)}
    page = render_to_string("assessments/export/my_data_file.html", read)
    return "html", HttpResponse(page, content_type="text/html; charset=utf-8")


def _as_fhir(user, now):
    note_export(user, now=now)
    parts = open_record.own_as_fhir(user, now=now)
    return "fhir.json", StreamingHttpResponse(parts, content_type=FHIR_JSON)


def _as_table(user, now):
    note_export(user, now=now)
    return "csv", StreamingHttpResponse(measurements_csv.of_own(user), content_type=CSV)


FORMATS = {"json": _as_json, "html": _as_page, "fhir": _as_fhir, "csv": _as_table}
