"""How a mailed link opens a page: its key is left behind at once, for a session that remembers."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages as notices
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bookings.links.opened import OPENED, Row, is_open_for, keep_proof, open_for
from bookings.models import Appointment
from clinic.mailed_links import REFERENCE, record_opened
from clinic.models import User

SECRETS = ("key", "proof", REFERENCE)


def show_opened(
    request: HttpRequest,
    rows: QuerySet,
    view: Callable[[HttpRequest, Row], HttpResponse],
    *,
    own: Callable[[QuerySet, User], QuerySet],
    takes: Callable[[Row, str], bool],
    page: str,
) -> HttpResponse:
    """Show the one of `rows` that the account may see, by `own`, or that a mailed link opens.

    The key, which `takes` weighs, is left behind at once: the session remembers what it opened.
    Without that or an account the answer is the log-in page, and then `page`, whether the row
    exists or not; to a key that opens nothing, or never did, it is one and the same too. An account
    that may see the row counts before a link.
    """
    if key := request.GET.get("key"):
        row = rows.first()
        if not (row and takes(row, key)):
            return answer_dead_link(request)
        let_in(request, row)
        if request.method == "GET":
            record_opened(request.GET.get(REFERENCE, ""), timezone.now())
        if isinstance(row, Appointment):
            keep_proof(request.session, row.patient, request.GET.get("proof", ""))
        if request.method in ("GET", "HEAD"):
            return without_key(request)
    if request.user.is_authenticated and (row := own(rows, request.user).first()):
        return view(request, row)
    row = rows.first()
    if row and is_open_for(request.session, row):
        request.opened_by_link = True
        return view(request, row)
    if request.user.is_authenticated:
        raise Http404
    return ask_to_open(request, page)


def let_in(request: HttpRequest, row: Row) -> None:
    """Open a row for this browser. A session that somebody else may know gets another name."""
    if OPENED not in request.session and request.session.session_key:
        request.session.cycle_key()
    open_for(request.session, row)


def without_key(request: HttpRequest) -> HttpResponse:
    """Lead to the same page by an address that tells nobody how it was opened."""
    rest = [(name, value) for name, value in request.GET.items() if name not in SECRETS]
    return redirect(f"{request.path}?{urlencode(rest)}" if rest else request.path)


def is_by_link(request: HttpRequest) -> bool:
    """Say whether a page was opened by a mailed link, not by an account that may see it."""
    return getattr(request, "opened_by_link", False)


def answer_dead_link(request: HttpRequest) -> HttpResponse:
    """Say what to do instead; whose the link was, and whether it ever was one, is not told."""
    return render(request, "bookings/dead_link.html", status=404)


def ask_to_open(request: HttpRequest, page: str) -> HttpResponse:
    """Send to the log-in whoever has no account and no link here any more, and back to `page`."""
    if request.method in ("GET", "HEAD"):
        notices.info(request, "Log in, or open the link in our email once more.")
    else:
        notices.warning(
            request,
            "Nothing was changed yet. Log in, or open the link in our email once more; then go "
            "back to your page and send it again.",
        )
    return redirect_to_login(page)
