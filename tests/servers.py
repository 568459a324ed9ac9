"""Servers that tests of every app use: mail, brokers, Redis."""

import os
import shutil
import socket
import subprocess
import time

import pytest
from celery import Celery

from clinic import celery_app, outbox
from tests.smtp import smtp_server

PATIENCE_S = 120


@pytest.fixture
def mailbox(settings):
    """A mail server that this process sends to."""
    with smtp_server() as mailbox:
        settings.EMAIL_BACKEND = "clinic.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        yield mailbox


@pytest.fixture
def broker(monkeypatch):
    """Let this process publish to a broker of the test's choice."""
    monkeypatch.setattr(outbox._broker, "left_alone_until", 0.0)

    def use(url, **options):
        application = Celery("clinic of a test", set_as_current=True)
        application.config_from_object("django.conf:settings", namespace="CELERY")
        application.conf.update(broker_url=url, broker_transport_options=options)

    yield use
    celery_app.set_current()


def queue_in(folder):
    """Return what keeps a queue of files, and kombu's notes about it, in `folder`."""
    return {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
    }


@pytest.fixture
def queue(broker, tmp_path):
    """A queue of files, which can be counted."""
    broker("filesystem://", **queue_in(tmp_path))
    return tmp_path


@pytest.fixture
def redis_url(tmp_path):
    if shutil.which("redis-server") is None:
        missing_part("redis-server is missing: apt-get install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    until(lambda: answers(port))
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


def missing_part(missing):
    """Skip a test for want of a part of the system, or fail where all are to be there."""
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(happened):
    """Wait for something, and return how many seconds it took. A busy machine may take long."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < PATIENCE_S, "It did not happen."
        time.sleep(0.05)
    return time.monotonic() - began
