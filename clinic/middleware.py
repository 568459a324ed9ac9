"""What every request passes through."""

from urllib.parse import unquote_plus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.shortcuts import redirect

WITHOUT_ACCOUNT = {"healthz", "readyz"}
SECOND_FACTOR_FREE = {"account_logout", "account_reauthenticate"}


class RefuseNulBytes:
    """Answer 400 to a path or query with a NUL byte, which PostgreSQL cannot store or compare.

    Forms refuse it next to the field; only what no form reads is refused here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "\x00" in unquote_plus(request.META.get("QUERY_STRING", "")):
            raise BadRequest("A NUL byte in the address.")
        return self.get_response(request)


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
