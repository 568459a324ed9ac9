"""The clinic's data in a text, Markdown made safe, and what changes from one text to another."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.publications.changes import Change, changes
from clinic.publications.markdown import problems as wrong_marks
from clinic.publications.markdown import render
from clinic.publications.shipped import TITLES, shipped
from clinic.publications.words import PLACEHOLDERS, filled, problems

typed = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@pytest.mark.parametrize("kind", TITLES)
def test_what_ships_is_sound(kind):
    text = shipped(kind).text

    assert problems(text) + wrong_marks(text) == []
    assert "{" not in filled(text, dict.fromkeys(PLACEHOLDERS, "x"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("At {clinic}.", []),
        ("At\n{klinic}.", ["Line 2: there is no {klinic}."]),
        ("{% for x in y %}", ["Line 1: there is no {% for x in y %}."]),
        (
            "{{ settings.SECRET_KEY }}",
            [
                "Line 1: a brace stands alone.",
                "Line 1: there is no { settings.SECRET_KEY }.",
                "Line 1: a brace stands alone.",
            ],
        ),
        ("a } b", ["Line 1: a brace stands alone."]),
    ],
)
def test_a_mistake_is_told_with_its_line(text, wrong):
    assert problems(text) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("# A", "Line 1: begin a heading with ## or ###."),
        ("a\n\n<script>alert(1)</script>", "Line 3: HTML is not taken. Write it in Markdown."),
        ("![a](https://x.y/z.png)", "Line 1: no picture can stand here."),
    ],
)
def test_what_would_not_be_shown_is_refused(text, wrong):
    assert wrong_marks(text) == [wrong]


@given(typed)
def test_a_value_is_shown_word_for_word(name):
    shown = render(filled("We are x{clinic}x.", {"clinic": name}))

    words = html.unescape(re.sub(r"<[^>]*>", "", shown))
    assert words.strip() == f"We are x{name.strip()}x."


@given(st.text(max_size=200))
def test_no_text_becomes_a_script(text):
    shown = render(text)

    assert not re.search(r"<(?:script|style|img|iframe|svg|input|form)", shown, re.IGNORECASE)
    assert not re.search(r"<[^>]+\s(?:on\w+|style|src)=", shown)
    assert "javascript:" not in " ".join(re.findall(r'href="([^"]*)"', shown)).lower()


def test_lines_that_are_gone_and_new_are_told_where_they_stand():
    assert changes("a\nb\nc\n", "a\nB\nc\n\nd\n") == [
        Change("b", is_new=False),
        Change("B", is_new=True),
        Change("d", is_new=True),
    ]
