"""Up and ready: every check has a name, is bounded in time and tells no secret."""

import socket
import threading
import time
import uuid
from contextlib import closing
from datetime import date, timedelta
from importlib.resources import files

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clinic import health, outage, pacing
from clinic.health import Check, Status, failed, ok, warning
from clinic.mail import Failure
from clinic.models import Heartbeat, Message

NAMES = [
    "database",
    "beat",
    "messages",
    "postgresql_zones",
    "database_role",
    "broker",
    "mail",
    "zone_data",
    "zone_rules",
    "system_zones",
    "storage",
]


@pytest.fixture
def ready(transactional_db, settings, tmp_path):
    """A clinic where everything works."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.VAR_DIR = tmp_path
    broker_folders(settings, tmp_path)
    Heartbeat.objects.create(name="beat", seen_at=timezone.now())


def broker_folders(settings, folder):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
    }


def broken_checks(response):
    """Return the names and texts of what has failed."""
    return {
        check["name"]: check["text"]
        for check in response.json()["checks"]
        if check["status"] == "failed"
    }


@pytest.fixture
def closed_port():
    """A port of this machine that nobody listens on."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def silent_port():
    """A port that takes connections and never says a word."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


# --- Up -------------------------------------------------------------------------------------------


def test_healthz_answers_without_a_database_session_or_cache(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]
    assert response.cookies == {}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_proxy_may_ask_without_tls(settings, ready, path):
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get(path).status_code == 200
    assert Client().get("/team/").status_code == 301


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_only_reads(client, path):
    assert client.post(path).status_code == 405


# --- Ready ----------------------------------------------------------------------------------------


def test_readyz_lists_every_check_when_all_is_well(client, ready):
    response = client.get("/readyz")

    answer = response.json()
    assert (response.status_code, answer["status"]) == (200, "ok")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.cookies == {}
    assert [check["name"] for check in answer["checks"]] == NAMES
    assert broken_checks(response) == {}
    texts = {check["name"]: check["text"] for check in answer["checks"]}
    assert texts["zone_data"] == "A known instant is shown as 2026-12-01 09:00 -0700."
    assert texts["mail"] == "Mail goes into a folder."


@pytest.mark.parametrize(
    ("ago_s", "text"),
    [(121, "Last seen 121 seconds ago."), (None, "Beat was never seen.")],
)
def test_readyz_is_503_when_beat_has_stopped(client, ready, ago_s, text):
    Heartbeat.objects.all().delete()
    if ago_s:
        Heartbeat.objects.create(name="beat", seen_at=timezone.now() - timedelta(seconds=ago_s))

    response = client.get("/readyz")

    assert (response.status_code, response.json()["status"]) == (503, "failed")
    assert broken_checks(response) == {"beat": text}


def test_readyz_is_503_when_beat_was_seen_by_a_clock_that_was_put_back_since(client, ready, clock):
    Heartbeat.objects.update(seen_at=timezone.now() + timedelta(seconds=4))
    assert broken_checks(client.get("/readyz")) == {}
    clock.move_to(timezone.now(), tick=False)
    Heartbeat.objects.update(seen_at=timezone.now() + timedelta(seconds=60))

    response = client.get("/readyz")

    assert (response.status_code, broken_checks(response)) == (
        503,
        {"beat": "Last seen 60 seconds in the future: see the clock."},
    )


def test_readyz_is_503_when_a_message_is_late(client, ready):
    due(timedelta(minutes=7))
    due(timedelta(minutes=2))

    assert broken_checks(client.get("/readyz")) == {
        "messages": "The oldest due message is 7 minutes late."
    }


def test_readyz_minds_a_message_that_is_late_less_while_others_leave(client, ready):
    """And not at all one whose domain puts mail off."""
    late_by = timedelta(minutes=7)
    due(late_by)
    pacing.take_turn("ben@example.com", timezone.now())
    pacing.went("ben@example.com", timezone.now())
    told = {check["name"]: check for check in client.get("/readyz").json()["checks"]}["messages"]
    assert (told["status"], told["text"]) == (
        "warning",
        "The oldest due message is 7 minutes late. Others leave.",
    )

    pacing.take_turn("ada@example.org", timezone.now())
    pacing.put_off("ada@example.org", "450 Not now", timezone.now())
    told = {check["name"]: check for check in client.get("/readyz").json()["checks"]}["messages"]
    assert (told["status"], told["text"]) == ("ok", "No message is late.")


def test_readyz_minds_no_message_that_is_due_now_to_come_or_done(client, ready):
    due(timedelta(minutes=4))
    due(-timedelta(days=2))
    due(timedelta(days=2), state="sent")
    due(timedelta(days=2), state="failed")

    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("failures", "sent", "status", "text"),
    [
        (0, 5, "ok", "No message is late."),
        (2, 0, "warning", "Failed for good within a day: 2; sent: 0."),
        (3, 4, "warning", "Failed for good within a day: 3; sent: 4."),
        (5, 1, "failed", "Failed for good within a day: 5; sent: 1."),
    ],
)
def test_readyz_counts_what_failed_lately(client, ready, failures, sent, status, text):
    for _ in range(failures):
        due(timedelta(hours=2), state="failed")
    for _ in range(sent):
        due(timedelta(hours=2), state="sent")
    due(timedelta(days=2), state="failed")

    answer = client.get("/readyz").json()

    found = {check["name"]: check for check in answer["checks"]}["messages"]
    assert (found["status"], found["text"]) == (status, text)
    assert answer["status"] == ("failed" if status == "failed" else "ok")


def test_readyz_is_503_while_no_mail_leaves(client, ready):
    outage.record(Failure("Timeout", "Timeout: secret"), timezone.now() - timedelta(minutes=2))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert broken_checks(response) == {"messages": "No mail has left for 2 minutes."}
    assert b"secret" not in response.content


def due(late_by, state="planned"):
    at = timezone.now() - late_by
    return Message.objects.create(
        kind="reminder",
        occasion=uuid.uuid4().hex,
        recipient_email="ada@example.org",
        send_at=at,
        due_at=at,
        state=state,
    )


def test_readyz_is_503_when_the_database_is_away(client, ready, monkeypatch):
    def away():
        raise OSError("postgres://stance:secret@db.internal/stance")

    checks = [Check(health.CHECKS[0].names, away), *health.CHECKS[1:]]
    monkeypatch.setattr(health, "CHECKS", checks)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert broken_checks(response) == dict.fromkeys(NAMES[:5], "Failed: OSError.")
    assert b"secret" not in response.content


def test_readyz_is_503_when_the_broker_refuses(client, ready, settings, closed_port):
    settings.CELERY_BROKER_URL = f"redis://stance:secret@127.0.0.1:{closed_port}/0"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1}

    response = client.get("/readyz")

    assert response.status_code == 503
    assert broken_checks(response) == {"broker": "Failed: ConnectionError."}
    assert b"secret" not in response.content


def test_readyz_is_503_when_the_broker_is_silent(client, ready, settings, silent_port):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent_port}/0"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 3}
    started_at = time.monotonic()

    response = client.get("/readyz")

    assert broken_checks(response) == {"broker": "No answer within 2 seconds."}
    assert time.monotonic() - started_at < 2.5


def test_readyz_is_503_when_the_brokers_folder_is_gone(client, ready, settings, tmp_path):
    broker_folders(settings, tmp_path / "gone")

    assert broken_checks(client.get("/readyz")) == {"broker": "Its folder cannot be written to."}


def smtp(settings, port):
    settings.EMAIL_BACKEND = "clinic.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "stance", "secret"


def of_mail(client):
    answer = client.get("/readyz").json()
    return [check["text"] for check in answer["checks"] if check["name"] == "mail"]


def test_readyz_logs_in_to_the_mail_server_once_a_minute(client, ready, settings, mailbox):
    smtp(settings, mailbox.port)
    mailbox.password = "secret"

    assert [of_mail(client) for _ in range(3)] == [["The mail server lets us in."]] * 3

    assert mailbox.connections == 1
    cache.clear()  # as it is after a minute
    of_mail(client)
    assert mailbox.connections == 2


def test_readyz_is_503_when_the_mail_server_refuses_the_log_in(client, ready, settings, mailbox):
    smtp(settings, mailbox.port)
    mailbox.password = "another"

    responses = [client.get("/readyz") for _ in range(2)]

    assert [response.status_code for response in responses] == [503] * 2
    assert [broken_checks(response) for response in responses] == [
        {"mail": "The mail server refuses our log-in."}
    ] * 2
    assert mailbox.connections == 1
    assert b"secret" not in responses[0].content


def test_readyz_is_503_when_the_mail_server_refuses(client, ready, settings, closed_port):
    smtp(settings, closed_port)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert broken_checks(response) == {"mail": "Failed: ConnectionRefusedError."}
    assert b"secret" not in response.content


def test_readyz_is_503_when_the_mail_server_is_silent(client, ready, settings, silent_port):
    smtp(settings, silent_port)
    started_at = time.monotonic()

    response = client.get("/readyz")

    assert list(broken_checks(response)) == ["mail"]
    assert time.monotonic() - started_at < 2.5


def test_readyz_is_503_when_mail_has_no_folder(client, ready, settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "a file")
    (tmp_path / "a file").touch()

    assert broken_checks(client.get("/readyz")) == {
        "mail": "Mail goes into a folder that cannot be written to."
    }


def test_mail_that_goes_nowhere_is_a_warning(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert health.look_at_mail() == [warning("No mail leaves this machine.")]


def an_hour_early(at):
    return "Tuesday 1 December 2026 at 08:00"


def test_readyz_is_503_when_mail_shows_another_time_than_python(client, ready, settings):
    settings.HEALTH_ZONE_RENDERERS = [f"{__name__}.an_hour_early"]

    response = client.get("/readyz")

    assert broken_checks(response) == {
        "zone_data": "A known instant is shown wrongly by an_hour_early."
    }


def test_old_zone_rules_of_the_machine_are_reported_and_not_failed(tmp_path, monkeypatch):
    (tmp_path / "America").mkdir()
    standard_time = files("tzdata.zoneinfo").joinpath("America/Los_Angeles").read_bytes()
    (tmp_path / "America" / "Vancouver").write_bytes(standard_time)
    monkeypatch.setattr(health, "SYSTEM_ZONES", tmp_path)

    assert health.look_at_system_zones() == [
        warning("This machine has old rules, which nothing here reads.")
    ]


@pytest.mark.parametrize(
    ("today", "finding"),
    [
        (date(2026, 11, 23), ok("tzdata 2026f, of this year.")),
        (date(2027, 1, 31), ok("tzdata 2026f, at least 31 days old.")),
        (date(2027, 8, 1), warning("tzdata 2026f, at least 213 days old.")),
    ],
)
def test_the_age_of_the_zone_rules_is_shown(clock, monkeypatch, today, finding):
    monkeypatch.setattr("tzdata.IANA_VERSION", "2026f")
    clock.move_to(f"{today}T12:00:00Z")

    assert health.look_at_zone_rules() == [finding]


def test_readyz_is_503_when_the_disk_is_full(client, ready, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_MB", 10**12)

    assert list(broken_checks(client.get("/readyz"))) == ["storage"]


def test_readyz_is_503_when_its_folder_is_gone(client, ready, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "gone"

    assert broken_checks(client.get("/readyz")) == {"storage": "It cannot be written to."}


def test_storage_covers_the_folder_of_kept_clips(client, ready, settings, tmp_path):
    settings.CLIPS_DIR = tmp_path / "not made yet" / "clips"
    assert "storage" not in broken_checks(client.get("/readyz"))

    (tmp_path / "a file").touch()
    settings.CLIPS_DIR = tmp_path / "a file"

    assert broken_checks(client.get("/readyz"))["storage"] == "It cannot be written to."


# --- Running them ---------------------------------------------------------------------------------


def test_checks_that_hang_fail_together_within_the_time():
    release = threading.Event()

    def hang():
        release.wait(10)
        return [ok("Late.")]

    started_at = time.monotonic()
    found = health.run(
        [Check(("one",), hang), Check(("two",), hang), Check(("three",), lambda: [ok("Here.")])]
    )
    release.set()

    silent = failed("No answer within 2 seconds.")
    assert found == {"one": silent, "two": silent, "three": ok("Here.")}
    assert time.monotonic() - started_at < 2.5


def test_a_status_is_written_as_its_word():
    assert [str(status) for status in Status] == ["ok", "warning", "failed"]
