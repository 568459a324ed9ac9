"""Every page and every change of a measured assessment asks as much for one step as for twenty."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Capture, SectionCode, Step
from tests.assessments.measured import Screen, ready_assessment
from tests.assessments.pages import send
from tests.factories import NINE, FrameFactory
from tests.factories.programmes import a_clinician, a_running_plan, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def screen(client, clock):
    clock.move_to(NINE + timedelta(hours=1))
    return Screen(client, ready_assessment())


def film(screen, steps):
    """Measure so many steps, each on a frame that is kept."""
    capture = screen.capture(clip_mark=uuid4().hex)
    screen.steps(capture, steps)
    row = Capture.objects.get(reference=capture)
    for step in row.steps.all():
        FrameFactory(assessment=screen.assessment, capture=row, number=step.frame_number)
    return capture


def queries_of(call):
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code < 400
    return len(queries)


def test_every_page_asks_as_much_for_one_step_as_for_twenty(screen):
    reads = {
        **{code: screen.url("section", code) for code in SectionCode},
        **{name: screen.url(name) for name in ("measure", "capture-list", "assessment-sign")},
        "read": screen.assessment.get_absolute_url(),
        "chart": f"/charts/{screen.assessment.patient.reference}/",
    }

    def counts():
        return {
            name: queries_of(lambda url=url: screen.client.get(url)) for name, url in reads.items()
        }

    film(screen, 1)
    counts()
    few = counts()
    film(screen, 19)

    assert Step.objects.count() == 20
    assert counts() == few


@pytest.mark.parametrize("code", ["set-up", "by-eye", "run-end"])
def test_storing_a_page_asks_as_much_for_one_step_as_for_twenty(screen, code):
    def store():
        section = screen.assessment.sections.filter(code=code).first()
        changes = {"incline_pct": str(section.revision)} if section and code == "set-up" else {}
        revision = section.revision if section else 0
        return queries_of(
            lambda: send(screen.client, screen.assessment, code, revision=revision, **changes)
        )

    film(screen, 1)
    store()
    few = store()
    film(screen, 19)

    assert store() == few


def test_a_plan_asks_as_much_for_one_session_as_for_twenty(client):
    practitioner = a_clinician()
    client.force_login(practitioner.user)
    plan = a_running_plan("E04", "E02", practitioner=practitioner)
    url = f"/charts/{plan.patient.reference}/programme/"
    reads = [url, f"/charts/{plan.patient.reference}/", "/assessments/"]

    def counts():
        return [queries_of(lambda path=path: client.get(path)) for path in reads]

    log(plan, "E02", pain=8)
    counts()
    few = counts()
    for number in range(19):
        log(plan, "E02", days_ago=number % 7, pain=8)
    for days_ago in (2, 1):
        log(plan, "E04", days_ago=days_ago)  # one more step to decide

    assert counts() == few
