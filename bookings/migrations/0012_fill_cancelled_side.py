"""Who cancelled what was cancelled before that was asked.

With a mailed link, by the API or from a patient's account it was the patient. What the desk
cancelled is not known: its page asked why the patient cancels, whoever did. What the desk wrote
there was not written for the patient, so that it becomes the desk's own note.
"""

from django.db import migrations

FILL = """
UPDATE bookings_appointment AS visit SET
    cancelled_side = CASE WHEN is_desk THEN 'unknown' ELSE 'patient' END,
    cancellation_reason = CASE WHEN is_desk THEN '' ELSE cancellation_reason END,
    cancellation_note = CASE WHEN is_desk THEN cancellation_reason ELSE '' END
FROM (
    SELECT cancelled.id, COALESCE(cardinality(account.roles) > 0, false) AS is_desk
    FROM bookings_appointment AS cancelled
    LEFT JOIN clinic_user AS account ON account.id = cancelled.cancelled_by_id
    WHERE cancelled.status = 'cancelled'
) AS by
WHERE by.id = visit.id;
"""
UNDO = """
UPDATE bookings_appointment SET cancellation_reason = cancellation_note
WHERE cancellation_reason = '' AND cancellation_note <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0011_appointment_cancelled_side"),
        ("clinic", "0013_clinic_calls_by_country"),
    ]

    operations = [migrations.RunSQL(FILL, UNDO)]
