"""How the clinic looks and is called: colour, pictures, headline, clock, sender, hours, map."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0024_publications'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClinicPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=20)),
                ('kind', models.CharField(max_length=16)),
                ('content', models.BinaryField()),
                ('content_type', models.CharField(max_length=20)),
                ('width_px', models.PositiveSmallIntegerField()),
                ('height_px', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['digest', 'kind'],
            },
        ),
        migrations.AddConstraint(
            model_name='clinicpicture',
            constraint=models.UniqueConstraint(fields=('digest', 'kind'), name='clinic_picture_once'),
        ),
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
        migrations.AddField(
            model_name='clinicprofile',
            name='colour',
            field=models.CharField(db_default='#0b5d63', default='#0b5d63', max_length=7),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='front',
            field=models.CharField(choices=[('drawing', 'Our drawing of a runner'), ('photo', 'Your own photo')], db_default='drawing', default='drawing', max_length=8),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='headline',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='hours_format',
            field=models.PositiveSmallIntegerField(choices=[(24, '14:30'), (12, '2:30 pm')], db_default=24, default=24),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='logo',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='logo_by_night',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='map_url',
            field=models.URLField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='opening_hours',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=11), blank=True, db_default=[], default=list, size=7),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='opening_hours_note',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='photo',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='photo_says',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='reply_to',
            field=models.EmailField(blank=True, db_default='', default='', max_length=254),
        ),
        migrations.AddField(
            model_name='clinicprofile',
            name='sender_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='colour',
            field=models.CharField(db_default='#0b5d63', default='#0b5d63', max_length=7),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='front',
            field=models.CharField(choices=[('drawing', 'Our drawing of a runner'), ('photo', 'Your own photo')], db_default='drawing', default='drawing', max_length=8),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='headline',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='hours_format',
            field=models.PositiveSmallIntegerField(choices=[(24, '14:30'), (12, '2:30 pm')], db_default=24, default=24),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='logo',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='logo_by_night',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='map_url',
            field=models.URLField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='opening_hours',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=11), blank=True, db_default=[], default=list, size=7),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='opening_hours_note',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='photo',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='photo_says',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='reply_to',
            field=models.EmailField(blank=True, db_default='', default='', max_length=254),
        ),
        migrations.AddField(
            model_name='clinicprofileevent',
            name='sender_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "colour", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "front", "grace_minutes", "headline", "hours_format", "id", "logo", "logo_by_night", "map_url", "most_visits_ahead", "name", "on_call_email", "opening_hours", "opening_hours_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "photo", "photo_says", "postal_code", "privacy_contact", "province", "quiet_from", "quiet_until", "reply_to", "sender_name", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."colour", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."files_per_hour", NEW."front", NEW."grace_minutes", NEW."headline", NEW."hours_format", NEW."id", NEW."logo", NEW."logo_by_night", NEW."map_url", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", NEW."opening_hours", NEW."opening_hours_note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."photo", NEW."photo_says", NEW."postal_code", NEW."privacy_contact", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."reply_to", NEW."sender_name", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='f63f130e316da1af55ebab009f5ce3a29d86f935', operation='INSERT', pgid='pgtrigger_insert_insert_529cf', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "colour", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "front", "grace_minutes", "headline", "hours_format", "id", "logo", "logo_by_night", "map_url", "most_visits_ahead", "name", "on_call_email", "opening_hours", "opening_hours_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "photo", "photo_says", "postal_code", "privacy_contact", "province", "quiet_from", "quiet_until", "reply_to", "sender_name", "street", "tagline", "treated_for_days") VALUES (NEW."advice_number", NEW."break_glass_minutes", NEW."break_glass_per_day", NEW."cancellation_policy", NEW."city", NEW."colour", NEW."country", NEW."currency", NEW."directions", NEW."email", NEW."emergency_number", NEW."files_per_hour", NEW."front", NEW."grace_minutes", NEW."headline", NEW."hours_format", NEW."id", NEW."logo", NEW."logo_by_night", NEW."map_url", NEW."most_visits_ahead", NEW."name", NEW."on_call_email", NEW."opening_hours", NEW."opening_hours_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."photo", NEW."photo_says", NEW."postal_code", NEW."privacy_contact", NEW."province", NEW."quiet_from", NEW."quiet_until", NEW."reply_to", NEW."sender_name", NEW."street", NEW."tagline", NEW."treated_for_days"); RETURN NULL;', hash='f6276bf1c98643914c51382cd12ca001eaa766cd', operation='UPDATE', pgid='pgtrigger_update_update_75eba', table='clinic_clinicprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinicprofile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_clinicprofileevent" ("advice_number", "break_glass_minutes", "break_glass_per_day", "cancellation_policy", "city", "colour", "country", "currency", "directions", "email", "emergency_number", "files_per_hour", "front", "grace_minutes", "headline", "hours_format", "id", "logo", "logo_by_night", "map_url", "most_visits_ahead", "name", "on_call_email", "opening_hours", "opening_hours_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "photo", "photo_says", "postal_code", "privacy_contact", "province", "quiet_from", "quiet_until", "reply_to", "sender_name", "street", "tagline", "treated_for_days") VALUES (OLD."advice_number", OLD."break_glass_minutes", OLD."break_glass_per_day", OLD."cancellation_policy", OLD."city", OLD."colour", OLD."country", OLD."currency", OLD."directions", OLD."email", OLD."emergency_number", OLD."files_per_hour", OLD."front", OLD."grace_minutes", OLD."headline", OLD."hours_format", OLD."id", OLD."logo", OLD."logo_by_night", OLD."map_url", OLD."most_visits_ahead", OLD."name", OLD."on_call_email", OLD."opening_hours", OLD."opening_hours_note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."photo", OLD."photo_says", OLD."postal_code", OLD."privacy_contact", OLD."province", OLD."quiet_from", OLD."quiet_until", OLD."reply_to", OLD."sender_name", OLD."street", OLD."tagline", OLD."treated_for_days"); RETURN NULL;', hash='555b387e8d6ed1ae047dacfefe90e2fdbb16b3ac', operation='DELETE', pgid='pgtrigger_delete_delete_31c39', table='clinic_clinicprofile', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='clinicprofile',
            constraint=models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9a-f]{6}$')), name='clinic_profile_colour_is_one'),
        ),
        migrations.AddConstraint(
            model_name='clinicprofile',
            constraint=models.CheckConstraint(condition=models.Q(('hours_format__in', [24, 12])), name='clinic_profile_hours_format_known'),
        ),
        migrations.AddConstraint(
            model_name='clinicprofile',
            constraint=models.CheckConstraint(condition=models.Q(('front', 'drawing'), models.Q(models.Q(('photo', ''), _negated=True), models.Q(('photo_says', ''), _negated=True)), _connector='OR'), name='clinic_profile_photo_is_there_and_told'),
        ),
        migrations.AddConstraint(
            model_name='clinicprofile',
            constraint=models.CheckConstraint(condition=models.Q(('opening_hours__len', 0), ('opening_hours__len', 7), _connector='OR'), name='clinic_profile_hours_of_a_week'),
        ),
        migrations.AddConstraint(
            model_name='clinicprofile',
            constraint=models.CheckConstraint(condition=models.Q(('map_url', ''), ('map_url__startswith', 'https://'), _connector='OR'), name='clinic_profile_map_is_https'),
        ),
        ]),
    ]
