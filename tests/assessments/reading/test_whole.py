"""What is read of an assessment: everything with its error, and by patients plain words."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import shelf as shelves
from assessments.actions import share_assessment, sign_assessment
from assessments.models import Finding
from clinic.models import AccessEvent
from tests.assessments.articles import stand_by
from tests.assessments.pages import main_of, path
from tests.assessments.records import Recorded, film, force, record, score, value
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LATER = NINE + timedelta(hours=2)
FRIGHTENING = ("risk", "abnormal", "bad form", "amnesia", "sleeping", "prevent")
FULL = Recorded(
    seen={
        ("pelvic_drop", "L"): "typical",
        ("pelvic_drop", "R"): "marked",
        ("knee_window", "R"): "closed",
        ("arm_swing", ""): "symmetrical",
    },
    values=[
        value("cpd", "L", "4.8", sd=Decimal("1.149"), click_sd=Decimal("0.9")),
        value("cpd", "R", "8.3", n_steps=5),
        value("cpd", "R", "11.6", state="end_of_run"),
        value("fppa_run", "R", "6.8"),
        value("rearfoot_to_vertical", "R", "4.0"),
        value("cadence_spm", "", "164", n_steps=24, method="visual"),
    ],
    tests=[force("L", "180"), force("R", "150")],
    scores=[score("lefs", 61, [3] * 19 + [4])],
    targets=[("cpd", "R", "fresh")],
    end={
        "fatigue_protocol": "to_rpe",
        "run_minutes": Decimal(25),
        "nprs_during_max": 3,
        "pain_locations": ["anterior_knee_R"],
    },
    findings={
        "factors": ["fatigue"],
        "factors_note": "Longer sets.",
        "linked_conditions": ["patellofemoral_pain", "achilles_tendinopathy"],
    },
)


@pytest.fixture
def visit(clock):
    clock.move_to(LATER)
    visit = AppointmentFactory(
        practitioner=PractitionerFactory(user=ClinicianFactory()), starts_at=NINE
    )
    visit.patient.looked_after_by.add(UserFactory())
    return visit


@pytest.fixture
def clinician(client, visit):
    client.force_login(visit.practitioner.user)
    return visit.practitioner.user


@pytest.fixture
def full(visit):
    return record(visit.patient, visit.practitioner, FULL, share=True)


def test_a_clinician_reads_each_value_with_its_error_and_how_it_was_measured(
    client, clinician, full
):
    text = main_of(client.get(full.get_absolute_url()))

    for said in (
        "Standing on the right, the left side drops 8.3° ± 2.8°.",
        "8 steps, SD 1.1°. From behind, PSIS, points set by hand on video frames, levelled.",
        "Click error ±0.9° a step.",
        "Fewer than 7 steps",
        "Running on the right leg, the knee points 6.8° ± 8.9° toward the midline.",
        "164.0 ± 3 steps/min",
        '4.0°</strong> <span class="soft">error not known</span>',
    ):
        assert said in text


def test_a_clinician_reads_everything_else_that_was_recorded(client, clinician, full):
    text = main_of(client.get(full.get_absolute_url()))

    for said in (
        "180 N",
        "Weaker side: right, 83.3 % of the left.",
        "61 of 80, higher is better",
        "Front of the knee, right",
        "3 / 10",
        "Until an effort",
        "Tires with effort",
        "Pelvic drop, right, fresh",
        "Harrier Daybreak 3",
        "Longer sets.",
        "Patellofemoral (knee-cap) pain, Achilles tendinopathy",
        "Symmetrical",
    ):
        assert said in text


def test_the_end_of_the_run_stands_beside_the_fresh_value(client, clinician, visit):
    tired = record(
        visit.patient,
        visit.practitioner,
        Recorded(values=[value("cpd", "L", "4.0"), value("cpd", "L", "7.2", state="end_of_run")]),
    )

    text = main_of(client.get(tired.get_absolute_url()))

    assert "Since fresh: 3.2° lower on the swing side than fresh" in text
    assert "fresh</span>" in text
    assert "end of run</span>" in text


def test_a_watchs_step_rate_is_read_without_a_count(client, clinician, visit):
    rate = value("cadence_spm", "", "172", n_steps=None, method="device", view="none")
    read = record(visit.patient, visit.practitioner, Recorded(values=[rate]), sign=False)

    text = main_of(client.get(read.get_absolute_url()))
    findings = main_of(client.get(path(read, "findings")))
    signing = main_of(client.get(f"{read.get_absolute_url()}sign/"))

    for page in (text, findings):
        assert "Contacts not counted" in page
        assert "Nobody said of how many contacts it is." in page
    assert "None contacts" not in text + findings + signing


def test_the_clinicians_grade_stands_beside_the_rules_with_its_reason(client, clinician, visit):
    draft = record(
        visit.patient, visit.practitioner, Recorded(values=[value("cpd", "R", "8.3")]), sign=False
    )
    Finding.objects.filter(about="cpd").update(
        override="mild", override_reason="Loose shirt.", override_by=clinician
    )

    text = main_of(client.get(draft.get_absolute_url()))

    assert "Mild: a little more than usual." in text
    assert "The rule said <em>Marked</em>." in text
    assert "“Loose shirt.”" in text


def test_a_draft_says_so_and_leads_on(client, clinician, visit):
    draft = record(visit.patient, visit.practitioner, sign=False)

    text = main_of(client.get(draft.get_absolute_url()))

    assert "In progress" in text
    assert f'href="{draft.get_absolute_url()}go-on/"' in text


def test_no_degree_is_shown_before_the_runner_was_judged_by_eye(client, clinician, visit):
    draft = AssessmentFactory(patient=visit.patient, practitioner=visit.practitioner)
    row = value("cpd", "R", "8.3")
    row.assessment = draft
    row.save()

    text = main_of(client.get(draft.get_absolute_url()))

    assert "8.3" not in text
    assert "degrees are shown after that" in text


def test_a_patient_reads_plain_words_and_no_number_of_the_knee_in_running(client, visit, full):
    client.force_login(visit.patient.looked_after_by.get())

    text = main_of(client.get(full.get_absolute_url()))

    assert "Clearly more than usual" in text
    assert "A little less than usual" in text  # the step rate
    assert "Standing on the right, the left side drops 8.3° ± 2.8°." in text
    words = ("6.8°", "Marked", "Rule G", "abnormal", "G1", "click", "Longer sets", "Go on")
    words += ("Patellofemoral",)
    assert [word for word in words if word in text] == []


def test_a_word_is_explained_where_it_stands_once_the_glossary_may_be_read(client, visit, full):
    client.force_login(visit.patient.looked_after_by.get())
    explained = 'id="term-gluteus-minimus"'

    before = client.get(full.get_absolute_url()).content.decode()
    stand_by("glossary", practitioner=visit.practitioner)
    after = client.get(full.get_absolute_url()).content.decode()

    assert (explained in before, explained in after) == (False, True)
    assert "Both hips from behind, with the three gluteal muscles." in before


def test_no_page_of_the_record_uses_a_word_that_frightens(client, clinician, full):
    text = main_of(client.get(full.get_absolute_url())).lower()

    assert [word for word in FRIGHTENING if word in text] == []


def test_a_patient_opens_only_what_is_shared(client, visit):
    signed = record(visit.patient, visit.practitioner)
    client.force_login(visit.patient.looked_after_by.get())

    before = client.get(signed.get_absolute_url()).status_code
    share_assessment(assessment=signed, by=visit.practitioner.user, now=LATER)

    assert (before, client.get(signed.get_absolute_url()).status_code) == (404, 200)


def test_a_patient_is_led_to_what_a_drop_can_mean_once_a_clinician_stands_by_it(
    client, visit, full, monkeypatch
):
    client.force_login(visit.patient.looked_after_by.get())
    read, version = [], shelves._version
    monkeypatch.setattr(shelves, "_version", lambda *row: read.append(row[0].slug) or version(*row))

    links = []
    for slug in ("weak-or-tired", "drop-and-knee"):
        stand_by(slug, practitioner=visit.practitioner)
        read.clear()
        page = client.get(full.get_absolute_url()).content.decode()
        links.append((re.findall(r'href="/learn/([\w-]+)/"', page), list(read)))

    assert links == [([], []), (["drop-and-knee"], ["drop-and-knee"])]


def test_each_look_leaves_an_event(client, clinician, full):
    client.get(full.get_absolute_url())

    assert list(AccessEvent.objects.values_list("what", "reference", "user")) == [
        ("assessment", full.reference, clinician.pk)
    ]


def test_kept_frames_are_shown_with_their_points_and_the_error_of_the_clicks(
    client, clinician, visit
):
    draft = record(visit.patient, visit.practitioner, sign=False)
    capture = film(draft)
    frame = capture.frames.get()

    text = main_of(client.get(draft.get_absolute_url()))

    assert f'href="{draft.get_absolute_url()}frames/{frame.reference}/"' in text
    assert 'viewBox="0 0 1080 1920"' in text
    assert text.count('class="still-dot still-R"') == 5
    assert "Pelvic drop 8.1° ± 0.9°" in text


def test_a_patient_sees_one_fresh_and_one_tired_picture_of_the_pelvis_alone(client, visit):
    draft = record(
        visit.patient,
        visit.practitioner,
        Recorded(values=[value("cpd", "R", "8.3"), value("cpd", "L", "4.0")]),
        sign=False,
    )
    for state in ("fresh", "end_of_run"):
        film(draft, state=state, steps=3)
        film(draft, state=state, side="L")
    draft.refresh_from_db()
    signed = sign_assessment(
        assessment=draft, revision=draft.revision, by=visit.practitioner.user, now=LATER
    )
    share_assessment(assessment=signed, by=visit.practitioner.user, now=LATER)
    client.force_login(visit.patient.looked_after_by.get())

    text = main_of(client.get(signed.get_absolute_url()))

    assert text.count("<image ") == 2
    assert text.count("still-dot still-R") == 4
    assert "6.8°" not in text


def test_a_page_asks_the_same_queries_for_one_step_and_for_twenty(client, clinician, visit):
    drafts = [record(visit.patient, visit.practitioner, both_drops(), sign=False) for _ in range(2)]
    film(drafts[0], steps=1)
    film(drafts[1], steps=20)

    counts = []
    for draft in (drafts[0], *drafts):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(draft.get_absolute_url()).status_code == 200
        counts.append(len(captured))

    assert counts[1] == counts[2]


def both_drops():
    return Recorded(values=[value("cpd", "R", "8.3"), value("cpd", "L", "4.0")])


def test_a_chart_asks_the_same_queries_for_one_assessment_and_for_many(client, clinician, visit):
    chart = f"/charts/{visit.patient.reference}/"

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(chart).status_code == 200
        return len(captured)

    record(visit.patient, visit.practitioner, both_drops(), days_ago=1)
    queries()
    one = queries()
    for days in range(2, 7):
        record(visit.patient, visit.practitioner, both_drops(), days_ago=days, share=days == 3)

    assert queries() == one
