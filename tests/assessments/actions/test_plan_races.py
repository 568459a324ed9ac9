"""Two at once: one alert, one version, one step, one log."""

from uuid import uuid4

import pytest
from django.utils import timezone

from assessments.actions import accept_step, log_session, raise_silences, send_version
from assessments.models import (
    PlanAlert,
    ProgrammeVersion,
    ProgressionStep,
    SessionLog,
)
from clinic.models import Message
from tests.factories.programmes import a_draft, a_running_plan, item_of, log
from tests.races import kinds, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
RIVALS = 5


def logging(item, reference, **changes):
    today = timezone.localdate()
    return lambda: log_session(
        item=item,
        reference=reference or uuid4(),
        done_on=today,
        done=[15, 15, 15],
        now=timezone.now(),
        **changes,
    )


def test_two_logs_at_once_raise_one_alert_and_the_same_one_is_stored_once():
    item, key = item_of(a_running_plan("E02"), "E02"), uuid4()

    found = race(
        *[logging(item, key, pain=8)] * RIVALS,
        *[logging(item, None, pain=9)] * RIVALS,
    )

    assert (found.deadlocks, kinds(found.outcomes)) == (0, {SessionLog: 2 * RIVALS})
    assert SessionLog.objects.count() == 1 + RIVALS
    assert [alert.kind for alert in PlanAlert.objects.all()] == ["pain"]
    assert ProgressionStep.objects.filter(state="proposed").count() == 1


def test_sent_twice_at_once_it_is_one_version_and_one_mail():
    draft = a_draft("E04")
    by = draft.programme.practitioner.user
    send = lambda: send_version(  # noqa: E731
        version=draft, revision=draft.revision, by=by, now=timezone.now()
    )

    found = race(*[send] * RIVALS)

    assert (found.deadlocks, kinds(found.outcomes)) == (0, {ProgrammeVersion: RIVALS})
    assert Message.objects.filter(kind="plan_ready").count() == 1


def test_a_step_accepted_twice_while_sessions_come_in_is_made_once():
    programme = a_running_plan("E04", "E02")
    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)
    step, item = ProgressionStep.objects.get(), item_of(programme, "E02")
    by = programme.practitioner.user
    accept = lambda: accept_step(step=step, by=by, now=timezone.now())  # noqa: E731

    found = race(*[accept] * RIVALS, *[logging(item, None, pain=0)] * 2)

    assert found.deadlocks == 0
    assert kinds(found.outcomes) == {ProgressionStep: RIVALS, SessionLog: 2}
    assert [each.number for each in ProgrammeVersion.objects.all()] == [2, 1]


def test_silence_looked_for_at_once_is_told_once(clock):
    a_running_plan("E04")
    clock.shift(8 * 86_400)

    found = race(*[lambda: raise_silences(now=timezone.now())] * RIVALS)

    assert sorted(found.outcomes) == [*[0] * (RIVALS - 1), 1]
    assert PlanAlert.objects.count() == 1
