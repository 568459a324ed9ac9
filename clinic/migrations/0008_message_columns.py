"""A message's revision, hours before the visit and original get columns of their own."""

from django.db import migrations, models
from django.db.models import PROTECT


class Migration(migrations.Migration):
    dependencies = [("clinic", "0007_practitioner_supervisor")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="revision",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="hours_before",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="copy_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="copies",
                to="clinic.message",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="dropped_note",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
