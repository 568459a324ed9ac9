"""The desk's view of the outbox: what each patient got, and what did not go out."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic import failing_emails, mail_story, outbox
from clinic.models import Message, MessageState, OutcomeKind, ReturnedMail
from clinic.roles import SEE_MAIL, SEND_MAIL_AGAIN, needs

PAGE_SIZE = 50
MOST_NEEDING = 100  # shown before the others
NEEDS, CAME_BACK = "needs", "came-back"  # what may be asked for besides a state
FILTERS = {
    "": "All",
    NEEDS: "Needs somebody",
    MessageState.PLANNED: "Planned",
    MessageState.SENT: "Sent",
    CAME_BACK: "Came back",
    MessageState.FAILED: "Failed",
    MessageState.DROPPED: "Not sent",
}


@require_safe
@needs(SEE_MAIL)
def message_list(request):
    """Show what needs somebody first, on the first page, then the others, the latest first."""
    now = timezone.now()
    messages = Message.objects.visible_to(request.user).select_related("recipient").with_return()
    state = request.GET.get("state", "")
    state = state if state in FILTERS or state in MessageState.values else ""
    if state == NEEDS:
        messages = messages.needing_somebody(now)
    elif state == CAME_BACK:
        messages = messages.came_back()
    elif state:
        messages = messages.filter(state=state)
    needing = list(messages.needing_somebody(now)[:MOST_NEEDING])
    others = messages.exclude(pk__in=[message.pk for message in needing])
    page = Paginator(others, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "needing": needing if page.number == 1 else [],
        "state": state,
        "filters": FILTERS.items(),
        "to_send_again_count": (
            Message.objects.to_send_again(now).count() if state == MessageState.FAILED else 0
        ),
        "returned_mail": ReturnedMail.objects.exclude(failing_since=None).first(),
    }
    return render(request, "clinic/messages/list.html", context)


@require_safe
@needs(SEE_MAIL)
def message_detail(request, reference):
    message = _visible_message(request, reference)
    context = {
        "message": message,
        "story": mail_story.story_of(message),
        "fails": failing_emails.found_failing([message.recipient_email]),
        "came_back": message.outcomes.filter(kind=OutcomeKind.BOUNCED).exists(),
        "list_url": _list_url(request),
        "state": request.GET.get("state", ""),
        "reads_returned_mail": bool(settings.BOUNCE_IMAP_HOST),
    }
    return render(request, "clinic/messages/detail.html", context)


@require_POST
@needs(SEND_MAIL_AGAIN)
def message_email_works(request, reference):
    """Take the word of whoever has asked the person: mail reaches this address again."""
    message = _visible_message(request, reference)
    failing_emails.record_works(message.recipient_email)
    notices.success(request, f"Mail to {message.recipient_email} goes as before.")
    return redirect(_with_state(message.get_absolute_url(), request))


def _list_url(request):
    """Return the list as it was looked at."""
    return _with_state(reverse("clinic:message-list"), request)


def _with_state(url, request):
    state = request.GET.get("state", "")
    return f"{url}?{urlencode({'state': state})}" if state in FILTERS and state else url


@require_POST
@needs(SEND_MAIL_AGAIN)
def message_resend(request, reference):
    message = _visible_message(request, reference)
    try:
        message = outbox.resend(message, by=request.user)
    except outbox.CannotSendAgain as error:
        notices.error(request, str(error))
    else:
        notices.success(request, "The message is on its way again.")
    return redirect(_with_state(message.get_absolute_url(), request))


@require_POST
@needs(SEND_MAIL_AGAIN)
def message_resend_failed(request):
    count = outbox.resend_given_up(by=request.user)
    told = "1 message is" if count == 1 else f"{count} messages are"
    notices.success(request, f"{told} on the way again.")
    return redirect("clinic:message-list")


def _visible_message(request, reference):
    messages = Message.objects.visible_to(request.user).select_related("recipient", "about_type")
    return get_object_or_404(messages, reference=reference)
