"""A database with every migration and no row, made once: workers test on copies of it.

What a migration writes would be there for some tests and not for those after one that commits.
"""

import os
import subprocess
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import connection

from launch import embedded_postgres
from tests.emptying import empty_tables

PREFIX = "stance_template_"
UNFINISHED = "stance_unfinished_template"
ONE_AT_A_TIME = 5_748_002  # the number of an advisory lock of the whole server


@contextmanager
def migrated():
    """Give the template's name, making it where there is none; meanwhile nobody drops it."""
    name = PREFIX + fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {found for (found,) in cursor}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            make_database(UNFINISHED)
            cursor.execute(f'ALTER DATABASE "{UNFINISHED}" RENAME TO "{name}"')
        yield name


def fingerprint() -> str:
    """Return what changes with any migration, with any installed package, and with this."""
    found = sha256(Path(__file__).read_bytes())
    for package in sorted(f"{one.name} {one.version}" for one in distributions()):
        found.update(package.encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def make_database(name: str) -> None:
    """Make a database and migrate it, in place of one that an interrupted run left."""
    of_tests, own = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    of_worker, of_tests["NAME"] = of_tests["NAME"], name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    empty_tables()
    connection.close()
    of_tests["NAME"] = of_worker
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own


def restore_to(url: str) -> None:
    """Put what the template holds into an empty database of another server, as a role of its."""
    programs = embedded_postgres._package_dir() / "bin"
    with migrated() as name:
        source = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        command = [programs / "pg_dump", "--no-owner", source]
        dump = subprocess.run(command, capture_output=True, check=True)
    quietly = ["--quiet", "--output", os.devnull, "--set", "ON_ERROR_STOP=1"]
    subprocess.run([programs / "psql", *quietly, url], input=dump.stdout, check=True)
