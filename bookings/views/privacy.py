"""What somebody may know and ask about their own data, and how the clinic answers."""

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bookings import actions
from bookings.exceptions import RequestAnswered
from bookings.forms.account import AnswerForm, DeletionForm
from bookings.people import households
from bookings.views.account import for_patients
from clinic.models import DeletionRequest
from clinic.roles import ANSWER_DELETIONS, SEE_DELETIONS, needs

LOOKS_ON_A_PAGE = 30
ANSWERED_SHOWN = 50


@for_patients
@require_safe
def privacy(request):
    user = request.user
    page = Paginator(households.looks_at_files(user), LOOKS_ON_A_PAGE)
    page = page.get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "looks": [households.in_words(event, user) for event in page],
        "requests": DeletionRequest.objects.filter(user=user).order_by("-asked_at"),
    }
    return render(request, "bookings/privacy/privacy.html", context)


@for_patients
@require_http_methods(["GET", "HEAD", "POST"])
def deletion_create(request):
    if DeletionRequest.objects.filter(user=request.user, answered_at=None).exists():
        return redirect("bookings:privacy")
    form = DeletionForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        actions.ask_deletion(user=request.user, words=form.cleaned_data["words"])
        notices.success(request, "We have your request. We write to you once it is answered.")
        return redirect("bookings:privacy")
    return render(request, "bookings/privacy/deletion_form.html", {"form": form}, status=status)


@require_safe
@needs(SEE_DELETIONS)
def deletion_list(request):
    requests = DeletionRequest.objects.select_related("user", "answered_by")
    answered = requests.filter(answered_at__isnull=False).order_by("-answered_at")
    context = {
        "open_requests": requests.filter(answered_at=None),
        "answered": answered[:ANSWERED_SHOWN],
    }
    return render(request, "bookings/privacy/deletion_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANSWER_DELETIONS)
def deletion_detail(request, reference):
    requests = DeletionRequest.objects.select_related("user", "answered_by")
    asked = get_object_or_404(requests, reference=reference)
    form = AnswerForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_deletion(
                request=asked, answer=form.cleaned_data["answer"], answered_by=request.user
            )
        except RequestAnswered as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            notices.success(request, "The answer is on its way.")
            return redirect("bookings:deletion-list")
    context = {"asked": asked, "form": form, "people": households.people_of(asked.user)}
    return render(request, "bookings/privacy/deletion_detail.html", context, status=status)
