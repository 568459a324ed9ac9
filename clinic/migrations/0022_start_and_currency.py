"""A practitioner's first day, and the currency of the clinic's prices."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0021_account_event_exports'),
    ]

    operations = [
        AtOnce([
        pgtrigger.migrations.RemoveTrigger(
            model_name='clinicprofile',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='clinicprofile',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='clinicprofile',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='practitioner',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='practitioner',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='practitioner',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='currency',
            field=models.CharField(blank=True, choices=[('CAD', 'Canadian dollar'), ('USD', 'US dollar'), ('AUD', 'Australian dollar'), ('NZD', 'New Zealand dollar'), ('EUR', 'Euro'), ('GBP', 'Pound sterling'), ('CHF', 'Swiss franc')], db_default='', default='', help_text="Of the prices. Empty: the country's own.", max_length=3),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='currency',
            field=models.CharField(blank=True, choices=[('CAD', 'Canadian dollar'), ('USD', 'US dollar'), ('AUD', 'Australian dollar'), ('NZD', 'New Zealand dollar'), ('EUR', 'Euro'), ('GBP', 'Pound sterling'), ('CHF', 'Swiss franc')], db_default='', default='', help_text="Of the prices. Empty: the country's own.", max_length=3),
        ),
        migrations.AddField(
            model_name='practitioner',
            name='starts_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='practitionerevent',
            name='starts_on',
            field=models.DateField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."grace_minutes", NEW."id", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."postal_code", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='c2d7d5e9b9cca20767e04215ce5361457177dac3', operation='INSERT', pgid='pgtrigger_insert_insert_529cf', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."grace_minutes", NEW."id", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postal_code", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='8952ffdd763c4fa81a461a03648e582f98a1a9d4', operation='UPDATE', pgid='pgtrigger_update_update_75eba', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (OLD."advice_number", OLD."break_glass_minutes", OLD."break_glass_per_day", OLD."cancellation_policy", OLD."city", OLD."country", OLD."currency", OLD."directions", OLD."email", OLD."emergency_number", OLD."grace_minutes", OLD."id", OLD."most_visits_ahead", OLD."name", OLD."on_call_email", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."postal_code", OLD."province", OLD."quiet_from", OLD."quiet_until", OLD."street", OLD."tagline", OLD."treated_for_days"); RETURN NULL;', hash='6ab82f3c14f75dbce69c11c496061a2a9c62b264', operation='DELETE', pgid='pgtrigger_delete_delete_31c39', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practitioner',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_practitionerevent" ("bio", "discipline", "id", "is_active", "is_running_specialist", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "slug", "starts_on", "supervisor_id", "user_id") VALUES (NEW."bio", NEW."discipline", NEW."id", NEW."is_active", NEW."is_running_specialist", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."slug", NEW."starts_on", NEW."supervisor_id", NEW."user_id"); RETURN NULL;', hash='43ec407435acbe808846fec934fed5d4953042d0', operation='INSERT', pgid='pgtrigger_insert_insert_567de', table='clinic_practitioner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practitioner',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_practitionerevent" ("bio", "discipline", "id", "is_active", "is_running_specialist", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "slug", "starts_on", "supervisor_id", "user_id") VALUES (NEW."bio", NEW."discipline", NEW."id", NEW."is_active", NEW."is_running_specialist", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."slug", NEW."starts_on", NEW."supervisor_id", NEW."user_id"); RETURN NULL;', hash='ad2e69b38f9076335ed2f5715cffcf56c7b67edd', operation='UPDATE', pgid='pgtrigger_update_update_b32ac', table='clinic_practitioner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practitioner',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_practitionerevent" ("bio", "discipline", "id", "is_active", "is_running_specialist", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "slug", "starts_on", "supervisor_id", "user_id") VALUES (OLD."bio", OLD."discipline", OLD."id", OLD."is_active", OLD."is_running_specialist", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."slug", OLD."starts_on", OLD."supervisor_id", OLD."user_id"); RETURN NULL;', hash='cdd126c5f88f1ac78c7edc0cd6771474fcba3639', operation='DELETE', pgid='pgtrigger_delete_delete_69e5d', table='clinic_practitioner', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='clinicprofile',
            constraint=models.CheckConstraint(condition=models.Q(('currency__in', ['', 'CAD', 'USD', 'AUD', 'NZD', 'EUR', 'GBP', 'CHF'])), name='clinic_profile_currency_known'),
        ),
        ]),
    ]
