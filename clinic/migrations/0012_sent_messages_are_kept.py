"""What was sent stays as it was sent, whoever writes: plain SQL, as the seal of an assessment."""

from django.db import migrations

KEEP = """
CREATE FUNCTION clinic_keep_sent_message() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
        (NEW.reference, NEW.kind, NEW.state, NEW.is_private, NEW.recipient_email,
         NEW.subject, NEW.body_text, NEW.body_html, NEW.sent_at)
        IS NOT DISTINCT FROM
        (OLD.reference, OLD.kind, OLD.state, OLD.is_private, OLD.recipient_email,
         OLD.subject, OLD.body_text, OLD.body_html, OLD.sent_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of a message that was sent is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'message_sent_is_kept';
END $$;

CREATE TRIGGER message_sent_is_kept BEFORE UPDATE OR DELETE ON clinic_message
    FOR EACH ROW WHEN (OLD.state = 'sent') EXECUTE FUNCTION clinic_keep_sent_message();
"""
KEEP_NO_MORE = """
DROP TRIGGER message_sent_is_kept ON clinic_message;
DROP FUNCTION clinic_keep_sent_message();
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0011_patient_email_version")]

    operations = [migrations.RunSQL(KEEP, KEEP_NO_MORE)]
