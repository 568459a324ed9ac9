"""What the steps come to: means with their error, and times by the camera's rate or the clip's."""

from decimal import Decimal

import pytest

from assessments.actions import OpenPage, Values, fill_section
from assessments.models import Finding, Measurement, RuleSetting
from tests.assessments.measured import DROP, LEFT_DROP, Screen, ready_assessment, stored
from tests.factories import NINE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def screen(client):
    return Screen(client, ready_assessment())


def test_steps_become_a_mean_of_each_side_with_spread_count_and_finding(screen):
    capture = screen.capture(horizon=[[0, 1000], [1000, 1000]])

    screen.steps(capture, 7)
    last = screen.put_step(capture, frame_number=145, side="L", points=LEFT_DROP)

    left, right = last.json()["summary"]
    assert left["text"] == "5.2° (1)"
    assert right["text"] == "5.7°\u00a0±\u00a01.1 (7)"
    assert (right["mean"], right["sd"], right["n"], right["levelled"]) == (5.709, 1.114, 7, True)
    assert (len(left["warnings"]), right["warnings"]) == (1, [])
    assert sorted(Finding.objects.values_list("about", "side", "rule")) == [
        ("cpd", "L", "G1"),
        ("cpd", "R", "G1"),
    ]


def test_steps_of_both_states_stand_side_by_side(screen):
    fresh, tired = screen.capture(), screen.capture(state="end_of_run")

    screen.put_step(fresh)
    screen.put_step(tired, points={**DROP, "swing_pelvis": [900, 515]})

    assert stored() == [
        ("R", "end_of_run", "7.765", 1, False, True),
        ("R", "fresh", "5.194", 1, False, True),
    ]


def test_what_was_typed_gives_way_to_what_is_measured(screen):
    screen.assessment.measurements.create(
        metric="cpd", side="R", state="fresh", mean=3, n_steps=8, view="posterior",
        landmark_set="psis", method="2d_manual", levelled=True,
    )  # fmt: skip

    screen.put_step(screen.capture())

    assert stored() == [("R", "fresh", "5.194", 1, False, True)]


def test_a_mean_keeps_the_error_of_its_day(screen):
    capture = screen.capture()
    screen.put_step(capture, side="L", points=LEFT_DROP)
    RuleSetting.objects.create(code="mdc_cpd", value=4)

    screen.put_step(capture)

    assert [(row.side, str(row.mdc)) for row in Measurement.objects.all()] == [
        ("L", "2.800"),
        ("R", "4.000"),
    ]


SIDE_LEG = {"hip": [960, 640], "knee": [1000, 900], "ankle": [1045, 1130]}
SOLE = {"heel": [1040, 1190], "toe": [1140, 1165]}  # T28, evidence base 3.5: 14.036°
LANDING = {"point_set": "contact_side", "event": "initial_contact", "points": SIDE_LEG | SOLE}


def side_capture(screen):
    return screen.capture(view="lateral_R", landmark_set="trochanter", width_px=1400)


def set_up(screen, **fields):
    """Save the page of the set-up."""
    screen.assessment.refresh_from_db()
    section = screen.assessment.sections.filter(code="set-up").first()
    fill_section(
        assessment=screen.assessment,
        code="set-up",
        values=Values(fields=fields),
        page=OpenPage(revision=section.revision if section else 0),
        by=screen.assessment.practitioner.user,
        now=NINE,
    )


def test_another_incline_of_the_belt_turns_the_soles_angle(screen):
    """T28 and T29, evidence base 3.5: the set-up page is saved after the foot was measured."""
    screen.put_step(side_capture(screen), **LANDING)
    flat = stored("foot_strike_angle")

    set_up(screen, incline_pct=Decimal(1))

    assert flat == [("R", "fresh", "14.036", 1, False, True)]
    assert stored("foot_strike_angle") == [("R", "fresh", "13.463", 1, False, True)]


def errors():
    measured = Measurement.objects.filter(metric__in=["foot_strike_angle", "tibial_inclination"])
    return {row.metric: str(row.mdc) for row in measured}


def test_outdoors_the_foots_angle_has_the_error_of_outdoors(screen):
    set_up(screen, surface="outdoor")

    screen.put_step(side_capture(screen), **LANDING)

    assert errors() == {"foot_strike_angle": "6.900", "tibial_inclination": "4.800"}
    begins = screen.client.get(screen.url("measure")).context["measuring"]
    assert begins["metrics"]["foot_strike_angle"]["mdc"] == 6.9


def test_a_surface_that_is_said_later_brings_its_error(screen):
    screen.put_step(side_capture(screen), **LANDING)
    RuleSetting.objects.create(code="mdc_tibial_inclination", value=5)

    found = []
    for surface in ("treadmill", "outdoor", "overground_indoor"):
        set_up(screen, surface=surface)
        found.append(errors())

    assert found == [
        {"foot_strike_angle": "2.300", "tibial_inclination": "4.800"},
        {"foot_strike_angle": "6.900", "tibial_inclination": "4.800"},
        {"foot_strike_angle": "2.300", "tibial_inclination": "4.800"},
    ]


# --- Times ----------------------------------------------------------------------------------------


def contacts(screen, capture, times, every=10):
    """Mark a contact of each foot in turn, at times in the run."""
    for at, time_s in enumerate(times):
        response = screen.put_step(
            capture,
            frame_number=every * at,
            time_s=round(time_s, 4),
            side="RL"[at % 2],
            event="initial_contact",
            point_set="contact_only",
            points={},
        )
        assert response.status_code == 201, response.content


def rates():
    return [row[2] for row in stored("cadence_spm")]


def test_slow_motion_counts_frames_at_the_rate_they_were_taken(screen):
    """T36: whatever the clip plays at, and whatever rate was said before."""
    capture = screen.capture(capture_fps=30)
    contacts(screen, capture, [85 * at / 30 for at in range(21)], every=85)
    before = rates()

    screen.put_capture(capture, capture_fps=240, revision=1)

    assert (before, rates()) == ([], ["169.412"])


def test_an_uneven_clip_counts_its_own_times(screen):
    """Frames were left out: ten numbers apart are 0.35 s in the run, not a third."""
    capture = screen.capture(capture_fps=30, playback_fps=30)

    contacts(screen, capture, [0.35 * at + 0.004 * (at % 3) for at in range(22)])

    assert rates() == ["171.429"]


def test_a_clip_that_was_sought_counts_its_own_times(screen):
    """Its frames are thirtieths of a second, whatever rate the camera had."""
    capture = screen.capture(capture_fps=60, playback_fps=None, is_exact=False)

    contacts(screen, capture, [0.35 * at for at in range(21)])

    assert rates() == ["171.429"]


def test_contacts_that_all_say_one_time_make_no_rate(screen):
    contacts(screen, screen.capture(is_exact=False), [1.0] * 21)

    assert rates() == []
