"""Lists that administrators bring in: looked at first, and imported as a whole or not at all."""

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import actions
from bookings.actions.importing import COLUMNS
from bookings.exceptions import BookingError
from bookings.forms.imports import ImportForm, UploadForm
from bookings.imports.columns import EXAMPLE_NAME, FIRST, LAST, NAME
from bookings.models import Import, ImportKind
from clinic import csv_cells
from clinic.roles import IMPORT_LISTS, needs

LATEST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(IMPORT_LISTS)
def import_list(request):
    """Take a file on a POST, and lead to what is in it; show what was brought in lately."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if not is_sent:
        return _render_list(request, form)
    if not form.is_valid():
        return _render_list(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        row = actions.upload_list(
            kind=form.cleaned_data["kind"],
            file_name=file.name,
            content=file.read(),
            by=request.user,
        )
    except BookingError as error:
        form.add_error(error.field, str(error))
        return _render_list(request, form, status=error.status)
    actions.work_soon(row)
    return redirect(row)


def _render_list(request, form, *, status=200):
    context = {
        "form": form,
        "lately": Import.objects.defer("content").select_related("uploaded_by")[:LATEST_SHOWN],
        "kinds": list(COLUMNS.items()),
    }
    return render(request, "bookings/imports/list.html", context, status=status)


@require_safe
@needs(IMPORT_LISTS)
def import_template(request, kind):
    """Hand over an empty list with its columns, and one row to write over."""
    if kind not in ImportKind.values:
        raise Http404
    columns = [column for column in COLUMNS[kind] if column not in (FIRST, LAST)]
    example = [EXAMPLE_NAME if column == NAME else column.example for column in columns]
    content = csv_cells.header(column.name for column in columns) + csv_cells.line(example)
    return HttpResponse(
        content,
        content_type=csv_cells.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{kind}.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(IMPORT_LISTS)
def import_detail(request, reference):
    row = _find(reference)
    if request.method != "POST":
        return _render(request, row, ImportForm(of=row))
    form = ImportForm(request.POST, of=row)
    if not form.is_valid():
        return _render(request, row, form, status=422)
    try:
        row = actions.choose_for_import(of=row, **form.meant())
    except BookingError as error:
        row = _find(reference)
        form.add_error(None, str(error))
        return _render(request, row, form, status=error.status)
    actions.work_soon(row)
    return redirect(row)


@require_POST
@needs(IMPORT_LISTS)
def import_discard(request, reference):
    row = _find(reference)
    try:
        actions.discard_import(of=row)
    except BookingError as error:
        notices.error(request, str(error))
        return redirect(row)
    notices.success(request, "The list is thrown away. Nothing of it was imported.")
    return redirect("bookings:import-list")


def _find(reference):
    rows = Import.objects.defer("content").select_related("uploaded_by")
    return get_object_or_404(rows, reference=reference)


def _render(request, row, form, *, status=200):
    context = {"row": row, "form": form}
    part, page = "bookings/imports/_state.html", "bookings/imports/detail.html"
    return render(request, part if request.htmx else page, context, status=status)
