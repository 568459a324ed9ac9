"""Reports: their table, and a seal of what was made. A report that somebody may hold stays.

A clinic hands its report on, so that its hash must lead back to what was made.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


KEEP = """
CREATE FUNCTION assessments_keep_report() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.made_at IS NOT NULL THEN
        RAISE EXCEPTION 'a report that was made is kept as it was'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'report_sealed';
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGERS = (  # name, when, level, what it calls (assessments_refuse is of migration 0006)
    ("keep_rows", "UPDATE", "ROW", "assessments_keep_report"),
    ("seal_rows", "DELETE", "ROW", "assessments_refuse"),
    ("seal_table", "TRUNCATE", "STATEMENT", "assessments_refuse"),
)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0016_programmes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('edition', models.CharField(choices=[('patient', 'For the runner'), ('technical', 'For clinicians')], max_length=16)),
                ('step', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('reading', 'Reading the assessment'), ('printing', 'Drawing and printing the pages'), ('made', 'Ready'), ('failed', 'Could not be made')], default='waiting', max_length=16)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('is_draft', models.BooleanField(default=False)),
                ('template_version', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('pdf', models.BinaryField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='assessments.assessment')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('step__in', ['waiting', 'reading', 'printing'])), fields=['asked_at'], name='report_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('edition__in', ['patient', 'technical'])), name='report_edition_known'), models.CheckConstraint(condition=models.Q(('step__in', ['waiting', 'reading', 'printing', 'made', 'failed'])), name='report_step_known'), models.UniqueConstraint(condition=models.Q(('step__in', ['waiting', 'reading', 'printing'])), fields=('assessment', 'edition'), name='report_in_the_making_once'), models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', False), ('pdf__isnull', False), ('step', 'made'), ('template_version__isnull', False), models.Q(('sha256', ''), _negated=True)), models.Q(models.Q(('step', 'made'), _negated=True), ('made_at__isnull', True), ('pdf__isnull', True), ('sha256', '')), _connector='OR'), name='report_made_as_a_whole')],
            },
        ),
        migrations.RunSQL(KEEP, "DROP FUNCTION assessments_keep_report()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} BEFORE {event} ON assessments_report "
                f"FOR EACH {level} EXECUTE FUNCTION {function}()",
                f"DROP TRIGGER {name} ON assessments_report",
            )
            for name, event, level, function in TRIGGERS
        ),
    ]
