"""Set-up of services, equipment and hours: reference data, for administrators alone."""

from django import forms
from django.contrib import admin

from bookings import replanning
from bookings.models import (
    Equipment,
    ReminderRule,
    ScheduleException,
    Service,
    WorkingHours,
)
from clinic.models import Discipline


class ServiceForm(forms.ModelForm):
    disciplines = forms.MultipleChoiceField(choices=Discipline, widget=forms.CheckboxSelectMultiple)


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    form = ServiceForm
    list_display = ["name", "duration_min", "price_text", "is_bookable_online", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    exclude = ["for_new_patients", "for_returning_patients"]  # nothing reads them yet
    filter_horizontal = ["practitioners"]


@admin.register(Equipment)
class EquipmentAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "is_active"]


@admin.register(WorkingHours)
class WorkingHoursAdmin(admin.ModelAdmin):
    list_display = ["practitioner", "weekday", "opens", "closes", "effective_from"]
    list_filter = ["practitioner", "weekday"]
    list_select_related = ["practitioner"]


@admin.register(ScheduleException)
class ScheduleExceptionAdmin(admin.ModelAdmin):
    list_display = ["reason", "effect", "practitioner", "equipment", "starts_at", "ends_at"]
    list_filter = ["effect", "practitioner"]
    list_select_related = ["practitioner", "equipment"]


@admin.register(ReminderRule)
class ReminderRuleAdmin(admin.ModelAdmin):
    list_display = ["hours_before", "service", "is_active"]
    list_select_related = ["service"]

    def save_model(self, request, rule, form, change):
        super().save_model(request, rule, form, change)
        replanning.replan_reminders_soon()
