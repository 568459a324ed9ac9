"""Visits that the schedule has no room for any more, until somebody settles them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0016_visit_links_withdrawn'),
        ('clinic', '0019_encrypt_second_factors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.AddField(
            model_name='appointment',
            name='conflict_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='appointment',
            name='conflict_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='kept_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='conflict_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='conflict_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='kept_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_appointmentevent" ("booked_by_id", "buffer_after_min", "buffer_before_min", "cancellation_note", "cancellation_reason", "cancellation_window_hours", "cancelled_at", "cancelled_by_id", "cancelled_late", "cancelled_side", "confirmed_at", "conflict_reason", "conflict_since", "course_id", "created_at", "ends_at", "equipment_id", "form_filled_at", "grace_until", "held_for", "hold_expires_at", "hold_token", "id", "kept_at", "late_fee", "links_withdrawn", "note_unsigned_since", "notes", "overbooked", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_accepted_at", "policy_text", "practitioner_id", "reference", "review_levels", "revision", "service_id", "source", "starts_at", "status", "submission", "under_review_since") VALUES (NEW."booked_by_id", NEW."buffer_after_min", NEW."buffer_before_min", NEW."cancellation_note", NEW."cancellation_reason", NEW."cancellation_window_hours", NEW."cancelled_at", NEW."cancelled_by_id", NEW."cancelled_late", NEW."cancelled_side", NEW."confirmed_at", NEW."conflict_reason", NEW."conflict_since", NEW."course_id", NEW."created_at", NEW."ends_at", NEW."equipment_id", NEW."form_filled_at", NEW."grace_until", NEW."held_for", NEW."hold_expires_at", NEW."hold_token", NEW."id", NEW."kept_at", NEW."late_fee", NEW."links_withdrawn", NEW."note_unsigned_since", NEW."notes", NEW."overbooked", NEW."overbooked_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_accepted_at", NEW."policy_text", NEW."practitioner_id", NEW."reference", NEW."review_levels", NEW."revision", NEW."service_id", NEW."source", NEW."starts_at", NEW."status", NEW."submission", NEW."under_review_since"); RETURN NULL;', hash='fdd80db23b7fbc9cad6e7857a292776f1767066a', operation='INSERT', pgid='pgtrigger_insert_insert_c80bd', table='bookings_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "bookings_appointmentevent" ("booked_by_id", "buffer_after_min", "buffer_before_min", "cancellation_note", "cancellation_reason", "cancellation_window_hours", "cancelled_at", "cancelled_by_id", "cancelled_late", "cancelled_side", "confirmed_at", "conflict_reason", "conflict_since", "course_id", "created_at", "ends_at", "equipment_id", "form_filled_at", "grace_until", "held_for", "hold_expires_at", "hold_token", "id", "kept_at", "late_fee", "links_withdrawn", "note_unsigned_since", "notes", "overbooked", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_accepted_at", "policy_text", "practitioner_id", "reference", "review_levels", "revision", "service_id", "source", "starts_at", "status", "submission", "under_review_since") VALUES (NEW."booked_by_id", NEW."buffer_after_min", NEW."buffer_before_min", NEW."cancellation_note", NEW."cancellation_reason", NEW."cancellation_window_hours", NEW."cancelled_at", NEW."cancelled_by_id", NEW."cancelled_late", NEW."cancelled_side", NEW."confirmed_at", NEW."conflict_reason", NEW."conflict_since", NEW."course_id", NEW."created_at", NEW."ends_at", NEW."equipment_id", NEW."form_filled_at", NEW."grace_until", NEW."held_for", NEW."hold_expires_at", NEW."hold_token", NEW."id", NEW."kept_at", NEW."late_fee", NEW."links_withdrawn", NEW."note_unsigned_since", NEW."notes", NEW."overbooked", NEW."overbooked_reason", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_accepted_at", NEW."policy_text", NEW."practitioner_id", NEW."reference", NEW."review_levels", NEW."revision", NEW."service_id", NEW."source", NEW."starts_at", NEW."status", NEW."submission", NEW."under_review_since"); RETURN NULL;', hash='4fc6ef0c71131d58a0a8cab0459dce85fe54a2f9', operation='UPDATE', pgid='pgtrigger_update_update_d685c', table='bookings_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "bookings_appointmentevent" ("booked_by_id", "buffer_after_min", "buffer_before_min", "cancellation_note", "cancellation_reason", "cancellation_window_hours", "cancelled_at", "cancelled_by_id", "cancelled_late", "cancelled_side", "confirmed_at", "conflict_reason", "conflict_since", "course_id", "created_at", "ends_at", "equipment_id", "form_filled_at", "grace_until", "held_for", "hold_expires_at", "hold_token", "id", "kept_at", "late_fee", "links_withdrawn", "note_unsigned_since", "notes", "overbooked", "overbooked_reason", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_accepted_at", "policy_text", "practitioner_id", "reference", "review_levels", "revision", "service_id", "source", "starts_at", "status", "submission", "under_review_since") VALUES (OLD."booked_by_id", OLD."buffer_after_min", OLD."buffer_before_min", OLD."cancellation_note", OLD."cancellation_reason", OLD."cancellation_window_hours", OLD."cancelled_at", OLD."cancelled_by_id", OLD."cancelled_late", OLD."cancelled_side", OLD."confirmed_at", OLD."conflict_reason", OLD."conflict_since", OLD."course_id", OLD."created_at", OLD."ends_at", OLD."equipment_id", OLD."form_filled_at", OLD."grace_until", OLD."held_for", OLD."hold_expires_at", OLD."hold_token", OLD."id", OLD."kept_at", OLD."late_fee", OLD."links_withdrawn", OLD."note_unsigned_since", OLD."notes", OLD."overbooked", OLD."overbooked_reason", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy_accepted_at", OLD."policy_text", OLD."practitioner_id", OLD."reference", OLD."review_levels", OLD."revision", OLD."service_id", OLD."source", OLD."starts_at", OLD."status", OLD."submission", OLD."under_review_since"); RETURN NULL;', hash='5b24ee9ef038f5bf0d3a23b080cbc979f78f7067', operation='DELETE', pgid='pgtrigger_delete_delete_1b07e', table='bookings_appointment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('conflict_reason', ''), ('conflict_since__isnull', True)), models.Q(('conflict_since__isnull', False), ('kept_at__isnull', True), models.Q(('conflict_reason', ''), _negated=True), models.Q(('status__in', ('cancelled', 'expired')), _negated=True)), _connector='OR'), name='appointment_conflict_for_a_reason'),
        ),
        ]),
    ]
