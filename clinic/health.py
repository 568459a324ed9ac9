"""What must work for the clinic to be open: named checks, bounded in time, without a secret."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from queue import Empty, Queue
from smtplib import SMTPAuthenticationError
from threading import Thread
from time import monotonic
from zoneinfo import ZoneInfo

import tzdata
from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import Max
from django.template import engines
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu import Connection

from clinic import pacing
from clinic.clock_face import time_of_day
from clinic.clocks import CLOCKS_DIFFER_BY
from clinic.mail import MAIL_ERRORS
from clinic.models import Heartbeat, MailDomain, MailOutage, Message, MessageState
from clinic.models.outbox import UNFINISHED
from clinic.serving import ROLE_COULD_SWITCH_TRIGGERS_OFF
from clinic.zones import clinic_zone

logger = logging.getLogger(__name__)

WITHIN_S = 2  # all checks run side by side, so this bounds them together as well
CONNECT_WITHIN_S = 1
STATEMENT_WITHIN_MS = 1500
BEAT_SEEN_WITHIN = timedelta(seconds=120)
MESSAGES_LATE_BY = timedelta(minutes=5)
# One wrong address is everyday; that most mail of a day is refused is none.
FAILED_WITHIN = timedelta(days=1)
FAILED_TOO_OFTEN = 3
LOGGED_IN_FOR_S = 60  # what the mail server said is believed so long
LEAST_FREE_MB = 200
ZONE_RULES_OLD_AFTER = timedelta(days=180)

# British Columbia keeps summer time for good since 2026: old rules show 08:00.
KNOWN_INSTANT = datetime(2026, 12, 1, 16, tzinfo=UTC)
KNOWN_ZONE = "America/Vancouver"
KNOWN_TIME = "2026-12-01 09:00 -0700"
SYSTEM_ZONES = Path("/usr/share/zoneinfo")


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"  # somebody should look at it; the clinic is open
    FAILED = "failed"


@dataclass(frozen=True)
class Found:
    """What a check found, in a text without address or credential."""

    status: Status
    text: str


@dataclass(frozen=True)
class Check:
    """One or more names, and the function that finds out about all of them in one go."""

    names: tuple[str, ...]
    look: Callable[[], list[Found]]


def ok(text: str) -> Found:
    return Found(Status.OK, text)


def warning(text: str) -> Found:
    return Found(Status.WARNING, text)


def failed(text: str) -> Found:
    return Found(Status.FAILED, text)


def run(checks: list[Check]) -> dict[str, Found]:
    """Run the checks side by side; what has not answered within the time has failed."""
    answers = Queue()
    for check in checks:
        Thread(target=_look, args=(check, answers), daemon=True).start()
    found = {}
    deadline = monotonic() + WITHIN_S
    for _ in checks:
        try:
            found |= answers.get(timeout=max(0, deadline - monotonic()))
        except Empty:
            break
    silent = failed(f"No answer within {WITHIN_S} seconds.")
    return {name: found.get(name, silent) for check in checks for name in check.names}


def _look(check, answers):
    """Put what the check finds; an error is a finding too, for nobody else would hear of it."""
    try:
        findings = check.look()
    except Exception as error:  # the thread's edge
        logger.warning("Health check failed: %s", ", ".join(check.names), exc_info=True)
        findings = [failed(f"Failed: {type(error).__name__}.")] * len(check.names)
    finally:
        connection.close()  # each thread has a connection of its own
    answers.put(dict(zip(check.names, findings, strict=True)))


# --- Database, beat, messages ---------------------------------------------------------------------


def look_at_database() -> list[Found]:
    """Return what the database says of itself, of beat, of the outbox and of its zone rules."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true)", [f"{STATEMENT_WITHIN_MS}"]
        )
        cursor.execute("SELECT timezone(%s, %s)", [KNOWN_ZONE, KNOWN_INSTANT])
        (postgres_time,) = cursor.fetchone()
        cursor.execute(ROLE_COULD_SWITCH_TRIGGERS_OFF)
        (is_owner,) = cursor.fetchone()
        beat = Heartbeat.objects.filter(name="beat").values_list("seen_at", flat=True).first()
        due = pacing.not_held(Message.objects.filter(state__in=UNFINISHED), now)
        due = due.order_by("due_at", "pk")
        last_sent = MailDomain.objects.aggregate(at=Max("sent_at"))["at"]
        oldest = due.values_list("due_at", flat=True).first()
        outage = MailOutage.objects.first()
        failures = Message.objects.given_up(now).filter(due_at__gt=now - FAILED_WITHIN).count()
        sent = Message.objects.filter(
            state=MessageState.SENT, is_private=False, send_at__gt=now - FAILED_WITHIN
        ).count()
    return [
        ok("It answers."),
        _beat(beat, now),
        _messages(oldest, last_sent, outage, failures, sent, now),
        _copy_of_the_rules("PostgreSQL", postgres_time),
        _role(is_owner),
    ]


def _role(is_owner):
    if is_owner:
        return warning(
            "The application's role owns its tables: set DATABASE_OWNER_URL and migrate."
        )
    return ok("The application's role owns no table.")


def _beat(seen_at, now):
    if seen_at is None:
        return failed("Beat was never seen.")
    if seen_at - now > CLOCKS_DIFFER_BY:
        return failed(f"Last seen {_seconds(seen_at - now)} seconds in the future: see the clock.")
    ago = f"Last seen {_seconds(now - seen_at)} seconds ago."
    return ok(ago) if now - seen_at <= BEAT_SEEN_WITHIN else failed(ago)


def _messages(oldest, last_sent, outage, failures, sent, now):
    if outage:
        return failed(f"No mail has left for {_seconds(now - outage.began_at) // 60} minutes.")
    if oldest is not None and now - oldest > MESSAGES_LATE_BY:
        late = f"The oldest due message is {_seconds(now - oldest) // 60} minutes late."
        goes_on = last_sent is not None and now - last_sent <= MESSAGES_LATE_BY
        return warning(f"{late} Others leave.") if goes_on else failed(late)
    if not failures:
        return ok("No message is late.")
    told = f"Failed for good within a day: {failures}; sent: {sent}."
    too_often = failures >= max(FAILED_TOO_OFTEN, sent)
    return failed(told) if too_often else warning(told)


def _seconds(span):
    return max(0, int(span.total_seconds()))


# --- Broker and mail ------------------------------------------------------------------------------


def look_at_broker() -> list[Found]:
    """Connect to the broker; one made of folders must let us write."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        folders = {options[name] for name in ("data_folder_in", "data_folder_out")}
        if all(is_writable(Path(folder)) for folder in folders):
            return [ok("Its folder can be written to.")]
        return [failed("Its folder cannot be written to.")]
    with Connection(
        settings.CELERY_BROKER_URL, connect_timeout=CONNECT_WITHIN_S, transport_options=options
    ) as broker:
        established = broker.transport.establish_connection()
        broker.transport.close_connection(established)
    return [ok("It answers.")]


def look_at_mail() -> list[Found]:
    """Log in to the mail server; a folder that takes the mail must let us write."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend == "smtp":
        return [_log_in_to_mail_server()]
    if backend == "filebased":
        if is_writable(existing(Path(settings.EMAIL_FILE_PATH))):  # it is made for the first mail
            return [ok("Mail goes into a folder.")]
        return [failed("Mail goes into a folder that cannot be written to.")]
    return [warning("No mail leaves this machine.")]


def _log_in_to_mail_server():
    """Say whether the mail server lets us in, as it said lately: it is not asked too often."""
    key = "health:mail"
    if (found := cache.get(key)) is None:
        found = _asked_mail_server()
        cache.set(key, found, LOGGED_IN_FOR_S)
    return found


def _asked_mail_server():
    server = get_connection(timeout=CONNECT_WITHIN_S)
    try:
        with closing(server):
            server.open()
            answer = server.connection.noop()[0]
    except SMTPAuthenticationError:
        return failed("The mail server refuses our log-in.")
    except MAIL_ERRORS as error:
        logger.warning("Health check failed: mail", exc_info=True)
        return failed(f"Failed: {type(error).__name__}.")
    return ok("The mail server lets us in.") if answer == 250 else failed("It refuses us.")


# --- Zone data ------------------------------------------------------------------------------------


def look_at_zone_data() -> list[Found]:
    """Compare how a known future instant is shown by everything that shows times to people."""
    template = engines["django"].from_string(
        '{% load tz %}{{ at|timezone:zone|date:"Y-m-d H:i O" }}'
    )
    shown = {
        "Python": KNOWN_INSTANT.astimezone(ZoneInfo(KNOWN_ZONE)).strftime("%Y-%m-%d %H:%M %z"),
        "a template": template.render({"at": KNOWN_INSTANT, "zone": KNOWN_ZONE}),
    }
    wrong = [who for who, text in shown.items() if text != KNOWN_TIME]
    clinic_time = time_of_day(KNOWN_INSTANT.astimezone(clinic_zone()))
    for name in settings.HEALTH_ZONE_RENDERERS:
        if clinic_time not in import_string(name)(KNOWN_INSTANT):
            wrong.append(name.rsplit(".", 1)[-1])
    if wrong:
        return [failed(f"A known instant is shown wrongly by {', '.join(wrong)}.")]
    return [ok(f"A known instant is shown as {KNOWN_TIME}.")]


def look_at_zone_rules() -> list[Found]:
    """Tell how old the installed rules are at least: their year is all that they say of it."""
    version = tzdata.IANA_VERSION
    age = timezone.now().date() - date(int(version[:4]), 12, 31)
    text = f"tzdata {version}"
    if age <= timedelta(0):
        return [ok(f"{text}, of this year.")]
    told = f"{text}, at least {age.days} days old."
    return [warning(told) if age > ZONE_RULES_OLD_AFTER else ok(told)]


def look_at_system_zones() -> list[Found]:
    """Report the machine's own rules, which nothing here reads."""
    try:
        with (SYSTEM_ZONES / KNOWN_ZONE).open("rb") as rules:
            zone = ZoneInfo.from_file(rules)
    except OSError:
        return [ok("This machine has none.")]
    return [_copy_of_the_rules("This machine", KNOWN_INSTANT.astimezone(zone))]


def _copy_of_the_rules(whose, shown):
    """Return what a copy of the rules says that nothing here reads: it never fails."""
    if f"{shown:%Y-%m-%d %H:%M}" == KNOWN_TIME[:16]:
        return ok(f"{whose} has current rules.")
    return warning(f"{whose} has old rules, which nothing here reads.")


# --- Storage --------------------------------------------------------------------------------------


def look_at_storage() -> list[Found]:
    """Try the folders that files are written to; the clips' own is made for the first clip."""
    folders = [Path(settings.VAR_DIR), existing(Path(settings.CLIPS_DIR))]
    if not all(is_writable(folder) for folder in folders):
        return [failed("It cannot be written to.")]
    free_mb = min(shutil.disk_usage(folder).free for folder in folders) // 1_000_000
    text = f"{free_mb} MB are free."
    return [ok(text) if free_mb > LEAST_FREE_MB else failed(text)]


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


def is_writable(folder: Path) -> bool:
    """Say whether a file can be written there, by writing one without a name."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"1")
    except OSError:
        return False
    return True


CHECKS = [
    Check(("database", "beat", "messages", "postgresql_zones", "database_role"), look_at_database),
    Check(("broker",), look_at_broker),
    Check(("mail",), look_at_mail),
    Check(("zone_data",), look_at_zone_data),
    Check(("zone_rules",), look_at_zone_rules),
    Check(("system_zones",), look_at_system_zones),
    Check(("storage",), look_at_storage),
]
