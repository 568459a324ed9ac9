import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0009_visits_by_their_screens"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assessment",
            name="factors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("weakness", "Not yet strong enough"),
                        ("fatigue", "Tires with effort"),
                        ("technique", "Technique"),
                        ("other", "Something else"),
                    ],
                    max_length=16,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="assessmentevent",
            name="factors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("weakness", "Not yet strong enough"),
                        ("fatigue", "Tires with effort"),
                        ("technique", "Technique"),
                        ("other", "Something else"),
                    ],
                    max_length=16,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
    ]
