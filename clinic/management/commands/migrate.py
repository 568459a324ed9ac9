"""Migrates as the owner of the tables, and lets the application's role use them, no more."""

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from psycopg import sql

# No TRUNCATE, no ownership: whoever holds this role cannot take the seals off what is signed.
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)
REVOKE = "REVOKE {operation} ON {table} FROM {role}"
# Tables with a trigger that refuses any UPDATE, or any DELETE, of a row, whoever made it: its
# function can only raise, for it returns nothing but where pgtrigger's switch says so, and that
# answers no.
REFUSED = r"""
SELECT DISTINCT relname, operation
FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid AND relnamespace = 'public'::regnamespace
JOIN pg_proc ON pg_proc.oid = tgfoid
JOIN (VALUES ('UPDATE', 16), ('DELETE', 8)) AS operations (operation, bit) ON tgtype & bit > 0
WHERE NOT tgisinternal AND tgqual IS NULL
AND tgtype & 3 = 3 -- BEFORE, FOR EACH ROW
AND regexp_replace(prosrc, '_pgtrigger_should_ignore.*?END IF;', '') !~* '\mRETURN\M'
ORDER BY relname, operation
"""

# pgtrigger asks a function whether a session's own setting switches a trigger off: it never does.
# Its functions, and pghistory's, name their tables alone: a temporary table of the same name would
# be written in their place.
NO_WAY_AROUND_TRIGGERS = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$ BEGIN RETURN FALSE; END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proconfig IS NULL
        AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
        AND proowner = current_user::regrole
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', name);
    END LOOP;
END $$;
"""


class Command(migrate.Command):
    """Django's own, by DATABASE_OWNER_URL where that is set; without it, by DATABASE_URL."""

    def handle(self, *args, **options):
        owner, connection = settings.DATABASE_OWNER, connections[options["database"]]
        application = connection.settings_dict["USER"]
        if owner is not None:
            if application == owner["USER"]:
                raise CommandError("DATABASE_OWNER_URL and DATABASE_URL name the same role.")
            connection.close()
            connection.settings_dict |= {"OPTIONS": {}} | owner
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        with connection.cursor() as cursor:
            cursor.execute(NO_WAY_AROUND_TRIGGERS)
            if owner is not None:
                let_use(cursor, application)


def let_use(cursor, application: str) -> None:
    """Let a role read and write; what is only ever added to, it may not change or delete."""
    role = sql.Identifier(application)
    for grant in GRANTS:
        cursor.execute(sql.SQL(grant).format(role=role).as_string(cursor.connection))
    cursor.execute(REFUSED)
    for table, operation in cursor.fetchall():
        revoke = sql.SQL(REVOKE).format(
            operation=sql.SQL(operation), table=sql.Identifier(table), role=role
        )
        cursor.execute(revoke.as_string(cursor.connection))
