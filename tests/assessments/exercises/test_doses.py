"""Doses: what can be one, and how it is read."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exercises.doses import Counted, Dose, DoseError
from assessments.exercises.exercise import Emg, Laterality, Mark
from assessments.exercises.words import Band, band_of, bands_of, words_of

NUMBERS = st.integers(min_value=-5, max_value=700)
MAYBE = st.none() | NUMBERS


@st.composite
def doses(draw):
    counted = draw(st.sampled_from(Counted))
    most = draw(st.integers(1, 300 if counted == Counted.SECONDS else 100))
    sets = draw(st.integers(1, 10))
    return Dose(
        sets=sets,
        sets_most=draw(st.none() | st.integers(sets, 10)),
        least=draw(st.integers(1, most)),
        most=most,
        counted=counted,
        hold_s=None if counted == Counted.SECONDS else draw(st.none() | st.integers(1, 300)),
        rest_s=draw(st.none() | st.integers(1, 600)),
    )


@given(
    st.fixed_dictionaries(
        {
            "sets": NUMBERS,
            "sets_most": MAYBE,
            "least": NUMBERS,
            "most": NUMBERS,
            "counted": st.sampled_from(Counted),
            "hold_s": MAYBE,
            "rest_s": MAYBE,
        }
    )
)
def test_what_is_a_dose_can_be_done_and_what_is_none_names_its_field(values):
    dose = refused = None
    try:
        dose = Dose(**values)
    except DoseError as error:
        refused = error.field

    can_be_done = (
        1 <= values["sets"] <= (values["sets_most"] or values["sets"]) <= 10
        and 1 <= values["least"] <= values["most"]
        and values["most"] <= (300 if values["counted"] == Counted.SECONDS else 100)
        and 1 <= (values["hold_s"] or 1) <= 300
        and 1 <= (values["rest_s"] or 1) <= 600
        and 0 not in (values["sets_most"], values["hold_s"], values["rest_s"])
        and (values["hold_s"] is None or values["counted"] != Counted.SECONDS)
    )
    assert (dose is not None) == can_be_done
    assert refused is None or refused in values


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("sets", {"sets": 0, "least": 8, "most": 12}),
        ("least", {"least": -1, "most": 12}),
        ("most", {"least": 8, "most": 1_000_000}),
        ("most", {"least": 12, "most": 8}),
        ("sets_most", {"sets": 3, "sets_most": 2, "least": 8, "most": 8}),
        ("hold_s", {"least": 30, "most": 30, "counted": Counted.SECONDS, "hold_s": 5}),
        ("rest_s", {"least": 8, "most": 8, "rest_s": 86_400}),
    ],
)
def test_an_absurd_dose_is_none(field, values):
    with pytest.raises(DoseError) as caught:
        Dose(**values)

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("dose", "laterality", "words"),
    [
        (Dose(sets=3, least=8, most=12), "each", "3 sets of 8 to 12, each side"),
        (Dose(least=10, most=10), "both", "1 set of 10"),
        (
            Dose(sets_most=3, least=10, most=10, counted=Counted.STEPS),
            "each",
            "1 to 3 sets of 10 steps, each side",
        ),
        (
            Dose(sets=3, least=15, most=40, counted=Counted.SECONDS),
            "each",
            "3 holds of 15 to 40 s, each side",
        ),
        (Dose(least=30, most=30, counted=Counted.SECONDS), "both", "1 hold of 30 s"),
        (
            Dose(sets=3, least=8, most=10, hold_s=5, rest_s=60),
            "each",
            "3 sets of 8 to 10, each held for 5 s, each side, 60 s of rest between",
        ),
        (Dose(least=1, most=1, counted=Counted.STEPS), "both", "1 set of 1 step"),
    ],
)
def test_a_dose_in_words(dose, laterality, words):
    assert words_of(dose, Laterality(laterality)) == words


@given(doses(), st.sampled_from(Laterality))
def test_the_words_tell_each_number_once_and_in_order(dose, laterality):
    said = [int(number) for number in re.findall(r"\d+", words_of(dose, laterality))]
    ranges = [(dose.sets, dose.sets_most or dose.sets), (dose.least, dose.most)]

    expected = [number for ends in ranges for number in dict.fromkeys(ends)]

    assert said == expected + [one for one in (dose.hold_s, dose.rest_s) if one is not None]


@given(doses(), doses(), st.sampled_from(Laterality))
def test_two_doses_read_alike_only_when_they_are_the_same_to_do(one, other, laterality):
    to_do, other_to_do = (
        replace(dose, sets_most=dose.sets_most or dose.sets) for dose in (one, other)
    )

    alike = words_of(one, laterality) == words_of(other, laterality)

    assert alike == (to_do == other_to_do)


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        (0, Band.LOW),
        (20, Band.LOW),
        (21, Band.MODERATE),
        (40, Band.MODERATE),
        (41, Band.HIGH),
        (60, Band.HIGH),
        (61, Band.VERY_HIGH),
        (103, Band.VERY_HIGH),
    ],
)
def test_a_share_of_maximal_effort_has_its_band(percent, band):
    assert band_of(percent) == band


def emg(least, most, mark=Mark.VERIFIED):
    return Emg(text="", source="", mark=mark, least_percent=least, most_percent=most)


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ((), ""),
        ((Emg(text="among the highest", source="Macadam-15", mark=Mark.VERIFIED),), ""),
        ((emg(28, 28),), "moderate"),
        ((emg(38, 67), emg(77, 77, Mark.SECOND_HAND)), "moderate to very high"),
        ((emg(61, 61, Mark.UNVERIFIED),), ""),
        ((emg(33, 33), emg(90, 90, Mark.UNVERIFIED)), "moderate"),
    ],
)
def test_what_was_measured_reaches_from_one_band_to_another(measured, words):
    assert bands_of(measured) == words
