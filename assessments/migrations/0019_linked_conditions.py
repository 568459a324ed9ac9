"""What a clinician links the findings with, coded."""

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0018_reports'),
        ('bookings', '0016_visit_links_withdrawn'),
        ('clinic', '0019_encrypt_second_factors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='assessment',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='assessment',
            name='linked_conditions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('low_back_pain', 'Low back pain'), ('knee_injury', 'Knee injury'), ('patellofemoral_pain', 'Patellofemoral (knee-cap) pain'), ('acl_injury', 'Injury of the front cruciate ligament (ACL)'), ('itb_syndrome', 'Iliotibial band syndrome'), ('medial_tibial_stress_syndrome', 'Medial tibial stress syndrome (shin)'), ('achilles_tendinopathy', 'Achilles tendinopathy'), ('ankle_injury', 'Ankle injury'), ('foot_injury', 'Foot injury')], max_length=32), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='linked_conditions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('low_back_pain', 'Low back pain'), ('knee_injury', 'Knee injury'), ('patellofemoral_pain', 'Patellofemoral (knee-cap) pain'), ('acl_injury', 'Injury of the front cruciate ligament (ACL)'), ('itb_syndrome', 'Iliotibial band syndrome'), ('medial_tibial_stress_syndrome', 'Medial tibial stress syndrome (shin)'), ('achilles_tendinopathy', 'Achilles tendinopathy'), ('ankle_injury', 'Ankle injury'), ('foot_injury', 'Foot injury')], max_length=32), blank=True, default=list, size=None),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_assessmentevent" ("acclimation_min", "appointment_id", "camera_distance_cm", "camera_height_cm", "created_at", "discarded_at", "discarded_by_id", "factors", "factors_note", "fatigue_protocol", "footwear", "id", "incline_pct", "is_quick", "linked_conditions", "markers_on_skin", "needs_cosignature", "notes", "nprs_after", "nprs_before", "nprs_during_max", "orthoses", "pain_behaviour", "pain_context", "pain_locations", "pain_onset_km", "pain_onset_min", "pain_stop", "patient_id", "performed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "recorded_at", "reference", "revision", "rpe_end", "run_km", "run_minutes", "seen_at", "seen_by_id", "shoe_age_km", "shoe_drop_mm", "shoes", "signed_at", "signed_by_id", "speed_kmh", "status", "suggested_factors", "surface", "treadmill_experience", "video_consent_at") VALUES (NEW."acclimation_min", NEW."appointment_id", NEW."camera_distance_cm", NEW."camera_height_cm", NEW."created_at", NEW."discarded_at", NEW."discarded_by_id", NEW."factors", NEW."factors_note", NEW."fatigue_protocol", NEW."footwear", NEW."id", NEW."incline_pct", NEW."is_quick", NEW."linked_conditions", NEW."markers_on_skin", NEW."needs_cosignature", NEW."notes", NEW."nprs_after", NEW."nprs_before", NEW."nprs_during_max", NEW."orthoses", NEW."pain_behaviour", NEW."pain_context", NEW."pain_locations", NEW."pain_onset_km", NEW."pain_onset_min", NEW."pain_stop", NEW."patient_id", NEW."performed_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_id", NEW."recorded_at", NEW."reference", NEW."revision", NEW."rpe_end", NEW."run_km", NEW."run_minutes", NEW."seen_at", NEW."seen_by_id", NEW."shoe_age_km", NEW."shoe_drop_mm", NEW."shoes", NEW."signed_at", NEW."signed_by_id", NEW."speed_kmh", NEW."status", NEW."suggested_factors", NEW."surface", NEW."treadmill_experience", NEW."video_consent_at"); RETURN NULL;', hash='7888c65291d5106c5f5963c955f51c7107b57f57', operation='INSERT', pgid='pgtrigger_insert_insert_3ca2a', table='assessments_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_assessmentevent" ("acclimation_min", "appointment_id", "camera_distance_cm", "camera_height_cm", "created_at", "discarded_at", "discarded_by_id", "factors", "factors_note", "fatigue_protocol", "footwear", "id", "incline_pct", "is_quick", "linked_conditions", "markers_on_skin", "needs_cosignature", "notes", "nprs_after", "nprs_before", "nprs_during_max", "orthoses", "pain_behaviour", "pain_context", "pain_locations", "pain_onset_km", "pain_onset_min", "pain_stop", "patient_id", "performed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "recorded_at", "reference", "revision", "rpe_end", "run_km", "run_minutes", "seen_at", "seen_by_id", "shoe_age_km", "shoe_drop_mm", "shoes", "signed_at", "signed_by_id", "speed_kmh", "status", "suggested_factors", "surface", "treadmill_experience", "video_consent_at") VALUES (NEW."acclimation_min", NEW."appointment_id", NEW."camera_distance_cm", NEW."camera_height_cm", NEW."created_at", NEW."discarded_at", NEW."discarded_by_id", NEW."factors", NEW."factors_note", NEW."fatigue_protocol", NEW."footwear", NEW."id", NEW."incline_pct", NEW."is_quick", NEW."linked_conditions", NEW."markers_on_skin", NEW."needs_cosignature", NEW."notes", NEW."nprs_after", NEW."nprs_before", NEW."nprs_during_max", NEW."orthoses", NEW."pain_behaviour", NEW."pain_context", NEW."pain_locations", NEW."pain_onset_km", NEW."pain_onset_min", NEW."pain_stop", NEW."patient_id", NEW."performed_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_id", NEW."recorded_at", NEW."reference", NEW."revision", NEW."rpe_end", NEW."run_km", NEW."run_minutes", NEW."seen_at", NEW."seen_by_id", NEW."shoe_age_km", NEW."shoe_drop_mm", NEW."shoes", NEW."signed_at", NEW."signed_by_id", NEW."speed_kmh", NEW."status", NEW."suggested_factors", NEW."surface", NEW."treadmill_experience", NEW."video_consent_at"); RETURN NULL;', hash='638971342127c5401f762558a0f79d6111c24d34', operation='UPDATE', pgid='pgtrigger_update_update_d96c6', table='assessments_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_assessmentevent" ("acclimation_min", "appointment_id", "camera_distance_cm", "camera_height_cm", "created_at", "discarded_at", "discarded_by_id", "factors", "factors_note", "fatigue_protocol", "footwear", "id", "incline_pct", "is_quick", "linked_conditions", "markers_on_skin", "needs_cosignature", "notes", "nprs_after", "nprs_before", "nprs_during_max", "orthoses", "pain_behaviour", "pain_context", "pain_locations", "pain_onset_km", "pain_onset_min", "pain_stop", "patient_id", "performed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_id", "recorded_at", "reference", "revision", "rpe_end", "run_km", "run_minutes", "seen_at", "seen_by_id", "shoe_age_km", "shoe_drop_mm", "shoes", "signed_at", "signed_by_id", "speed_kmh", "status", "suggested_factors", "surface", "treadmill_experience", "video_consent_at") VALUES (OLD."acclimation_min", OLD."appointment_id", OLD."camera_distance_cm", OLD."camera_height_cm", OLD."created_at", OLD."discarded_at", OLD."discarded_by_id", OLD."factors", OLD."factors_note", OLD."fatigue_protocol", OLD."footwear", OLD."id", OLD."incline_pct", OLD."is_quick", OLD."linked_conditions", OLD."markers_on_skin", OLD."needs_cosignature", OLD."notes", OLD."nprs_after", OLD."nprs_before", OLD."nprs_during_max", OLD."orthoses", OLD."pain_behaviour", OLD."pain_context", OLD."pain_locations", OLD."pain_onset_km", OLD."pain_onset_min", OLD."pain_stop", OLD."patient_id", OLD."performed_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."practitioner_id", OLD."recorded_at", OLD."reference", OLD."revision", OLD."rpe_end", OLD."run_km", OLD."run_minutes", OLD."seen_at", OLD."seen_by_id", OLD."shoe_age_km", OLD."shoe_drop_mm", OLD."shoes", OLD."signed_at", OLD."signed_by_id", OLD."speed_kmh", OLD."status", OLD."suggested_factors", OLD."surface", OLD."treadmill_experience", OLD."video_consent_at"); RETURN NULL;', hash='8a5546f68fc36d68f626c98bfd5bbb771890ce24', operation='DELETE', pgid='pgtrigger_delete_delete_28394', table='assessments_assessment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('linked_conditions__contained_by', ['low_back_pain', 'knee_injury', 'patellofemoral_pain', 'acl_injury', 'itb_syndrome', 'medial_tibial_stress_syndrome', 'achilles_tendinopathy', 'ankle_injury', 'foot_injury'])), name='assessment_linked_conditions_known'),
        ),
        ]),
    ]
