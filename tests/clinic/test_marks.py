from datetime import date

import pytest

from clinic.marks import mark_of


def test_mark_of_equal_values_is_the_same():
    shown = ("Ada Runner", date(1990, 1, 1), 3)

    assert mark_of(*shown) == mark_of("Ada " + "Runner", date(1990, 1, 1), 3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("1",), (1,)),
        ((None,), ("None",)),
        (("a", "b"), ("b", "a")),
        ((), ("",)),
    ],
)
def test_mark_of_other_values_is_another(one, other):
    assert mark_of(*one) != mark_of(*other)


def test_mark_of_fits_the_field_that_sends_it_back():
    assert len(mark_of("word " * 10_000)) == 64
