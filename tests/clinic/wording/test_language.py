"""The words of a mail: what is refused and where, and what text and HTML say."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.wording.kinds import Placeholder
from clinic.wording.language import UnsoundWords, html_of, parse, subject_of, text_of
from clinic.wording.values import Button, Code, Fact, Facts, Link, Listed, Phone, Print

URL = "https://clinic.example/visit/?key=s3cret&b=1"
KNOWN = (
    Placeholder("name", "who reads it"),
    Placeholder("service", "what it is"),
    Placeholder("code", "the code"),
    Placeholder("call", "a sentence"),
    Placeholder("facts", "the facts", is_block=True),
    Placeholder("button", "leads on", is_required=True, is_block=True),
)
VALUES = {
    "name": "Ana <b>Perez</b>",
    "service": "",
    "code": Code("4F7-2KQ"),
    "call": ("Call ", Phone("604 555 0100"), "."),
    "facts": Facts([Fact("When", "Tuesday"), Fact("Price", ""), Fact("With", "Mia", "Sam")]),
    "button": Button("Your visit", Link(URL)),
}
SENT, KEPT = Print(), Print(is_kept=True)


def problems(subject, text):
    with pytest.raises(UnsoundWords) as refused:
        parse(subject, text, KNOWN)
    return [(each.field, each.line, each.letter, each.message) for each in refused.value.problems]


def written(text, values=VALUES):
    document = parse("A subject", f"{text}\n\n{{button}}", KNOWN)
    plain, html = text_of(document, values, SENT), html_of(document, values, SENT)
    return plain.removesuffix(f"\n\nYour visit:\n{URL}\n"), html[: html.rindex('\n<p style="m')]


# --- Refused --------------------------------------------------------------------------------------

NO_LOGIC = "There are no rules, loops or settings here."


@pytest.mark.parametrize(
    ("text", "line", "letter", "message"),
    [
        ("Hi\n  {servce}", 2, 3, "There is no {servce} here. Did you mean {service}?"),
        ("{zzz}", 1, 1, "There is no {zzz} here."),
        ("Hi {name", 1, 4, "“{” stands alone: braces hold a placeholder."),
        ("Hi\n\n:-}", 3, 3, "“}” stands alone: braces hold a placeholder."),
        ("{% for a in b %}", 1, 1, NO_LOGIC),
        ("Hi {{ settings.SECRET_KEY }}", 1, 4, NO_LOGIC),
        ("{ name }", 1, 1, "“{ name }” is not a placeholder: take one from the list."),
        ("Look: {facts}", 1, 7, "{facts} needs a line of its own."),
        ("- {facts}", 1, 3, "{facts} needs a line of its own."),
        ("Hi\x00", 1, 3, "There is a letter here that cannot be mailed."),
        ("Hi\ud800", 1, 3, "There is a letter here that cannot be mailed."),
        ("Hi \u202eana", 1, 4, "There is an invisible sign here that turns the text around."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, line, letter, message):
    assert problems("A subject", f"{text}\n\n{{button}}") == [("text", line, letter, message)]


@pytest.mark.parametrize(
    ("subject", "line", "message"),
    [
        ("", 0, "A message needs a subject."),
        ("Two\nlines", 0, "A subject is one line."),
        ("x" * 151, 0, "Please keep it to 150 letters."),
        ("{button}", 1, "{button} cannot be in a subject."),
        ("{nme}", 1, "There is no {nme} here. Did you mean {name}?"),
    ],
)
def test_a_subject_is_one_short_line_without_blocks(subject, line, message):
    assert problems(subject, "{button}") == [("subject", line, line, message)]


def test_a_text_has_its_required_placeholders_and_an_end():
    needed = "This message cannot do without {button} (leads on)."

    assert problems("Hi", "Hello") == [("text", 0, 0, needed)]
    assert problems("Hi", " \n ") == [("text", 0, 0, "A message needs words.")]
    assert problems("Hi", "x" * 10_000) == [("text", 0, 0, "Please keep it to 5000 letters.")]


def test_all_that_is_wrong_is_said_at_once():
    assert [each[:3] for each in problems("{a}", "{b}\n{c} {")] == [
        ("subject", 1, 1),
        ("text", 1, 1),
        ("text", 2, 1),
        ("text", 2, 5),
    ]


def test_of_very_many_mistakes_the_first_are_said():
    assert len(problems("Hi", "{" * 5000)) == 20


@given(st.text(), st.text())
def test_no_words_do_more_than_be_refused(subject, text):
    try:
        document = parse(subject, text, KNOWN)
    except UnsoundWords:
        return

    assert text_of(document, VALUES, SENT)
    assert html_of(document, VALUES, SENT)


# --- Written --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        ("One\ntwo\n\n\nthree", "One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>"),
        (
            "Hello {name},",
            "Hello Ana <b>Perez</b>,",
            "<p>Hello Ana &lt;b&gt;Perez&lt;/b&gt;,</p>",
        ),
        ("For {service}, now", "For, now", "<p>For, now</p>"),
        ("Hi\n\n{service}\n\nyou", "Hi\n\nyou", "<p>Hi</p>\n<p>you</p>"),
        ("A {service} {service} B", "A B", "<p>A B</p>"),
        ("{service} B", "B", "<p>B</p>"),
        (
            "<i>😀 שלום & co</i>",
            "<i>😀 שלום & co</i>",
            "<p>&lt;i&gt;😀 שלום &amp; co&lt;/i&gt;</p>",
        ),
    ],
)
def test_paragraphs_and_what_is_empty_in_them(text, plain, html):
    assert written(text) == (plain, html)


def test_lists_links_phones_and_facts_say_the_same_in_both():
    plain, html = written("- one\n- {call}\nsee https://a.example/b?c=1&d=2.\n{facts}")

    assert plain == (
        "- one\n- Call 604 555 0100.\n\nsee https://a.example/b?c=1&d=2.\n\n"
        "When: Tuesday\nWith: Mia\n  It was: Sam"
    )
    assert '<a class="accent" href="tel:6045550100" style="color: #0b5c63">604 555 0100</a>' in html
    assert 'href="https://a.example/b?c=1&amp;d=2" style="color: #0b5c63">' in html
    assert "Price" not in plain + html


def test_a_code_that_stands_alone_is_large_and_a_link_and_a_code_are_kept_masked():
    document = parse("{code} is it", "{code}\n\n{button}", KNOWN)

    assert subject_of(document, VALUES, SENT) == "4F7-2KQ is it"
    assert subject_of(document, VALUES, KEPT) == "[code] is it"
    assert text_of(document, VALUES, KEPT) == "[code]\n\nYour visit:\n[link]\n"
    sent, kept = (html_of(document, VALUES, style) for style in (SENT, KEPT))
    assert "font: 600 28px" in sent
    assert kept == sent.replace(URL.replace("&", "&amp;"), "[link]").replace("4F7-2KQ", "[code]")


def as_words(html):
    """Return what HTML shows, word by word."""
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


LETTERS = st.characters(exclude_characters="{}\r", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
SAID = st.text(LETTERS, min_size=1, max_size=40)
PIECES = st.sampled_from(
    ["{name}", "{service}", "{code}", "\n", "\n\n", "\n- ", " ", "https://x.y"]
)


@given(st.lists(st.one_of(SAID, PIECES)).map("".join), SAID, SAID)
def test_text_and_html_say_the_same_and_html_escapes_all(text, name, fact):
    values = {**VALUES, "name": name, "facts": Facts([Fact("What", fact)]), "code": Code("7 & 7")}
    values["button"] = Button("Go", Link("https://x.y/?a&b"))
    try:
        document = parse("Hi", f"{text}\n\n{{facts}}\n{{button}}", KNOWN)
    except UnsoundWords:
        return  # a sign that turns text around

    html = html_of(document, values, SENT)
    plain = text_of(document, values, SENT).replace("What: ", "What ").replace("Go:\n", "Go ")
    tags = set(re.findall(r"</?\s*([^\s>/]*)", html))
    assert tags <= {"p", "a", "br", "ul", "li", "dl", "dt", "dd", "span"}
    shown = [word for word in as_words(html) if word != "-"]
    said = [word for word in plain.split() if word not in ("-", "https://x.y/?a&b")]
    assert "".join(shown) == "".join(said)


def test_a_list_of_values_is_a_list():
    block = Listed(["Tuesday", "Friday"])

    assert block.text(SENT) == "- Tuesday\n- Friday"
    assert as_words(block.html(SENT)) == ["Tuesday", "Friday"]
