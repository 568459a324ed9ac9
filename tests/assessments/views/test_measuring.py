"""What the measuring screen stores: computed here, sent twice with one result, told of others."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions import sign_assessment
from assessments.models import (
    Capture,
    Finding,
    Landmark,
    Step,
    StepValue,
)
from tests.assessments.measured import (
    DROP,
    LEFT_DROP,
    Screen,
    fields_at_fault,
    ready_assessment,
    stored,
)
from tests.factories import NINE, FrameFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def screen(client):
    return Screen(client, ready_assessment())


def value(response, metric="cpd"):
    return {row["metric"]: row for row in response.json()["step"]["values"]}[metric]


# --- One step -------------------------------------------------------------------------------------


def test_a_step_is_computed_and_stored_with_its_error_and_version(screen):
    capture, step = screen.capture(), uuid4()

    response = screen.put_step(capture, step)

    assert response.status_code == 201
    assert value(response) == {"metric": "cpd", "value": 5.194, "click_sd": 0.734, "problem": ""}
    row = StepValue.objects.get()
    assert (str(row.value), row.method_version, row.step.reference) == ("5.194", 1, step)
    assert stored() == [("R", "fresh", "5.194", 1, False, True)]
    assert [(mark.name, mark.x, mark.y) for mark in Landmark.objects.all()] == [
        ("stance_pelvis", 1010.0, 500.0),
        ("swing_pelvis", 900.0, 510.0),
    ]


def test_the_server_computes_a_wrong_value_of_the_page_again(screen):
    capture = screen.capture()

    wrong = screen.put_step(capture, values={"cpd": 9.9})
    right = screen.put_step(capture, frame_number=101, values={"cpd": 5.2})

    assert (wrong.json()["differs"], value(wrong)["value"]) == (True, 5.194)
    assert "differs" not in right.json()
    assert {str(row.value) for row in StepValue.objects.all()} == {"5.194"}


def test_a_step_sent_twice_is_stored_once(screen):
    capture, step = screen.capture(), uuid4()

    answers = [screen.put_step(capture, step) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert answers[0].json() == answers[2].json()
    assert Step.objects.count() == 1
    assert Landmark.objects.count() == 2


def test_a_moved_point_replaces_the_values(screen):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)

    response = screen.put_step(
        capture, step, points={**DROP, "swing_pelvis": [900, 500]}, revision=1
    )

    assert (response.status_code, value(response)["value"]) == (200, 0.0)
    assert stored() == [("R", "fresh", "0.000", 1, False, True)]
    assert Landmark.objects.count() == 2


def test_a_page_that_is_older_than_a_step_is_told_and_changes_nothing(screen):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)
    screen.put_step(capture, step, points={**DROP, "swing_pelvis": [900, 505]}, revision=1)

    response = screen.put_step(
        capture, step, points={**DROP, "swing_pelvis": [900, 520]}, revision=1
    )

    body = response.json()
    assert (response.status_code, body["code"], body["step"]["revision"]) == (409, "changed", 2)
    assert body["step"]["points"]["swing_pelvis"] == [900.0, 505.0]


def test_a_second_step_of_the_same_moment_is_told_of_the_first(screen):
    capture, first = screen.capture(), uuid4()
    screen.put_step(capture, first)

    response = screen.put_step(capture, uuid4(), points={**DROP, "swing_pelvis": [900, 520]})

    body = response.json()
    assert (response.status_code, body["code"]) == (409, "duplicate")
    assert body["step"]["reference"] == str(first)
    assert Step.objects.count() == 1


# --- One frame, one point, one value --------------------------------------------------------------

TRUNK = {"stance_pelvis": [1010, 500], "swing_pelvis": [900, 520], "c7": [950, 200]}


def trunk(screen, capture, **changes):
    """Send the trunk's points on the frame of `PLACED`; its swing side lies lower there."""
    return screen.put_step(capture, **{"point_set": "trunk", "points": TRUNK, **changes})


def drops():
    """Return what each step says of the pelvis."""
    rows = StepValue.objects.filter(metric="cpd").order_by("step")
    return [(row.step.point_set, str(row.value)) for row in rows]


def test_a_point_that_lies_elsewhere_on_its_frame_is_asked_about(screen):
    capture, first = screen.capture(), uuid4()
    screen.put_step(capture, first)

    response = trunk(screen, capture)

    body = response.json()
    assert (response.status_code, body["code"]) == (409, "points_differ")
    assert [step["reference"] for step in body["steps"]] == [str(first)]
    assert body["beside"] == [
        {
            "title": "Trunk and pelvis",
            "lines": ["Pelvic drop: 10.3°", "Pelvis, swing side: 900.0, 520.0"],
        },
        {"title": "Pelvis", "lines": ["Pelvic drop: 5.2°", "Pelvis, swing side: 900.0, 510.0"]},
    ]
    assert drops() == [("pelvis", "5.194")]
    assert stored() == [("R", "fresh", "5.194", 1, False, True)]


def test_points_that_agree_are_stored_and_count_once(screen):
    capture = screen.capture()
    screen.put_step(capture)

    response = trunk(screen, capture, points={**TRUNK, **DROP})

    assert response.status_code == 201
    assert drops() == [("pelvis", "5.194"), ("trunk", "5.194")]
    assert stored() == [("R", "fresh", "5.194", 1, False, True)]


def test_the_new_place_is_taken_over_by_the_steps_that_were_shown(screen):
    capture, first = screen.capture(), uuid4()
    screen.put_step(capture, first)

    response = trunk(screen, capture, moves={str(first): 1})

    [moved] = response.json()["moved"]
    assert response.status_code == 201
    assert (moved["reference"], moved["revision"]) == (str(first), 2)
    assert moved["points"]["swing_pelvis"] == [900.0, 520.0]
    assert drops() == [("pelvis", "10.305"), ("trunk", "10.305")]
    assert stored() == [("R", "fresh", "10.305", 1, False, True)]


def test_a_step_that_changed_since_it_was_shown_is_asked_about_again(screen):
    capture, first = screen.capture(), uuid4()
    screen.put_step(capture, first)
    screen.put_step(capture, first, points={**DROP, "swing_pelvis": [900, 505]}, revision=1)

    response = trunk(screen, capture, moves={str(first): 1})

    body = response.json()
    assert (response.status_code, body["code"]) == (409, "points_differ")
    assert (body["steps"][0]["revision"], drops()) == (2, [("pelvis", "2.603")])


def test_a_point_that_is_moved_later_is_asked_about_too(screen):
    capture, first = screen.capture(), uuid4()
    screen.put_step(capture, first)
    trunk(screen, capture, points={**TRUNK, **DROP})

    response = screen.put_step(
        capture, first, points={**DROP, "swing_pelvis": [900, 505]}, revision=1
    )

    assert (response.status_code, response.json()["code"]) == (409, "points_differ")
    assert drops() == [("pelvis", "5.194"), ("trunk", "5.194")]


def test_a_place_that_makes_no_value_of_another_step_moves_nothing(screen):
    capture, first = screen.capture(view="lateral_R", landmark_set="trochanter"), uuid4()
    leg = {"hip": [500, 700], "knee": [560, 1000], "ankle": [500, 1300]}
    on_landing = {**leg, "heel": [470, 1380], "toe": [620, 1380]}
    screen.put_step(
        capture, first, point_set="contact_side", event="initial_contact", points=on_landing
    )

    bent = {**leg, "ankle": [304, 1156]}  # so at midstance, and not on landing
    response = screen.put_step(
        capture, point_set="midstance_side", points=bent, moves={str(first): 1}
    )

    assert (response.status_code, response.json()["code"]) == (422, "implausible")
    assert response.json()["detail"].startswith("Shank angle at contact would be")
    assert Step.objects.count() == 1
    assert Landmark.objects.get(name="ankle").y == 1300


@pytest.mark.parametrize("changes", [{"frame_number": 101}, {"side": "L"}])
def test_another_frame_or_leg_has_places_of_its_own(screen, changes):
    capture = screen.capture()
    screen.put_step(capture)
    points = {**TRUNK, **LEFT_DROP, "swing_pelvis": [1010, 525]} if "side" in changes else TRUNK

    assert trunk(screen, capture, points=points, **changes).status_code == 201


def test_what_is_signed_takes_no_other_place(screen):
    capture, first = screen.capture(), uuid4()
    screen.put_step(capture, first)
    screen.assessment.refresh_from_db()
    sign_assessment(
        assessment=screen.assessment,
        revision=screen.assessment.revision,
        by=screen.assessment.practitioner.user,
        now=NINE,
    )

    response = trunk(screen, capture, moves={str(first): 1})

    assert (response.status_code, response.json()["code"]) == (409, "closed")
    assert drops() == [("pelvis", "5.194")]


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({**DROP, "swing_pelvis": [1050, 510]}, "sides_swapped"),
        ({**DROP, "swing_pelvis": [995, 510]}, "segment_too_short"),
        ({**DROP, "swing_pelvis": [1010, 500]}, "segment_too_short"),
        ({**DROP, "swing_pelvis": [900, 600]}, "implausible"),
        ({"stance_pelvis": [1010, 500]}, "landmark_missing"),
        ({**DROP, "swing_pelvis": [900, 1921]}, "landmark_missing"),
    ],
)
def test_points_that_make_no_value_are_refused_with_the_reason(screen, points, code):
    capture = screen.capture()

    response = screen.put_step(capture, points=points)

    body = response.json()
    assert (response.status_code, body["code"]) == (422, code)
    assert body["errors"] == [{"field": "points", "message": body["detail"]}]
    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"point_set": "nothing"}, "point_set"),
        ({"point_set": "contact_side"}, "point_set"),
        ({"point_set": "squat"}, "point_set"),
        ({"event": "toe_off"}, "event"),
        ({"frame_number": 4000}, "frame_number"),
        ({"points": {**DROP, "nose": [1, 1]}}, "points"),
    ],
)
def test_a_step_that_does_not_fit_its_capture_is_refused(screen, changes, field):
    capture = screen.capture()

    response = screen.put_step(capture, **changes)

    assert (response.status_code, fields_at_fault(response)) == (422, [field])
    assert not Step.objects.exists()


def test_a_removed_step_counts_nowhere_and_stays_stored(screen):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)

    answers = [screen.delete_step(capture, step) for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"summary": []})
    ] * 2
    assert (stored(), Step.objects.count(), Finding.objects.count()) == ([], 1, 0)
    assert screen.client.get(screen.url("capture-list")).json()["captures"][0]["steps"] == []


def test_a_step_removed_in_another_tab_is_not_measured_on(screen):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)
    screen.delete_step(capture, step)

    response = screen.put_step(capture, step, revision=1)

    assert (response.status_code, response.json()["code"]) == (409, "removed")
    assert stored() == []


def test_the_moment_of_a_removed_step_can_be_measured_anew(screen):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)
    screen.delete_step(capture, step)

    assert screen.put_step(capture, uuid4()).status_code == 201


# --- Captures -------------------------------------------------------------------------------------


def test_a_capture_sent_twice_is_stored_once(screen):
    capture = uuid4()

    answers = [screen.put_capture(capture) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert answers[0].json() == answers[2].json()
    assert Capture.objects.count() == 1


def test_the_horizon_levels_every_step_again(screen):
    capture = screen.capture()
    screen.put_step(capture)

    response = screen.put_capture(capture, horizon=[[1000, 1514], [200, 1500]], revision=1)

    shown = response.json()["capture"]
    assert round(shown["roll_deg"], 3) == 1.003
    assert shown["steps"][0]["values"][0]["value"] == 6.197
    assert stored() == [("R", "fresh", "6.197", 1, True, True)]


def test_a_mirrored_clip_shows_its_steps_as_swapped_and_counts_none(screen):
    capture = screen.capture()
    screen.put_step(capture)

    response = screen.put_capture(capture, mirrored=True, revision=1)

    assert response.json()["capture"]["steps"][0]["values"] == [
        {"metric": "cpd", "value": None, "click_sd": None, "problem": "sides_swapped"}
    ]
    assert (response.json()["summary"], stored()) == ([], [])


def test_the_scale_fills_what_is_measured_in_centimetres(screen):
    capture = screen.capture()
    placed = {"heel": [950, 1700], "midline": [960, 1600]}
    empty = screen.put_step(capture, point_set="feet", points=placed)

    response = screen.put_capture(
        capture, scale={"points": [[100, 1700], [750, 1700]], "length_cm": 52}, revision=1
    )

    assert empty.json()["step"]["values"] == []
    assert response.json()["capture"]["cm_per_px"] == 0.08
    assert response.json()["capture"]["steps"][0]["values"][0]["value"] == -0.8


def test_a_page_that_is_older_than_a_capture_is_told(screen):
    capture = screen.capture()
    screen.put_capture(capture, clip_mark="second", revision=1)

    response = screen.put_capture(capture, clip_mark="third", revision=1)

    body = response.json()
    assert (response.status_code, body["code"]) == (409, "changed")
    assert (body["capture"]["clip_mark"], body["capture"]["revision"]) == ("second", 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "none"}, "state"),
        ({"task": "single_leg_squat"}, "state"),
        ({"landmark_set": "asis"}, "landmark_set"),
        ({"view": "none"}, "view"),
        ({"horizon": [[10, 10], [15, 10]]}, "horizon"),
        ({"horizon": [[10, 10], [40, 900]]}, "horizon"),
        ({"horizon": [[10, 10], [1081, 10]]}, "horizon"),
        ({"scale": {"points": [[10, 10], [12, 10]], "length_cm": 50}}, "scale"),
        ({"scale": {"points": [[10, 10], [99, 10]], "length_cm": 0}}, "scale.length_cm"),
        ({"width_px": 0}, "width_px"),
        ({"width_px": 100_000}, "width_px"),
        ({"capture_fps": 0.5}, "capture_fps"),
        ({"capture_fps": 5000}, "capture_fps"),
        ({"frame_count": 0}, "frame_count"),
        ({"clip_mark": "Zoë.mp4"}, "clip_mark"),
        ({"owner": "me"}, "owner"),
    ],
)
def test_a_capture_that_cannot_be_is_refused(screen, changes, field):
    response = screen.put_capture(uuid4(), **changes)

    [named] = fields_at_fault(response)
    assert (response.status_code, named.startswith(field)) == (422, True)
    assert not Capture.objects.exists()


def test_a_view_in_which_measured_points_cannot_be_seen_is_refused(screen):
    capture = screen.capture()
    screen.put_step(capture)

    response = screen.put_capture(capture, view="lateral_L", landmark_set="trochanter", revision=1)

    assert (response.status_code, fields_at_fault(response)) == (422, ["view"])
    assert Capture.objects.get().view == "posterior"


def test_a_removed_capture_takes_its_steps_along(screen):
    capture = screen.capture()
    screen.put_step(capture)

    answers = [screen.delete_capture(capture) for _ in range(2)]
    late = screen.put_step(capture, frame_number=200)

    assert [answer.json() for answer in answers] == [{"summary": []}] * 2
    assert (late.status_code, late.json()["code"]) == (409, "removed")
    assert stored() == []
    assert screen.client.get(screen.url("capture-list")).json() == {"captures": [], "summary": []}


def test_what_was_never_stored_is_removed_already(screen):
    capture = screen.capture()

    assert screen.delete_step(capture, uuid4()).status_code == 200
    assert screen.delete_capture(uuid4()).status_code == 200


# --- However many steps ---------------------------------------------------------------------------


def count_of_queries(call):
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code < 300
    return len(queries)


def test_a_save_and_a_look_take_as_many_queries_for_one_step_as_for_twenty(screen):
    capture = screen.capture()
    screen.steps(capture, 1)
    calls = [
        lambda: screen.put_step(capture, uuid4(), frame_number=2000),
        lambda: screen.put_capture(capture, mirrored=False, clip_mark="x", revision=1),
        lambda: screen.client.get(screen.url("capture-list")),
        lambda: screen.client.get(screen.url("measure")),
    ]
    few = [count_of_queries(call) for call in calls]
    for step in range(1, 20):
        screen.put_step(capture, frame_number=100 + 90 * step)
    again = [
        lambda: screen.put_step(capture, uuid4(), frame_number=3000),
        lambda: screen.put_capture(capture, mirrored=False, clip_mark="y", revision=2),
        *calls[2:],
    ]

    many = [count_of_queries(call) for call in again]

    assert many == few
    assert max(many) <= 40


def test_frames_are_removed_with_their_capture_from_sight(screen):
    capture = screen.capture()
    FrameFactory(assessment=screen.assessment, capture=Capture.objects.get())
    [frame] = screen.client.get(screen.url("capture-list")).json()["captures"][0]["frames"]
    screen.delete_capture(capture)

    assert screen.client.get(frame["url"]).status_code == 404
