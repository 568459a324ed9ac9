"""The limits of the grading rules: changed rarely, by an administrator."""

from django.contrib import admin

from assessments.models import GradingLimits


@admin.register(GradingLimits)
class GradingLimitsAdmin(admin.ModelAdmin):
    """One row; each finding keeps the limits it was made with."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not GradingLimits.objects.exists()
