"""What the privacy officer reads: files opened with a reason, accounts changed, log-ins."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.models import AccountEvent
from clinic.roles import SEE_ACCOUNT_EVENTS, needs

PAGE_SIZE = 50


@require_safe
@needs(SEE_ACCOUNT_EVENTS)
def account_event_list(request):
    """List what is watched or, on a second tab, every act with an account."""
    shows_all = request.GET.get("state") == "all"
    events = AccountEvent.objects.all() if shows_all else AccountEvent.objects.watched()
    events = events.select_related("account", "by", "patient", "look")
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "state": "all" if shows_all else ""}
    return render(request, "clinic/account_events/list.html", context)
