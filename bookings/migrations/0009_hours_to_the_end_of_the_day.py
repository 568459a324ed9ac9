"""Hours may last to the end of the day, which is stored as 00:00."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0008_diary_read_from_its_index")]

    operations = [
        migrations.RemoveConstraint("workinghours", "working_hours_open_before_they_close"),
        migrations.AddConstraint(
            "workinghours",
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes"))
                | models.Q(closes=datetime.time.min),
                name="working_hours_open_before_they_close",
                violation_error_message="It must close after it opens; 00:00 ends the day.",
            ),
        ),
    ]
