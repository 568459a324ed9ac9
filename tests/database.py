"""A PostgreSQL of the tests' own, started by the controller and handed to every worker."""

import os
from pathlib import Path

import pytest

from launch import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
server = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    """Set the environment before the settings are read; a worker inherits it."""
    global server
    var = Path(os.environ.setdefault("STANCE_VAR", str(ROOT / "var" / "tests")))
    (var / "static").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SECRET_KEY", "a-secret-for-tests-alone-that-is-long-enough-to-be-one")
    os.environ.setdefault("SITE_URL", "https://clinic.example")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost")
    os.environ.setdefault("SECURE_SSL_REDIRECT", "off")
    if "DATABASE_URL" not in os.environ:
        server = embedded_postgres.start(var / "postgres", durable=False)
        os.environ["DATABASE_URL"] = server.url
    os.environ.setdefault("TEST_RUN", str(os.getpid()))
    return (yield)


def pytest_unconfigure():
    if server is not None:
        server.stop()
