"""The page of tests: what is typed becomes rows, and each bad input is said beside its field."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import access, actions
from assessments.actions import OpenPage, Values
from assessments.models import ClinicalTest, Intake, Measurement, Section, SectionCode
from clinic.models import AccessEvent
from tests.assessments.conftest import LATER
from tests.factories import (
    NINE,
    AssessmentFactory,
    ClinicianFactory,
    UserFactory,
)
from tests.instants import FromNowOn
from tests.markup import as_read
from tests.unexpected import FORM, TEXTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TAPS = " ".join(str(360 * contact) for contact in range(21))  # 166.7 steps a minute


@pytest.fixture
def send(client, assessment):
    """Return a function that sends the page with what is typed."""

    def send(**typed):
        opened = {"revision": "0", "page": str(uuid4())}
        return client.post(url_of(assessment), opened | typed)

    return send


def url_of(assessment):
    return reverse("assessments:section", args=[assessment.reference, SectionCode.TESTS])


def preview_of(assessment):
    return reverse("assessments:tests-preview", args=[assessment.reference])


def strength(**changes):
    """Fresh break tests of both sides."""
    return {
        "force_contraction": "break",
        "force_position": "side_lying",
        "force_arm_cm": "40",
        "force_mass_kg": "60",
        "force_fresh_L_1": "231.5",
        "force_fresh_L_2": "240",
        "force_fresh_L_3": "236",
        "force_fresh_R_1": "200",
        "force_fresh_R_2": "180",
        "force_fresh_R_3": "195",
    } | changes


def errors_of(answer):
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def told_before(assessment, **told):
    """Store what the patient told in the form before the visit."""
    return Intake.objects.create(
        appointment=assessment.appointment,
        form="running",
        written_by=uuid4(),
        saved_at=NINE,
        **told,
    )


def test_every_test_becomes_a_row(send, assessment):
    answer = send(
        trendelenburg_L="30",
        trendelenburg_R="12",
        trendelenburg_R_pain="3",
        hold_L="75",
        hold_load_kg="1.5",
        bridge_R="64",
        bridge_R_invalid="on",
        bridge_R_note="Shoulder gave way",
        **strength(force_end_of_run_L_1="210"),
    )

    assert answer.status_code == 302
    rows = ClinicalTest.objects.order_by("code", "state", "side")
    assert [
        (row.code, row.side, row.state, row.trials, row.best, row.pain, row.is_valid)
        for row in rows
    ] == [
        ("hip_abd_endurance_s", "L", "none", [75], 75, None, True),
        ("hip_abd_force_n", "L", "end_of_run", [210], 210, None, True),
        ("hip_abd_force_n", "L", "fresh", [Decimal("231.5"), 240, 236], 240, None, True),
        ("hip_abd_force_n", "R", "fresh", [200, 180, 195], 200, None, True),
        ("side_bridge_s", "R", "none", [64], 64, None, False),
        ("trendelenburg_s", "L", "none", [30], 30, None, True),
        ("trendelenburg_s", "R", "none", [12], 12, 3, True),
    ]
    assert {row.arm_cm for row in rows if row.code == "hip_abd_force_n"} == {Decimal("40.0")}
    assert rows.get(code="hip_abd_endurance_s").load_kg == Decimal("1.5")
    assert rows.get(code="side_bridge_s").note == "Shoulder gave way"


def test_what_is_stored_stands_on_the_page_and_saving_it_again_changes_nothing(
    client, send, assessment
):
    send(trendelenburg_L="30", bridge_R="64", cadence_fresh_taps=TAPS, **strength())

    page = client.get(url_of(assessment))
    texts = {name: text for name, text in page.context["form"].initial.items() if text}
    again = client.post(url_of(assessment), texts | {"revision": "1", "page": str(uuid4())})

    assert again.status_code == 302
    assert texts == strength() | {
        "trendelenburg_L": "30",
        "bridge_R": "64",
        "cadence_fresh_spm": "166.7",
        "cadence_fresh_contacts": "21",
        "cadence_fresh_method": "visual",
    }
    assert ClinicalTest.objects.count() == 4
    assert Measurement.objects.get().mean == Decimal("166.700")


def test_an_empty_page_is_stored_as_nothing(send, assessment):
    sending = FromNowOn()
    assert send().status_code == 302

    assert not ClinicalTest.objects.exists()
    assert Section.objects.get().filled_at == sending


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"trendelenburg_L": "31"}, "trendelenburg_L", "This must lie from 0 to 30 seconds."),
        ({"trendelenburg_L": "12.5"}, "trendelenburg_L", "Write a whole number, such as 3."),
        ({"trendelenburg_L": "nan"}, "trendelenburg_L", "Write a number, such as 5.2."),
        ({"trendelenburg_L": "-1"}, "trendelenburg_L", "This must lie from 0 to 30 seconds."),
        ({"bridge_L": "301"}, "bridge_L", "This must lie from 0 to 300 seconds."),
        ({"hold_R": "Infinity"}, "hold_R", "Write a number, such as 5.2."),
        ({"hold_R": "60\x00"}, "hold_R", "Write a number, such as 5.2."),
        ({"hold_R": "9" * 5000}, "hold_R", "This must lie from 0 to 300 seconds."),
        ({"hold_load_kg": "101"}, "hold_load_kg", "This must lie from 0 to 100 kg."),
        ({"trendelenburg_L_pain": "2"}, "trendelenburg_L", "Write the reading, or clear"),
        ({"hold_L": "50", "hold_L_pain": "11"}, "hold_L_pain", "This must lie from 0 to 10"),
        ({"bridge_L": "9", "bridge_L_invalid": "on"}, "bridge_L_note", "Say why it does not count"),
        (strength(force_fresh_L_1="240,5"), "force_fresh_L_1", "Write decimals with a point"),
        (strength(force_fresh_L_1="801"), "force_fresh_L_1", "This must lie from 0 to 800 N."),
        (strength(force_arm_cm="4"), "force_arm_cm", "This must lie from 5 to 120 cm."),
        (strength(force_mass_kg="600"), "force_mass_kg", "This must lie from 20 to 250 kg."),
        (strength(force_contraction=""), "force_contraction", "Say how it was tested"),
        (strength(force_position="hanging"), "force_position", "Select a valid choice."),
        ({"cadence_fresh_spm": "300"}, "cadence_fresh_spm", "This must lie from 120 to 230"),
        ({"cadence_fresh_spm": "168"}, "cadence_fresh_method", "Say where the step rate is from"),
        (
            {"cadence_fresh_spm": "168", "cadence_fresh_method": "visual"},
            "cadence_fresh_contacts",
            "Count at least 20 contacts.",
        ),
        ({"cadence_end_of_run_contacts": "30"}, "cadence_end_of_run_spm", "Write the step rate"),
        ({"cadence_fresh_taps": "0 350 700"}, "cadence_fresh_spm", "3 of at least 20 contacts"),
        ({"cadence_fresh_taps": "0 300 200"}, "cadence_fresh_spm", "The taps could not be read"),
        ({"cadence_fresh_taps": "0 x"}, "cadence_fresh_spm", "The taps could not be read"),
        (
            {"cadence_fresh_taps": " ".join(str(1000 * each) for each in range(20))},
            "cadence_fresh_spm",
            "The taps make 60.0 steps a minute",
        ),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(send, typed, field, said):
    answer = send(**typed)

    assert answer.status_code == 422
    assert said in errors_of(answer)[field][0]
    assert not ClinicalTest.objects.exists()
    assert not Measurement.objects.exists()
    shown = answer.content.decode()
    assert all(text[:20].replace("\x00", "") in shown for text in typed.values())


def test_the_server_computes_the_tapped_rate_whatever_the_page_says(send):
    send(
        cadence_fresh_taps=TAPS,
        cadence_fresh_spm="199.9",
        cadence_fresh_contacts="80",
        cadence_fresh_method="visual",
    )

    row = Measurement.objects.get()
    assert (row.metric, row.side, row.state, row.mean, row.n_steps) == (
        "cadence_spm",
        "",
        "fresh",
        Decimal("166.700"),
        21,
    )
    assert (row.method, row.view, row.landmark_set, row.levelled, row.mdc) == (
        "visual",
        "none",
        "none",
        False,
        Decimal("3.000"),
    )


def test_a_rate_read_from_a_device_has_no_count_that_nobody_made(client, send, assessment):
    send(
        cadence_end_of_run_spm="172",
        cadence_end_of_run_method="device",
        cadence_end_of_run_taps="0 1",
    )

    row = Measurement.objects.get()
    assert (row.state, row.mean, row.n_steps, row.method) == ("end_of_run", 172, None, "device")
    form = client.get(url_of(assessment)).context["form"]
    assert form["cadence_end_of_run_contacts"].value() in (None, "")


def test_a_count_that_a_device_shows_is_stored_as_it_was_typed(send):
    send(cadence_fresh_spm="172", cadence_fresh_method="device", cadence_fresh_contacts="86")

    assert Measurement.objects.get().n_steps == 86


def test_a_rate_from_frames_is_shown_and_not_typed_over(client, send, assessment):
    Measurement.objects.create(
        assessment=assessment,
        metric="cadence_spm",
        state="fresh",
        mean=Decimal(170),
        n_steps=24,
        view="posterior",
        landmark_set="none",
        method="2d_manual",
        levelled=False,
        from_frames=True,
        method_version=1,
    )

    page = client.get(url_of(assessment))
    saved = send(cadence_fresh_spm="150", cadence_fresh_method="device", bridge_L="60")

    assert "170 steps/min" in page.content.decode()
    assert "cadence_fresh_spm" not in page.content.decode()
    assert saved.status_code == 302
    assert Measurement.objects.get().mean == Decimal(170)


def test_the_page_begins_with_the_mass_told_before_the_visit_and_how_it_was_tested_last(
    client, assessment
):
    earlier = AssessmentFactory(
        patient=assessment.patient,
        practitioner=assessment.practitioner,
        performed_at=NINE - timedelta(days=80),
    )
    ClinicalTest.objects.create(
        assessment=earlier,
        code="hip_abd_force_n",
        side="L",
        state="fresh",
        trials=[200],
        best=200,
        arm_cm=38,
        mass_kg=64,
        contraction="make",
        position="supine",
    )
    told_before(assessment, mass_kg=Decimal("61.5"))

    page = client.get(url_of(assessment))

    assert page.context["form"].initial == {
        "force_contraction": "make",
        "force_position": "supine",
        "force_arm_cm": "38",
        "force_mass_kg": "61.5",
    }
    assert "Last time, 12 Sep 2026: make (isometric), supine, arm 38 cm" in as_read(page.text)


def test_age_and_sex_told_before_the_visit_choose_the_norm(client, assessment):
    told_before(assessment, birth_date=date(1996, 12, 2), sex_for_norms="male")

    answer = client.post(preview_of(assessment), strength())

    # 240 N × 0.40 m ÷ 60 kg; the norm of men is 1.665 at 30, and 1.67 at 29, a day before
    shown = answer.content.decode()
    assert "1.60\u00a0N·m/kg" in shown
    assert "0.2 SD below the norm of men." in shown
    assert "women" not in shown


def test_both_norms_are_shown_to_whoever_prefers_not_to_say(client, assessment):
    told_before(assessment, birth_date=date(1996, 1, 1), sex_for_norms="not_said")

    shown = client.post(preview_of(assessment), strength()).content.decode()

    assert "0.4 SD above the norm of women." in shown
    assert "0.2 SD below the norm of men." in shown


def test_the_preview_reads_what_it_can_and_stores_nothing(client, assessment):
    answer = client.post(
        preview_of(assessment), strength(force_fresh_L_1="nonsense", bridge_L="301", hold_L="-")
    )

    assert answer.status_code == 200
    assert "Weaker side: right, 83.3\u00a0% of the left." in answer.content.decode()
    assert not ClinicalTest.objects.exists()
    assert not Section.objects.exists()


@pytest.mark.parametrize("page", ["tests-preview", "questionnaires-preview"])
def test_the_preview_answers_whatever_is_typed(client, assessment, page):
    url = reverse(f"assessments:{page}", args=[assessment.reference])
    names = [*strength(), "trendelenburg_L", "cadence_fresh_taps", "uwri_1", "psfs_1_activity"]

    bodies = [urlencode(dict.fromkeys(names, text), errors="surrogatepass") for text in TEXTS]
    answers = [client.post(url, body, content_type=FORM) for body in bodies]

    assert {answer.status_code for answer in answers} == {200}


def test_the_preview_leaves_one_event_however_often_it_is_asked(client, assessment):
    client.get(url_of(assessment))
    for _ in range(3):
        client.post(preview_of(assessment), strength())

    assert AccessEvent.objects.count() == 1


def test_the_preview_asks_a_clinician_without_ground_for_a_reason(client, assessment):
    colleague = ClinicianFactory()
    client.force_login(colleague)

    assert client.post(preview_of(assessment), strength()).status_code == 403


def test_the_preview_asks_again_when_the_reason_given_opens_the_file_no_more(
    client, assessment, clock
):
    """A page may be saved for longer: the answer of a preview shows what the file says."""
    colleague = ClinicianFactory()
    client.force_login(colleague)
    access.break_glass(colleague, assessment.patient, reason="Covers for her", now=LATER)
    assert client.post(preview_of(assessment), strength()).status_code == 200
    clock.move_to(LATER + timedelta(hours=6))

    assert client.post(preview_of(assessment), strength()).status_code == 403


def test_the_preview_is_not_there_for_a_stranger(client, assessment):
    client.force_login(UserFactory())

    assert client.post(preview_of(assessment), strength()).status_code == 404


def test_typed_texts_come_back_as_they_were_with_what_they_come_to(client, assessment):
    actions.keep_typed(
        assessment=assessment,
        code=SectionCode.TESTS,
        read=lambda _: strength(trendelenburg_L="abc"),
        page=OpenPage(0, uuid4()),
        by=assessment.practitioner.user,
        now=LATER,
    )

    shown = client.get(url_of(assessment)).content.decode()

    assert 'value="abc"' in shown
    assert "Weaker side: right" in shown


def test_saving_without_the_step_rate_takes_it_away_and_no_other_page_s_rows(assessment, client):
    degrees = Measurement(
        metric="cpd",
        side="L",
        state="fresh",
        mean=5,
        n_steps=8,
        view="posterior",
        landmark_set="psis",
        method="2d_manual",
        levelled=True,
    )
    actions.fill_section(
        assessment=assessment,
        code=SectionCode.DEGREES,
        values=Values(rows=[degrees]),
        page=OpenPage(0, uuid4()),
        by=assessment.practitioner.user,
        now=LATER,
    )
    client.post(
        url_of(assessment),
        {"revision": "0", "page": str(uuid4()), "cadence_fresh_taps": TAPS},
    )

    answer = client.post(url_of(assessment), {"revision": "1", "page": str(uuid4())})

    assert answer.status_code == 302
    assert [row.metric for row in Measurement.objects.all()] == ["cpd"]


def test_the_page_takes_as_many_queries_for_every_test_as_for_one(client, send, assessment):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url_of(assessment)).status_code == 200
        return len(queries)

    send(trendelenburg_L="30")
    of_one = count()
    client.post(
        url_of(assessment),
        strength(
            revision="1",
            page=str(uuid4()),
            trendelenburg_L="30",
            trendelenburg_R="30",
            hold_L="60",
            hold_R="60",
            bridge_L="60",
            bridge_R="60",
        ),
    )

    assert ClinicalTest.objects.count() == 8
    assert count() == of_one
