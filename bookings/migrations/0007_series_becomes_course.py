"""A series of visits is called a course, as on every page; rows stay, triggers are made anew."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0006_appointment_note_unsigned_since'),
        ('clinic', '0007_practitioner_supervisor'),
    ]

    operations = [
        AtOnce([
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='series',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='seriesevent',
            name='append_only',
        ),
        migrations.RemoveConstraint(
            model_name='series',
            name='series_spacing_within_range',
        ),
        migrations.RemoveConstraint(
            model_name='series',
            name='series_tolerance_below_spacing',
        ),
        ]),
        migrations.RenameModel(old_name='Series', new_name='Course'),
        migrations.RenameModel(old_name='SeriesEvent', new_name='CourseEvent'),
        migrations.RenameField(model_name='appointment', old_name='series', new_name='course'),
        migrations.RenameField(model_name='appointmentevent', old_name='series', new_name='course'),
        AtOnce([
        migrations.AlterModelOptions(name='course', options={'ordering': ['-created_at']}),
        migrations.AlterField(
            model_name='course',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='clinic.patient'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('spacing_days__range', (1, 180))), name='course_spacing_within_range'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('tolerance_days__lt', models.F('spacing_days'))), name='course_tolerance_below_spacing'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_appointmentevent" ("booked_by_id", "buffer_after_min", "buffer_before_min", "cancellation_reason", "cancelled_at", "cancelled_by_id", "cancelled_late", "confirmed_at", "course_id", "created_at", "ends_at", "equipment_id", "form_filled_at", "held_for", "hold_expires_at", "hold_token", "id", "note_unsigned_since", "notes", "overbooked", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_accepted_at", "policy_text", "practitioner_id", "reference", "revision", "service_id", "source", "starts_at", "status", "submission", "under_review_since") VALUES (NEW."booked_by_id", NEW."buffer_after_min", NEW."buffer_before_min", NEW."cancellation_reason", NEW."cancelled_at", NEW."cancelled_by_id", NEW."cancelled_late", NEW."confirmed_at", NEW."course_id", NEW."created_at", NEW."ends_at", NEW."equipment_id", NEW."form_filled_at", NEW."held_for", NEW."hold_expires_at", NEW."hold_token", NEW."id", NEW."note_unsigned_since", NEW."notes", NEW."overbooked", NEW."overbooked_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_accepted_at", NEW."policy_text", NEW."practitioner_id", NEW."reference", NEW."revision", NEW."service_id", NEW."source", NEW."starts_at", NEW."status", NEW."submission", NEW."under_review_since"); RETURN NULL;', hash='325051055c4888727c694b4339184ef1952b178d', operation='INSERT', pgid='pgtrigger_insert_insert_c80bd', table='bookings_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_appointmentevent" ("booked_by_id", "buffer_after_min", "buffer_before_min", "cancellation_reason", "cancelled_at", "cancelled_by_id", "cancelled_late", "confirmed_at", "course_id", "created_at", "ends_at", "equipment_id", "form_filled_at", "held_for", "hold_expires_at", "hold_token", "id", "note_unsigned_since", "notes", "overbooked", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_accepted_at", "policy_text", "practitioner_id", "reference", "revision", "service_id", "source", "starts_at", "status", "submission", "under_review_since") VALUES (NEW."booked_by_id", NEW."buffer_after_min", NEW."buffer_before_min", NEW."cancellation_reason", NEW."cancelled_at", NEW."cancelled_by_id", NEW."cancelled_late", NEW."confirmed_at", NEW."course_id", NEW."created_at", NEW."ends_at", NEW."equipment_id", NEW."form_filled_at", NEW."held_for", NEW."hold_expires_at", NEW."hold_token", NEW."id", NEW."note_unsigned_since", NEW."notes", NEW."overbooked", NEW."overbooked_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_accepted_at", NEW."policy_text", NEW."practitioner_id", NEW."reference", NEW."revision", NEW."service_id", NEW."source", NEW."starts_at", NEW."status", NEW."submission", NEW."under_review_since"); RETURN NULL;', hash='c88c327c5d0000944568fa9624f7120b5f9276b9', operation='UPDATE', pgid='pgtrigger_update_update_d685c', table='bookings_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_appointmentevent" ("booked_by_id", "buffer_after_min", "buffer_before_min", "cancellation_reason", "cancelled_at", "cancelled_by_id", "cancelled_late", "confirmed_at", "course_id", "created_at", "ends_at", "equipment_id", "form_filled_at", "held_for", "hold_expires_at", "hold_token", "id", "note_unsigned_since", "notes", "overbooked", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_accepted_at", "policy_text", "practitioner_id", "reference", "revision", "service_id", "source", "starts_at", "status", "submission", "under_review_since") VALUES (OLD."booked_by_id", OLD."buffer_after_min", OLD."buffer_before_min", OLD."cancellation_reason", OLD."cancelled_at", OLD."cancelled_by_id", OLD."cancelled_late", OLD."confirmed_at", OLD."course_id", OLD."created_at", OLD."ends_at", OLD."equipment_id", OLD."form_filled_at", OLD."held_for", OLD."hold_expires_at", OLD."hold_token", OLD."id", OLD."note_unsigned_since", OLD."notes", OLD."overbooked", OLD."overbooked_reason", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy_accepted_at", OLD."policy_text", OLD."practitioner_id", OLD."reference", OLD."revision", OLD."service_id", OLD."source", OLD."starts_at", OLD."status", OLD."submission", OLD."under_review_since"); RETURN NULL;', hash='3416d5e3db9ff97e955490850151d8733f93c4df', operation='DELETE', pgid='pgtrigger_delete_delete_1b07e', table='bookings_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='courseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='359b11e8b817cfca5818c97d9353917ba8be8682', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1ea37', table='bookings_courseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_courseevent" ("booked_by_id", "created_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "service_id", "spacing_days", "tolerance_days") VALUES (NEW."booked_by_id", NEW."created_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."service_id", NEW."spacing_days", NEW."tolerance_days"); RETURN NULL;', hash='168b71cf21401b760f9b4edeaf0f492ff72e9cc3', operation='INSERT', pgid='pgtrigger_insert_insert_f5812', table='bookings_course', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_courseevent" ("booked_by_id", "created_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "service_id", "spacing_days", "tolerance_days") VALUES (NEW."booked_by_id", NEW."created_at", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."service_id", NEW."spacing_days", NEW."tolerance_days"); RETURN NULL;', hash='039a42cb4512d022db4b6b80647f89eb3e786277', operation='UPDATE', pgid='pgtrigger_update_update_e846b', table='bookings_course', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_courseevent" ("booked_by_id", "created_at", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "service_id", "spacing_days", "tolerance_days") VALUES (OLD."booked_by_id", OLD."created_at", OLD."id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."service_id", OLD."spacing_days", OLD."tolerance_days"); RETURN NULL;', hash='216cd9caf0b3e2b8c2f810e872cdcc8f79ed5de4', operation='DELETE', pgid='pgtrigger_delete_delete_5fd55', table='bookings_course', when='AFTER')),
        ),
        ]),
    ]
