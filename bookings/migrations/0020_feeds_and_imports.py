"""Calendar feeds of practitioners and equipment; lists that are brought in."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0018_conflicts_ahead'),
        ('clinic', '0021_account_event_exports'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('equipment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feed', to='bookings.equipment')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('practitioner', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feed', to='clinic.practitioner')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('equipment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='bookings.equipment')),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='bookings.calendarfeed')),
                ('practitioner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitioner')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('people', 'People'), ('visits', 'Future visits')], max_length=8)),
                ('file_name', models.CharField(max_length=200)),
                ('content', models.BinaryField(blank=True, default=b'')),
                ('sha256', models.CharField(max_length=64)),
                ('date_order', models.CharField(blank=True, choices=[('day_first', 'day_first'), ('month_first', 'month_first')], max_length=12)),
                ('skips_known', models.BooleanField(default=False)),
                ('tells_patients', models.BooleanField(default=False)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('checked', 'Checked'), ('importing', 'Being imported'), ('imported', 'Imported'), ('failed', 'Could not be finished'), ('discarded', 'Thrown away')], default='checking', max_length=12)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.UUIDField(blank=True, null=True)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('imported', models.PositiveIntegerField(default=0)),
                ('imported_at', models.DateTimeField(blank=True, null=True)),
                ('unreadable', models.TextField(blank=True)),
                ('date_in_doubt', models.CharField(blank=True, max_length=40)),
                ('known', models.PositiveIntegerField(default=0)),
                ('problems', models.JSONField(blank=True, default=list)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('left_out', models.JSONField(blank=True, default=list)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('equipment__isnull', True), ('practitioner__isnull', False)), models.Q(('equipment__isnull', False), ('practitioner__isnull', True)), _connector='OR'), name='calendar_feed_of_one_diary'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarfeed',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_calendarfeedevent" ("equipment_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id") VALUES (NEW."equipment_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id"); RETURN NULL;', hash='2c8e1471dc9bd97acce67a1964f4be84030ff192', operation='INSERT', pgid='pgtrigger_insert_insert_ed2e2', table='bookings_calendarfeed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarfeed',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."equipment_id" IS DISTINCT FROM (NEW."equipment_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."practitioner_id" IS DISTINCT FROM (NEW."practitioner_id"))', func='INSERT INTO "bookings_calendarfeedevent" ("equipment_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id") VALUES (NEW."equipment_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id"); RETURN NULL;', hash='7d2cb56f48013e03cdeec6d3e8d732b3df40b692', operation='UPDATE', pgid='pgtrigger_update_update_06dff', table='bookings_calendarfeed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarfeed',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_calendarfeedevent" ("equipment_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id") VALUES (OLD."equipment_id", OLD."id", OLD."made_at", OLD."made_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id"); RETURN NULL;', hash='0aae03774b2f0803b94658b36a1545d11ae1bfd6', operation='DELETE', pgid='pgtrigger_delete_delete_7d3ef', table='bookings_calendarfeed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarfeedevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='03c154243d2e9e353ae4d309bd165d28acf26f83', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_75354', table='bookings_calendarfeedevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['people', 'visits'])), name='import_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['checking', 'checked', 'importing', 'imported', 'failed', 'discarded'])), name='import_state_known'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('date_order__in', ['', 'day_first', 'month_first'])), name='import_date_order_known'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'imported'), _negated=True), ('imported_at__isnull', False), _connector='OR'), name='import_imported_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['importing', 'imported'])), fields=('kind', 'sha256'), name='import_of_a_file_once'),
        ),
    ]
