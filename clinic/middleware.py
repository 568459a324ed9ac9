"""What every request passes through."""

from http import HTTPStatus
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers

from clinic.problems import problem

API = "/api/"
WITHOUT_ACCOUNT = {"healthz", "readyz", "embed-start", "embed-slots"}
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
        without_account = name in WITHOUT_ACCOUNT or match.namespace.startswith("api")
        return without_account or name.startswith("mfa_") or name in SECOND_FACTOR_FREE
