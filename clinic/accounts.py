"""How accounts are opened and reached: what allauth asks of this project."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import AddEmailForm as BaseAddEmailForm
from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    SignupForm,
)
from allauth.account.internal.stagekit import unstash_login
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clinic import failing_emails, outbox, rate_limits, witness
from clinic.actions import note_shown
from clinic.addresses import is_mailable
from clinic.emails import Composed, Drop, compose
from clinic.encryption import decrypted, encrypted
from clinic.forms import can_be_mailed
from clinic.models import AccountAct, ClinicProfile, DropReason, Message, ShownAt, User
from clinic.publications.shipped import PRIVACY, TERMS
from clinic.wording.values import Button, Code, Link

# How long what a mail tells is of use. A mail that tells nothing to be kept from others has none.
HOLDS = {
    "login_code": timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    "email_code": timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT),
    "password_reset": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}
GIVEN = ("code", "password_reset_url")  # of what allauth would put into its own words
# Every mail that allauth sends here, and which of ours it is.
KIND_OF_TEMPLATE = {
    "account/email/login_code": "login_code",
    "account/email/email_confirmation": "email_code",
    "account/email/email_confirmation_signup": "email_code",
    "account/email/password_reset_key": "password_reset",
    "account/email/account_already_exists": "account_exists",
    "account/email/unknown_account": "account_unknown",
}

KNOWN_FOR = timedelta(days=90)  # since an account last logged in from an address
TOLD = {  # what allauth tells an account's owner by mail, and what is kept of it
    "account/email/email_added": AccountAct.EMAIL_ADDED,
    "account/email/email_changed": AccountAct.EMAIL_CHANGED,
    "account/email/email_deleted": AccountAct.EMAIL_REMOVED,
    "account/email/password_changed": AccountAct.PASSWORD_SET,
    "account/email/password_reset": AccountAct.PASSWORD_SET,
    "account/email/password_set": AccountAct.PASSWORD_SET,
    "mfa/email/recovery_codes_generated": AccountAct.CODES_MADE,
    "mfa/email/totp_activated": AccountAct.FACTOR_ADDED,
    "mfa/email/totp_deactivated": AccountAct.FACTOR_REMOVED,
    "mfa/email/webauthn_added": AccountAct.FACTOR_ADDED,
    "mfa/email/webauthn_removed": AccountAct.FACTOR_REMOVED,
}


def compose_account_mail(message: Message) -> Composed | Drop:
    """Tell a code or a link that somebody waits for, unless it holds no more."""
    given = message.given or {}
    if message.holds_until and message.holds_until <= timezone.now():
        return Drop(DropReason.TOO_LATE)
    profile = ClinicProfile.objects.current()
    return compose(message.kind, account_values(message.kind, given), profile=profile)


def account_values(kind: str, given: Mapping[str, str]) -> dict[str, object]:
    """Return what an account mail tells: a code or a button, and for how long it holds."""
    held = HOLDS.get(kind)
    told = {"minutes": _in_minutes(int(held.total_seconds()) // 60)} if held else {}
    if kind in ("login_code", "email_code"):
        return {**told, "code": Code(given.get("code", ""))}
    return {**told, "button": _button(kind, given)}


def _button(kind, given):
    match kind:
        case "password_reset":
            return Button("Choose a new password", Link(given.get("password_reset_url", "")))
        case "account_exists":
            return Button(
                "Log in with a code", settings.SITE_URL + reverse("account_request_login_code")
            )
    return Button("Make an account", settings.SITE_URL + reverse("account_signup"))


def _in_minutes(number: int) -> str:
    return f"{number} {'minute' if number == 1 else 'minutes'}"


def verified_emails(user: User) -> set[str]:
    """Return the addresses, in lower case, that this account has proven to be its own."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return {email.lower() for email in addresses.values_list("email", flat=True)}


class LogInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = "Keep me logged in on this device"


class LogInCodeForm(RequestLoginCodeForm):
    def clean_email(self):
        """Find whose email it is, as allauth does, but count the codes of a known address apart.

        Or whoever asks for codes elsewhere would keep its owner from getting any.
        """
        email = self.cleaned_data["email"]
        can_be_mailed(email)
        adapter, request = get_adapter(context.request), context.request
        place = adapter.get_client_ip(request) if adapter.is_known_at(request, email) else ""
        counted = {"action": "request_login_code", "key": f"{email.lower()} {place}".strip()}
        if not ratelimit.consume(request, app="allauth.account", **counted):
            raise adapter.validation_error("too_many_login_attempts")
        found = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
        self._user = found[0] if found else None
        return email


class CodeField:
    """A code as a phone likes it: taken from the mail, in capitals, and not corrected."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "text",
            "autocapitalize": "characters",
            "autocorrect": "off",
            "spellcheck": "false",
        }


class LogInCodeEntryForm(CodeField, ConfirmLoginCodeForm):
    """The code to log in."""


class EmailCodeEntryForm(CodeField, ConfirmEmailVerificationCodeForm):
    """The code that proves an email."""


class AddEmailForm(BaseAddEmailForm):
    def save(self, request):
        """Tell the email of now that another one is asked for."""
        added = super().save(request)
        get_adapter(request).send_notification_mail("account/email/email_added", self.user)
        return added


class SignUpForm(SignupForm):
    """Asks for no password: one that is set before the email is proven may be a stranger's.

    Whoever signs up with another's address would keep a way into the account that its owner later
    proves to be theirs. allauth's own setting for this takes the password out of the log-in too.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password1"]

    def save(self, request):
        """Keep which terms and which privacy policy the page named."""
        user = super().save(request)
        note_shown(kinds=(TERMS, PRIVACY), at=ShownAt.SIGN_UP, now=timezone.now(), user=user)
        return user


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        """Return what the app on a phone shows beside its code."""
        return ClinicProfile.objects.current().name

    def _get_site_name(self):
        return ClinicProfile.objects.current().name

    def encrypt(self, text):
        return encrypted(text)

    def decrypt(self, encrypted_text):
        return decrypted(encrypted_text)

    def validation_error(self, code, *args):
        if code == "incorrect_code":
            get_adapter(context.request).keep_wrong_code("second_factor")
        return super().validation_error(code, *args)


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request):
        return rate_limits.client_address(request)

    def validation_error(self, code, *args):
        """Answer who tries too often as every other limit does, with a 429 that says what to do."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(respond_429(self.request))
        if code == "incorrect_code":
            self.keep_wrong_code("code")
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request):
        return True

    def clean_email(self, email):
        can_be_mailed(email)
        return super().clean_email(email)

    def get_reset_password_from_key_url(self, key):
        """Return the link by our own address, whatever the request called us."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count wrong passwords by email and address: nobody elsewhere locks an owner out."""
        email = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{email}:{self.get_client_ip(request)}"

    def pre_authenticate(self, request, **credentials):
        """Hold back who tries too often here, or who is one of many addresses that try an email."""
        super().pre_authenticate(request, **credentials)
        email = credentials.get("email", "").lower()
        self._elsewhere = None
        if self.is_known_at(request, email):
            return
        limit = {"app": "allauth.account", "action": "login_failed_elsewhere", "key": email}
        self._elsewhere = ratelimit.consume(request, **limit)
        if not self._elsewhere:
            self.validation_error("too_many_login_attempts")

    def is_known_at(self, request, email):
        """Say whether the account of an email has logged in lately from where this comes."""
        since, address = timezone.now() - KNOWN_FOR, self.get_client_ip(request)
        return any(
            witness.has_logged_in_from(account, address, since)
            for account in filter_users_by_email(email)
        )

    def _rollback_login_failed_rl_usage(self):
        """Count no attempt whose password was right."""
        super()._rollback_login_failed_rl_usage()
        if self._elsewhere:
            self._elsewhere.rollback()

    def post_login(self, request, user, **how):
        """Keep who logged in, and by what."""
        records = get_authentication_records(request, user)
        methods = dict.fromkeys(
            "passkey" if record.get("passwordless") else record["method"] for record in records
        )
        self._keep(AccountAct.LOGGED_IN, user, " ".join(methods))
        for record in records:
            if record["method"] == "code":  # which was mailed, and read
                failing_emails.record_works(record.get("email") or user.email)
        return super().post_login(request, user, **how)

    def confirm_email(self, request, email_address):
        """Note that mail reaches an address whose code was typed in."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            failing_emails.record_works(email_address.email)
        return confirmed

    def authentication_failed(self, request, **credentials):
        """Keep whose password was tried in vain; of an email without an account nothing is kept."""
        tried = filter_users_by_email(credentials.get("email", ""), prefer_verified=True)
        self._keep(AccountAct.LOG_IN_FAILED, next(iter(tried), None), "password")

    def logout(self, request, detail=""):
        self._keep(AccountAct.LOGGED_OUT, request.user, detail)
        super().logout(request)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Keep the change, and tell the account's owner of it in our own words."""
        event = self._keep(TOLD[template_prefix], user, "")
        told = email or EmailAddress.objects.get_primary_email(user)
        witness.tell_owner(event, [told] if told else [])

    def _keep(self, act, account, detail):
        user = getattr(self.request, "user", None)
        return witness.record(
            act,
            account=account,
            by=user if user and user.is_authenticated else None,
            address=self.get_client_ip(self.request),
            detail=detail,
        )

    def keep_wrong_code(self, detail):
        """Keep that a code was wrong, of whoever is logging in or is asked for it anew."""
        user, page = self.request.user, self.request.resolver_match.url_name
        if user.is_authenticated and "reauthenticate" not in page:
            return  # they set something up
        login = unstash_login(self.request, peek=True)
        account = user if user.is_authenticated else login and login.user
        self._keep(AccountAct.LOG_IN_FAILED, account, detail)

    def send_mail(self, template_prefix, email, context):
        """Have an account mail sent at once: no request waits for the mail server."""
        if not is_mailable(email):
            return  # nobody has such an address
        kind = KIND_OF_TEMPLATE[template_prefix]
        holds = HOLDS.get(kind)
        outbox.plan_for_somebody_who_waits(
            kind=kind,
            email=email,
            given=holds and {name: context[name] for name in GIVEN if name in context},
            holds_until=holds and timezone.now() + holds,
        )
