"""The models and their migrations say the same."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel

from clinic.migrations._at_once import AtOnce

SINCE = {"bookings": "0016", "clinic": "0020"}  # what was migrated before may have none


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"


def test_a_new_column_has_a_default_for_the_processes_of_the_version_before():
    """They run on between the migration and the restart, and name no column they do not know."""
    loader, without = MigrationLoader(None), []
    for (app, name), migration in loader.disk_migrations.items():
        if app in SINCE and name >= SINCE[app]:
            steps = list(_flat(migration.operations))
            new = {step.name_lower for step in steps if isinstance(step, CreateModel)}
            without += [
                (app, name, step.model_name, step.name)
                for step in steps
                if isinstance(step, AddField) and step.model_name_lower not in new
                if not (step.field.null or step.field.has_db_default() or step.field.many_to_many)
            ]

    assert without == []


def _flat(operations):
    for operation in operations:
        yield from _flat(operation.operations) if isinstance(operation, AtOnce) else [operation]
