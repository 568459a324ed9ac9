"""Set-up of the practice itself: reference data, for administrators alone."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin

from clinic.countries import COUNTRIES
from clinic.forms import EmailField
from clinic.models import ClinicProfile, StaffRole, User

admin.site.site_header = admin.site.site_title = "Set-up"
admin.site.index_title = "The clinic's reference data"
admin.site.login = secure_admin_login(admin.site.login)  # the same log-in, second factor included


class UserForm(forms.ModelForm):
    email = EmailField(label="Email they log in with", autocomplete="off")
    roles = forms.MultipleChoiceField(
        choices=StaffRole,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None for a patient.",
    )

    class Meta:
        model = User
        fields = ["email", "name", "roles", "is_active"]
        labels = {"name": "Name", "is_active": "May log in"}

    def clean_email(self):
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Staff accounts; a new one has no password and begins with a code sent to its email."""

    form = UserForm
    list_display = ["email", "name", "roles", "is_active"]
    search_fields = ["email", "name"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(roles=[])

    def lookup_allowed(self, lookup, value, request=None):
        """Let nobody search by the password's hash, character by character."""
        return lookup.split("__")[0] in ("id", "email", "name", "is_active")

    def save_model(self, request, user, form, change):
        """Save, and let the account log in by this address alone: an old mailbox opens nothing."""
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)
        if not change or "email" in form.changed_data:
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


class ClinicProfileForm(forms.ModelForm):
    email = EmailField(required=False, autocomplete="off")

    class Meta:
        labels = {
            "name": "The clinic's name",
            "tagline": "In one line, under the name",
            "street": "Street and number",
            "directions": "How to find us",
            "cancellation_policy": "Cancellation policy, as patients read it",
            "quiet_from": "Quiet hours from",
            "quiet_until": "Quiet hours until",
        }

    def clean(self):
        """Ask for what patients call in an emergency, where the country does not say it."""
        cleaned = super().clean()
        country = COUNTRIES.get(cleaned.get("country"))
        if country and not (country.emergency_number or cleaned.get("emergency_number")):
            self.add_error(
                "emergency_number", "Please type the number that patients call in an emergency."
            )
        return cleaned


@admin.register(ClinicProfile)
class ClinicProfileAdmin(admin.ModelAdmin):
    form = ClinicProfileForm

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not ClinicProfile.objects.exists()
