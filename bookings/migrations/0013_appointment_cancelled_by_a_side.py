"""Who cancelled, why, and whether late: three facts that the table holds together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0012_fill_cancelled_side")]

    operations = [
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_side__in', ['patient', 'clinic', 'unknown']), ('status', 'cancelled')), models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancelled_side', '')), _connector='OR'), name='appointment_cancelled_by_a_side'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_late', False), ('cancelled_side__in', ['patient', 'unknown']), _connector='OR'), name='appointment_cancelled_late_by_no_clinic'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'cancelled'), models.Q(('cancellation_note', ''), ('cancellation_reason', '')), _connector='OR'), name='appointment_reason_of_a_cancellation'),
        ),
    ]
