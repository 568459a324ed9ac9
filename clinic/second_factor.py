"""The codes of an authenticator app: one step early or late is taken, and none is taken twice.

allauth remembers a code that was used in the cache, for one step of the three in which it is taken.
"""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt

from clinic.models import LastCode, User


def use_up(user: User, secret: str, code: str) -> bool:
    """Take the code, and say whether it was still to be taken: its step is later than the last."""
    LastCode.objects.get_or_create(user=user, defaults={"step": 0})
    steps = [
        step
        for step in auth.yield_hotp_counters_from_time()
        if compare_user_code(
            actual=code, expected=auth.format_hotp_value(auth.hotp_value(secret, step))
        )
    ]
    # One statement, so that of two who send the same code at a time one is let in.
    return any(
        LastCode.objects.filter(user=user, step__lt=step).update(step=step) for step in steps
    )


class TakesNoCodeTwice:
    def clean_code(self):
        code = super().clean_code()
        of = self.authenticator
        if of.type == Authenticator.Type.TOTP and not use_up(
            self.user, decrypt(of.data["secret"]), code
        ):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(TakesNoCodeTwice, forms.AuthenticateForm):
    pass


class ReauthenticateForm(TakesNoCodeTwice, forms.ReauthenticateForm):
    pass


class ActivateForm(ActivateTOTPForm):
    def clean_code(self):
        code = super().clean_code()
        if not use_up(self.user, self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        return code
