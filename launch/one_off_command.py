"""A `manage.py` command on a machine without a database: it gets the embedded one while it runs."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

from launch import embedded_postgres
from launch.environment import demo_environment, environment_alone, var_dir

NEEDS_NOTHING = {"verify_assessment"}  # neither a database nor a clinic's settings
READS_NO_DATA = {"help", "version", "--version", "--help", "-h"}


def execute(arguments: list[str]) -> None:
    """Run one command, on the database of `DATABASE_URL` or on the embedded one."""
    if {*arguments[1:2]} & NEEDS_NOTHING:
        alone = environment_alone(os.environ)
        os.environ.clear()
        os.environ.update(alone)
        execute_from_command_line(arguments)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if os.environ.get("DATABASE_URL"):
        execute_from_command_line(arguments)
        return
    if os.environ.get("SECRET_KEY"):
        sys.exit("SECRET_KEY is set, so this is no demo: set DATABASE_URL as well.")
    data_dir = var_dir() / "postgres"
    if not reads_data(arguments):
        _hand_over(embedded_postgres.url_when_running(data_dir))
        execute_from_command_line(arguments)
        return
    signal.signal(signal.SIGTERM, _exit)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
        signal.signal(signal.SIGHUP, _exit)
    try:
        with embedded_postgres.start(data_dir) as server:
            _hand_over(server.application_url)
            if arguments[1] == "migrate":
                os.environ["DATABASE_OWNER_URL"] = server.url
            execute_from_command_line(arguments)
    except embedded_postgres.EmbeddedPostgresError as error:
        sys.exit(str(error))


def reads_data(arguments: list[str]) -> bool:
    """Say whether a command may need the database."""
    wanted = arguments[1:]
    return bool(wanted) and wanted[0] not in READS_NO_DATA and not {"--help", "-h"} & {*wanted}


def _hand_over(database_url: str) -> None:
    """Behave as a part of the demo."""
    os.environ.update(demo_environment(var_dir(), database_url))


def _exit(number: int, frame: object) -> None:
    sys.exit(128 + number)  # an exception, so that `finally` stops the server
