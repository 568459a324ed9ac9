"""What stood in a message's occasion and in its sentence is written into the columns.

An occasion was "r2", "r2:48h" or "r2:2026-11-23T09" about a visit, and "…:again:1" of a message
that was sent again. Undone, the sentences stand as they stood; the occasions were left alone.
"""

from django.db import migrations, models

OTHER = "other"
SENTENCES = {
    "cancelled": "The visit was cancelled.",
    "not_cancelled": "The visit is not cancelled.",
    "moved": "The visit was moved.",
    "superseded": "Superseded by a later change.",
    "begun": "The visit has begun.",
    "arrived": "The patient is here already.",
    "quiet_hours": "The visit begins before the quiet hours end.",
    "rules_changed": "The reminder rules were changed.",
    "no_reminders": "No reminders are wanted.",
    "no_email": "There is no email any more.",
    "reviewed": "A clinician has looked already.",
    "not_waiting": "The person does not wait any more.",
    "offer_over": "The offer is not open any more.",
    "no_offers": "The person wants no offers.",
    "not_shared": "It is no longer shared.",
}

READ_OCCASIONS = r"""
UPDATE clinic_message
SET revision = substring(occasion FROM '^r(\d+)(?::|$)')::integer,
    hours_before = substring(occasion FROM '^r\d+:(\d+)h(?::|$)')::smallint
WHERE occasion ~ '^r\d+(:|$)';

UPDATE clinic_message
SET copy_of_id = original
FROM (
    SELECT id AS copy, min(id) OVER (
        PARTITION BY kind, about_type_id, about_id, regexp_replace(occasion, ':again:\d+$', '')
    ) AS original
    FROM clinic_message
) AS families
WHERE id = copy AND copy <> original AND occasion ~ ':again:\d+$';
"""


def write_codes(apps, schema_editor):
    Message = apps.get_model("clinic", "Message")
    for code, sentence in SENTENCES.items():
        Message.objects.filter(dropped_reason=sentence).update(dropped_reason=code)
    others = Message.objects.exclude(dropped_reason__in=["", *SENTENCES])
    for sentence in set(others.values_list("dropped_reason", flat=True)):
        others.filter(dropped_reason=sentence).update(dropped_reason=OTHER, dropped_note=sentence)


def write_sentences(apps, schema_editor):
    Message = apps.get_model("clinic", "Message")
    for code, sentence in SENTENCES.items():
        Message.objects.filter(dropped_reason=code).update(dropped_reason=sentence)
    Message.objects.filter(dropped_reason=OTHER).update(dropped_reason=models.F("dropped_note"))


class Migration(migrations.Migration):
    dependencies = [("clinic", "0008_message_columns")]

    operations = [
        migrations.RunSQL(READ_OCCASIONS, migrations.RunSQL.noop),
        migrations.RunPython(write_codes, write_sentences),
    ]
