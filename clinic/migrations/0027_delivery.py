"""What became of mail: what was heard of it, whom none reaches, how it goes to a domain."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# The schema before has no words for these.
UNKNOWN_BEFORE = """
UPDATE clinic_message SET dropped_note = CASE dropped_reason
        WHEN 'email_fails' THEN 'Mail to this address comes back: phone them.'
        ELSE 'The person wants no questions between visits.' END,
    dropped_reason = 'other'
WHERE dropped_reason IN ('email_fails', 'no_questions');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0026_message_wording'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='FailingEmail',
            fields=[
                ('email', models.EmailField(max_length=254, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('told', models.CharField(max_length=300)),
            ],
            options={
                'ordering': ['-since', 'email'],
            },
        ),
        migrations.CreateModel(
            name='MailDomain',
            fields=[
                ('name', models.CharField(max_length=254, primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField()),
                ('deferrals', models.PositiveIntegerField(db_default=0, default=0)),
                ('deferred_since', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, db_default='', max_length=300)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='MailTrouble',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('all', 'No mail leaves'), ('domain', 'One domain puts mail off'), ('kind', 'Mails of one kind fail')], max_length=8)),
                ('about', models.CharField(blank=True, max_length=254)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('told', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['-began_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MessageOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('delivered', 'Delivered'), ('relayed', 'Handed on'), ('delayed', 'Delayed'), ('bounced', 'Came back'), ('opened', 'Link opened'), ('refused', 'No more wanted')], max_length=16)),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['occurred_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReturnedMail',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('uid_validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('reports', models.PositiveIntegerField(default=0)),
                ('strangers', models.PositiveIntegerField(default=0)),
                ('no_reports', models.PositiveIntegerField(default=0)),
                ('too_large', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='patient',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='patient',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='patient',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='message_dropped_reason_known',
        ),
        migrations.AddField(
            model_name='message',
            name='failed_because',
            field=models.CharField(blank=True, choices=[('refused', 'The mail server refused it for good.'), ('tried_out', 'It was put off for hours, at each try.'), ('no_address', 'No mail can go to such an address.'), ('not_written', 'It could not be written, which is a fault of the program.'), ('stopped', 'Whatever sent it stopped at it, which is a fault of the program.'), ('may_have_come', 'The line was cut twice after the whole mail was sent, so it may have arrived: ask first.')], db_default='', default='', max_length=16),
        ),
        migrations.AddField(
            model_name='message',
            name='may_have_come',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='message',
            name='stops',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='patient',
            name='questions_wanted',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='patientevent',
            name='questions_wanted',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='dropped_reason',
            field=models.CharField(blank=True, choices=[('cancelled', 'The visit was cancelled.'), ('not_cancelled', 'The visit is not cancelled.'), ('moved', 'The visit was moved.'), ('superseded', 'Superseded by a later change.'), ('begun', 'The visit has begun.'), ('arrived', 'The patient is here already.'), ('quiet_hours', 'The visit begins before the quiet hours end.'), ('rules_changed', 'The reminder rules were changed.'), ('no_reminders', 'No reminders are wanted.'), ('no_email', 'There is no email any more.'), ('reviewed', 'A clinician has looked already.'), ('not_waiting', 'The person does not wait any more.'), ('offer_over', 'The offer is not open any more.'), ('no_offers', 'The person wants no offers.'), ('no_questions', 'The person wants no questions between visits.'), ('email_fails', 'Mail to this address comes back: phone them.'), ('not_shared', 'It is no longer shared.'), ('conflict', 'The schedule has no room for the visit: somebody is to call first.'), ('too_late', 'It would have come too late to be of use.'), ('other', 'Another reason.')], max_length=16),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patient',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_patientevent" ("birth_date", "contact_name", "created_at", "email", "email_proven_at", "email_version", "id", "merged_into_id", "name", "offers_wanted", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "questions_wanted", "reference", "reminders_wanted") VALUES (NEW."birth_date", NEW."contact_name", NEW."created_at", NEW."email", NEW."email_proven_at", NEW."email_version", NEW."id", NEW."merged_into_id", NEW."name", NEW."offers_wanted", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."questions_wanted", NEW."reference", NEW."reminders_wanted"); RETURN NULL;', hash='e56fe19fb1a61fd5ab6a87687e2d73f44a27f4c0', operation='INSERT', pgid='pgtrigger_insert_insert_91ad5', table='clinic_patient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patient',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clinic_patientevent" ("birth_date", "contact_name", "created_at", "email", "email_proven_at", "email_version", "id", "merged_into_id", "name", "offers_wanted", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "questions_wanted", "reference", "reminders_wanted") VALUES (NEW."birth_date", NEW."contact_name", NEW."created_at", NEW."email", NEW."email_proven_at", NEW."email_version", NEW."id", NEW."merged_into_id", NEW."name", NEW."offers_wanted", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."questions_wanted", NEW."reference", NEW."reminders_wanted"); RETURN NULL;', hash='112e436d24c2b98e3180d9dd6a95bdba9fe470ea', operation='UPDATE', pgid='pgtrigger_update_update_87142', table='clinic_patient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='patient',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clinic_patientevent" ("birth_date", "contact_name", "created_at", "email", "email_proven_at", "email_version", "id", "merged_into_id", "name", "offers_wanted", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "questions_wanted", "reference", "reminders_wanted") VALUES (OLD."birth_date", OLD."contact_name", OLD."created_at", OLD."email", OLD."email_proven_at", OLD."email_version", OLD."id", OLD."merged_into_id", OLD."name", OLD."offers_wanted", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."questions_wanted", OLD."reference", OLD."reminders_wanted"); RETURN NULL;', hash='a1e9ab141f7c46eb7b17cde3b1fa107894515ba7', operation='DELETE', pgid='pgtrigger_delete_delete_94fb2', table='clinic_patient', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('dropped_reason__in', ['', 'cancelled', 'not_cancelled', 'moved', 'superseded', 'begun', 'arrived', 'quiet_hours', 'rules_changed', 'no_reminders', 'no_email', 'reviewed', 'not_waiting', 'offer_over', 'no_offers', 'no_questions', 'email_fails', 'not_shared', 'conflict', 'too_late', 'other'])), name='message_dropped_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('failed_because', ''), models.Q(('failed_because__in', ['refused', 'tried_out', 'no_address', 'not_written', 'stopped', 'may_have_come']), ('state', 'failed')), _connector='OR'), name='message_failed_because_known'),
        ),
        migrations.AddConstraint(
            model_name='failingemail',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='failing_email_lower'),
        ),
        migrations.AddConstraint(
            model_name='mailtrouble',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('kind', 'about'), name='mail_trouble_once'),
        ),
        migrations.AddConstraint(
            model_name='mailtrouble',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['all', 'domain', 'kind'])), name='mail_trouble_known'),
        ),
        migrations.AddConstraint(
            model_name='mailtrouble',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='mail_trouble_ends_after_it_began'),
        ),
        migrations.AddField(
            model_name='messageoutcome',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='clinic.message'),
        ),
        migrations.AddConstraint(
            model_name='returnedmail',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='returned_mail_only_one'),
        ),
        migrations.AddIndex(
            model_name='messageoutcome',
            index=models.Index(fields=['kind', 'occurred_at'], name='message_outcome_latest'),
        ),
        migrations.AddConstraint(
            model_name='messageoutcome',
            constraint=models.UniqueConstraint(fields=('message', 'kind'), name='message_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='messageoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['delivered', 'relayed', 'delayed', 'bounced', 'opened', 'refused'])), name='message_outcome_known'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, UNKNOWN_BEFORE),
    ]
