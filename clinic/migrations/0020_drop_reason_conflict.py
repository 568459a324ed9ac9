"""A reminder of a visit in conflict with the schedule is held, for a reason of its own."""

from django.db import migrations, models


def forget_conflicts(apps, schema_editor):
    """Give the reminders of visits in conflict a reason that was there before, for the way back."""
    messages = apps.get_model("clinic", "Message").objects.filter(dropped_reason="conflict")
    messages.update(dropped_reason="rules_changed")


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0019_encrypt_second_factors"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="message_dropped_reason_known",
        ),
        migrations.AlterField(
            model_name="message",
            name="dropped_reason",
            field=models.CharField(
                blank=True,
                choices=[
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
                    (
                        "conflict",
                        "The schedule has no room for the visit: somebody is to call first.",
                    ),
                    ("too_late", "It would have come too late to be of use."),
                    ("other", "Another reason."),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "dropped_reason__in",
                        [
                            "",
                            "cancelled",
                            "not_cancelled",
                            "moved",
                            "superseded",
                            "begun",
                            "arrived",
                            "quiet_hours",
                            "rules_changed",
                            "no_reminders",
                            "no_email",
                            "reviewed",
                            "not_waiting",
                            "offer_over",
                            "no_offers",
                            "not_shared",
                            "conflict",
                            "too_late",
                            "other",
                        ],
                    )
                ),
                name="message_dropped_reason_known",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_conflicts),
    ]
