"""From steps to means: what is filmed alike counts together; times count the camera's frames."""

from decimal import Decimal

import pytest

from assessments.biomechanics.cadence import cadence_spm
from assessments.measuring.step_means import Clip, Stance, means

CLIP = {"state": "fresh", "view": "posterior", "levelled": True, "fps": 240.0}


def stance(
    frame, side="R", event="midstance", heel_x=None, landmark_set="psis", time_s=None, **values
):
    return Stance(
        frame=frame,
        side=side,
        event=event,
        values={
            metric: (Decimal(str(value)), Decimal("0.700")) for metric, value in values.items()
        },
        landmarks=dict.fromkeys(values, landmark_set),
        heel_x=heel_x,
        time_s=time_s,
    )


def clip(*stances, **changes):
    return Clip(**(CLIP | changes), stances=stances)


def means_of(*clips, metric=None):
    return {
        (row.metric, row.side, row.state): row
        for row in means(clips, click_sd_px=1.0)
        if metric in (None, row.metric)
    }


def told(*clips, metric="cpd"):
    return {
        (row.side, row.state): (float(row.mean), row.n_steps)
        for row in means_of(*clips, metric=metric).values()
    }


# --- Angles ---------------------------------------------------------------------------------------


def test_seven_steps_are_the_evidence_bases_mean_and_spread():
    values = [6.1, 5.4, 7.0, 6.6, 5.9, 6.3, 6.7]

    [row] = means([clip(*[stance(at, cpd=one) for at, one in enumerate(values)])], click_sd_px=1)

    assert (str(row.mean), str(row.sd), row.n_steps) == ("6.286", "0.540", 7)
    assert (str(row.click_sd), row.view, row.landmark_set) == ("0.700", "posterior", "psis")


def test_one_step_has_a_mean_and_no_spread():
    [row] = means([clip(stance(1, cpd=5))], click_sd_px=1)

    assert (str(row.mean), row.sd, row.n_steps) == ("5.000", None, 1)


def test_two_clips_filmed_alike_count_together_and_sides_and_states_apart():
    found = told(
        clip(stance(1, cpd=4), stance(9, "L", cpd=2)),
        clip(stance(1, cpd=6)),
        clip(stance(1, cpd=9), state="end_of_run"),
    )

    assert found == {
        ("R", "fresh"): (5.0, 2),
        ("L", "fresh"): (2.0, 1),
        ("R", "end_of_run"): (9, 1),
    }


def test_one_step_that_two_sets_say_counts_once():
    assert told(clip(stance(1, cpd=4), stance(1, cpd=6), stance(2, cpd=8))) == {
        ("R", "fresh"): (7.0, 2)
    }


def test_the_preferred_view_and_landmarks_are_taken_alone():
    behind = clip(stance(1, cpd=4), stance(2, cpd=9, landmark_set="waistband"))
    in_front = clip(*[stance(at, cpd=7, landmark_set="asis") for at in range(5)], view="anterior")

    [row] = means([in_front, behind], click_sd_px=1)

    assert (float(row.mean), row.view, row.landmark_set) == (4.0, "posterior", "psis")


def test_both_sides_come_from_one_view():
    behind = clip(stance(1, "L", cpd=4))
    in_front = clip(stance(1, "R", cpd=7, landmark_set="asis"), view="anterior")

    assert told(in_front, behind) == {("L", "fresh"): (4.0, 1)}


def test_one_clip_without_a_horizon_makes_the_mean_unlevelled():
    [row] = means([clip(stance(1, cpd=4)), clip(stance(1, cpd=4), levelled=False)], click_sd_px=1)

    assert row.levelled is False


def test_what_is_of_no_side_counts_both_legs_together():
    side = clip(
        stance(1, forward_trunk_lean=6), stance(90, "L", forward_trunk_lean=8), view="lateral_R"
    )

    assert told(side, metric="forward_trunk_lean") == {("", "fresh"): (7.0, 2)}


# --- Step width -----------------------------------------------------------------------------------


def landed(*heels, every=84, **changes):
    steps = [stance(every * at, "RL"[at % 2], heel_x=x) for at, x in enumerate(heels)]
    return clip(*steps, cm_per_px=0.08, **changes)


def test_the_step_width_is_between_consecutive_heels():
    assert told(landed(985, 940, 990), metric="step_width_cm") == {("", "fresh"): (3.8, 2)}
    assert told(landed(950, 968), metric="step_width_cm") == {("", "fresh"): (-1.44, 1)}


@pytest.mark.parametrize(
    "clip_",
    [
        landed(985, 940, every=130),  # over half a second: a step was left out
        landed(985, 940, fps=None),
        clip(stance(0, heel_x=985), stance(84, heel_x=940), cm_per_px=0.08),
        clip(stance(0, heel_x=985), stance(84, "L", heel_x=940)),
        clip(stance(0, heel_x=985), stance(84, "L", "initial_contact", heel_x=940), cm_per_px=0.08),
    ],
    ids=["far apart", "no rate", "one foot", "no scale", "two moments"],
)
def test_heels_that_make_no_step_make_no_width(clip_):
    assert told(clip_, metric="step_width_cm") == {}


# --- Times ----------------------------------------------------------------------------------------


def contacts(count, every=85, first=135, **changes):
    steps = [stance(first + every * at, "RL"[at % 2], "initial_contact") for at in range(count)]
    return clip(*steps, **changes)


def test_the_step_rate_counts_frames_at_the_cameras_rate():
    """T36; the clip itself may play eight times slower."""
    [row] = means([contacts(21)], click_sd_px=1)

    expected = cadence_spm(contacts=21, first_frame=135, last_frame=1835, fps=240)
    assert float(row.mean) == pytest.approx(expected, abs=0.001)
    assert (str(row.mean), row.n_steps, row.side) == ("169.412", 21, "")
    assert (str(row.click_sd), row.landmark_set) == ("0.100", "none")  # one frame of 1700


@pytest.mark.parametrize(
    "clip_",
    [
        contacts(19),
        contacts(21, fps=None),
        contacts(40, every=130),
        clip(*[stance(170 * at, "R", "initial_contact") for at in range(40)]),
    ],
    ids=["too few", "no rate", "gaps", "one foot"],
)
def test_contacts_that_leave_some_out_make_no_step_rate(clip_):
    assert told(clip_, metric="cadence_spm") == {}


def test_a_contact_that_was_marked_twice_counts_once():
    row = contacts(21)
    twice = clip(
        *row.stances, *[stance(each.frame + 1, each.side, each.event) for each in row.stances]
    )

    assert told(twice, metric="cadence_spm") == {("", "fresh"): (169.412, 21)}


def test_the_longest_row_of_contacts_is_taken():
    row = contacts(10).stances + contacts(25, first=9000).stances

    assert told(clip(*row), contacts(20), metric="cadence_spm") == {("", "fresh"): (169.412, 25)}


def test_a_contact_time_of_an_uneven_clip_is_its_own():
    """Sixty frames of 240 would be 250 ms; some were left out."""
    found = means_of(
        clip(
            stance(100, event="initial_contact", time_s=0.4167),
            stance(160, event="toe_off", time_s=0.7),
        ),
        metric="contact_time_ms",
    )

    assert [str(row.mean) for row in found.values()] == ["283.300"]


def test_what_a_seek_found_is_good_to_a_thirtieth():
    [row] = means_of(
        clip(
            *[stance(10 * at, "RL"[at % 2], "initial_contact", time_s=at / 3) for at in range(21)],
            is_exact=False,
        )
    ).values()

    assert (str(row.mean), str(row.click_sd)) == ("180.000", "0.900")


def test_the_contact_time_is_from_a_contact_to_the_same_foots_toe_off():
    steps = [
        stance(100, "R", "initial_contact"),
        stance(160, "R", "toe_off"),
        stance(185, "L", "initial_contact"),
        stance(190, "R", "toe_off"),  # of no contact
        stance(242, "L", "toe_off"),
        stance(270, "R", "initial_contact"),
        stance(331, "R", "toe_off"),
        stance(400, "R", "initial_contact"),
        stance(900, "R", "toe_off"),  # two seconds later: no body stands so long
    ]

    found = means_of(clip(*steps), metric="contact_time_ms")

    assert {key[1]: (str(row.mean), row.n_steps) for key, row in found.items()} == {
        "R": ("252.084", 2),
        "L": ("237.500", 1),
    }
    assert {str(row.click_sd) for row in found.values()} == {"4.167"}  # one frame
