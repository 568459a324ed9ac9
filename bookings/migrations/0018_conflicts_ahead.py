"""The visits in conflict, which every page of the desk counts, are found by an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0017_conflicts"),
        ("clinic", "0019_encrypt_second_factors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("conflict_since__isnull", False)),
                fields=["starts_at"],
                name="appointment_in_conflict",
            ),
        ),
    ]
