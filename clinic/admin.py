"""Set-up of the practice itself: reference data, for administrators alone."""

from allauth.account.decorators import secure_admin_login
from allauth.account.internal.flows.logout import logout
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib import messages as notices
from django.db import transaction
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clinic import witness
from clinic.forms import EmailField, a_name
from clinic.models import AccountAct, StaffRole, User
from clinic.rate_limits import client_address

admin.site.site_header = admin.site.site_title = "Set-up"
admin.site.index_title = "The clinic's reference data"
admin.site.login = secure_admin_login(admin.site.login)  # the same log-in, second factor included


@require_POST
def log_out(request, extra_context=None):
    """Log out as everywhere else, so that it is kept."""
    logout(request)
    return redirect("bookings:home")


admin.site.logout = log_out


class UserForm(forms.ModelForm):
    email = EmailField(label="Email they log in with", autocomplete="off")
    roles = forms.MultipleChoiceField(
        choices=StaffRole,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None for a patient.",
    )

    acting: User  # who fills it in

    class Meta:
        model = User
        fields = ["email", "name", "roles", "is_active"]
        labels = {"name": "Name", "is_active": "May log in"}

    def clean_name(self):
        name = self.cleaned_data["name"]
        a_name(name)
        return name

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if self._is_own() and email != self.instance.email:
            raise forms.ValidationError("Your own email is changed under “Account”.")
        return email

    def clean_roles(self):
        roles = self.cleaned_data["roles"]
        if self._is_own() and set(roles) != set(self.instance.roles):
            raise forms.ValidationError("Nobody changes their own roles: ask somebody else.")
        return roles

    def _is_own(self):
        return self.instance.pk == self.acting.pk


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Staff accounts; a new one has no password and begins with a code sent to its email."""

    form = UserForm
    list_display = ["email", "name", "roles", "is_active"]
    search_fields = ["email", "name"]
    actions = ["reset_second_factors"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(roles=[])

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change=change, **options)
        form.acting = request.user
        return form

    def lookup_allowed(self, lookup, value, request=None):
        """Let nobody search by the password's hash, character by character."""
        return lookup.split("__")[0] in ("id", "email", "name", "is_active")

    @admin.action(
        description="Reset the second factors, for who has lost theirs", permissions=["change"]
    )
    def reset_second_factors(self, request, users):
        """Remove them, but never one's own; the account is told, and the privacy officer."""
        if users.filter(pk=request.user.pk).exists():
            self.message_user(
                request, "Nobody resets their own: ask another administrator.", notices.ERROR
            )
            return
        with transaction.atomic():
            for user in users:
                user.authenticator_set.all().delete()
                keep_change(request, user, AccountAct.FACTORS_RESET, {user.email})
        self.message_user(request, "Reset. At the next log-in they are asked to set up a new one.")

    def save_model(self, request, user, form, change):
        """Save, and let the account log in by this address alone: an old mailbox opens nothing."""
        before = User.objects.get(pk=user.pk) if change else User()
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)
        if user.email != before.email:
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        for act, detail in changes(before, user):
            emails = {email for email in (before.email, user.email) if email}
            keep_change(request, user, act, emails, detail)


def keep_change(request, account, act, emails, detail=""):
    """Keep what an administrator did to an account, and tell it at these emails."""
    address = client_address(request)
    event = witness.record(act, account=account, by=request.user, address=address, detail=detail)
    witness.tell_owner(event, emails)


def changes(before: User, after: User) -> list[tuple[AccountAct, str]]:
    """Return what an administrator's form has changed of an account, with the detail of each."""
    given = [f"+{role}" for role in after.roles if role not in before.roles]
    taken = [f"-{role}" for role in before.roles if role not in after.roles]
    found = []
    if given or taken:
        found.append((AccountAct.ROLES_CHANGED, " ".join([*given, *taken])))
    if before.email and before.email != after.email:
        found.append((AccountAct.EMAIL_CHANGED, ""))
    if before.is_active != after.is_active:
        found.append((AccountAct.LET_IN if after.is_active else AccountAct.SHUT_OUT, ""))
    return found
