"""Programmes: their tables, and the seal of what was sent. A version that a patient has stays."""

import assessments.models.sessions
import bookings.models.appointments
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


FUNCTIONS = """
CREATE FUNCTION assessments_seal_version() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL THEN
        RAISE EXCEPTION '% of a version that was sent is refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_sealed';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION assessments_seal_item() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sent timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT sent_at INTO sent FROM public.assessments_programmeversion
            WHERE id = OLD.version_id FOR SHARE;
        IF sent IS NOT NULL THEN
            RAISE EXCEPTION '% of an item of a version that was sent is refused', TG_OP
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_sealed';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT sent_at INTO sent FROM public.assessments_programmeversion
            WHERE id = NEW.version_id FOR SHARE;
        IF sent IS NOT NULL THEN
            RAISE EXCEPTION '% of an item of a version that was sent is refused', TG_OP
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_sealed';
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION assessments_keep_session() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    after assessments_sessionlog := NEW;
BEGIN
    IF OLD.worse_next_day IS NULL THEN
        after.worse_next_day := NULL;
    END IF;
    IF OLD.taken_back_at IS NULL THEN
        after.taken_back_at := NULL;
    END IF;
    IF after IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'a session that was logged is kept as it was'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_sealed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION assessments_keep_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'a step that was decided is kept as it was'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_sealed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION assessments_keep_alert() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.seen_at IS NOT NULL THEN
        RAISE EXCEPTION 'what was seen to is kept as it was'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_sealed';
    END IF;
    RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION assessments_keep_alert();
DROP FUNCTION assessments_keep_step();
DROP FUNCTION assessments_keep_session();
DROP FUNCTION assessments_seal_item();
DROP FUNCTION assessments_seal_version();
"""
KEPT = ("programme", "programmeline", "sessionlog", "progressionstep", "planalert")
TRIGGERS = (  # table, name, when, level, what it calls
    ("programmeversion", "seal_rows", "UPDATE OR DELETE", "ROW", "assessments_seal_version"),
    ("programmeitem", "seal_rows", "INSERT OR UPDATE OR DELETE", "ROW", "assessments_seal_item"),
    ("sessionlog", "keep_rows", "UPDATE", "ROW", "assessments_keep_session"),
    ("progressionstep", "keep_rows", "UPDATE", "ROW", "assessments_keep_step"),
    ("planalert", "keep_rows", "UPDATE", "ROW", "assessments_keep_alert"),
    *((table, "seal_rows", "DELETE", "ROW", "assessments_refuse") for table in KEPT),
    *(
        (table, "seal_table", "TRUNCATE", "STATEMENT", "assessments_refuse")
        for table in ("programmeversion", "programmeitem", *KEPT)
    ),
)
# No row names one programme and hangs on another's.
SAME_PROGRAMME = (
    *(("programmeitem", "version", "programmeversion"), ("programmeitem", "line", "programmeline")),
    *(("sessionlog", "item", "programmeitem"), ("progressionstep", "item", "programmeitem")),
    ("progressionstep", "line", "programmeline"),
)
SEALS = (
    migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    *(
        migrations.RunSQL(
            f"CREATE TRIGGER {name} BEFORE {events} ON assessments_{table} "
            f"FOR EACH {level} EXECUTE FUNCTION {function}()",
            f"DROP TRIGGER {name} ON assessments_{table}",
        )
        for table, name, events, level, function in TRIGGERS
    ),
    *(
        migrations.RunSQL(
            f"ALTER TABLE assessments_{child} ADD CONSTRAINT {child}_{parent}_of_the_programme "
            f"FOREIGN KEY ({parent}_id, programme_id) "
            f"REFERENCES assessments_{table} (id, programme_id)",
            f"ALTER TABLE assessments_{child} "
            f"DROP CONSTRAINT {child}_{parent}_of_the_programme",
        )
        for child, parent, table in SAME_PROGRAMME
    ),
)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0015_runs_and_follow_ups'),
        ('clinic', '0019_encrypt_second_factors'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='DoseDefault',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sets', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('sets_most', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('least', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('most', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('counted', models.CharField(blank=True, choices=[('repetitions', 'repetitions'), ('steps', 'steps'), ('seconds', 'seconds')], max_length=16)),
                    ('hold_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('rest_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('dose_words', models.CharField(blank=True, max_length=300)),
                    ('exercise', models.CharField(max_length=8, unique=True)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['exercise'],
                },
            ),
            migrations.CreateModel(
                name='DoseDefaultEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('sets', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('sets_most', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('least', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('most', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('counted', models.CharField(blank=True, choices=[('repetitions', 'repetitions'), ('steps', 'steps'), ('seconds', 'seconds')], max_length=16)),
                    ('hold_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('rest_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('dose_words', models.CharField(blank=True, max_length=300)),
                    ('exercise', models.CharField(max_length=8)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('changed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.dosedefault')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PlanAlert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('silence', 'Nothing logged'), ('pain', 'Pain'), ('effort', 'Effort')], max_length=8)),
                    ('occasion', models.CharField(max_length=24)),
                    ('about_on', models.DateField()),
                    ('words', models.TextField()),
                    ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('what_was_done', models.TextField(blank=True)),
                    ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['raised_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Programme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('status', models.CharField(choices=[('draft', 'Not sent yet'), ('running', 'Running'), ('ended', 'Ended'), ('discarded', 'Discarded')], default='draft', max_length=16)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('end_reason', models.TextField(blank=True)),
                    ('assessment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='assessments.assessment')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='clinic.patient')),
                    ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='clinic.practitioner')),
                ],
                options={
                    'ordering': ['-created_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='PlanAlertEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('kind', models.CharField(choices=[('silence', 'Nothing logged'), ('pain', 'Pain'), ('effort', 'Effort')], max_length=8)),
                    ('occasion', models.CharField(max_length=24)),
                    ('about_on', models.DateField()),
                    ('words', models.TextField()),
                    ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('what_was_done', models.TextField(blank=True)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.planalert')),
                    ('seen_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.programme')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ProgrammeEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('status', models.CharField(choices=[('draft', 'Not sent yet'), ('running', 'Running'), ('ended', 'Ended'), ('discarded', 'Discarded')], default='draft', max_length=16)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('end_reason', models.TextField(blank=True)),
                    ('assessment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                    ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.programme')),
                    ('practitioner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitioner')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ProgrammeLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='assessments.programme')),
                ],
                options={
                    'ordering': ['programme', 'number'],
                },
            ),
            migrations.CreateModel(
                name='ProgrammeVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('starts_on', models.DateField()),
                    ('weeks', models.PositiveSmallIntegerField()),
                    ('retest_week', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('note', models.TextField(blank=True)),
                    ('load_advice', models.TextField(blank=True)),
                    ('cautions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('post_op', 'After an operation'), ('pregnancy', 'Pregnant, or had a baby lately'), ('balance_risk', 'Risk of falling, or poor balance'), ('acute_injury', 'An injury of the last 72 hours')], max_length=16), blank=True, default=list, size=None)),
                    ('caution_note', models.TextField(blank=True)),
                    ('moves_by_itself', models.BooleanField(default=False)),
                    ('rules', models.JSONField(blank=True, default=dict)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('is_by_rule', models.BooleanField(default=False)),
                    ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='assessments.programme')),
                    ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['programme', '-number'],
                },
            ),
            migrations.CreateModel(
                name='ProgrammeItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sets', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('sets_most', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('least', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('most', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('counted', models.CharField(blank=True, choices=[('repetitions', 'repetitions'), ('steps', 'steps'), ('seconds', 'seconds')], max_length=16)),
                    ('hold_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('rest_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('dose_words', models.CharField(blank=True, max_length=300)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('exercise', models.CharField(max_length=8)),
                    ('exercise_version', models.PositiveSmallIntegerField()),
                    ('shown', models.JSONField(default=dict)),
                    ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                    ('first_side', models.CharField(blank=True, choices=[('L', 'Left'), ('R', 'Right')], max_length=1)),
                    ('extra_set', models.BooleanField(default=False)),
                    ('reason', models.TextField(blank=True)),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('own_spm', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                    ('is_gentle', models.BooleanField(default=False)),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='assessments.programme')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='assessments.programmeline')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='assessments.programmeversion')),
                ],
                options={
                    'ordering': ['version', 'position'],
                },
            ),
            migrations.CreateModel(
                name='ProgressionStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('direction', models.CharField(choices=[('up', 'One level harder'), ('down', 'One level easier')], max_length=8)),
                    ('rule', models.CharField(choices=[('top_of_range', 'Top of the range'), ('pain', 'Pain'), ('worse_next_day', 'Worse the next day')], max_length=16)),
                    ('words', models.TextField()),
                    ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                    ('from_exercise', models.CharField(max_length=8)),
                    ('from_name', models.CharField(max_length=120)),
                    ('to_exercise', models.CharField(max_length=8)),
                    ('to_name', models.CharField(max_length=120)),
                    ('state', models.CharField(choices=[('proposed', 'Proposed'), ('made', 'Made'), ('declined', 'Declined'), ('lapsed', 'No longer asked for')], default='proposed', max_length=16)),
                    ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('made_on', models.DateField(blank=True, null=True)),
                    ('until_on', models.DateField(blank=True, null=True)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps_from', to='assessments.programmeitem')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='assessments.programmeline')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='assessments.programme')),
                ],
                options={
                    'ordering': ['-proposed_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='ProgressionStepEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('direction', models.CharField(choices=[('up', 'One level harder'), ('down', 'One level easier')], max_length=8)),
                    ('rule', models.CharField(choices=[('top_of_range', 'Top of the range'), ('pain', 'Pain'), ('worse_next_day', 'Worse the next day')], max_length=16)),
                    ('words', models.TextField()),
                    ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                    ('from_exercise', models.CharField(max_length=8)),
                    ('from_name', models.CharField(max_length=120)),
                    ('to_exercise', models.CharField(max_length=8)),
                    ('to_name', models.CharField(max_length=120)),
                    ('state', models.CharField(choices=[('proposed', 'Proposed'), ('made', 'Made'), ('declined', 'Declined'), ('lapsed', 'No longer asked for')], default='proposed', max_length=16)),
                    ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('made_on', models.DateField(blank=True, null=True)),
                    ('until_on', models.DateField(blank=True, null=True)),
                    ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.programmeitem')),
                    ('line', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.programmeline')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.progressionstep')),
                    ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.programme')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SessionLog',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('done_on', models.DateField()),
                    ('done', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                    ('pain', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('effort', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('good_control', models.BooleanField(blank=True, null=True)),
                    ('worse_next_day', models.BooleanField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('logged_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_logs', to='assessments.programmeitem')),
                    ('logged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_logs', to='assessments.programme')),
                ],
                options={
                    'ordering': ['-done_on', '-logged_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='SessionLogEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('reference', models.UUIDField(default=uuid.uuid4)),
                    ('done_on', models.DateField()),
                    ('done', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                    ('pain', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('effort', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('good_control', models.BooleanField(blank=True, null=True)),
                    ('worse_next_day', models.BooleanField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('logged_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                    ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.programmeitem')),
                    ('logged_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.sessionlog')),
                    ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.programme')),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
        AtOnce([
            migrations.AddField(
                model_name='planalert',
                name='programme',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='assessments.programme'),
            ),
            migrations.AddField(
                model_name='programmeversion',
                name='made_by',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='version', to='assessments.progressionstep'),
            ),
            migrations.AddField(
                model_name='programmeitem',
                name='moved_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='assessments.progressionstep'),
            ),
        ]),
        AtOnce([
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('sets__isnull', False)), name='dose_default_says_something'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted', ''), ('least__isnull', True), ('most__isnull', True), ('sets__isnull', True), ('hold_s__isnull', True), ('rest_s__isnull', True), ('sets_most__isnull', True)), models.Q(('least__isnull', False), ('most__isnull', False), ('sets__isnull', False), models.Q(('counted', ''), _negated=True)), _connector='OR'), name='dose_default_dose_whole_or_none'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('counted__in', ['', 'repetitions', 'steps', 'seconds'])), name='dose_default_counted_known'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('sets__isnull', True), ('sets__range', (1, 10)), _connector='OR'), name='dose_default_sets_within_range'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('sets_most__isnull', True), ('sets_most__range', (1, 10)), _connector='OR'), name='dose_default_sets_most_within_range'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('hold_s__isnull', True), ('hold_s__range', (1, 300)), _connector='OR'), name='dose_default_hold_within_range'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('rest_s__isnull', True), ('rest_s__range', (1, 600)), _connector='OR'), name='dose_default_rest_within_range'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('least__isnull', True), models.Q(('counted', 'seconds'), ('hold_s__isnull', True), ('least__range', (1, 300))), models.Q(models.Q(('counted', 'seconds'), _negated=True), ('least__range', (1, 100))), _connector='OR'), name='dose_default_least_within_range'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('most__isnull', True), models.Q(('most__gte', models.F('least')), models.Q(models.Q(('counted', 'seconds'), ('most__lte', 300)), models.Q(models.Q(('counted', 'seconds'), _negated=True), ('most__lte', 100)), _connector='OR')), _connector='OR'), name='dose_default_most_within_range'),
            ),
            migrations.AddConstraint(
                model_name='dosedefault',
                constraint=models.CheckConstraint(condition=models.Q(('sets_most__isnull', True), ('sets_most__gte', models.F('sets')), _connector='OR'), name='dose_default_sets_in_order'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='dosedefault',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_dosedefaultevent" ("changed_at", "changed_by_id", "counted", "dose_words", "exercise", "hold_s", "id", "least", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rest_s", "sets", "sets_most") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."counted", NEW."dose_words", NEW."exercise", NEW."hold_s", NEW."id", NEW."least", NEW."most", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rest_s", NEW."sets", NEW."sets_most"); RETURN NULL;', hash='40b12386c087ded519ad82dd7e3c93038e0a0663', operation='INSERT', pgid='pgtrigger_insert_insert_459ae', table='assessments_dosedefault', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='dosedefault',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_dosedefaultevent" ("changed_at", "changed_by_id", "counted", "dose_words", "exercise", "hold_s", "id", "least", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rest_s", "sets", "sets_most") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."counted", NEW."dose_words", NEW."exercise", NEW."hold_s", NEW."id", NEW."least", NEW."most", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rest_s", NEW."sets", NEW."sets_most"); RETURN NULL;', hash='bd91ca465fa92dc2de85decdfe37fa0bdafdef02', operation='UPDATE', pgid='pgtrigger_update_update_75647', table='assessments_dosedefault', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='dosedefault',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_dosedefaultevent" ("changed_at", "changed_by_id", "counted", "dose_words", "exercise", "hold_s", "id", "least", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rest_s", "sets", "sets_most") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."counted", OLD."dose_words", OLD."exercise", OLD."hold_s", OLD."id", OLD."least", OLD."most", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rest_s", OLD."sets", OLD."sets_most"); RETURN NULL;', hash='c2f836652f6e6c2b92849d927feb87b466ea7844', operation='DELETE', pgid='pgtrigger_delete_delete_c5d3d', table='assessments_dosedefault', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='dosedefaultevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e68cff511d27162559fdccb9341ee0a819a3f298', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9f5e0', table='assessments_dosedefaultevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='programme',
                index=models.Index(condition=models.Q(('status', 'running')), fields=['practitioner'], name='programme_running'),
            ),
            migrations.AddConstraint(
                model_name='programme',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'running', 'ended', 'discarded'])), name='programme_status_known'),
            ),
            migrations.AddConstraint(
                model_name='programme',
                constraint=models.UniqueConstraint(condition=models.Q(('status', 'running')), fields=('patient',), name='programme_running_once'),
            ),
            migrations.AddConstraint(
                model_name='programme',
                constraint=models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('patient',), name='programme_draft_once'),
            ),
            migrations.AddConstraint(
                model_name='programme',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('status__in', ['ended', 'discarded'])), models.Q(('ended_at__isnull', True), ('status__in', ['draft', 'running'])), _connector='OR'), name='programme_ended_by_somebody'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='programme',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_programmeevent" ("assessment_id", "created_at", "created_by_id", "end_reason", "ended_at", "ended_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reference", "status") VALUES (NEW."assessment_id", NEW."created_at", NEW."created_by_id", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."reference", NEW."status"); RETURN NULL;', hash='ae50484fae9164c1d6d50075f87fbc42f04c70ba', operation='INSERT', pgid='pgtrigger_insert_insert_a00fd', table='assessments_programme', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='programme',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_programmeevent" ("assessment_id", "created_at", "created_by_id", "end_reason", "ended_at", "ended_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reference", "status") VALUES (NEW."assessment_id", NEW."created_at", NEW."created_by_id", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."reference", NEW."status"); RETURN NULL;', hash='1e6d071ab0693e614950f4e3f858c6c5eb6bfab0', operation='UPDATE', pgid='pgtrigger_update_update_1f70b', table='assessments_programme', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='programme',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_programmeevent" ("assessment_id", "created_at", "created_by_id", "end_reason", "ended_at", "ended_by_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reference", "status") VALUES (OLD."assessment_id", OLD."created_at", OLD."created_by_id", OLD."end_reason", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."reference", OLD."status"); RETURN NULL;', hash='97fc59220f4c15b220dedffc4ec9309cc4f579dd', operation='DELETE', pgid='pgtrigger_delete_delete_e0ba9', table='assessments_programme', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='planalertevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2285be2a7c05df5b88a4e7304e696993edffd52', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f0b5d', table='assessments_planalertevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='planalert',
                index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['programme'], name='alert_unseen'),
            ),
            migrations.AddConstraint(
                model_name='planalert',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['silence', 'pain', 'effort'])), name='alert_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='planalert',
                constraint=models.UniqueConstraint(fields=('programme', 'kind', 'occasion'), name='alert_once_an_occasion'),
            ),
            migrations.AddConstraint(
                model_name='planalert',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True), ('what_was_done', '')), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False), models.Q(('what_was_done', ''), _negated=True)), _connector='OR'), name='alert_seen_with_what_was_done'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='planalert',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_planalertevent" ("about_on", "id", "kind", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "raised_at", "reference", "seen_at", "seen_by_id", "what_was_done", "words") VALUES (NEW."about_on", NEW."id", NEW."kind", NEW."occasion", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."raised_at", NEW."reference", NEW."seen_at", NEW."seen_by_id", NEW."what_was_done", NEW."words"); RETURN NULL;', hash='64b7c4c3622881f8f0a9171a3e9e421ef0b22248', operation='INSERT', pgid='pgtrigger_insert_insert_b89d9', table='assessments_planalert', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='planalert',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_planalertevent" ("about_on", "id", "kind", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "raised_at", "reference", "seen_at", "seen_by_id", "what_was_done", "words") VALUES (NEW."about_on", NEW."id", NEW."kind", NEW."occasion", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."raised_at", NEW."reference", NEW."seen_at", NEW."seen_by_id", NEW."what_was_done", NEW."words"); RETURN NULL;', hash='cef7cdc937e6c5a741a6dd5fb3c309da343369d2', operation='UPDATE', pgid='pgtrigger_update_update_4efc7', table='assessments_planalert', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='planalert',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_planalertevent" ("about_on", "id", "kind", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "raised_at", "reference", "seen_at", "seen_by_id", "what_was_done", "words") VALUES (OLD."about_on", OLD."id", OLD."kind", OLD."occasion", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."raised_at", OLD."reference", OLD."seen_at", OLD."seen_by_id", OLD."what_was_done", OLD."words"); RETURN NULL;', hash='4c1f9a152d11ae4dfe70e41a5f633a5c3b79692a', operation='DELETE', pgid='pgtrigger_delete_delete_b132c', table='assessments_planalert', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='programmeevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='60af6ad37cd0a19123b226339961782bcfdebdb6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c02b7', table='assessments_programmeevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='programmeline',
                constraint=models.UniqueConstraint(fields=('programme', 'number'), name='line_number_once'),
            ),
            migrations.AddConstraint(
                model_name='programmeline',
                constraint=models.UniqueConstraint(fields=('id', 'programme'), name='line_with_programme'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'made', 'declined', 'lapsed'])), name='step_state_known'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=models.CheckConstraint(condition=models.Q(('direction__in', ['up', 'down'])), name='step_direction_known'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=models.CheckConstraint(condition=models.Q(('rule__in', ['top_of_range', 'pain', 'worse_next_day'])), name='step_rule_known'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('line',), name='step_proposed_once'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('made_on__isnull', False), ('state', 'made'), ('until_on__isnull', False)), models.Q(models.Q(('state', 'made'), _negated=True), ('made_on__isnull', True), ('until_on__isnull', True)), _connector='OR'), name='step_made_on_a_day'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='step_decided_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='step_declined_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('direction', 'up'), ('state', 'made')), expressions=[(bookings.models.appointments.IdRange('line'), '&&'), (assessments.models.sessions.DayRange(), '&&')], name='step_up_once_in_a_while'),
            ),
            migrations.AddConstraint(
                model_name='progressionstep',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('direction', 'down'), ('state', 'made')), expressions=[(bookings.models.appointments.IdRange('line'), '&&'), (assessments.models.sessions.DayRange(), '&&')], name='step_down_once_in_a_while'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='progressionstep',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_progressionstepevent" ("causes", "decided_at", "decided_by_id", "direction", "from_exercise", "from_name", "id", "item_id", "line_id", "made_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "proposed_at", "reference", "rule", "state", "to_exercise", "to_name", "until_on", "words") VALUES (NEW."causes", NEW."decided_at", NEW."decided_by_id", NEW."direction", NEW."from_exercise", NEW."from_name", NEW."id", NEW."item_id", NEW."line_id", NEW."made_on", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."proposed_at", NEW."reference", NEW."rule", NEW."state", NEW."to_exercise", NEW."to_name", NEW."until_on", NEW."words"); RETURN NULL;', hash='5621d7f27427e9e2a85913ab97b7f0ed17ad5c72', operation='INSERT', pgid='pgtrigger_insert_insert_914f4', table='assessments_progressionstep', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='progressionstep',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_progressionstepevent" ("causes", "decided_at", "decided_by_id", "direction", "from_exercise", "from_name", "id", "item_id", "line_id", "made_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "proposed_at", "reference", "rule", "state", "to_exercise", "to_name", "until_on", "words") VALUES (NEW."causes", NEW."decided_at", NEW."decided_by_id", NEW."direction", NEW."from_exercise", NEW."from_name", NEW."id", NEW."item_id", NEW."line_id", NEW."made_on", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."proposed_at", NEW."reference", NEW."rule", NEW."state", NEW."to_exercise", NEW."to_name", NEW."until_on", NEW."words"); RETURN NULL;', hash='85c9cd7bb4ac5f0ede945e3e6cb335bb308c4e44', operation='UPDATE', pgid='pgtrigger_update_update_16753', table='assessments_progressionstep', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='progressionstep',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_progressionstepevent" ("causes", "decided_at", "decided_by_id", "direction", "from_exercise", "from_name", "id", "item_id", "line_id", "made_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "proposed_at", "reference", "rule", "state", "to_exercise", "to_name", "until_on", "words") VALUES (OLD."causes", OLD."decided_at", OLD."decided_by_id", OLD."direction", OLD."from_exercise", OLD."from_name", OLD."id", OLD."item_id", OLD."line_id", OLD."made_on", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."proposed_at", OLD."reference", OLD."rule", OLD."state", OLD."to_exercise", OLD."to_name", OLD."until_on", OLD."words"); RETURN NULL;', hash='d0b5e7069ab335f5acc1cc9e7ce9ac19861d0948', operation='DELETE', pgid='pgtrigger_delete_delete_994bf', table='assessments_progressionstep', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.UniqueConstraint(fields=('programme', 'number'), name='version_number_once'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.UniqueConstraint(fields=('id', 'programme'), name='version_with_programme'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.UniqueConstraint(condition=models.Q(('made_by__isnull', True), ('sent_at__isnull', True)), fields=('programme',), name='version_draft_once'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.CheckConstraint(condition=models.Q(('weeks__isnull', True), ('weeks__range', (1, 26)), _connector='OR'), name='version_weeks_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.CheckConstraint(condition=models.Q(('retest_week__isnull', True), ('retest_week__range', (1, 26)), _connector='OR'), name='version_retest_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.CheckConstraint(condition=models.Q(('cautions__contained_by', ['post_op', 'pregnancy', 'balance_risk', 'acute_injury'])), name='version_cautions_known'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_by_rule', False), ('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('is_by_rule', False), ('sent_at__isnull', False), ('sent_by__isnull', False)), models.Q(('is_by_rule', True), ('sent_at__isnull', False), ('sent_by__isnull', True)), _connector='OR'), name='version_sent_by_somebody_or_the_rule'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), models.Q(models.Q(('load_advice', ''), _negated=True), models.Q(('rules', {}), _negated=True)), _connector='OR'), name='version_sent_with_load_advice_and_rules'),
            ),
            migrations.AddConstraint(
                model_name='programmeversion',
                constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('cautions', []), models.Q(('caution_note', ''), _negated=True), _connector='OR'), name='version_sent_with_its_cautions_noted'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.UniqueConstraint(fields=('id', 'programme'), name='item_with_programme'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.UniqueConstraint(fields=('version', 'line'), name='item_line_once'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.UniqueConstraint(fields=('version', 'exercise'), name='item_exercise_once'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('version', 'position'), name='item_position_once'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('days__contained_by', [0, 1, 2, 3, 4, 5, 6])), name='item_days_known'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('first_side__in', ['', 'L', 'R'])), name='item_first_side_known'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('extra_set', False), models.Q(('first_side', ''), _negated=True), _connector='OR'), name='item_extra_set_of_a_side'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('own_spm__isnull', True), ('own_spm__range', (120, 230)), _connector='OR'), name='item_step_rate_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted', ''), ('least__isnull', True), ('most__isnull', True), ('sets__isnull', True), ('hold_s__isnull', True), ('rest_s__isnull', True), ('sets_most__isnull', True)), models.Q(('least__isnull', False), ('most__isnull', False), ('sets__isnull', False), models.Q(('counted', ''), _negated=True)), _connector='OR'), name='item_dose_whole_or_none'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('counted__in', ['', 'repetitions', 'steps', 'seconds'])), name='item_counted_known'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('sets__isnull', True), ('sets__range', (1, 10)), _connector='OR'), name='item_sets_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('sets_most__isnull', True), ('sets_most__range', (1, 10)), _connector='OR'), name='item_sets_most_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('hold_s__isnull', True), ('hold_s__range', (1, 300)), _connector='OR'), name='item_hold_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('rest_s__isnull', True), ('rest_s__range', (1, 600)), _connector='OR'), name='item_rest_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('least__isnull', True), models.Q(('counted', 'seconds'), ('hold_s__isnull', True), ('least__range', (1, 300))), models.Q(models.Q(('counted', 'seconds'), _negated=True), ('least__range', (1, 100))), _connector='OR'), name='item_least_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('most__isnull', True), models.Q(('most__gte', models.F('least')), models.Q(models.Q(('counted', 'seconds'), ('most__lte', 300)), models.Q(models.Q(('counted', 'seconds'), _negated=True), ('most__lte', 100)), _connector='OR')), _connector='OR'), name='item_most_within_range'),
            ),
            migrations.AddConstraint(
                model_name='programmeitem',
                constraint=models.CheckConstraint(condition=models.Q(('sets_most__isnull', True), ('sets_most__gte', models.F('sets')), _connector='OR'), name='item_sets_in_order'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='progressionstepevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0a0d35e699117544d1f3828bb81f13746720211f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_66198', table='assessments_progressionstepevent', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='sessionlog',
                index=models.Index(fields=['programme', '-done_on'], name='session_of_programme'),
            ),
            migrations.AddConstraint(
                model_name='sessionlog',
                constraint=models.CheckConstraint(condition=models.Q(('pain__isnull', True), ('pain__range', (0, 10)), _connector='OR'), name='session_pain_within_range'),
            ),
            migrations.AddConstraint(
                model_name='sessionlog',
                constraint=models.CheckConstraint(condition=models.Q(('effort__isnull', True), ('effort__range', (0, 10)), _connector='OR'), name='session_effort_within_range'),
            ),
            migrations.AddConstraint(
                model_name='sessionlog',
                constraint=models.CheckConstraint(condition=models.Q(('done__len__lte', 12)), name='session_sets_can_be_done'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sessionlog',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_sessionlogevent" ("done", "done_on", "effort", "good_control", "id", "item_id", "logged_at", "logged_by_id", "note", "pain", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reference", "taken_back_at", "worse_next_day") VALUES (NEW."done", NEW."done_on", NEW."effort", NEW."good_control", NEW."id", NEW."item_id", NEW."logged_at", NEW."logged_by_id", NEW."note", NEW."pain", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."reference", NEW."taken_back_at", NEW."worse_next_day"); RETURN NULL;', hash='34291759398462d5bb941e2cf681c924e6029365', operation='INSERT', pgid='pgtrigger_insert_insert_3b811', table='assessments_sessionlog', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sessionlog',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_sessionlogevent" ("done", "done_on", "effort", "good_control", "id", "item_id", "logged_at", "logged_by_id", "note", "pain", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reference", "taken_back_at", "worse_next_day") VALUES (NEW."done", NEW."done_on", NEW."effort", NEW."good_control", NEW."id", NEW."item_id", NEW."logged_at", NEW."logged_by_id", NEW."note", NEW."pain", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."reference", NEW."taken_back_at", NEW."worse_next_day"); RETURN NULL;', hash='f8374afa69c647e4b6ea22e2b090359a4bdfdc85', operation='UPDATE', pgid='pgtrigger_update_update_827e6', table='assessments_sessionlog', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sessionlog',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_sessionlogevent" ("done", "done_on", "effort", "good_control", "id", "item_id", "logged_at", "logged_by_id", "note", "pain", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reference", "taken_back_at", "worse_next_day") VALUES (OLD."done", OLD."done_on", OLD."effort", OLD."good_control", OLD."id", OLD."item_id", OLD."logged_at", OLD."logged_by_id", OLD."note", OLD."pain", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."reference", OLD."taken_back_at", OLD."worse_next_day"); RETURN NULL;', hash='08fdfe40800ee08766ad5276844b2c97ac296e77', operation='DELETE', pgid='pgtrigger_delete_delete_f267e', table='assessments_sessionlog', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sessionlogevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='368a0cf9899c85c9a97854195e2ecb71ca93b3da', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1619e', table='assessments_sessionlogevent', when='BEFORE')),
            ),
        ]),
        *SEALS,
    ]
