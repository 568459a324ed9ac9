"""How the clinic did, for administrators: figures without a patient's name, drawn and as tables."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.forms.figures import FigureQuery
from bookings.pages.figures import load_figures
from bookings.pages.figures.drawing import draw
from bookings.pages.figures.questions import weeks_before
from clinic import csv_cells
from clinic.roles import SEE_REPORTS, needs

ONE_DAY = timedelta(days=1)
RANGES = ((4, "Last 4 weeks"), (12, "Last 12 weeks"), (52, "Last 52 weeks"))


@require_safe
@needs(SEE_REPORTS)
def figure_list(request):
    now = timezone.now()
    query = FigureQuery(request.GET, today=timezone.localdate(now))
    if not query.is_valid():
        context = {"form": query, "ranges": _ranges(query, now)}
        return render(request, "bookings/figures/list.html", context, status=422)
    figures = load_figures(query.question, now)
    context = {
        "form": query,
        "ranges": _ranges(query, now),
        "question": query.question,
        "figures": [
            {
                "figure": figure,
                "drawing": draw(figure.lines) if figure.has_bars else None,
                "table_url": _address("bookings:figure-table", query.asked, figure.code),
            }
            for figure in figures
        ],
    }
    return render(request, "bookings/figures/list.html", context)


@require_safe
@needs(SEE_REPORTS)
def figure_table(request, code):
    """Hand out the lines of one figure, with its numbers as they are."""
    now = timezone.now()
    query = FigureQuery(request.GET, today=timezone.localdate(now))
    if not query.is_valid():
        context = {"form": query, "ranges": _ranges(query, now)}
        return render(request, "bookings/figures/list.html", context, status=422)
    found = load_figures(query.question, now, only=code)
    if not found:
        raise Http404
    [figure] = found
    first, *others = figure.rows
    content = csv_cells.header(first) + "".join(map(csv_cells.line, others))
    response = HttpResponse(content, content_type=csv_cells.CONTENT_TYPE)
    name = f"{code}-{query.question.first}-{query.question.last}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _ranges(query, now):
    """Return the usual periods, as (address, words, whether it is the one that is shown)."""
    ranges = []
    for number, words in RANGES:
        first, last = weeks_before(timezone.localdate(now), number)
        days = {"first": first.isoformat(), "last": last.isoformat()}
        is_shown = query.asked.items() >= days.items()
        ranges.append((_address("bookings:figure-list", query.asked | days), words, is_shown))
    return ranges


def _address(name, asked, *parts):
    return f"{reverse(name, args=parts)}?{urlencode(asked)}"
