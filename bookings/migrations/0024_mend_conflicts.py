"""What becomes of many visits in conflict, settled by one press."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0023_fill_prices'),
        ('clinic', '0020_drop_reason_conflict'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MendedVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('revision', models.IntegerField()),
                ('choice', models.CharField(choices=[('move', 'Move it'), ('offer', 'Offer times by mail'), ('cancel', 'Cancel with our apology'), ('leave', 'Leave it as it is')], max_length=8)),
                ('places', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None)),
                ('was_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('changed', 'Changed meanwhile'), ('refused', 'Not possible')], default='waiting', max_length=8)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('open_until', models.DateTimeField(blank=True, null=True)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mendings', to='bookings.appointment')),
                ('was_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.practitioner')),
            ],
            options={
                'ordering': ['was_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Mending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('submission', models.UUIDField(editable=False, unique=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MendedVisitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('revision', models.IntegerField()),
                ('choice', models.CharField(choices=[('move', 'Move it'), ('offer', 'Offer times by mail'), ('cancel', 'Cancel with our apology'), ('leave', 'Leave it as it is')], max_length=8)),
                ('places', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None)),
                ('was_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('changed', 'Changed meanwhile'), ('refused', 'Not possible')], default='waiting', max_length=8)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('open_until', models.DateTimeField(blank=True, null=True)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('appointment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='bookings.appointment')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='bookings.mendedvisit')),
                ('was_with', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitioner')),
                ('mending', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='bookings.mending')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='mendedvisit',
            name='mending',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='bookings.mending'),
        ),
        migrations.CreateModel(
            name='MendingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('submission', models.UUIDField(editable=False)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='bookings.mending')),
                ('started_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mending',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_mendingevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "started_at", "started_by_id", "submission") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."started_at", NEW."started_by_id", NEW."submission"); RETURN NULL;', hash='4f7c72c693424a63eecef4a9fbc85b5560ffc450', operation='INSERT', pgid='pgtrigger_insert_insert_52365', table='bookings_mending', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mending',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_mendingevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "started_at", "started_by_id", "submission") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."started_at", NEW."started_by_id", NEW."submission"); RETURN NULL;', hash='8d9ab22b21c016fe8dfcfb5e91b443b174628dec', operation='UPDATE', pgid='pgtrigger_update_update_ee93f', table='bookings_mending', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mending',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_mendingevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "started_at", "started_by_id", "submission") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."started_at", OLD."started_by_id", OLD."submission"); RETURN NULL;', hash='a04c54a0b28b940bf071aed573919ed712370b23', operation='DELETE', pgid='pgtrigger_delete_delete_4e8e6', table='bookings_mending', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mendedvisitevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6499e0ec55f56e92f6fea28b50279b280e3ff85a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_050e3', table='bookings_mendedvisitevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='mendedvisit',
            constraint=models.UniqueConstraint(fields=('mending', 'appointment'), name='mended_visit_once_a_mending'),
        ),
        migrations.AddConstraint(
            model_name='mendedvisit',
            constraint=models.CheckConstraint(condition=models.Q(('choice__in', ['move', 'offer', 'cancel', 'leave'])), name='mended_visit_choice_known'),
        ),
        migrations.AddConstraint(
            model_name='mendedvisit',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'done', 'changed', 'refused'])), name='mended_visit_state_known'),
        ),
        migrations.AddConstraint(
            model_name='mendedvisit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('done_at__isnull', False)), _connector='OR'), name='mended_visit_done_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mendedvisit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_mendedvisitevent" ("appointment_id", "choice", "done_at", "error", "id", "mending_id", "open_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "reference", "revision", "state", "taken_at", "was_at", "was_with_id") VALUES (NEW."appointment_id", NEW."choice", NEW."done_at", NEW."error", NEW."id", NEW."mending_id", NEW."open_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."reference", NEW."revision", NEW."state", NEW."taken_at", NEW."was_at", NEW."was_with_id"); RETURN NULL;', hash='1ae64161e9718876d5cedd513583c911afa9ac04', operation='INSERT', pgid='pgtrigger_insert_insert_8b1b7', table='bookings_mendedvisit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mendedvisit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_mendedvisitevent" ("appointment_id", "choice", "done_at", "error", "id", "mending_id", "open_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "reference", "revision", "state", "taken_at", "was_at", "was_with_id") VALUES (NEW."appointment_id", NEW."choice", NEW."done_at", NEW."error", NEW."id", NEW."mending_id", NEW."open_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."reference", NEW."revision", NEW."state", NEW."taken_at", NEW."was_at", NEW."was_with_id"); RETURN NULL;', hash='6ed425e16dfad990af59cfb551c60d900398d716', operation='UPDATE', pgid='pgtrigger_update_update_b5237', table='bookings_mendedvisit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mendedvisit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_mendedvisitevent" ("appointment_id", "choice", "done_at", "error", "id", "mending_id", "open_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "reference", "revision", "state", "taken_at", "was_at", "was_with_id") VALUES (OLD."appointment_id", OLD."choice", OLD."done_at", OLD."error", OLD."id", OLD."mending_id", OLD."open_until", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."places", OLD."reference", OLD."revision", OLD."state", OLD."taken_at", OLD."was_at", OLD."was_with_id"); RETURN NULL;', hash='d3c9722be07ec98b0b233663561d32a698687b90', operation='DELETE', pgid='pgtrigger_delete_delete_3c2f1', table='bookings_mendedvisit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mendingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='99642b6811faab57bd2d5b934ed3ff11f2f8e297', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_04c5d', table='bookings_mendingevent', when='BEFORE')),
        ),
    ]
