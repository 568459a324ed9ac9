"""Mail through real processes: workers and beat, a real broker, a real mail server."""

import os
import signal
import time
import uuid
from contextlib import suppress
from datetime import time as clock_time
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone
from icalendar import Calendar

from bookings.mail.planning import plan_cancellation, plan_for, replan_for
from bookings.mail.times import short_time
from clinic import outbox
from clinic.models import ClinicProfile, Heartbeat, Message, MessageState
from clinic.outbox import Plan
from launch import processes
from tests.factories import AppointmentFactory
from tests.servers import PATIENCE_S, until

pytestmark = pytest.mark.django_db(transaction=True)
CELERY = ["-m", "celery", "--app", "clinic"]


class Clinic:
    """Workers and a beat on the test's database, broker and mail server."""

    def __init__(self, folder, broker_url, mailbox):
        self.folder = folder
        self.started = []
        address = urlsplit(os.environ["DATABASE_URL"])
        database = quote(str(connection.settings_dict["NAME"]))
        self.environment = os.environ | {
            "DATABASE_URL": address._replace(path=f"/{database}").geturl(),
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "CELERY_BROKER_URL": broker_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "EMAIL_TIMEOUT": "1",
            "EMAIL_END_TIMEOUT": "5",
            "MESSAGE_LEASE_SECONDS": "12",
            "STANCE_VAR": str(folder),
        }

    def start_worker(self, queue=None):
        """Start a worker for one queue, or for both, as it takes if none is named."""
        command = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO"]
        command += ["--queues", queue] if queue else []
        worker = self._start([*command, "--hostname", f"worker{len(self.started)}@test"])
        until(lambda: " ready." in worker.tail(200))
        return worker

    def start_beat(self):
        return self._start([*CELERY, "beat", "--loglevel", "INFO"])

    def _start(self, arguments):
        number = len(self.started)
        process = processes.start(
            f"{number}",
            arguments,
            run=str(uuid.uuid4()),
            environment=self.environment,
            log=self.folder / f"{number}.log",
        )
        self.started.append(process)
        return process

    def kill(self):
        for process in self.started:
            with suppress(ProcessLookupError):
                os.killpg(process.popen.pid, signal.SIGKILL)
            process.popen.wait()


def make_clinic(folder, broker_url, mailbox, broker):
    queue, control = (str(folder / "celery" / name) for name in ("queue", "control"))
    files = {"data_folder_in": queue, "data_folder_out": queue, "control_folder": control}
    broker(broker_url, **(files if broker_url.startswith("filesystem") else {}))
    return Clinic(folder, broker_url, mailbox)


@pytest.fixture(params=["filesystem", "redis"])
def clinic(request, tmp_path, mailbox, broker):
    url = "filesystem://" if request.param == "filesystem" else request.getfixturevalue("redis_url")
    clinic = make_clinic(tmp_path, url, mailbox, broker)
    yield clinic
    clinic.kill()


@pytest.fixture
def clinic_on_files(tmp_path, mailbox, broker):
    clinic = make_clinic(tmp_path, "filesystem://", mailbox, broker)
    yield clinic
    clinic.kill()


@pytest.fixture
def no_quiet_hours():
    """Reminders leave at whatever hour the test runs."""
    ClinicProfile.objects.create(quiet_from=clock_time(0), quiet_until=clock_time(0))


def visit_in(**ahead):
    starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(**ahead)
    return AppointmentFactory(starts_at=starts_at)


def calendar_of(mail):
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == str(calendar["METHOD"])
    return calendar, event


def unfinished():
    return Message.objects.filter(state__in=[MessageState.PLANNED, MessageState.SENDING])


def test_each_change_of_a_visit_is_mailed_by_its_own_nudge(clinic, mailbox):
    clinic.start_worker()
    visit = visit_in(days=10)

    def mailed_after(plan, appointment):
        with transaction.atomic():
            plan(appointment, now=timezone.now())
        until(lambda: len(mailbox.accepted) > seen)
        return mailbox.accepted[-1]

    seen = 0
    confirmation = mailed_after(plan_for, visit)
    seen, visit.revision = 1, 1
    visit.starts_at += timedelta(hours=1)
    visit.ends_at += timedelta(hours=1)
    visit.save()
    changed = mailed_after(replan_for, visit)
    seen, visit.revision, visit.status, visit.cancelled_at = 2, 2, "cancelled", timezone.now()
    visit.cancelled_side = "patient"
    visit.save()
    cancelled = mailed_after(plan_cancellation, visit)

    read = [calendar_of(mail) for mail in (confirmation, changed, cancelled)]
    assert [(str(each["METHOD"]), event["SEQUENCE"]) for each, event in read] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    assert len({str(event["UID"]) for _, event in read}) == 1
    assert read[1][1]["DTSTART"].to_ical().decode() == f"{visit.starts_at:%Y%m%dT%H%M%SZ}"
    assert short_time(visit.starts_at) in changed["Subject"]


@pytest.mark.usefixtures("no_quiet_hours")
def test_reminders_are_sent_exactly_once_when_two_workers_are_called_again_and_again(
    clinic, mailbox
):
    clinic.start_worker()
    clinic.start_worker()
    now = timezone.now()
    for visit in [visit_in(hours=5) for _ in range(20)]:
        reminder = Plan(
            kind="reminder", occasion="r0:3h", send_at=now - timedelta(minutes=1), revision=0
        )
        outbox.plan_all([reminder], about=visit, recipient=visit.patient)

    for _ in range(6):
        outbox.nudge()
    until(lambda: not unfinished().exists())
    outbox.nudge()
    time.sleep(1.5)  # for a second copy to arrive, were there one

    assert sorted(mail["Message-ID"] for mail in mailbox.accepted) == sorted(
        f"<{reference}@stance.example>"
        for reference in Message.objects.values_list("reference", flat=True)
    )
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_a_worker_killed_while_sending_loses_nothing(clinic_on_files, mailbox):
    worker = clinic_on_files.start_worker()
    mailbox.stalls = True
    visit = visit_in(days=10)
    with transaction.atomic():
        plan_for(visit, now=timezone.now())
    assert mailbox.stalling.wait(10)
    os.killpg(worker.popen.pid, signal.SIGKILL)
    mailbox.stalls = False
    confirmation = Message.objects.get(kind="confirmation")
    assert confirmation.state == MessageState.SENDING

    clinic_on_files.start_worker()
    until(lambda: timezone.now() > confirmation.claimed_until)
    outbox.nudge()
    until(lambda: mailbox.accepted)
    until(lambda: Message.objects.get(kind="confirmation").state == MessageState.SENT)

    assert len(mailbox.accepted) == 1


def test_a_slow_mail_server_gets_each_mail_once_and_holds_up_nothing_else(clinic, mailbox):
    clinic.start_worker("mail")
    clinic.start_worker("celery")
    mailbox.answers_after_s = 2  # twice the time that any other answer may take
    for visit in [visit_in(days=10) for _ in range(8)]:
        confirmation = Plan(kind="confirmation", occasion="r0", send_at=timezone.now(), revision=0)
        outbox.plan_all([confirmation], about=visit, recipient=visit.patient)

    for _ in range(4):
        outbox.nudge()
    until(lambda: mailbox.accepted)
    outbox.plan_for_somebody_who_waits(
        kind="login_code",
        email="waits@example.org",
        given={"code": "123456"},
        holds_until=timezone.now() + timedelta(minutes=15),
    )
    outbox.call_task("clinic.tasks.record_heartbeat", expires_s=PATIENCE_S)
    until(lambda: Heartbeat.objects.exists())
    until(lambda: mailbox.to("waits@example.org"))
    assert unfinished().filter(is_private=False).exists()
    until(lambda: not unfinished().exists())

    assert sorted(mail["Message-ID"] for mail in mailbox.accepted) == sorted(
        f"<{reference}@stance.example>"
        for reference in Message.objects.values_list("reference", flat=True)
    )
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_beat_has_due_messages_delivered_without_a_nudge(clinic_on_files, mailbox):
    clinic_on_files.start_worker()
    visit = visit_in(hours=5)
    # Not a reminder: beat has those planned anew as well, in whatever order the two come.
    confirmation = Plan(kind="confirmation", occasion="r0", send_at=timezone.now(), revision=0)
    outbox.plan_all([confirmation], about=visit, recipient=visit.patient)
    (clinic_on_files.folder / "celery" / "queue" / "0_half.celery.msg").write_text('{"body"')

    clinic_on_files.start_beat()

    until(lambda: mailbox.accepted)
    until(lambda: Heartbeat.objects.filter(name="beat").exists())
    assert timezone.now() - Heartbeat.objects.get().seen_at < timedelta(seconds=30)
