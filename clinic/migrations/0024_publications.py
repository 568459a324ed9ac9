"""What the clinic publishes, and who was shown which version."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0023_unusual_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicationShown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(choices=[('booking', 'when they booked'), ('sign_up', 'when they made an account'), ('clip', 'when a film of them was kept')], max_length=16)),
                ('shown_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['shown_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PublicationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('privacy', 'Privacy policy'), ('terms', 'Terms of use'), ('cookies', 'Cookies'), ('care', 'Consent to care'), ('video', 'Consent to video')], max_length=16)),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('ours', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('in_force_on', models.DateField()),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['kind', '-number'],
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
            name='privacy_contact',
            field=models.TextField(blank=True, db_default='', default='', help_text='As the texts name them.', verbose_name='who answers for privacy'),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='privacy_contact',
            field=models.TextField(blank=True, db_default='', default='', help_text='As the texts name them.', verbose_name='who answers for privacy'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "privacy_contact", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."files_per_hour", NEW."grace_minutes", NEW."id", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."postal_code", NEW."privacy_contact", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='8717d2e70146c1183c635c54e654bee5e37bda0d', operation='INSERT', pgid='pgtrigger_insert_insert_529cf', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "privacy_contact", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."files_per_hour", NEW."grace_minutes", NEW."id", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postal_code", NEW."privacy_contact", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='9be05d6ebe7b782960b60072bde4a4ae83a3442f', operation='UPDATE', pgid='pgtrigger_update_update_75eba', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "grace_minutes", "id", "most_visits_ahead", "name", "on_call_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "privacy_contact", "province", "quiet_from", "quiet_until", "street", "tagline", "treated_for_days") VALUES (OLD."advice_number", OLD."break_glass_minutes", OLD."break_glass_per_day", OLD."cancellation_policy", OLD."city", OLD."country", OLD."currency", OLD."directions", OLD."email", OLD."emergency_number", OLD."files_per_hour", OLD."grace_minutes", OLD."id", OLD."most_visits_ahead", OLD."name", OLD."on_call_email", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."postal_code", OLD."privacy_contact", OLD."province", OLD."quiet_from", OLD."quiet_until", OLD."street", OLD."tagline", OLD."treated_for_days"); RETURN NULL;', hash='e39a4f0137c1c97d3dd0d1f5db442fb8de9e1b47', operation='DELETE', pgid='pgtrigger_delete_delete_31c39', table='clinic_clinicprofile', when='AFTER')),
        ),
        migrations.AddField(
            model_name='publicationshown',
            name='patient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.patient'),
        ),
        migrations.AddField(
            model_name='publicationshown',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationshown',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clinic.publicationversion'),
        ),
        migrations.AddConstraint(
            model_name='publicationversion',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='publication_version_once'),
        ),
        migrations.AddConstraint(
            model_name='publicationversion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['privacy', 'terms', 'cookies', 'care', 'video'])), name='publication_version_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='publicationversion',
            constraint=models.CheckConstraint(condition=models.Q(('ours__isnull', False), ('published_by__isnull', False), _connector='OR'), name='publication_version_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationversion',
            trigger=pgtrigger.compiler.Trigger(name='publication_version_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9d4292abce6e74d689bc5a0da8e7a913ee821d55', operation='UPDATE OR DELETE', pgid='pgtrigger_publication_version_is_kept_1e13a', table='clinic_publicationversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='publicationshown',
            constraint=models.UniqueConstraint(fields=('version', 'user', 'patient', 'at'), name='publication_shown_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='publicationshown',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), ('patient__isnull', False), _connector='OR'), name='publication_shown_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='publicationshown',
            constraint=models.CheckConstraint(condition=models.Q(('at__in', ['booking', 'sign_up', 'clip'])), name='publication_shown_at_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationshown',
            trigger=pgtrigger.compiler.Trigger(name='publication_shown_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e58b3635856924ef1030faff873b53a8c294b4ed', operation='UPDATE OR DELETE', pgid='pgtrigger_publication_shown_is_kept_519b8', table='clinic_publicationshown', when='BEFORE')),
        ),
    ]
