"""What is signed stays: plain SQL triggers, which nothing but the tables' owner can take away.

Each child's trigger takes FOR SHARE on its assessment, so that signing and writing take turns. The
functions name their search path, or a temporary table of the same name could stand in for the real
one. A step's and a capture's children are bound to the same assessment as their parent, or a row
could claim another, unsigned one.
"""

from django.db import migrations

SEALED = [
    "section",
    "capture",
    "frame",
    "step",
    "landmark",
    "stepvalue",
    "measurement",
    "observation",
    "clinicaltest",
    "questionnaireresponse",
    "finding",
    "targetmeasure",
]
WRITTEN_ONCE = ["addendum", "cosignature"]
KEPT = ["share", "clipfile"]
SAME_ASSESSMENT = [
    *(("frame", "capture"), ("step", "capture"), ("clipfile", "capture")),
    *(("landmark", "step"), ("stepvalue", "step")),
]

FUNCTIONS = """
CREATE FUNCTION assessments_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the record is kept', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_sealed';
END $$;

CREATE FUNCTION assessments_seal_assessment() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION '% of a signed assessment is refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_sealed';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION assessments_seal_child() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    signed timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT signed_at INTO signed FROM public.assessments_assessment
            WHERE id = OLD.assessment_id FOR SHARE;
        IF signed IS NOT NULL THEN
            RAISE EXCEPTION '% of % of a signed assessment is refused', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_sealed';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT signed_at INTO signed FROM public.assessments_assessment
            WHERE id = NEW.assessment_id FOR SHARE;
        IF signed IS NOT NULL THEN
            RAISE EXCEPTION '% of % of a signed assessment is refused', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessment_sealed';
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION assessments_seal_child();
DROP FUNCTION assessments_seal_assessment();
DROP FUNCTION assessments_refuse();
"""


def trigger(table, name, events, function, level="ROW"):
    """Return the operation that makes one BEFORE trigger, and its reverse."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {events} ON assessments_{table} "
        f"FOR EACH {level} EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON assessments_{table}",
    )


def same_assessment(child, parent):
    name = f"{child}_of_the_{parent}s_assessment"
    return migrations.RunSQL(
        f"ALTER TABLE assessments_{child} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({parent}_id, assessment_id) "
        f"REFERENCES assessments_{parent} (id, assessment_id)",
        f"ALTER TABLE assessments_{child} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_without_what_moved")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        trigger("assessment", "seal_rows", "UPDATE OR DELETE", "assessments_seal_assessment"),
        *(
            trigger(table, "seal_rows", "INSERT OR UPDATE OR DELETE", "assessments_seal_child")
            for table in SEALED
        ),
        *(
            trigger(table, "seal_rows", "UPDATE OR DELETE", "assessments_refuse")
            for table in WRITTEN_ONCE
        ),
        *(trigger(table, "seal_rows", "DELETE", "assessments_refuse") for table in KEPT),
        *(
            trigger(table, "seal_table", "TRUNCATE", "assessments_refuse", level="STATEMENT")
            for table in ["assessment", *SEALED, *WRITTEN_ONCE, *KEPT]
        ),
        *(same_assessment(child, parent) for child, parent in SAME_ASSESSMENT),
    ]
