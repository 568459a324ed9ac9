"""What every request passes through."""

import time
from http import HTTPStatus
from urllib.parse import unquote_plus, urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages as notices
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers

from clinic.problems import problem

API = "/api/"
WITHOUT_ACCOUNT = {"healthz", "readyz", "embed-start", "embed-slots", "feed", "mail-refuse"}
SEEN = "seen_at"  # in a session of staff: when something was pressed, in seconds
SEEN_AGAIN_S = 60  # written no oftener
SECOND_FACTOR_FREE = {"account_logout", "account_reauthenticate"}


class NoNulByte:
    """Answer 400 to a NUL byte where no form looks: PostgreSQL stores none.

    Forms refuse one next to its field, and so does the API, in its own words.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        texts = list(request.COOKIES.values())
        if not request.path.startswith(API):
            texts += [request.path, unquote_plus(request.META.get("QUERY_STRING", ""))]
        if any("\x00" in text for text in texts):
            raise BadRequest("A NUL byte in the address or a cookie.")
        return self.get_response(request)


class PrivateAnswers:
    """Let no cache, and no Back button after a log-out, keep what an account or a form showed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        personal = request.method == "POST" or settings.SESSION_COOKIE_NAME in request.COOKIES
        if personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class LogInFirst(LoginRequiredMiddleware):
    """Send to the log-in, and from there back to a page: what takes a POST alone is none."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None  # before anybody asks who it is, which would read the session
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if answer := getattr(view_func, "answer_without_log_in", None):
            return answer(request)  # what a script calls: it would take the log-in page for data
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("Referer", ""))
        came_from = page.path if page.netloc == request.get_host() else ""
        back_to = came_from or resolve_url(settings.LOGIN_REDIRECT_URL)
        return redirect_to_login(back_to, resolve_url(self.get_login_url(view_func)))


class SameAccount:
    """Take nothing that a page sends for one account while another is logged in, or none.

    Whoever shares a computer opens a log-in in another tab; a page that was left open then sends
    what its own person typed. Its script keeps that, and sends it once they are back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent_by = request.headers.get("X-Account")
        if not sent_by or sent_by == getattr(request.user, "browser_key", ""):
            return self.get_response(request)
        if request.user.is_authenticated:
            text, code = "Somebody else is logged in on this computer.", "other_account"
        else:
            text, code = "Please log in again; nothing is lost.", "log_in"
        return problem(HTTPStatus.UNAUTHORIZED, text, code=code)


class StaffLogOut:
    """Log staff out who have pressed nothing for a while; what pages ask by themselves is no press.

    Whoever comes back logs in and is led to where they were; a page that saves drafts goes on then.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_without_account(request.resolver_match) or not request.user.is_authenticated:
            return
        if not request.user.is_clinic_staff:
            return
        now = int(time.time())
        idle_s = now - request.session.get(SEEN, now - SEEN_AGAIN_S)
        if not -SEEN_AGAIN_S < idle_s < 60 * settings.STAFF_IDLE_MINUTES:  # or a clock was put back
            get_adapter(request).logout(request, "idle")
            notices.info(request, "You were logged out, for nothing was pressed here for a while.")
        elif not is_by_itself(request) and idle_s >= SEEN_AGAIN_S:
            request.session[SEEN] = now


def is_without_account(match) -> bool:
    """Say whether a view reads no account at all."""
    return (match.url_name or "") in WITHOUT_ACCOUNT or match.namespace.startswith("api")


def is_by_itself(request) -> bool:
    """Say whether a page asks, and nobody has pressed anything: the board keeps itself fresh."""
    return request.headers.get("X-Asks-By-Itself") == "yes"


class StaffSecondFactor:
    """Send staff who have no second factor yet to set one up; the demo clinic does without."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if settings.DEMO or self.is_free(request.resolver_match):
            return None
        if not request.user.is_authenticated or not request.user.is_clinic_staff:
            return None
        if request.user.authenticator_set.exists():
            return None
        return redirect("mfa_index")

    def is_free(self, match):
        """Say whether a view reads no account at all, or is where the second factor is set up."""
        name = match.url_name or ""
        is_set_up = name.startswith("mfa_") or name in SECOND_FACTOR_FREE
        return is_without_account(match) or is_set_up
