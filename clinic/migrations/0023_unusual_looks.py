"""Looks at files that stand out, and who asked about them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0022_start_and_currency'),
    ]

    operations = [
        migrations.CreateModel(
            name='LookReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('in_order', 'In order'), ('not_in_order', 'Not in order')], max_length=16)),
                ('note', models.CharField(max_length=500)),
                ('reviewed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-reviewed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='UnusualLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('oddities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('break_glass', 'Opened with a reason'), ('family_name', 'Same family name'), ('no_visit', 'No visit near'), ('many', 'Many files in an hour')], max_length=16), size=None)),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-found_at', '-pk'],
            },
        ),
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
        migrations.AddField(
            model_name='clinicprofile',
            name='files_per_hour',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, help_text='More are not refused: each further look waits for somebody to sign it off.', verbose_name='files that one person may open in an hour before somebody asks'),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='files_per_hour',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, help_text='More are not refused: each further look waits for somebody to sign it off.', verbose_name='files that one person may open in an hour before somebody asks'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(models.OrderBy(models.F('occurred_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='access_event_latest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."files_per_hour", NEW."grace_minutes", NEW."id", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."postal_code", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='649d88276c38c5a7f68df13d34e521e4459e0790', operation='INSERT', pgid='pgtrigger_insert_insert_529cf', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."files_per_hour", NEW."grace_minutes", NEW."id", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postal_code", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='0ec9aeb0ff4a60d679bb3a2137622d315dfe4102', operation='UPDATE', pgid='pgtrigger_update_update_75eba', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (OLD."advice_number", OLD."break_glass_minutes", OLD."break_glass_per_day", OLD."cancellation_policy", OLD."city", OLD."country", OLD."currency", OLD."directions", OLD."email", OLD."emergency_number", OLD."files_per_hour", OLD."grace_minutes", OLD."id", OLD."most_visits_ahead", OLD."name", OLD."on_call_email", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."postal_code", OLD."province", OLD."quiet_from", OLD."quiet_until", OLD."street", OLD."tagline", OLD."treated_for_days"); RETURN NULL;', hash='0011a523ce4b04b53a9c26641a933467d569fdd7', operation='DELETE', pgid='pgtrigger_delete_delete_31c39', table='clinic_clinicprofile', when='AFTER')),
        ),
        migrations.AddField(
            model_name='lookreview',
            name='reviewed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unusuallook',
            name='look',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='unusual', to='clinic.accessevent'),
        ),
        migrations.AddField(
            model_name='lookreview',
            name='unusual',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='clinic.unusuallook'),
        ),
        migrations.AddConstraint(
            model_name='unusuallook',
            constraint=models.CheckConstraint(condition=models.Q(('oddities__contained_by', ['break_glass', 'family_name', 'no_visit', 'many']), models.Q(('oddities', []), _negated=True)), name='unusual_look_for_a_known_oddity'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unusuallook',
            trigger=pgtrigger.compiler.Trigger(name='unusual_look_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f01546a4383982f0d8543d82f6d53d14adeba47c', operation='UPDATE OR DELETE', pgid='pgtrigger_unusual_look_is_kept_76c9d', table='clinic_unusuallook', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='lookreview',
            index=models.Index(fields=['-reviewed_at', '-id'], name='look_review_latest'),
        ),
        migrations.AddConstraint(
            model_name='lookreview',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['in_order', 'not_in_order'])), name='look_review_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='lookreview',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='look_review_says_what_was_found'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lookreview',
            trigger=pgtrigger.compiler.Trigger(name='look_review_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cc75cb9b73fcd6068a64185e38481f11e41ec512', operation='UPDATE OR DELETE', pgid='pgtrigger_look_review_is_kept_739a6', table='clinic_lookreview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lookreview',
            trigger=pgtrigger.compiler.Trigger(name='look_review_by_another', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT FROM clinic_unusuallook AS unusual\n                        JOIN clinic_accessevent AS look ON look.id = unusual.look_id\n                        WHERE unusual.id = NEW.unusual_id AND look.user_id = NEW.reviewed_by_id\n                    ) THEN\n                        RAISE EXCEPTION 'Nobody signs off their own look.'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;\n                    END IF;\n                    RETURN NEW;\n                ", hash='c4286bbfe71509da2f578d5711ed8220d6df8f53', operation='INSERT', pgid='pgtrigger_look_review_by_another_40023', table='clinic_lookreview', when='BEFORE')),
        ),
    ]
