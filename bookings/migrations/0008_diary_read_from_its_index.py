"""The slot engine reads diaries from their index alone, which the table's visibility map allows.

Rows that were just added are in that map only after a vacuum. By default a fifth of the table has to
be new before one comes, and in a diary it is the newest rows that are read: here a hundredth is.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0007_series_becomes_course'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='appointment',
            name='appointment_diary',
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(
                fields=['practitioner', 'starts_at'],
                include=(
                    'id',
                    'ends_at',
                    'status',
                    'buffer_before_min',
                    'buffer_after_min',
                    'hold_expires_at',
                ),
                name='appointment_diary',
            ),
        ),
        migrations.RunSQL(
            'ALTER TABLE bookings_appointment SET ('
            'autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02)',
            'ALTER TABLE bookings_appointment RESET ('
            'autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_scale_factor)',
        ),
    ]
