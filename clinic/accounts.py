"""How accounts are opened and reached: what allauth asks of this project."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, RequestLoginCodeForm, SignupForm
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site

from clinic import delivery, rate_limits
from clinic.addresses import is_mailable
from clinic.emails import Code, clinic_address
from clinic.forms import can_be_mailed
from clinic.models import ClinicProfile, User


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
        can_be_mailed(self.cleaned_data["email"])
        return super().clean_email()


class SignUpForm(SignupForm):
    """Asks for no password: one that is set before the email is proven may be a stranger's.

    Whoever signs up with another's address would keep a way into the account that its owner later
    proves to be theirs. allauth's own setting for this takes the password out of the log-in too.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password1"]


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request):
        return rate_limits.client_address(request)

    def validation_error(self, code, *args):
        """Answer who tries too often as every other limit does, with a 429 that says what to do."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(respond_429(self.request))
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request):
        return True

    def clean_email(self, email):
        can_be_mailed(email)
        return super().clean_email(email)

    def get_reset_password_from_key_url(self, key):
        """Return the link by our own address, whatever the request called us."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def send_mail(self, template_prefix, email, context):
        """Send an account mail at once and record it; what it says is not kept."""
        if not is_mailable(email):
            return  # nobody has such an address
        context = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
            **context,
        }
        mail = self.render_mail(template_prefix, email, context)
        mail.reply_to = [clinic_address(ClinicProfile.objects.current())]
        subject = mail.subject
        if code := context.get("code"):
            subject = subject.replace(code, Code.mask)
        delivery.send_at_once(mail, kind="account", kept_subject=subject)
