"""Notes of the desk, who looks after whom as it was told, and gaps that it offers."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0020_feeds_and_imports'),
        ('clinic', '0019_encrypt_second_factors'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='DeskNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.CharField(max_length=500)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('struck_at', models.DateTimeField(blank=True, null=True)),
                ('appointment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='desk_notes', to='bookings.appointment')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desk_notes', to='clinic.patient')),
                ('struck_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-written_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='desk_note_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('struck_at__isnull', True), ('struck_by__isnull', True)), models.Q(('struck_at__isnull', False), ('struck_by__isnull', False)), _connector='OR'), name='desk_note_struck_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='FamilyTie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('looked_after_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tied_from', to='clinic.patient')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tied_to', to='clinic.patient')),
            ],
            options={
                'ordering': ['made_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('patient', 'looked_after_by'), name='family_tie_once_a_pair'), models.CheckConstraint(condition=models.Q(('patient', models.F('looked_after_by')), _negated=True), name='family_tie_between_two')],
            },
        ),
        migrations.CreateModel(
            name='FamilyTieEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('looked_after_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.patient')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='bookings.familytie')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='freedtime',
            name='practitioner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.practitioner'),
        ),
        ]),
        AtOnce([  # undone while tables and column are still there
        migrations.AddConstraint(
            model_name='freedtime',
            constraint=models.UniqueConstraint(condition=models.Q(('practitioner__isnull', False)), fields=('practitioner', 'starts_at', 'ends_at'), name='freed_time_once_a_gap'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='desknote',
            trigger=pgtrigger.compiler.Trigger(name='desk_note_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='970564c13b393c628b869e180757a78fc0287769', operation='DELETE', pgid='pgtrigger_desk_note_is_kept_7d861', table='bookings_desknote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='desknote',
            trigger=pgtrigger.compiler.Trigger(name='desk_note_is_not_edited', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."appointment_id" IS DISTINCT FROM (NEW."appointment_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."written_by_id" IS DISTINCT FROM (NEW."written_by_id") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='29c3534f75ebffcce29aa3297d3d0945684a3d6b', operation='UPDATE', pgid='pgtrigger_desk_note_is_not_edited_70370', table='bookings_desknote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='desknote',
            trigger=pgtrigger.compiler.Trigger(name='desk_note_stays_struck', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."struck_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1d02deb52fa0ce45df1501c12422b5f46731ee20', operation='UPDATE', pgid='pgtrigger_desk_note_stays_struck_946ee', table='bookings_desknote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familytie',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_familytieevent" ("id", "looked_after_by_id", "made_at", "made_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."looked_after_by_id", NEW."made_at", NEW."made_by_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='6f16216551dd561aefbe7e94981744e2669648b6', operation='INSERT', pgid='pgtrigger_insert_insert_774d5', table='bookings_familytie', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familytie',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_familytieevent" ("id", "looked_after_by_id", "made_at", "made_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."looked_after_by_id", NEW."made_at", NEW."made_by_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='74c08bef27930b99bf3f8076a36a710bc41db338', operation='UPDATE', pgid='pgtrigger_update_update_cf92d', table='bookings_familytie', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familytie',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_familytieevent" ("id", "looked_after_by_id", "made_at", "made_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."looked_after_by_id", OLD."made_at", OLD."made_by_id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='bd823203a55ae1b67ad31fa280aa46e865f35f6f', operation='DELETE', pgid='pgtrigger_delete_delete_30cfd', table='bookings_familytie', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='familytieevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a4d9f01b7a734c418f4cdb36ef6376362a2de082', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2f2e0', table='bookings_familytieevent', when='BEFORE')),
        ),
        ]),
    ]
