"""Set-up of reminders: rare reference data, for administrators alone."""

from django import forms
from django.contrib import admin

from bookings.mail import replanning
from bookings.models import ReminderRule


class ReminderRuleForm(forms.ModelForm):
    class Meta:
        model = ReminderRule
        fields = ["hours_before", "service", "is_active"]
        labels = {
            "hours_before": "Hours before the visit",
            "service": "For which service",
            "is_active": "In use",
        }
        help_texts = {
            "hours_before": "From 1 to 336, which is two weeks.",
            "service": "Empty: for every service that has no rule of its own.",
            "is_active": "Without the tick no reminder follows this rule.",
        }


@admin.register(ReminderRule)
class ReminderRuleAdmin(admin.ModelAdmin):
    form = ReminderRuleForm
    list_display = ["hours", "for_service", "in_use"]
    list_select_related = ["service"]

    @admin.display(description="Hours before the visit", ordering="hours_before")
    def hours(self, rule):
        return rule.hours_before

    @admin.display(description="For which service")
    def for_service(self, rule):
        return rule.service or "Every service"

    @admin.display(description="In use", boolean=True)
    def in_use(self, rule):
        return rule.is_active

    def save_model(self, request, rule, form, change):
        super().save_model(request, rule, form, change)
        replanning.replan_reminders_soon()
