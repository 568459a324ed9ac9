"""Visits that wait for a clinician are told how soon, and short forms are filled with both parts.

A later review ends what came before it. Undone, nothing has to be taken back: the levels go with
their column, and a form that is asked for again can be answered again.
"""

from django.db import migrations
from django.utils import timezone

LEVELS = {
    "emergency": "emergency",
    "urgent": "urgent",
    "bone_stress": "no_running",
    "low_energy": "review",
}  # by the group that fired, the gravest first


def write_levels(apps, schema_editor):
    Appointment = apps.get_model("bookings", "Appointment")
    RedFlagScreen = apps.get_model("assessments", "RedFlagScreen")
    ScreenReview = apps.get_model("assessments", "ScreenReview")
    for visit in Appointment.objects.filter(under_review_since__isnull=False):
        fired = set()
        reviewed = set(
            ScreenReview.objects.filter(screen__appointment=visit).values_list("screen", flat=True)
        )
        screens = RedFlagScreen.objects.filter(appointment=visit).order_by("answered_at", "pk")
        for screen in screens:
            fired = set() if screen.pk in reviewed else fired | set(screen.fired)
        visit.review_levels = [level for group, level in LEVELS.items() if group in fired]
        visit.save(update_fields=["review_levels"])


def ask_for_missing_parts(apps, schema_editor):
    Appointment = apps.get_model("bookings", "Appointment")
    ahead = Appointment.objects.filter(status="booked", starts_at__gt=timezone.now())
    ahead.filter(form_filled_at__isnull=False, screens__isnull=True).update(form_filled_at=None)


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0008_safety_checks"),
        ("bookings", "0010_appointment_review_levels"),
    ]

    operations = [
        migrations.RunPython(write_levels, migrations.RunPython.noop),
        migrations.RunPython(ask_for_missing_parts, migrations.RunPython.noop),
    ]
