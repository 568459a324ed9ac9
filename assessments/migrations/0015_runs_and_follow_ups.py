"""Runs between visits, and what is asked and answered between them: kept, never removed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce

TRIGGERS = (  # table, name, when, level; what each calls is of migration 0006
    *(
        (table, "seal_rows", "DELETE", "ROW")
        for table in ("assessments_run", "assessments_followup")
    ),
    ("assessments_followupanswer", "seal_rows", "UPDATE OR DELETE", "ROW"),
    *(
        (table, "seal_table", "TRUNCATE", "STATEMENT")
        for table in ("assessments_run", "assessments_followup", "assessments_followupanswer")
    ),
)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0014_versions_of_articles'),
        ('clinic', '0019_encrypt_second_factors'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('day_after', 'A day after a running test'), ('questions', 'Questionnaires')], max_length=16)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('uwri', 'UWRI'), ('lefs', 'LEFS'), ('psfs', 'PSFS'), ('nprs', 'NPRS'), ('visa_a', 'VISA-A')], max_length=16), size=None)),
                ('due_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('is_mailed', models.BooleanField()),
                ('submission', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='assessments.assessment')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='clinic.patient')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-due_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowUpAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('uwri', 'UWRI'), ('lefs', 'LEFS'), ('psfs', 'PSFS'), ('nprs', 'NPRS'), ('visa_a', 'VISA-A')], max_length=16)),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ('activities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None)),
                ('score', models.DecimalField(decimal_places=1, max_digits=4)),
                ('scorer_version', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('answered_at', models.DateTimeField()),
                ('follow_up', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='assessments.followup')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='assessments.followupanswer')),
                ('typed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['follow_up', 'code', '-answered_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowUpEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('day_after', 'A day after a running test'), ('questions', 'Questionnaires')], max_length=16)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('uwri', 'UWRI'), ('lefs', 'LEFS'), ('psfs', 'PSFS'), ('nprs', 'NPRS'), ('visa_a', 'VISA-A')], max_length=16), size=None)),
                ('due_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('is_mailed', models.BooleanField()),
                ('submission', models.UUIDField(blank=True, editable=False, null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.followup')),
                ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('ran_on', models.DateField()),
                ('distance_km', models.DecimalField(decimal_places=2, max_digits=5)),
                ('duration_s', models.PositiveIntegerField(blank=True, null=True)),
                ('nprs_during_max', models.PositiveSmallIntegerField()),
                ('nprs_next_morning', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('source', models.CharField(choices=[('typed', 'Typed in'), ('watch', 'From a watch')], default='typed', max_length=8)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('moving_s', models.PositiveIntegerField(blank=True, null=True)),
                ('step_rate_spm', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('leg', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('submission', models.UUIDField(editable=False, unique=True)),
                ('said', models.CharField(editable=False, max_length=64)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('logged_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='clinic.patient')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-ran_on', '-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RunEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('ran_on', models.DateField()),
                ('distance_km', models.DecimalField(decimal_places=2, max_digits=5)),
                ('duration_s', models.PositiveIntegerField(blank=True, null=True)),
                ('nprs_during_max', models.PositiveSmallIntegerField()),
                ('nprs_next_morning', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('source', models.CharField(choices=[('typed', 'Typed in'), ('watch', 'From a watch')], default='typed', max_length=8)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('moving_s', models.PositiveIntegerField(blank=True, null=True)),
                ('step_rate_spm', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('leg', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('submission', models.UUIDField(editable=False)),
                ('said', models.CharField(editable=False, max_length=64)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('logged_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('logged_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.run')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        AtOnce([
            migrations.AddIndex(
                model_name='followup',
                index=models.Index(fields=['patient', '-due_at'], name='follow_up_of_patient'),
            ),
            migrations.AddConstraint(
                model_name='followup',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['day_after', 'questions'])), name='follow_up_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='followup',
                constraint=models.CheckConstraint(condition=models.Q(('codes__contained_by', ['uwri', 'lefs', 'psfs', 'nprs', 'visa_a']), ('codes__len__gt', 0)), name='follow_up_asks_what_is_known'),
            ),
            migrations.AddConstraint(
                model_name='followup',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessment__isnull', False), ('kind', 'day_after')), models.Q(('assessment__isnull', True), ('kind', 'questions')), _connector='OR'), name='follow_up_of_a_run_or_of_a_person'),
            ),
            migrations.AddConstraint(
                model_name='followup',
                constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('due_at'))), name='follow_up_open_for_a_time'),
            ),
            migrations.AddConstraint(
                model_name='followup',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('answered_at__isnull', True), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='follow_up_withdrawn_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='followup',
                constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('assessment',), name='follow_up_once_after_a_run'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='followup',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_followupevent" ("answered_at", "asked_at", "asked_by_id", "assessment_id", "closes_at", "codes", "due_at", "id", "is_mailed", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "submission", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."answered_at", NEW."asked_at", NEW."asked_by_id", NEW."assessment_id", NEW."closes_at", NEW."codes", NEW."due_at", NEW."id", NEW."is_mailed", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."submission", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='2b67983b58fbdfd17802581c406a67e88829bfa5', operation='INSERT', pgid='pgtrigger_insert_insert_82dc3', table='assessments_followup', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='followup',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_followupevent" ("answered_at", "asked_at", "asked_by_id", "assessment_id", "closes_at", "codes", "due_at", "id", "is_mailed", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "submission", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."answered_at", NEW."asked_at", NEW."asked_by_id", NEW."assessment_id", NEW."closes_at", NEW."codes", NEW."due_at", NEW."id", NEW."is_mailed", NEW."kind", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."submission", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='8745970052b4b74791b1cfc4fd31399f45c3bb00', operation='UPDATE', pgid='pgtrigger_update_update_cb6fb', table='assessments_followup', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='followup',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_followupevent" ("answered_at", "asked_at", "asked_by_id", "assessment_id", "closes_at", "codes", "due_at", "id", "is_mailed", "kind", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "submission", "withdrawn_at", "withdrawn_by_id") VALUES (OLD."answered_at", OLD."asked_at", OLD."asked_by_id", OLD."assessment_id", OLD."closes_at", OLD."codes", OLD."due_at", OLD."id", OLD."is_mailed", OLD."kind", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."submission", OLD."withdrawn_at", OLD."withdrawn_by_id"); RETURN NULL;', hash='7bc340ce16a030658317de00a26a28dbeb97376e', operation='DELETE', pgid='pgtrigger_delete_delete_8f578', table='assessments_followup', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='followupanswer',
                constraint=models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('follow_up', 'code'), name='follow_up_answered_once'),
            ),
            migrations.AddConstraint(
                model_name='followupanswer',
                constraint=models.CheckConstraint(condition=models.Q(('code__in', ['uwri', 'lefs', 'psfs', 'nprs', 'visa_a'])), name='follow_up_answer_code_known'),
            ),
            migrations.AddConstraint(
                model_name='followupanswer',
                constraint=models.CheckConstraint(condition=models.Q(('score__range', (0, 100))), name='follow_up_answer_score_within_range'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='followupevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='29c6b31f9d4fd42b241629eb7b67579b535368a4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8e565', table='assessments_followupevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='run',
                index=models.Index(fields=['patient', '-ran_on'], name='run_of_patient'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(('source__in', ['typed', 'watch'])), name='run_source_known'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(('distance_km__gt', 0), ('distance_km__lte', Decimal('300'))), name='run_is_a_distance'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(('duration_s__isnull', True), ('duration_s__range', (1, 172800)), _connector='OR'), name='run_duration_within_range'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(('moving_s__isnull', True), ('moving_s__range', (1, 172800)), _connector='OR'), name='run_moving_within_range'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(('step_rate_spm__isnull', True), ('step_rate_spm__range', (30, 300)), _connector='OR'), name='run_step_rate_within_range'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(('nprs_during_max__isnull', True), ('nprs_during_max__range', (0, 10)), _connector='OR'), name='run_nprs_during_within_range'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(('nprs_next_morning__isnull', True), ('nprs_next_morning__range', (0, 10)), _connector='OR'), name='run_nprs_next_morning_within_range'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('leg__isnull', False), ('source', 'watch'), models.Q(('file_sha256', ''), _negated=True)), models.Q(('file_sha256', ''), ('leg__isnull', True), ('moving_s__isnull', True), ('source', 'typed'), ('started_at__isnull', True), ('step_rate_spm__isnull', True)), _connector='OR'), name='run_of_a_file_or_typed'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='run_removed_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.UniqueConstraint(models.F('patient'), models.F('file_sha256'), models.F('leg'), condition=models.Q(('removed_at__isnull', True), ('source', 'watch')), name='run_of_a_file_once'),
            ),
            migrations.AddConstraint(
                model_name='run',
                constraint=models.UniqueConstraint(models.F('patient'), models.F('started_at'), condition=models.Q(('removed_at__isnull', True), ('started_at__isnull', False)), name='run_begun_once'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='run',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_runevent" ("distance_km", "duration_s", "file_sha256", "id", "leg", "logged_at", "logged_by_id", "moving_s", "nprs_during_max", "nprs_next_morning", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ran_on", "reference", "removed_at", "removed_by_id", "revision", "said", "source", "started_at", "step_rate_spm", "submission") VALUES (NEW."distance_km", NEW."duration_s", NEW."file_sha256", NEW."id", NEW."leg", NEW."logged_at", NEW."logged_by_id", NEW."moving_s", NEW."nprs_during_max", NEW."nprs_next_morning", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ran_on", NEW."reference", NEW."removed_at", NEW."removed_by_id", NEW."revision", NEW."said", NEW."source", NEW."started_at", NEW."step_rate_spm", NEW."submission"); RETURN NULL;', hash='cb988e8300f8e52a247d9df9c7411cec8f96a925', operation='INSERT', pgid='pgtrigger_insert_insert_a8690', table='assessments_run', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='run',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_runevent" ("distance_km", "duration_s", "file_sha256", "id", "leg", "logged_at", "logged_by_id", "moving_s", "nprs_during_max", "nprs_next_morning", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ran_on", "reference", "removed_at", "removed_by_id", "revision", "said", "source", "started_at", "step_rate_spm", "submission") VALUES (NEW."distance_km", NEW."duration_s", NEW."file_sha256", NEW."id", NEW."leg", NEW."logged_at", NEW."logged_by_id", NEW."moving_s", NEW."nprs_during_max", NEW."nprs_next_morning", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ran_on", NEW."reference", NEW."removed_at", NEW."removed_by_id", NEW."revision", NEW."said", NEW."source", NEW."started_at", NEW."step_rate_spm", NEW."submission"); RETURN NULL;', hash='a2f91b9d82dbd93a6c718e70ca7a48b064457f68', operation='UPDATE', pgid='pgtrigger_update_update_5b1dd', table='assessments_run', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='run',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_runevent" ("distance_km", "duration_s", "file_sha256", "id", "leg", "logged_at", "logged_by_id", "moving_s", "nprs_during_max", "nprs_next_morning", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ran_on", "reference", "removed_at", "removed_by_id", "revision", "said", "source", "started_at", "step_rate_spm", "submission") VALUES (OLD."distance_km", OLD."duration_s", OLD."file_sha256", OLD."id", OLD."leg", OLD."logged_at", OLD."logged_by_id", OLD."moving_s", OLD."nprs_during_max", OLD."nprs_next_morning", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."ran_on", OLD."reference", OLD."removed_at", OLD."removed_by_id", OLD."revision", OLD."said", OLD."source", OLD."started_at", OLD."step_rate_spm", OLD."submission"); RETURN NULL;', hash='710327bf03c5de874f7521d8c68a4de4fe7128c4', operation='DELETE', pgid='pgtrigger_delete_delete_36fdf', table='assessments_run', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='runevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='14661cb7b605b59993d8c0a32643e88a52c0bfff', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_188e4', table='assessments_runevent', when='BEFORE')),
            ),
        ]),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
                f"FOR EACH {level} EXECUTE FUNCTION assessments_refuse()",
                f"DROP TRIGGER {name} ON {table}",
            )
            for table, name, when, level in TRIGGERS
        ),
    ]
