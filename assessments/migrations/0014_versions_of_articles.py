"""The versions of articles, which are written once; and which articles a clinic hides."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


TRIGGERS = (  # name, when, of what (calls `assessments_refuse` of migration 0006)
    ("seal_rows", "BEFORE UPDATE OR DELETE", "ROW"),
    ("seal_table", "BEFORE TRUNCATE", "STATEMENT"),
)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0013_exercises_of_the_clinic'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('is_hidden', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='ArticleSettingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('is_hidden', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='assessments.articlesetting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField()),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('related', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(), blank=True, default=list, size=None)),
                ('exercises', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None)),
                ('books', models.CharField(blank=True, choices=[('running', 'RUNNING'), ('pain_when_running', 'PAIN_WHEN_RUNNING'), ('better_technique', 'BETTER_TECHNIQUE'), ('other_injury', 'OTHER_INJURY')], max_length=24)),
                ('ours', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('written_on', models.DateField()),
                ('stored_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('submission', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['slug', '-number'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlesetting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_articlesettingevent" ("changed_at", "changed_by_id", "id", "is_hidden", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."is_hidden", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;', hash='e3aed8745851450fcbbd490b577d59385b0c1976', operation='INSERT', pgid='pgtrigger_insert_insert_558ff', table='assessments_articlesetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlesetting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_articlesettingevent" ("changed_at", "changed_by_id", "id", "is_hidden", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."is_hidden", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug"); RETURN NULL;', hash='56c9ed4d5a7299d7ebb64dadea02f289c207f91f', operation='UPDATE', pgid='pgtrigger_update_update_bba45', table='assessments_articlesetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlesetting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_articlesettingevent" ("changed_at", "changed_by_id", "id", "is_hidden", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."is_hidden", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug"); RETURN NULL;', hash='dd59a2fd022f3a82535068bc022dad2aa0bda0ad', operation='DELETE', pgid='pgtrigger_delete_delete_229c4', table='assessments_articlesetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlesettingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='737380325d8d96b483aee70c68e2a160d5fb1f89', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_06243', table='assessments_articlesettingevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.UniqueConstraint(fields=('slug', 'number'), name='article_version_once'),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.CheckConstraint(condition=models.Q(('books__in', ['', 'running', 'pain_when_running', 'better_technique', 'other_injury'])), name='article_books_known'),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.CheckConstraint(condition=models.Q(('ours__isnull', True), ('written_by__isnull', True), _connector='XOR'), name='article_version_by_somebody'),
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {when} ON assessments_articleversion "
                f"FOR EACH {level} EXECUTE FUNCTION assessments_refuse()",
                f"DROP TRIGGER {name} ON assessments_articleversion",
            )
            for name, when, level in TRIGGERS
        ),
    ]
