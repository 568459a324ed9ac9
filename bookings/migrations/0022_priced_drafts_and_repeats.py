"""Services that cost a sum or are drafts, and exceptions that were made week by week."""

import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0021_desk_notes_family_gaps'),
        ('clinic', '0022_start_and_currency'),
    ]

    operations = [
        AtOnce([
        pgtrigger.migrations.RemoveTrigger(
            model_name='scheduleexception',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='scheduleexception',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='scheduleexception',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='service',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='service',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='service',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='scheduleexception',
            name='repeat',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='scheduleexceptionevent',
            name='repeat',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='currency',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=3),
        ),
        migrations.AddField(
            model_name='service',
            name='is_draft',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='service',
            name='price',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(0)]),
        ),
        migrations.AddField(
            model_name='serviceevent',
            name='currency',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=3),
        ),
        migrations.AddField(
            model_name='serviceevent',
            name='is_draft',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='serviceevent',
            name='price',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(0)]),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scheduleexception',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_scheduleexceptionevent" ("effect", "ends_at", "equipment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "repeat", "starts_at") VALUES (NEW."effect", NEW."ends_at", NEW."equipment_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."reason", NEW."repeat", NEW."starts_at"); RETURN NULL;', hash='58d881d4b59a5e04eb3e7e23f50028f8eb9553b1', operation='INSERT', pgid='pgtrigger_insert_insert_9283d', table='bookings_scheduleexception', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scheduleexception',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_scheduleexceptionevent" ("effect", "ends_at", "equipment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "repeat", "starts_at") VALUES (NEW."effect", NEW."ends_at", NEW."equipment_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."reason", NEW."repeat", NEW."starts_at"); RETURN NULL;', hash='7e5cf5081772a1018491c5784f5b904c25adb457', operation='UPDATE', pgid='pgtrigger_update_update_af407', table='bookings_scheduleexception', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scheduleexception',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_scheduleexceptionevent" ("effect", "ends_at", "equipment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "reason", "repeat", "starts_at") VALUES (OLD."effect", OLD."ends_at", OLD."equipment_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."reason", OLD."repeat", OLD."starts_at"); RETURN NULL;', hash='4ad2a9802fdf803c2be9f6a9d41680eabad58809', operation='DELETE', pgid='pgtrigger_delete_delete_44ae6', table='bookings_scheduleexception', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_serviceevent" ("buffer_after_min", "buffer_before_min", "cancellation_fee_text", "cancellation_window_hours", "currency", "description", "disciplines", "duration_min", "equipment_kind", "for_new_patients", "for_returning_patients", "horizon_days", "id", "intake_form", "is_active", "is_bookable_online", "is_draft", "late_fee_percent", "name", "notice_hours", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "price", "price_text", "purposes", "reference", "requires_running_specialist", "slot_grid_min", "slug", "summary", "what_to_bring") VALUES (NEW."buffer_after_min", NEW."buffer_before_min", NEW."cancellation_fee_text", NEW."cancellation_window_hours", NEW."currency", NEW."description", NEW."disciplines", NEW."duration_min", NEW."equipment_kind", NEW."for_new_patients", NEW."for_returning_patients", NEW."horizon_days", NEW."id", NEW."intake_form", NEW."is_active", NEW."is_bookable_online", NEW."is_draft", NEW."late_fee_percent", NEW."name", NEW."notice_hours", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."price", NEW."price_text", NEW."purposes", NEW."reference", NEW."requires_running_specialist", NEW."slot_grid_min", NEW."slug", NEW."summary", NEW."what_to_bring"); RETURN NULL;', hash='51d027515589e41d42dd606810c36a23affd7a4e', operation='INSERT', pgid='pgtrigger_insert_insert_2e23e', table='bookings_service', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_serviceevent" ("buffer_after_min", "buffer_before_min", "cancellation_fee_text", "cancellation_window_hours", "currency", "description", "disciplines", "duration_min", "equipment_kind", "for_new_patients", "for_returning_patients", "horizon_days", "id", "intake_form", "is_active", "is_bookable_online", "is_draft", "late_fee_percent", "name", "notice_hours", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "price", "price_text", "purposes", "reference", "requires_running_specialist", "slot_grid_min", "slug", "summary", "what_to_bring") VALUES (NEW."buffer_after_min", NEW."buffer_before_min", NEW."cancellation_fee_text", NEW."cancellation_window_hours", NEW."currency", NEW."description", NEW."disciplines", NEW."duration_min", NEW."equipment_kind", NEW."for_new_patients", NEW."for_returning_patients", NEW."horizon_days", NEW."id", NEW."intake_form", NEW."is_active", NEW."is_bookable_online", NEW."is_draft", NEW."late_fee_percent", NEW."name", NEW."notice_hours", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."price", NEW."price_text", NEW."purposes", NEW."reference", NEW."requires_running_specialist", NEW."slot_grid_min", NEW."slug", NEW."summary", NEW."what_to_bring"); RETURN NULL;', hash='ad4ea5d7da55bf539141e7bb363c55d936bafda9', operation='UPDATE', pgid='pgtrigger_update_update_7ccf7', table='bookings_service', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='service',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_serviceevent" ("buffer_after_min", "buffer_before_min", "cancellation_fee_text", "cancellation_window_hours", "currency", "description", "disciplines", "duration_min", "equipment_kind", "for_new_patients", "for_returning_patients", "horizon_days", "id", "intake_form", "is_active", "is_bookable_online", "is_draft", "late_fee_percent", "name", "notice_hours", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "price", "price_text", "purposes", "reference", "requires_running_specialist", "slot_grid_min", "slug", "summary", "what_to_bring") VALUES (OLD."buffer_after_min", OLD."buffer_before_min", OLD."cancellation_fee_text", OLD."cancellation_window_hours", OLD."currency", OLD."description", OLD."disciplines", OLD."duration_min", OLD."equipment_kind", OLD."for_new_patients", OLD."for_returning_patients", OLD."horizon_days", OLD."id", OLD."intake_form", OLD."is_active", OLD."is_bookable_online", OLD."is_draft", OLD."late_fee_percent", OLD."name", OLD."notice_hours", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."price", OLD."price_text", OLD."purposes", OLD."reference", OLD."requires_running_specialist", OLD."slot_grid_min", OLD."slug", OLD."summary", OLD."what_to_bring"); RETURN NULL;', hash='1df55973cb13474c952c7bc269bd03dd53fd08bc', operation='DELETE', pgid='pgtrigger_delete_delete_e3c6b', table='bookings_service', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('currency', ''), ('price__isnull', True)), models.Q(('currency__in', ['CAD', 'USD', 'AUD', 'NZD', 'EUR', 'GBP', 'CHF']), ('price__gte', 0)), _connector='OR'), name='service_price_is_a_sum'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('is_draft', False), ('is_active', False), _connector='OR'), name='service_draft_is_not_offered'),
        ),
        ]),
    ]
