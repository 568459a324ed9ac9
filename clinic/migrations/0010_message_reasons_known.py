"""Why a message was not sent is one of the reasons that have a code, or a note."""

from django.db import migrations, models

REASONS = [
    ("cancelled", "The visit was cancelled."),
    ("not_cancelled", "The visit is not cancelled."),
    ("moved", "The visit was moved."),
    ("superseded", "Superseded by a later change."),
    ("begun", "The visit has begun."),
    ("arrived", "The patient is here already."),
    ("quiet_hours", "The visit begins before the quiet hours end."),
    ("rules_changed", "The reminder rules were changed."),
    ("no_reminders", "No reminders are wanted."),
    ("no_email", "There is no email any more."),
    ("reviewed", "A clinician has looked already."),
    ("not_waiting", "The person does not wait any more."),
    ("offer_over", "The offer is not open any more."),
    ("no_offers", "The person wants no offers."),
    ("not_shared", "It is no longer shared."),
    ("other", "Another reason."),
]


class Migration(migrations.Migration):
    dependencies = [("clinic", "0009_fill_message_columns")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="dropped_reason",
            field=models.CharField(blank=True, choices=REASONS, max_length=16),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("dropped_reason__in", ["", *(code for code, _ in REASONS)])),
                name="message_dropped_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=(
                    models.Q(("dropped_reason", "other")) & ~models.Q(("dropped_note", ""))
                )
                | (~models.Q(("dropped_reason", "other")) & models.Q(("dropped_note", ""))),
                name="message_dropped_note_of_another_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("copy_of__isnull", True))
                | ~models.Q(("copy_of", models.F("id"))),
                name="message_not_a_copy_of_itself",
            ),
        ),
    ]
