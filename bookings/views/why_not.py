"""Why a time is not on offer, for the desk, and what can be done about it."""

from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.forms.visits import DayQuery
from bookings.forms.why_not import WhyNotForm
from bookings.pages import why_not
from bookings.pages.schedules import holidays_between
from bookings.slots import services
from bookings.slots.search import Search, search_for
from bookings.views.asking import carried_for
from bookings.views.changes import answer_change
from clinic.models import Patient, Practitioner
from clinic.roles import BOOK_VISITS, CLOSE_ANY_DAY, needs


@require_safe
@needs(BOOK_VISITS)
def why_not_page(request):
    """Ask the engine about one time, of one service, with one practitioner or with anybody."""
    asked = bool(request.GET.keys() - {"patient"})
    people = Practitioner.objects.filter(is_active=True)
    form = WhyNotForm(
        request.GET if asked else None,
        services=services.bookable_services(by_staff=True),
        people=people,
        initial={"patient": request.GET.get("patient")},
    )
    context = {"form": form, "may_any_day": request.user.has_perm(CLOSE_ANY_DAY)}
    if not asked:
        return render(request, "bookings/why_not/page.html", context)
    if not form.is_valid():
        return render(request, "bookings/why_not/page.html", context, status=422)
    typed = form.cleaned_data
    search = search_for(
        typed["service"],
        now=timezone.now(),
        by_staff=True,
        practitioner=typed["practitioner"] or services.ANY,
    )
    context |= {
        "service": search.service,
        "at": timezone.localtime(typed["at"]),
        "is_past": typed["at"] <= search.now,
        "answers": _with_links(why_not.answers(search, typed["at"]), search, typed),
        "chosen": typed["practitioner"],
        "asked_again": request.GET.urlencode(),
    }
    return render(request, "bookings/why_not/page.html", context)


def _with_links(answers, search: Search, typed):
    """Return each answer with where “Book” leads: the desk's booking with this time filled in."""
    patient = Patient.objects.kept().filter(reference=typed["patient"]).first()
    page = reverse("bookings:booking-details", args=[search.service.slug])
    query = {**carried_for(patient), "starts_at": timezone.localtime(typed["at"]).isoformat()}
    return [
        (answer, f"{page}?{urlencode(query | {'practitioner': answer.slug})}") for answer in answers
    ]


@require_POST
@needs(CLOSE_ANY_DAY)
def holiday_open(request, slug):
    """Show what opening a holiday for one practitioner does, then open it for their usual hours."""
    practitioner = get_object_or_404(Practitioner, slug=slug)
    query = DayQuery(request.POST)
    day = query.cleaned_data["day"] if query.is_valid() else None
    if day is None or day < timezone.localdate():
        raise BadRequest("There is no such day ahead.")
    holidays = holidays_between(day, day)
    if not holidays:
        raise Http404
    name = holidays[0].why
    asked = QueryDict(request.POST.get("asked", "")).urlencode()
    back = f"{reverse('bookings:why-not')}?{asked}".rstrip("?")
    context = {"practitioner": practitioner, "holiday": name, "day": day, "back": back}
    context |= {"asked": asked, "hours": actions.hours_on(practitioner, day)}
    return answer_change(
        request,
        "bookings/why_not/open_holiday.html",
        context,
        change=partial(
            actions.open_holiday, practitioner=practitioner, day=day, reason=f"Open on {name}"
        ),
        practitioner=practitioner,
        since=day,
        saved=f"{name} is open for {practitioner.name}.",
        leads_to=back,
    )
