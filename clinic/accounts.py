"""How accounts are opened and reached: what allauth asks of this project."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site

from clinic import delivery
from clinic.emails import Code


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return True

    def send_mail(self, template_prefix, email, context):
        """Send an account mail at once and record it; what it says is not kept."""
        context = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
            **context,
        }
        mail = self.render_mail(template_prefix, email, context)
        subject = mail.subject
        if code := context.get("code"):
            subject = subject.replace(code, Code.mask)
        delivery.send_at_once(mail, kind="account", kept_subject=subject)
