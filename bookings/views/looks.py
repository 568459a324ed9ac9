"""Who looked at which file, for administrators and the privacy officer, and what was found."""

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import actions
from bookings.exceptions import BookingError
from bookings.forms.looks import LookQuery, SignOffForm
from bookings.pages import looks
from clinic.models import UnusualLook
from clinic.roles import REVIEW_LOOKS, SEE_LOOKS, needs

PAGE_SIZE = 50


@require_safe
@needs(SEE_LOOKS)
def look_list(request):
    query = LookQuery(request.GET)
    context = {"form": query, "waiting": UnusualLook.objects.to_review().count()}
    if not query.is_valid():
        return render(request, "bookings/looks/list.html", context, status=422)
    page = Paginator(looks.looks_asked_for(**query.cleaned_data), PAGE_SIZE)
    page = page.get_page(request.GET.get("page"))
    context |= {
        "page_obj": page,
        "rows": looks.rows_of(list(page), request.user),
        "asked": query.asked,
    }
    return render(request, "bookings/looks/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(REVIEW_LOOKS)
def look_review(request):
    """Show what stands out and nobody has asked about, and take down what somebody found."""
    cases, has_more = looks.cases_to_review(request.user)
    form = SignOffForm(request.POST if request.method == "POST" else None, cases=cases)
    status = 200 if request.method != "POST" else 422
    if form.has_error("looks", "invalid_choice"):
        status = BookingError.status  # somebody else has been quicker
    if request.method == "POST" and form.is_valid():
        try:
            signed = actions.sign_off_looks(
                unusual=form.unusual,
                by=request.user,
                outcome=form.cleaned_data["outcome"],
                note=form.cleaned_data["note"],
                now=timezone.now(),
            )
        except BookingError as refusal:
            form.add_error(refusal.field, str(refusal))
            status = refusal.status
            cases, has_more = looks.cases_to_review(request.user)
        else:
            told = "1 look is" if len(signed) == 1 else f"{len(signed)} looks are"
            notices.success(request, f"{told} signed off.")
            return redirect("bookings:look-review")
    ticked = set(form["looks"].value() or [])
    context = {
        "form": form,
        "cases": [(case, case.value in ticked) for case in cases],
        "has_more": has_more,
        "waiting": UnusualLook.objects.to_review().count(),
    }
    return render(request, "bookings/looks/review.html", context, status=status)


@require_safe
@needs(SEE_LOOKS)
def look_reviewed(request):
    page = Paginator(looks.reviews(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "waiting": UnusualLook.objects.to_review().count(),
    }
    return render(request, "bookings/looks/reviewed.html", context)
