"""What is read from a watch's file, and what is refused: never more than the file says."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from math import radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.running.legs import Leg
from assessments.running.refusals import (
    NoRunInFile,
    NoWatchFile,
    WatchFileBroken,
    WatchFileOfMany,
    WatchFilePacked,
    WatchFileRefused,
    WatchFileUnsafe,
)
from assessments.running.watch_files import read
from tests.assessments.watch_files import CYCLING, MORNING, SWIMMING, fit, gpx, session, tcx

RADIUS_M = 6_378_137.0
AT = "2026-11-22T15:30:00Z"
LATER = "2026-11-22T16:20:00Z"
TEN_KM = Leg(sport="running", started_at=MORNING, distance_km=Decimal("10.00"), duration_s=3000)
NORTH = radians(0.01) * RADIUS_M  # metres of a hundredth of a degree along a meridian


def only(content):
    [leg] = read(content).runs.values()
    return leg


def test_a_fit_session_gives_times_distance_and_the_steps_of_both_feet():
    counted = session(total_moving_time=2_940_000, avg_cadence=84, avg_fractional_cadence=64)

    assert only(fit(counted)) == replace(TEN_KM, moving_s=2940, step_rate_spm=Decimal("169.0"))
    assert only(fit()) == TEN_KM  # no step was counted, so none is told
    assert only(fit(session(avg_cadence=None))) == TEN_KM
    assert only(fit(session(avg_cadence=0))) == TEN_KM


def test_a_gpx_track_is_as_long_as_its_way_over_the_sphere_and_says_no_steps():
    leg = only(gpx([(49.0, -123.0, AT), (49.01, -123.0, AT), (49.02, -123.0, LATER)]))

    assert leg == replace(TEN_KM, distance_km=Decimal(str(round(2 * NORTH / 1000, 2))))


def test_what_lies_between_two_segments_was_not_recorded():
    points = [(49.0, -123.0, AT), (49.01, -123.0, AT), (50.0, -123.0, AT), (50.01, -123.0, LATER)]

    assert only(gpx(points, segments=2)).distance_km == Decimal(str(round(2 * NORTH / 1000, 2)))


def test_a_tcx_activity_is_the_sum_of_its_laps():
    assert only(tcx(("Running", AT, [(4000, 1200), (6000, 1800)]))) == TEN_KM


def test_points_that_are_no_numbers_are_left_out():
    way = [(49.0, -123.0, AT), ("NaN", "NaN", AT), ("inf", 0, AT), (49.01, -123.0, LATER)]

    assert only(gpx(way)).distance_km == Decimal(str(round(NORTH / 1000, 2)))
    assert only(tcx(("Running", AT, [("NaN", "NaN"), (10_000, 3000)]))) == TEN_KM


@pytest.mark.parametrize(
    "content",
    [
        fit(session(started_at=datetime(1989, 12, 31, 1, tzinfo=UTC))),
        fit(session(started_at=None)),
        tcx(("Running", "1970-01-01T00:00:12Z", [(10_000, 3000)])),
        tcx(("Running", "yesterday", [(10_000, 3000)])),
    ],
)
def test_a_clock_that_was_not_set_tells_no_day(content):
    assert only(content) == replace(TEN_KM, started_at=None)


@pytest.mark.parametrize(
    "content",
    [
        fit(session(km=None)),
        fit(session(km=0)),
        fit(session(km=900)),
        tcx(("Running", AT, [("", 3000)])),
        tcx(("Running", AT, [("1e40", 3000)])),
    ],
)
def test_a_distance_that_is_missing_or_none_to_run_is_not_made_up(content):
    assert only(content) == replace(TEN_KM, distance_km=None)


def test_of_two_sports_the_run_is_taken_and_a_ride_alone_is_none():
    both = fit(session(sport=CYCLING, km=40), session(), session(sport=SWIMMING, km=1))

    assert read(both).runs == {1: TEN_KM}
    assert read(tcx(("Biking", AT, [(9000, 900)]), ("Running", AT, [(10_000, 3000)]))).runs == {
        1: TEN_KM
    }
    with pytest.raises(NoRunInFile, match="it holds cycling, swimming"):
        read(fit(session(sport=CYCLING), session(sport=SWIMMING)))


def test_legs_of_which_nothing_was_recorded_are_left_out():
    empty = b"<trk><type>running</type></trk>" * 40_000
    track = gpx([(49.0, -123.0, AT), (49.01, -123.0, LATER)])

    assert list(read(track.replace(b"<trk>", empty + b"<trk>")).runs) == [0]


def test_a_track_that_names_no_sport_may_be_a_run():
    assert only(gpx([(49.0, -123.0, AT), (49.01, -123.0, LATER)], sport="")).sport == ""


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b"<gpx><trk><name>&b;</name></trk></gpx>"
)
WHOLE = tcx(("Running", AT, [(10_000, 3000)]))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NoWatchFile),
        (b"distance,time\n10,50\n", NoWatchFile),
        (b"<html><body>Log in</body></html>", NoWatchFile),
        (b"<gpx><rte><rtept lat='1' lon='1'/></rte></gpx>", NoWatchFile),
        (b"PK\x03\x04" + bytes(40), WatchFilePacked),
        (b"\x1f\x8b\x08" + bytes(40), WatchFilePacked),
        (fit()[:-9], WatchFileBroken),
        (fit()[:40], WatchFileBroken),
        (fit() + b"\x00", WatchFileBroken),
        (WHOLE[: len(WHOLE) // 2], WatchFileBroken),
        (b'<?xml version="1.0" encoding="klingon"?><gpx/>', WatchFileBroken),
        (BOMB, WatchFileUnsafe),
        (b'<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>', WatchFileUnsafe),
        (b"<gpx>" + b"<a>" * 100_000, WatchFileUnsafe),
        (b"<gpx>" + b"<trk/>" * 40_000 + b"</gpx>", NoWatchFile),
        (tcx(*[("Running", AT, [(10_000, 3000)])] * 101), WatchFileOfMany),
    ],
    ids=range(16),
)
def test_what_is_no_whole_and_harmless_file_is_refused(content, refusal):
    with pytest.raises(refusal):
        read(content)


@given(st.binary(max_size=300), st.sampled_from([b"", fit()[:14], b"<gpx>", b"<?xml "]))
def test_whatever_the_bytes_are_they_are_read_or_refused(noise, beginning):
    try:
        runs = read(beginning + noise).runs
    except WatchFileRefused:
        return
    assert all(leg.may_be_run for leg in runs.values())


@given(st.integers(0, len(fit()) - 1), st.binary(min_size=1, max_size=4))
def test_a_fit_file_with_a_changed_byte_is_refused_or_says_the_same(place, change):
    content = fit()
    changed = content[:place] + change + content[place + len(change) :]
    try:
        found = only(changed)
    except WatchFileRefused:
        return
    assert found == TEN_KM


@given(
    st.lists(
        st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
        min_size=1,
        max_size=6,
    )
)
def test_a_track_is_as_long_backwards(points):
    try:
        there, back = (
            only(gpx([(lat, lon, None) for lat, lon in way])).distance_km
            for way in (points, points[::-1])
        )
    except WatchFileRefused:
        return
    assert there == back or abs(there - back) <= Decimal("0.01")
