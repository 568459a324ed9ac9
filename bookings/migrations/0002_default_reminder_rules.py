"""The reminders a clinic starts with: two days and three hours before a visit."""

from django.db import migrations

DEFAULT_HOURS = (48, 3)


def add_rules(apps, schema_editor):
    ReminderRule = apps.get_model("bookings", "ReminderRule")
    for hours in DEFAULT_HOURS:
        ReminderRule.objects.get_or_create(service=None, hours_before=hours)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
