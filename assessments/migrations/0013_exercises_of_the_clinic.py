"""The clinic's own exercises, what it hides of the library, and who stands for an exercise."""

import assessments.exercises.doses
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from clinic.migrations._at_once import AtOnce

KEPT = (  # what a plan may show is never removed; a picture never becomes another (migration 0006)
    ("ownexercise", "keep_rows", "DELETE", "ROW"),
    ("ownexercise", "keep_table", "TRUNCATE", "STATEMENT"),
    ("exercisepicture", "keep_rows", "UPDATE OR DELETE", "ROW"),
    ("exercisepicture", "keep_table", "TRUNCATE", "STATEMENT"),
)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0012_language_of_the_forms'),
        ('clinic', '0019_encrypt_second_factors'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExerciseChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True)),
                ('is_hidden', models.BooleanField(default=False)),
                ('video_url', models.URLField(blank=True, validators=[django.core.validators.RegexValidator('^https://', 'Give a link that begins with https://.')])),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ExerciseChoiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=8)),
                ('is_hidden', models.BooleanField(default=False)),
                ('video_url', models.URLField(blank=True, validators=[django.core.validators.RegexValidator('^https://', 'Give a link that begins with https://.')])),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.exercisechoice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExercisePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('jpeg', models.BinaryField()),
                ('width_px', models.PositiveIntegerField()),
                ('height_px', models.PositiveIntegerField()),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ExerciseReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('reviewed_on', models.DateField()),
                ('exercise_version', models.PositiveSmallIntegerField()),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercise_reviews', to='clinic.practitioner')),
            ],
            options={
                'ordering': ['-reviewed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ExerciseReviewEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=8)),
                ('reviewed_on', models.DateField()),
                ('exercise_version', models.PositiveSmallIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.exercisereview')),
                ('reviewed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clinic.practitioner')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OwnExercise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('summary', models.CharField(max_length=200)),
                ('level', models.PositiveSmallIntegerField()),
                ('aim', models.CharField(max_length=16)),
                ('laterality', models.CharField(max_length=8)),
                ('is_single_limb', models.BooleanField(default=False)),
                ('position', models.CharField(max_length=200)),
                ('equipment', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None)),
                ('steps', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), default=list, size=None)),
                ('cues', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('cautions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('needs', models.CharField(blank=True, max_length=200)),
                ('sets', models.PositiveSmallIntegerField(default=1)),
                ('sets_most', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('least', models.PositiveSmallIntegerField()),
                ('most', models.PositiveSmallIntegerField()),
                ('counted', models.CharField(default=assessments.exercises.doses.Counted['REPETITIONS'], max_length=16)),
                ('hold_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('rest_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('dose_words', models.CharField(blank=True, max_length=200)),
                ('picture_alt', models.CharField(blank=True, max_length=200)),
                ('video_url', models.URLField(blank=True, validators=[django.core.validators.RegexValidator('^https://', 'Give a link that begins with https://.')])),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('written_on', models.DateField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.exercisepicture')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='OwnExerciseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('slug', models.SlugField(db_index=False, max_length=60)),
                ('name', models.CharField(max_length=80)),
                ('summary', models.CharField(max_length=200)),
                ('level', models.PositiveSmallIntegerField()),
                ('aim', models.CharField(max_length=16)),
                ('laterality', models.CharField(max_length=8)),
                ('is_single_limb', models.BooleanField(default=False)),
                ('position', models.CharField(max_length=200)),
                ('equipment', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), blank=True, default=list, size=None)),
                ('steps', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), default=list, size=None)),
                ('cues', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('cautions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('needs', models.CharField(blank=True, max_length=200)),
                ('sets', models.PositiveSmallIntegerField(default=1)),
                ('sets_most', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('least', models.PositiveSmallIntegerField()),
                ('most', models.PositiveSmallIntegerField()),
                ('counted', models.CharField(default=assessments.exercises.doses.Counted['REPETITIONS'], max_length=16)),
                ('hold_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('rest_s', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('dose_words', models.CharField(blank=True, max_length=200)),
                ('picture_alt', models.CharField(blank=True, max_length=200)),
                ('video_url', models.URLField(blank=True, validators=[django.core.validators.RegexValidator('^https://', 'Give a link that begins with https://.')])),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('written_on', models.DateField()),
                ('changed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.ownexercise')),
                ('picture', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.exercisepicture')),
            ],
            options={
                'abstract': False,
            },
        ),
        AtOnce([
        migrations.AddConstraint(
            model_name='exercisechoice',
            constraint=models.CheckConstraint(condition=models.Q(('video_url', ''), ('video_url__startswith', 'https://'), _connector='OR'), name='exercise_choice_video_is_secure'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisechoice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_exercisechoiceevent" ("changed_at", "changed_by_id", "code", "id", "is_hidden", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "video_url") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."id", NEW."is_hidden", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."video_url"); RETURN NULL;', hash='4d2189bd7237ab63f8d7d201b9cbfb5869b6ab2a', operation='INSERT', pgid='pgtrigger_insert_insert_a2f9f', table='assessments_exercisechoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisechoice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_exercisechoiceevent" ("changed_at", "changed_by_id", "code", "id", "is_hidden", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "video_url") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."code", NEW."id", NEW."is_hidden", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."video_url"); RETURN NULL;', hash='8e956662ea6710c19399a92599b1f597014c9b9c', operation='UPDATE', pgid='pgtrigger_update_update_259c0', table='assessments_exercisechoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisechoice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_exercisechoiceevent" ("changed_at", "changed_by_id", "code", "id", "is_hidden", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "video_url") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."code", OLD."id", OLD."is_hidden", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."video_url"); RETURN NULL;', hash='8b471874dc81fd47b9b68e8acf8a55a352ae4dde', operation='DELETE', pgid='pgtrigger_delete_delete_9a11c', table='assessments_exercisechoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisechoiceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5575139cc92d982c3ae4d8d78d3e40c92d7f48d9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_48d23', table='assessments_exercisechoiceevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='exercisereview',
            constraint=models.UniqueConstraint(fields=('code', 'exercise_version', 'reviewed_by'), name='exercise_review_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisereview',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_exercisereviewevent" ("code", "exercise_version", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_by_id", "reviewed_on") VALUES (NEW."code", NEW."exercise_version", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reviewed_by_id", NEW."reviewed_on"); RETURN NULL;', hash='cd8bb8005362b78388349811a3ace84eccb0205e', operation='INSERT', pgid='pgtrigger_insert_insert_6de67', table='assessments_exercisereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisereview',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_exercisereviewevent" ("code", "exercise_version", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_by_id", "reviewed_on") VALUES (NEW."code", NEW."exercise_version", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reviewed_by_id", NEW."reviewed_on"); RETURN NULL;', hash='1984e34184d3d2b7dafd44b431ac6c51299d318d', operation='UPDATE', pgid='pgtrigger_update_update_684ce', table='assessments_exercisereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisereview',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_exercisereviewevent" ("code", "exercise_version", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_by_id", "reviewed_on") VALUES (OLD."code", OLD."exercise_version", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reviewed_by_id", OLD."reviewed_on"); RETURN NULL;', hash='6de06482c570e8bf1bfbd0b137e3e8072a124691', operation='DELETE', pgid='pgtrigger_delete_delete_d5fee', table='assessments_exercisereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exercisereviewevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='790ab1506f9edb1a3e43b30dd20e6db5cd542c92', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_60572', table='assessments_exercisereviewevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='own_exercise_name_once'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('aim__in', ['strength', 'endurance', 'control', 'retraining'])), name='own_exercise_aim_known'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('laterality__in', ['each', 'both'])), name='own_exercise_laterality_known'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('counted__in', ['repetitions', 'steps', 'seconds'])), name='own_exercise_counted_known'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('level__isnull', True), ('level__range', (1, 5)), _connector='OR'), name='own_exercise_level_within_range'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('sets__isnull', True), ('sets__range', (1, 10)), _connector='OR'), name='own_exercise_sets_within_range'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('least__isnull', True), ('least__range', (1, 300)), _connector='OR'), name='own_exercise_least_within_range'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('hold_s__isnull', True), ('hold_s__range', (1, 300)), _connector='OR'), name='own_exercise_hold_within_range'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('rest_s__isnull', True), ('rest_s__range', (1, 600)), _connector='OR'), name='own_exercise_rest_within_range'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('most__gte', models.F('least')), ('most__lte', 100)), models.Q(('counted', 'seconds'), ('most__gte', models.F('least')), ('most__lte', 300)), _connector='OR'), name='own_exercise_most_within_range'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('sets_most__isnull', True), models.Q(('sets_most__gte', models.F('sets')), ('sets_most__lte', 10)), _connector='OR'), name='own_exercise_sets_most_within_range'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('hold_s__isnull', True), models.Q(('counted', 'seconds'), _negated=True), _connector='OR'), name='own_exercise_hold_is_not_counted'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('equipment__contained_by', ['band', 'step', 'mat', 'chair', 'weight', 'mirror', 'wall', 'treadmill', 'metronome'])), name='own_exercise_equipment_known'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('steps__len__gte', 1)), name='own_exercise_has_steps'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('picture__isnull', True), models.Q(('picture_alt', ''), _negated=True), _connector='OR'), name='own_exercise_picture_is_told'),
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.CheckConstraint(condition=models.Q(('video_url', ''), ('video_url__startswith', 'https://'), _connector='OR'), name='own_exercise_video_is_secure'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownexercise',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_ownexerciseevent" ("aim", "cautions", "changed_by_id", "counted", "cues", "dose_words", "equipment", "hold_s", "id", "is_single_limb", "laterality", "least", "level", "most", "name", "needs", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_alt", "picture_id", "position", "rest_s", "sets", "sets_most", "slug", "steps", "summary", "version", "video_url", "written_on") VALUES (NEW."aim", NEW."cautions", NEW."changed_by_id", NEW."counted", NEW."cues", NEW."dose_words", NEW."equipment", NEW."hold_s", NEW."id", NEW."is_single_limb", NEW."laterality", NEW."least", NEW."level", NEW."most", NEW."name", NEW."needs", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."picture_alt", NEW."picture_id", NEW."position", NEW."rest_s", NEW."sets", NEW."sets_most", NEW."slug", NEW."steps", NEW."summary", NEW."version", NEW."video_url", NEW."written_on"); RETURN NULL;', hash='a6da01f1bc6f89c3d839b66e72fa8ba4832a9c39', operation='INSERT', pgid='pgtrigger_insert_insert_7542a', table='assessments_ownexercise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownexercise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_ownexerciseevent" ("aim", "cautions", "changed_by_id", "counted", "cues", "dose_words", "equipment", "hold_s", "id", "is_single_limb", "laterality", "least", "level", "most", "name", "needs", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_alt", "picture_id", "position", "rest_s", "sets", "sets_most", "slug", "steps", "summary", "version", "video_url", "written_on") VALUES (NEW."aim", NEW."cautions", NEW."changed_by_id", NEW."counted", NEW."cues", NEW."dose_words", NEW."equipment", NEW."hold_s", NEW."id", NEW."is_single_limb", NEW."laterality", NEW."least", NEW."level", NEW."most", NEW."name", NEW."needs", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."picture_alt", NEW."picture_id", NEW."position", NEW."rest_s", NEW."sets", NEW."sets_most", NEW."slug", NEW."steps", NEW."summary", NEW."version", NEW."video_url", NEW."written_on"); RETURN NULL;', hash='80b6798056d762e1aa24c3ffd6eafcd33243abe4', operation='UPDATE', pgid='pgtrigger_update_update_21b78', table='assessments_ownexercise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownexercise',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_ownexerciseevent" ("aim", "cautions", "changed_by_id", "counted", "cues", "dose_words", "equipment", "hold_s", "id", "is_single_limb", "laterality", "least", "level", "most", "name", "needs", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_alt", "picture_id", "position", "rest_s", "sets", "sets_most", "slug", "steps", "summary", "version", "video_url", "written_on") VALUES (OLD."aim", OLD."cautions", OLD."changed_by_id", OLD."counted", OLD."cues", OLD."dose_words", OLD."equipment", OLD."hold_s", OLD."id", OLD."is_single_limb", OLD."laterality", OLD."least", OLD."level", OLD."most", OLD."name", OLD."needs", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."picture_alt", OLD."picture_id", OLD."position", OLD."rest_s", OLD."sets", OLD."sets_most", OLD."slug", OLD."steps", OLD."summary", OLD."version", OLD."video_url", OLD."written_on"); RETURN NULL;', hash='647132f350614436eeaf2844f8c0cef67e8b1a4c', operation='DELETE', pgid='pgtrigger_delete_delete_8fd8d', table='assessments_ownexercise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ownexerciseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='edfbec54363a4c947eacfb95c01ae6a57927aa1c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f62cb', table='assessments_ownexerciseevent', when='BEFORE')),
        ),
        ]),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} BEFORE {when} ON assessments_{table} "
                f"FOR EACH {level} EXECUTE FUNCTION assessments_refuse()",
                f"DROP TRIGGER {name} ON assessments_{table}",
            )
            for table, name, when, level in KEPT
        ),
    ]
