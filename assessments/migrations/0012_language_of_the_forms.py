from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0011_counts_nobody_made"),
    ]

    operations = [
        migrations.AlterField(
            model_name="questionnaireresponse",
            name="language",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AlterField(
            model_name="questionnaireresponseevent",
            name="language",
            field=models.CharField(blank=True, max_length=8),
        ),
    ]
