"""What a log line may say."""

import logging

import pytest
from django.db import IntegrityError, connection, transaction

from clinic.logs import UtcFormatter

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
