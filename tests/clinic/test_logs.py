"""What a log line may say."""

import logging
import os
import subprocess
import sys
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from gunicorn.config import Config

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


def test_an_access_log_of_the_web_process_holds_no_link_to_a_feed():
    """What it writes of a request, gunicorn's own fields included."""
    found = spec_from_file_location("gunicorn_conf", ROOT / "gunicorn.conf.py")
    conf = module_from_spec(found)
    found.loader.exec_module(conf)
    asked = {
        "REMOTE_ADDR": "192.0.2.7",
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/feeds/abc-def.ics",
        "PATH_INFO": "/feeds/abc-def.ics",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    request, response = (
        SimpleNamespace(headers=[]),
        SimpleNamespace(status="200", headers=[], sent=1),
    )

    atoms = conf.UtcLogger(Config()).atoms(response, request, asked, timedelta(seconds=1))

    assert atoms["r"] == "GET /feeds/[link] HTTP/1.1"
    assert "abc-def" not in str(dict(atoms))
