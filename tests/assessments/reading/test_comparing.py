"""Two assessments beside each other: what differed, what changed, and who may look."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions import discard_assessment
from assessments.models import Measurement, RuleSetting
from assessments.queries import assessments_to_compare
from assessments.reading.changes import between_days
from assessments.reading.comparison import compared
from clinic.models import AccessEvent
from tests.assessments.pages import main_of
from tests.assessments.records import Recorded, film, force, record, score, value
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PractitionerFactory,
    UserFactory,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def visit(clock):
    clock.move_to(NINE + timedelta(hours=2))
    return AppointmentFactory(
        practitioner=PractitionerFactory(user=ClinicianFactory()), starts_at=NINE
    )


@pytest.fixture
def clinician(client, visit):
    client.force_login(visit.practitioner.user)
    return visit.practitioner.user


def drops(right, **changes):
    return Recorded(values=[value("cpd", "R", right), value("cpd", "L", "4.0")], **changes)


def recorded(visit, *each, days=(50, 5)):
    return [
        record(visit.patient, visit.practitioner, one, days_ago=ago)
        for one, ago in zip(each, days, strict=False)
    ]


def comparison_of(visit):
    found = assessments_to_compare(visit.patient, [])
    return compared(found, RuleSetting.objects.current())


def address(visit, *assessments):
    query = "&".join(f"with={one.reference}" for one in assessments)
    return f"/charts/{visit.patient.reference}/compare/?{query}"


def said_of_right(visit):
    [measure] = comparison_of(visit).others
    return {line.side: line.cells[-1].said for line in measure.lines}["R"]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("5.4", "Real change: 3.6° nearer to the usual range (error ±2.8°)."),
        ("6.2", "No change beyond measurement error (±2.8°)."),
        ("11.9", "Real change: 2.9° further from the usual range (error ±2.8°)."),
    ],
)
def test_a_change_is_real_when_it_is_beyond_the_error(visit, after, said):
    recorded(visit, drops("9.0"), drops(after))

    assert said_of_right(visit) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"shoes": "Others"}, "Not comparable: shoes differ."),
        ({"speed_kmh": Decimal("11.0")}, "Real change: 3.6° nearer to the usual range"),
        ({"speed_kmh": Decimal("11.1")}, "Not comparable: speed differs."),
        ({"incline_pct": Decimal("0.6")}, "Not comparable: incline differs."),
        ({"footwear": "barefoot", "shoes": ""}, "Not comparable: shoes differ."),
    ],
)
def test_another_set_up_is_said_and_not_compared(visit, changed, said):
    recorded(visit, drops("9.0"), drops("5.4", set_up=changed))

    assert said_of_right(visit).startswith(said)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"shoes": "Others"}, "Not comparable: shoes differ."),
        ({"speed_kmh": Decimal(14)}, "No change beyond measurement error (±8.9°)."),
    ],
)
def test_a_squat_has_shoes_and_no_speed(visit, changed, said):
    squat = [value("fppa_sls", "R", "9.0", state="none")]
    again = [value("fppa_sls", "R", "9.5", state="none")]
    recorded(visit, Recorded(values=squat), Recorded(values=again, set_up=changed))

    assert said_of_right(visit) == said


def test_every_difference_of_the_set_up_comes_first_with_both_its_values(client, clinician, visit):
    pair = recorded(
        visit, drops("9.0"), drops("5.4", set_up={"shoes": "Others", "orthoses": "New"})
    )

    page = main_of(client.get(address(visit, *pair)))

    found = comparison_of(visit).differences
    assert [(one.name, [cell.text for cell in one.cells]) for one in found] == [
        ("Shoes", ["Usual running shoes, Harrier Daybreak 3", "Usual running shoes, Others"]),
        ("Insoles", ["Not recorded", "New"]),
    ]
    assert page.index("What was not the same") < page.index("Target measures")


def test_the_error_is_the_one_that_was_stored(visit):
    recorded(
        visit,
        Recorded(values=[value("cpd", "R", "9.0", mdc=Decimal(4))]),
        Recorded(values=[value("cpd", "R", "5.4", mdc=Decimal("2.8"))]),
    )

    assert said_of_right(visit) == "No change beyond measurement error (±4°)."


CAMERA = {"camera_height_cm": 105, "camera_distance_cm": 320, "markers_on_skin": True}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (CAMERA, CAMERA, "Real change: 10.0° higher (error ±9°)."),
        (CAMERA, CAMERA | {"camera_height_cm": 90}, "No change beyond measurement error (±14°)."),
        (CAMERA, {}, "No change beyond measurement error (±14°)."),
        ({}, {}, "No change beyond measurement error (±14°)."),
    ],
    ids=["alike", "another height", "not recorded", "never recorded"],
)
def test_the_knee_at_contact_errs_less_in_one_set_up_alone(visit, before, after, said):
    recorded(visit, knees("12", set_up=before), knees("22", set_up=after))

    assert said_of_right(visit) == said


def test_the_knee_at_contact_errs_more_where_somebody_else_measured(visit):
    first, second = recorded(visit, knees("12", set_up=CAMERA), knees("22", set_up=CAMERA))
    second.practitioner = PractitionerFactory(user=ClinicianFactory())

    found = between_days(
        *((one, one.measurements.get()) for one in (first, second)), RuleSetting.objects.current()
    )

    assert found.text == "No change beyond measurement error (±14°)."


def knees(right, **changes):
    """Return a knee's bend as the foot lands."""
    seen = {"view": "lateral_R", "landmark_set": "trochanter", "mdc": Decimal(14)}
    return Recorded(values=[value("knee_flexion_ic", "R", right, **seen)], **changes)


def test_a_measure_without_a_published_error_is_not_judged(visit):
    heel = [Recorded(values=[value("rearfoot_to_vertical", "R", mean)]) for mean in ("2.0", "9.0")]
    recorded(visit, *heel)

    assert said_of_right(visit).startswith("The change cannot be judged")


def test_targets_stand_before_the_appendix(visit):
    recorded(
        visit,
        drops("9.0", targets=[("cpd", "R", "fresh")]),
        Recorded(values=[value("cpd", "R", "5.4"), value("fppa_sls", "R", "9", state="none")]),
    )

    found = comparison_of(visit)

    assert [measure.name for measure in found.targets] == ["Pelvic drop, fresh"]
    assert found.others == []  # the squat was measured once


def test_scores_and_forces_are_judged_by_their_own_errors(visit):
    recorded(
        visit,
        drops(
            "9", scores=[score("lefs", 50, [2] * 20)], tests=[force("R", "150"), force("L", "9")]
        ),
        drops(
            "9", scores=[score("lefs", 61, [3] * 20)], tests=[force("R", "180"), force("L", "10")]
        ),
    )

    found = comparison_of(visit)

    assert found.scores[0].said == [
        "11 points better: beyond measurement error (9 points, 90 % sure).",
        "As large as what matters to patients (9 points).",
    ]
    forces = {line.side: line.cells[-1].said.replace("\u00a0", " ") for line in found.tests}
    assert forces["R"] == "Real change: 20.0 % stronger (error ±14 %)."
    assert forces["L"] == "No change beyond measurement error (±14 %)."


def test_frames_of_one_moment_stand_in_step(client, clinician, visit):
    pair = [
        record(visit.patient, visit.practitioner, drops("9"), days_ago=ago, sign=False)
        for ago in (50, 5)
    ]
    film(pair[0], steps=3)
    film(pair[1], steps=2)
    film(pair[1], side="L")

    page = main_of(client.get(address(visit, *pair)))

    assert page.count("in-step-row") == 3
    assert page.count("<image ") == 5
    assert page.count("No frame of this step was kept.") == 1
    assert page.count("still-dot") == 25


def test_the_scores_of_each_day_stand_beside_each_other(client, clinician, visit):
    pair = recorded(
        visit,
        drops("9", scores=[score("lefs", 50, [2] * 20)]),
        drops("9", scores=[score("lefs", 61, [3] * 20)]),
    )

    page = main_of(client.get(address(visit, *pair)))

    days = [cell.day for cell in comparison_of(visit).scores[0].cells]
    for day, points in zip(days, ("50 of 80", "61 of 80"), strict=True):
        assert f'<td data-day="{day}">{points}' in as_read(page)


def test_without_a_choice_the_last_two_that_are_not_in_progress_are_compared(visit):
    old = record(visit.patient, visit.practitioner, drops("9"), days_ago=90)
    pair = recorded(visit, drops("9"), drops("6"))
    record(visit.patient, visit.practitioner, drops("6"), sign=False)

    assert old not in assessments_to_compare(visit.patient, [])
    assert assessments_to_compare(visit.patient, []) == pair


def test_one_assessment_alone_is_asked_for_another(client, clinician, visit):
    [only] = recorded(visit, drops("9"))

    asked, unasked = client.get(address(visit, only)), client.get(address(visit))

    assert (asked.status_code, unasked.status_code) == (422, 200)
    assert "Two are needed" in main_of(asked)


def test_another_persons_assessment_is_not_there(client, clinician, visit):
    mine = recorded(visit, drops("9"), drops("6"))
    other = AppointmentFactory(practitioner=visit.practitioner, starts_at=NINE + timedelta(days=1))
    theirs = record(other.patient, other.practitioner, drops("9"))
    put_away = record(visit.patient, visit.practitioner, drops("9"), sign=False)
    discard_assessment(assessment=put_away, by=clinician, now=NINE)

    assert client.get(address(visit, mine[0], theirs)).status_code == 404
    assert client.get(address(visit, mine[0], put_away)).status_code == 404
    assert client.get(f"{address(visit)}with=nonsense").status_code == 404
    five = "&".join(f"with=00000000-0000-4000-8000-00000000000{n}" for n in range(5))
    assert client.get(f"{address(visit)}{five}").status_code == 400


@pytest.mark.parametrize(
    ("who", "status"),
    [(UserFactory, 404), (FrontDeskFactory, 404), (ClinicianFactory, 403)],
    ids=["stranger", "desk", "clinician without a ground"],
)
def test_only_clinicians_with_a_ground_compare(client, visit, who, status):
    pair = recorded(visit, drops("9"), drops("6"))
    client.force_login(who())

    assert client.get(address(visit, *pair)).status_code == status
    assert not AccessEvent.objects.exists()


def test_a_look_leaves_an_event(client, clinician, visit):
    client.get(address(visit, *recorded(visit, drops("9"), drops("6"))))

    assert list(AccessEvent.objects.values_list("what", "user", "patient")) == [
        ("comparison", clinician.pk, visit.patient.pk)
    ]


def test_the_queries_do_not_grow_with_steps_or_assessments(client, clinician, visit):
    drafts = [
        record(visit.patient, visit.practitioner, drops("9"), days_ago=ago, sign=False)
        for ago in (40, 30, 20, 10)
    ]
    for draft, steps in zip(drafts, (1, 1, 8, 8), strict=True):
        film(draft, steps=steps)

    def queries(*assessments):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(visit, *assessments)).status_code == 200
        return len(captured)

    queries(*drafts[:2])
    assert queries(*drafts[:2]) == queries(*drafts)
    assert Measurement.objects.count() == 8
