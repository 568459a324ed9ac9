"""Whatever is sent to the measuring screen's calls, the answer is a problem that can be read."""

import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Capture, Step
from tests.assessments.measured import FILMED, PLACED, Screen, fields_at_fault, ready_assessment

pytestmark = pytest.mark.django_db
NO_JSON = {
    "nothing": b"",
    "text": b"hello",
    "cut off": b'{"task": "runn',
    "not UTF-8": b'{"task": "\xff\xfe"}',
    "half a character": b'{"task": "\\ud800"}',
    "deep": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "a number of 5000 digits": b'{"revision": ' + b"9" * 5000 + b"}",
}
STRANGE = [
    *(None, True, -1, 0.5, 1e308, 2**63, 10**30, "", "x" * 1000, "a\x00b", "1,5", [], {}),
    *([[1, 2]], [[1, 2], [3]], [["1", "2"], ["3", "4"]], {"points": [], "length_cm": 1}),
    *(
        {"stance_pelvis": [1, 2, 3]},
        {"a\x00": [1, 2]},
        {"x": None},
        {str(n): [1, 1] for n in range(99)},
    ),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture
def screen(client, clock, demo):
    return Screen(client, ready_assessment())


def is_readable_problem(response):
    """Say whether an answer is a refusal in the API's own form."""
    body = response.json()
    return (
        400 <= response.status_code < 500
        and response.headers["Content-Type"] == "application/problem+json"
        and body["status"] == response.status_code
        and bool(body["detail"])
    )


@pytest.mark.parametrize("sent", NO_JSON.values(), ids=NO_JSON.keys())
def test_what_is_no_json_is_refused(screen, sent):
    answers = [
        screen.put(screen.url("capture-detail", uuid4()), sent),
        screen.put(screen.url("step-detail", uuid4(), uuid4()), sent),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert all(map(is_readable_problem, answers))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_what_is_no_number_is_refused(screen, number):
    capture = screen.capture()
    texts = [
        json.dumps(PLACED).replace("1010", number),
        json.dumps(PLACED).replace("0.4167", number),
    ]

    answers = [screen.put(screen.url("step-detail", capture, uuid4()), text) for text in texts]
    answers += [
        screen.put(screen.url("capture-detail", uuid4()), json.dumps(FILMED).replace("240", number))
    ]

    assert {answer.status_code for answer in answers} <= {400, 422}
    assert all(map(is_readable_problem, answers))
    assert not Step.objects.exists()


def test_a_body_over_a_megabyte_is_not_read(screen):
    response = screen.put(screen.url("capture-detail", uuid4()), b" " * 1_000_001)

    assert (response.status_code, is_readable_problem(response)) == (413, True)


@pytest.mark.parametrize("field", FILMED)
def test_a_capture_with_a_strange_field_is_refused_or_stored_and_nothing_else(screen, field):
    for strange in STRANGE:
        response = screen.put_capture(uuid4(), **{field: strange})

        assert (strange, response.status_code in (201, 422)) == (strange, True)
        assert response.status_code == 201 or is_readable_problem(response)


@pytest.mark.parametrize("field", PLACED)
def test_a_step_with_a_strange_field_is_refused_or_stored_and_nothing_else(screen, field):
    capture = screen.capture()
    for strange in STRANGE:
        response = screen.put_step(capture, **{field: strange})

        assert (strange, response.status_code in (201, 409, 422)) == (strange, True)
        assert response.status_code == 201 or is_readable_problem(response)


@pytest.mark.parametrize("field", [*FILMED, *PLACED])
def test_a_field_that_is_missing_is_named(screen, field):
    capture = screen.capture()
    filmed = {name: each for name, each in FILMED.items() if name != field}
    placed = {name: each for name, each in PLACED.items() if name != field}

    answers = [
        screen.put(screen.url("capture-detail", uuid4()), filmed),
        screen.put(screen.url("step-detail", capture, uuid4()), placed),
    ]

    refused = [answer for answer in answers if answer.status_code == 422]
    assert {answer.status_code for answer in answers} <= {201, 422}
    assert all(fields_at_fault(answer) == [field] for answer in refused)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sent=anything)
def test_anything_at_all_is_refused(screen, sent):
    answers = [
        screen.put(screen.url("capture-detail", uuid4()), json.dumps(sent)),
        screen.put(screen.url("step-detail", uuid4(), uuid4()), json.dumps(sent)),
    ]

    assert all(map(is_readable_problem, answers))
    assert not Capture.objects.exists()


@pytest.mark.parametrize("method", ["get", "post", "patch"])
def test_another_method_is_told_which_there_are(screen, method):
    response = getattr(screen.client, method)(screen.url("capture-detail", uuid4()))

    assert (response.status_code, response.headers["Allow"]) == (405, "PUT, DELETE")
    assert is_readable_problem(response)


@pytest.mark.parametrize(
    ("points", "status"),
    [
        ({}, 422),
        ({"midline": [950, 900]}, 422),
        ({"heel": [1000, 1800]}, 422),
        ({"heel": [1081, 1800], "midline": [950, 900]}, 422),
        ({"heel": [1000, 1800], "midline": [950, 900]}, 201),
    ],
)
def test_a_set_that_says_nothing_without_a_scale_wants_its_points_all_the_same(
    screen, points, status
):
    capture = screen.capture(scale=None)

    response = screen.put_step(capture, point_set="feet", points=points)

    assert (response.status_code, Step.objects.count()) == (status, int(status == 201))
    if status == 422:
        assert (response.json()["code"], fields_at_fault(response)) == (
            "landmark_missing",
            ["points"],
        )
    assert screen.put_step(capture, frame_number=300).status_code == 201


def test_a_body_with_very_many_errors_is_told_of_the_first(screen):
    strange = FILMED | {f"f{number}": 1 for number in range(50_000)}

    response = screen.put(screen.url("capture-detail", uuid4()), strange)

    assert (response.status_code, len(response.json()["errors"])) == (422, 50)
