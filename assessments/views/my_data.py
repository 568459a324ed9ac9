"""All that the clinic keeps about a person, to take home."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.export.people import LEFT_OUT, Export, export_for
from assessments.export.words import chapters


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
    extension, response = make(export_for(request.user, now=now))
    day = timezone.localdate(now).isoformat()
    response["Content-Disposition"] = f'attachment; filename="my-data-{day}.{extension}"'
    return response


def _as_json(export: Export):
    content = {"about": export.about, "people": export.people}
    return "json", JsonResponse(content, json_dumps_params={"indent": 2, "ensure_ascii": False})


def _as_page(export: Export):
    read = {"about": export.about, "chapters": chapters(export.about, export.people)}
    page = render_to_string("assessments/export/my_data_file.html", read)
    return "html", HttpResponse(page, content_type="text/html; charset=utf-8")


FORMATS = {"json": _as_json, "html": _as_page}
