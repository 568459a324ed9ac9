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


class Command(migrate.Command):
    """Django's own, by DATABASE_OWNER_URL where that is set; without it, by DATABASE_URL."""

    def handle(self, *args, **options):
        owner = settings.DATABASE_OWNER
        if owner is None:
            return super().handle(*args, **options)
        connection = connections[options["database"]]
        application = connection.settings_dict["USER"]
        if application == owner["USER"]:
            raise CommandError("DATABASE_OWNER_URL and DATABASE_URL name the same role.")
        connection.close()
        connection.settings_dict |= {"OPTIONS": {}} | owner
        super().handle(*args, **options)
        with connection.cursor() as cursor:
            for grant in GRANTS:
                role = sql.Identifier(application)
                cursor.execute(sql.SQL(grant).format(role=role).as_string(cursor.connection))
        return None
