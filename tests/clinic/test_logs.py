"""What a log line may say."""

import logging
import os
import subprocess
import sys

import pytest
from django.db import IntegrityError, connection, transaction

from clinic.logs import UtcFormatter
from tests.clinic.starting import ROOT

NAME, ANGLE = "Ada Runner", "7.9°"


@pytest.mark.django_db
def test_a_row_that_the_database_puts_into_its_error_is_not_logged():
    statement = "INSERT INTO clinic_heartbeat (name, seen_at) VALUES (%s, NULL)"
    record = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [f"{NAME}\n\n{ANGLE}"])
    except IntegrityError as error:
        raised = (type(error), error, error.__traceback__)
        record = logging.makeLogRecord({"msg": f"It failed: {error}", "exc_info": raised})
    assert NAME in str(record.exc_info[1])

    line = UtcFormatter().format(record)

    assert "IntegrityError" in line
    assert NAME not in line
    assert ANGLE not in line


def test_whoever_asks_the_machine_for_local_time_is_told_utc():
    """As do libraries that stamp lines of their own; Django alone would have the clinic's zone."""
    told = subprocess.run(
        [sys.executable, "-c", "import django, time; django.setup(); print(time.strftime('%z'))"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "clinic.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "+0000\n"
