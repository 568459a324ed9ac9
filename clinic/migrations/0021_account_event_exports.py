"""Somebody takes out a list: one more act with an account.

It cannot be undone once a list was taken out: what was done with an account is never changed.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0020_drop_reason_conflict'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='accountevent',
            name='account_event_act_known',
        ),
        migrations.AlterField(
            model_name='accountevent',
            name='act',
            field=models.CharField(choices=[('logged_in', 'Logged in'), ('log_in_failed', 'Could not log in'), ('logged_out', 'Logged out'), ('password_set', 'Password changed'), ('email_added', 'Email added'), ('email_changed', 'Email changed'), ('email_removed', 'Email removed'), ('factor_added', 'Second factor added'), ('factor_removed', 'Second factor removed'), ('factors_reset', 'Second factors reset'), ('codes_made', 'Recovery codes made'), ('roles_changed', 'Roles changed'), ('shut_out', 'Shut out'), ('let_in', 'Let in again'), ('files_given', 'May open whom a practitioner treats'), ('list_exported', 'Took out a list'), ('file_opened', 'Opened a file, with a reason'), ('file_refused', 'Was refused one more file that day')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='accountevent',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['logged_in', 'log_in_failed', 'logged_out', 'password_set', 'email_added', 'email_changed', 'email_removed', 'factor_added', 'factor_removed', 'factors_reset', 'codes_made', 'roles_changed', 'shut_out', 'let_in', 'files_given', 'list_exported', 'file_opened', 'file_refused'])), name='account_event_act_known'),
        ),
    ]
