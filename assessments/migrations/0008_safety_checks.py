"""What was asked at an assessment for its safety: written before it is signed, never changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


TRIGGERS = (  # name, when, what it calls (of migration 0006)
    ("seal_new_rows", "BEFORE INSERT", "ROW", "assessments_seal_child"),
    ("seal_rows", "BEFORE UPDATE OR DELETE", "ROW", "assessments_refuse"),
    ("seal_table", "BEFORE TRUNCATE", "STATEMENT", "assessments_refuse"),
)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0007_why_not_judged_by_code'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SafetyCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('items_version', models.PositiveSmallIntegerField()),
                ('asked', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('stops', models.BooleanField()),
                ('fired', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None)),
                ('score_points', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('score_unknown', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None)),
                ('checked_at', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
                ('submission', models.UUIDField(editable=False, unique=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='safety_checks', to='assessments.assessment')),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-checked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('fired__contained_by', ['emergency', 'urgent', 'bone_stress', 'low_energy'])), name='safety_check_groups_known'), models.CheckConstraint(condition=models.Q(models.Q(('fired__len__gt', 0), ('stops', True)), models.Q(('fired__len', 0), ('stops', False)), _connector='OR'), name='safety_check_stops_when_a_group_fired'), models.CheckConstraint(condition=models.Q(('score_points__isnull', True), ('score_points__lte', 8), _connector='OR'), name='safety_check_score_within_range')],
            },
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {when} ON assessments_safetycheck "
                f"FOR EACH {level} EXECUTE FUNCTION {function}()",
                f"DROP TRIGGER {name} ON assessments_safetycheck",
            )
            for name, when, level, function in TRIGGERS
        ),
    ]
