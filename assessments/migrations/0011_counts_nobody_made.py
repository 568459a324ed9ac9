"""A step rate of a device is stored without a count where nobody said one; what is stored stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0010_tires_with_effort"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="measurement",
            name="measurement_of_some_steps",
        ),
        migrations.RemoveConstraint(
            model_name="measurement",
            name="measurement_spread_of_several_steps",
        ),
        migrations.AlterField(
            model_name="measurement",
            name="n_steps",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="measurementevent",
            name="n_steps",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("n_steps__isnull", False), ("n_steps__range", (1, 2000))),
                    models.Q(
                        ("from_frames", False),
                        ("method", "device"),
                        ("metric", "cadence_spm"),
                        ("n_steps__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="measurement_of_some_steps",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sd__isnull", True),
                    models.Q(("n_steps__gte", 2), ("n_steps__isnull", False), ("sd__gte", 0)),
                    _connector="OR",
                ),
                name="measurement_spread_of_several_steps",
            ),
        ),
    ]
