"""What follows from the clinic's colour can be read, whatever the colour."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clinic.identity.colours import (
    ON_DEEP,
    OUR_PALETTE,
    OURS,
    PAPER_BY_DAY,
    PAPER_BY_NIGHT,
    READABLE,
    SEEN,
    SURFACE_BY_DAY,
    SURFACE_BY_NIGHT,
    TOO_PALE,
    WHITE,
    NotAColour,
    colour_of,
    contrast,
    oklch,
    palette_of,
    stylesheet_of,
)

SOFT_BY_DAY, SOFT_BY_NIGHT = "#4b5f63", "#a9bbbc"
INK_BY_DAY, INK_BY_NIGHT = "#13272b", "#eaf0ee"
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colour=st.one_of(colours, st.just(OURS), st.just("#000000")))
def test_every_pair_of_colours_that_pages_set_on_each_other_can_be_read(colour):
    assume(contrast(colour, WHITE) >= TOO_PALE)

    palette = palette_of(colour)
    day, night = palette.day, palette.night

    pairs = [
        *((shades.on_action, shades.action) for shades in (day, night)),
        *((shades.on_action, shades.action_hover) for shades in (day, night)),
        *((day.action_text, ground) for ground in (PAPER_BY_DAY, SURFACE_BY_DAY, day.wash)),
        *((day.action, ground) for ground in (PAPER_BY_DAY, SURFACE_BY_DAY)),
        *((night.action_text, ground) for ground in (PAPER_BY_NIGHT, SURFACE_BY_NIGHT, night.wash)),
        *((SOFT_BY_DAY, day.wash), (SOFT_BY_NIGHT, night.wash)),
        *((INK_BY_DAY, day.wash), (INK_BY_NIGHT, night.wash)),
        *((ON_DEEP, palette.deep), (palette.on_deep_soft, palette.deep)),
        (palette.mint, palette.deep),
        (WHITE, palette.day.action),
    ]
    assert [pair for pair in pairs if contrast(*pair) < READABLE] == []
    assert contrast(night.action, SURFACE_BY_NIGHT) >= SEEN


@given(colour=colours)
def test_a_colour_stays_of_its_hue(colour):
    assume(contrast(colour, WHITE) >= TOO_PALE)
    _, chroma, hue = oklch(colour)
    assume(chroma > 0.05)

    _, strength, moved = oklch(palette_of(colour).day.action)

    turned = abs((moved - hue + 3.1416) % 6.2832 - 3.1416)
    assert turned < 0.12 or strength < 0.02


@given(typed=st.text(max_size=20))
def test_a_text_is_a_colour_or_refused(typed):
    with suppress(NotAColour):
        colour = colour_of(typed)
        assert palette_of(colour).colour == colour


@pytest.mark.parametrize("pale", ["#ffffff", "fff", "#FEFEFA", "#fff9c4", "#ffffe0"])
def test_a_colour_that_would_become_another_is_refused(pale):
    with pytest.raises(NotAColour, match="too pale"):
        colour_of(pale)


def test_our_colour_is_as_it_always_was_and_a_light_one_is_moved():
    assert palette_of(OURS) is OUR_PALETTE
    assert not palette_of(colour_of("C2185B")).is_moved
    assert palette_of("#ff6600").is_moved


def test_the_stylesheet_names_the_tokens_and_nothing_of_a_body_s_sides():
    sheet = stylesheet_of(palette_of("#c2185b"))

    assert "--action: light-dark(#c2185b, #ef869f);" in sheet
    assert "--left" not in sheet
    assert "--right" not in sheet
