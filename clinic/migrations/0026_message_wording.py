"""The clinic's own words of its messages, and whether a calendar rings before a visit."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0025_identity'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDefaultsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, serialize=False)),
                ('alarm_minutes', models.PositiveSmallIntegerField(blank=True, choices=[(60, 'An hour before'), (120, 'Two hours before'), (1440, 'A day before')], null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MessageWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('number', models.PositiveIntegerField()),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['kind', '-number'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDefaults',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('alarm_minutes', models.PositiveSmallIntegerField(blank=True, choices=[(60, 'An hour before'), (120, 'Two hours before'), (1440, 'A day before')], null=True)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='calendar_defaults_only_one'), models.CheckConstraint(condition=models.Q(('alarm_minutes__isnull', True), ('alarm_minutes__in', [60, 120, 1440]), _connector='OR'), name='calendar_defaults_alarm_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendardefaults',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_calendardefaultsevent" ("alarm_minutes", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."alarm_minutes", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='6d2de8c9eacfd227109b1a69f76b37bc3ab789cc', operation='INSERT', pgid='pgtrigger_insert_insert_84086', table='clinic_calendardefaults', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendardefaults',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_calendardefaultsevent" ("alarm_minutes", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."alarm_minutes", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='d589b65a04595f61005aa2aba21bad6780ba8903', operation='UPDATE', pgid='pgtrigger_update_update_e7009', table='clinic_calendardefaults', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendardefaults',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_calendardefaultsevent" ("alarm_minutes", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."alarm_minutes", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='4c07d0edd935d5910646304b8861624cc7b7f5b2', operation='DELETE', pgid='pgtrigger_delete_delete_ebb46', table='clinic_calendardefaults', when='AFTER')),
        ),
        migrations.AddField(
            model_name='calendardefaultsevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='calendardefaultsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='clinic.calendardefaults'),
        ),
        migrations.AddField(
            model_name='messagewording',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendardefaultsevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c27b16b0a1b5264d3f4920abff9fc7851664efa3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_31f64', table='clinic_calendardefaultsevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='messagewording',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='message_wording_numbered'),
        ),
        migrations.AddConstraint(
            model_name='messagewording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), ('text', '')), models.Q(models.Q(('subject', ''), _negated=True), models.Q(('text', ''), _negated=True)), _connector='OR'), name='message_wording_whole_or_ours'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='messagewording',
            trigger=pgtrigger.compiler.Trigger(name='message_wording_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9d1521a7a7a6362806a57a220418523c6bb3e0a5', operation='UPDATE OR DELETE', pgid='pgtrigger_message_wording_is_kept_9ac90', table='clinic_messagewording', when='BEFORE')),
        ),
    ]
