"""The desk's view of the outbox: what each patient got, and what did not go out."""

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic import outbox
from clinic.models import Message, MessageState
from clinic.roles import SEE_MAIL, SEND_MAIL_AGAIN, needs

PAGE_SIZE = 50


@require_safe
@needs(SEE_MAIL)
def message_list(request):
    messages = Message.objects.visible_to(request.user).select_related("recipient")
    state = request.GET.get("state", "")
    if state in MessageState.values:
        messages = messages.filter(state=state)
    else:
        state = ""
    page = Paginator(messages, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "state": state, "states": MessageState.choices}
    return render(request, "clinic/messages/list.html", context)


@require_safe
@needs(SEE_MAIL)
def message_detail(request, reference):
    return render(
        request, "clinic/messages/detail.html", {"message": _visible_message(request, reference)}
    )


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
    return redirect(message)


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
