"""The pages of the log."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Run
from clinic.models import AccessEvent
from tests.assessments.watch_files import CYCLING, MORNING, fit, session, tcx
from tests.factories import PatientFactory, RunFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
TYPED = {
    "ran_on": "2026-11-22",
    "distance_km": "10,2",
    "hours": "",
    "minutes": "50",
    "nprs_during_max": "2",
    "nprs_next_morning": "",
}


@pytest.fixture
def user(client):
    user = UserFactory(name="Ada Runner")
    PatientFactory(name="Ada Runner").looked_after_by.add(user)
    client.force_login(user)
    return user


@pytest.fixture
def ada(user):
    return user.patients.get()


def typed(**changes):
    return TYPED | {"submission": str(uuid4())} | changes


def said(run):
    return run.ran_on.isoformat(), run.distance_km, run.duration_s, run.nprs_during_max


def test_a_run_is_logged_from_the_page_with_the_next_morning_added_later(client, ada):
    client.post("/me/runs/", typed())
    run = Run.objects.get()
    page = client.get("/me/runs/").content.decode()
    client.post(f"/me/runs/{run.reference}/next-morning/", {"pain": "3"})
    run.refresh_from_db()

    assert said(run) == ("2026-11-22", Decimal("10.20"), 3000, 2)
    assert (run.patient, run.nprs_next_morning) == (ada, 3)
    assert "Up to about <strong>11.2\u00a0km</strong>" in page.replace(" km", "\u00a0km")
    assert "More than 2 of 10 the next morning" in client.get("/me/runs/").content.decode()
    looks = AccessEvent.objects.filter(what="runs")
    assert list(looks.values_list("patient", "basis")) == [(ada.pk, "own")]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"distance_km": ""}, "distance_km", "Write how far you ran, such as 7.5."),
        ({"distance_km": "0"}, "distance_km", "from 0.1 to 300"),
        ({"ran_on": "2026-11-24"}, "ran_on", "This day is still to come."),
        ({"nprs_during_max": "11"}, "nprs_during_max", "Choose a number from 0 to 10."),
        ({"minutes": "0"}, "minutes", "Write how long it took, or leave the time empty."),
        ({"minutes": "19"}, "minutes", "Nobody runs that fast."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client, ada, wrong, field, words):
    response = client.post("/me/runs/", typed(**wrong))

    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert Run.objects.count() == 0


def test_who_looks_after_several_logs_for_the_one_whose_page_it_is(client, user, ada):
    ben = PatientFactory(name="Ben", contact_name="Ada Runner")
    ben.looked_after_by.add(user)
    client.post(f"/me/runs/?who={ben.reference}", typed())

    assert Run.objects.get().patient == ben
    assert client.get(f"/me/runs/?who={PatientFactory().reference}").status_code == 404


def test_a_page_of_many_runs_is_of_the_same_person_and_asks_as_much(client, user, ada):
    ben = PatientFactory(name="Ben", contact_name="Ada Runner")
    ben.looked_after_by.add(user)
    page = f"/me/runs/?who={ben.reference}"

    def queries():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page).content.decode()
        return len(asked), answer

    RunFactory(patient=ben)
    queries()  # the first look leaves an event
    few, _ = queries()
    RunFactory.create_batch(25, patient=ben)
    many, answer = queries()

    assert many == few
    assert f'href="?who={ben.reference}&amp;page=2"' in answer


def test_a_strangers_run_is_not_there(client, user):
    run = RunFactory()

    for path in ("", "next-morning/", "remove/"):
        assert client.post(f"/me/runs/{run.reference}/{path}", {"pain": "1"}).status_code == 404
    assert client.get(f"/me/runs/{run.reference}/").status_code == 404


def test_a_run_is_corrected_and_removed(client, ada):
    run = RunFactory(patient=ada, duration_s=2711)
    page = f"/me/runs/{run.reference}/"
    unchanged = typed(distance_km="8.1", minutes="45", revision="0")

    client.post(page, unchanged)
    run.refresh_from_db()
    stale = client.post(page, typed(distance_km="8.2", minutes="45", revision="0"))
    client.post(f"{page}remove/")

    assert said(run) == ("2026-11-22", Decimal("8.10"), 2711, 2)  # the watch's seconds stay
    assert stale.status_code == 409
    assert client.get(page).status_code == 404
    assert "No run yet" in client.get("/me/runs/").content.decode()


def test_a_run_that_is_sent_five_times_is_stored_once(client, ada):
    sent = typed()

    answers = [client.post("/me/runs/", sent) for _ in range(5)]
    other = client.post("/me/runs/", sent | {"distance_km": "11"})

    assert [answer.status_code for answer in answers] == [302] * 5
    assert other.status_code == 409
    assert said(Run.objects.get()) == ("2026-11-22", Decimal("10.20"), 3000, 2)


# --- A watch's file -------------------------------------------------------------------------------


def upload(client, content, **more):
    file = SimpleUploadedFile("run.fit", content)
    return client.post("/me/runs/import/", {"file": file} | more)


def confirm(client, page, **changes):
    form = page.context["form"]
    answers = typed(**{"read": form.token, "leg": str(next(iter(form.file.runs)))} | changes)
    return client.post("/me/runs/import/confirm/", answers)


def test_a_watchs_run_is_shown_and_stored_once_it_is_confirmed(client, ada):
    file = fit(session(total_moving_time=2_940_000, avg_cadence=84, avg_fractional_cadence=64))
    page = upload(client, file)
    assert Run.objects.count() == 0
    confirm(client, page)
    run = Run.objects.get()
    again = upload(client, file)

    assert said(run) == ("2026-11-22", Decimal("10.00"), 3000, 2)
    assert (run.moving_s, run.step_rate_spm, run.leg) == (2940, Decimal("169.0"), 0)
    assert again.status_code == 409
    assert "This recording is in the log already: the run of 22 November 2026." in (
        again.content.decode()
    )


def test_of_two_runs_in_a_file_the_one_that_is_chosen_is_stored_and_then_the_other(client, ada):
    file = tcx(
        ("Running", "2026-11-22T15:30:00Z", [(5000, 1500)]),
        ("Biking", "2026-11-22T16:00:00Z", [(40_000, 5000)]),
        ("Running", "2026-11-22T18:00:00Z", [(7000, 2400)]),
    )
    page = upload(client, file)
    assert list(page.context["form"].file.runs) == [0, 2]
    confirm(client, page, leg="2")
    page = upload(client, file)
    assert list(page.context["form"].file.runs) == [0]
    confirm(client, page)

    assert {run.distance_km for run in Run.objects.all()} == {Decimal("5.00"), Decimal("7.00")}


def test_each_run_of_a_file_is_stored_on_its_own_day(client, ada):
    file = tcx(
        ("Running", "2026-11-20T15:30:00Z", [(5000, 1500)]),
        ("Running", "2026-11-22T15:30:00Z", [(7000, 2400)]),
        ("Running", "1970-01-01T00:00:12Z", [(6000, 2000)]),
    )
    page = upload(client, file)

    unset = confirm(client, page, leg="2", ran_on="")
    confirm(client, page, leg="1", ran_on="")

    assert page.context["form"]["ran_on"].value() is None
    assert unset.context["form"].errors == {"ran_on": ["Choose the day of the run."]}
    run = Run.objects.get()
    assert (said(run), run.started_at) == (("2026-11-22", Decimal("7.00"), 2400, 2), MORNING)


def test_how_many_runs_a_file_holds_is_no_matter_for_how_much_is_asked(client, ada):
    def queries(count):
        days = [f"2026-11-{day:02}T15:30:00Z" for day in range(1, count + 1)]
        file = tcx(*[("Running", day, [(5000, 1500)]) for day in days])
        with CaptureQueriesContext(connection) as asked:
            upload(client, file)
        return len(asked)

    queries(2)
    assert queries(20) == queries(2)


def test_a_watchs_run_that_nobody_runs_is_not_stored(client, ada):
    by_car = confirm(client, upload(client, fit(session(km=40, timer_s=1800))))
    typed_far = confirm(client, upload(client, fit(session(km=None))), distance_km="40")

    words = ["Nobody runs that fast. Please check distance and time."]
    assert by_car.context["form"].errors == {"__all__": words}
    assert typed_far.context["form"].errors == {"distance_km": words}
    assert Run.objects.count() == 0


def test_what_the_file_does_not_say_is_asked(client, ada):
    page = upload(client, fit(session(started_at=None, km=None)))
    missing = confirm(client, page, ran_on="", distance_km="")
    confirm(client, page, distance_km="9.5", ran_on="2026-11-20")

    assert missing.status_code == 422
    assert set(missing.context["form"].errors) == {"ran_on", "distance_km"}
    run = Run.objects.get()
    assert said(run) == ("2026-11-20", Decimal("9.50"), 3000, 2)
    assert run.started_at is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello", "This is no FIT, GPX or TCX file"),
        (b"", "This file is empty."),
        (fit()[:-5], "This file is damaged"),
        (fit(session(sport=CYCLING)), "There is no run in this file: it holds cycling."),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field(client, ada, content, words):
    response = upload(client, content)

    assert response.status_code == 422
    assert words in str(response.context["form"].errors["file"])


def test_a_file_of_200_mb_is_refused_by_its_size_before_it_is_read(client, ada):
    class Unread:
        def read(self, *args):
            raise AssertionError("The body was read.")

        readline = read

    response = client.post(
        "/me/runs/import/",
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": "200000000", "wsgi.input": Unread()},
    )

    assert response.status_code == 413
    assert "This file is larger than 10 MB" in str(response.context["form"].errors["file"])


def test_files_are_read_so_many_an_hour(client, ada, settings):
    settings.RATE_LIMIT_WATCH_FILES = "2/h"

    assert [upload(client, b"hello").status_code for _ in range(3)] == [422, 422, 429]


def test_what_was_read_for_another_account_is_not_stored(client, ada):
    page = upload(client, fit())
    other = UserFactory()
    PatientFactory().looked_after_by.add(other)
    client.force_login(other)

    response = confirm(client, page)

    assert (response.status_code, response.url) == (302, "/me/runs/import/")
    assert Run.objects.count() == 0


def test_a_file_needs_the_forms_token():
    strict = Client(enforce_csrf_checks=True)
    user = UserFactory()
    PatientFactory().looked_after_by.add(user)
    strict.force_login(user)

    assert upload(strict, fit()).status_code == 403
