"""The next long run against the longest of the month: a ratio and its band, never a risk."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.judging.load import BANDS, session_spike

distances = st.decimals("0.1", "300", places=1)


@pytest.mark.parametrize(
    ("session", "ratio", "band"),
    [
        ("9", "0.90", 0),
        ("11", "1.10", 0),
        ("11.1", "1.11", 1),
        ("13", "1.30", 1),
        ("13.1", "1.31", 2),
        ("20", "2.00", 2),
        ("20.1", "2.01", 3),
    ],
)
def test_the_bands_begin_above_their_limits(session, ratio, band):
    found = session_spike(Decimal(session), Decimal(10))

    assert (found.ratio, found.band) == (Decimal(ratio), BANDS[band][1])


@pytest.mark.parametrize(
    ("session", "before"), [(None, Decimal(10)), (Decimal(10), None), (Decimal(10), Decimal(0))]
)
def test_without_a_run_to_compare_with_there_is_no_ratio(session, before):
    assert session_spike(session, before) is None


@given(distances, distances, distances)
def test_a_longer_run_is_never_in_a_lower_band(short, long, before):
    order = [text for _, text in BANDS]
    short, long = sorted([short, long])

    lower, higher = session_spike(short, before), session_spike(long, before)

    assert order.index(lower.band) <= order.index(higher.band)


def test_no_band_speaks_of_risk():
    assert not any(word in text.lower() for _, text in BANDS for word in ("risk", "hazard", "inju"))
