"""What an article's Markdown becomes, and what it can never become."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.learning.citations import CITATIONS
from assessments.learning.drawings import is_drawing
from assessments.learning.markdown import TAGS, Heading, problems, render, sanitised

LINKS = frozenset({("learn:glossary", "/learn/glossary/")})
KNOWN = frozenset({"learn:glossary", "exercise:E01"})
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)" onclick="x()">a</a>',
    "<svg onload=alert(1)><style>*{}</style></svg>",
    "<iframe src=//evil.example></iframe>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](//evil.example)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    '![x](drawing:four-jobs" onload="x)',
    "[@<b>]",
    "[a]: javascript:alert(1)\n\n[a]",
    '<div data-drawing="../../base" class="site-header">x</div>',
)


class Elements(HTMLParser):
    """All elements of some HTML with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def is_harmless(html):
    """Say whether nothing of it runs, loads, or leads anywhere but to pages and mail."""
    return all(
        tag in TAGS
        and not any(name.startswith("on") or name in ("style", "src") for name in attributes)
        and re.match(r"(https?:|mailto:|tel:|/(?!/)|#|$)", attributes.get("href", ""))
        and is_drawing(attributes.get("data-drawing", "four-jobs"))
        for tag, attributes in Elements(html).found
    )


@given(
    st.lists(st.sampled_from(HOSTILE) | st.text(max_size=40), max_size=6),
    st.sampled_from(["", "\n\n", "> ", "# "]),
)
def test_whatever_is_typed_nothing_of_it_runs(parts, between):
    body = between.join(parts)
    article = render(body, LINKS)

    assert is_harmless(article.brief)
    assert is_harmless(article.text)
    assert all(isinstance(line, str) for line in problems(body, KNOWN))


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=40), max_size=6).map("".join))
def test_html_of_any_origin_is_harmless_once_sanitised(html):
    assert is_harmless(sanitised(html))


def test_an_article_is_its_brief_its_headings_its_sources_and_its_words():
    article = render(
        "- Short.[@Bramah-18]\n\n## Where it is\n\nSee [the words](learn:glossary#pelvis), "
        "[this](exercise:E01) and [that](https://a.example).[@Peterson-22; @Bramah-18]\n\n"
        "### Where it is\n\n![Four of them](drawing:four-jobs)\n\n> **Call us.**\n",
        LINKS,
    )

    def cite(n):
        return f'<a href="#source-{n}" aria-label="Source {n}">{n}</a>'

    assert article.brief == f'<ul>\n<li>Short.<sup class="cite">{cite(1)}</sup></li>\n</ul>\n'
    assert article.text == (
        '<h2 id="where-it-is">Where it is</h2>\n<p>See <a href="/learn/glossary/#pelvis">the words'
        '</a>, this and <a href="https://a.example" rel="noopener">that</a>.'
        f'<sup class="cite">{cite(2)} {cite(1)}</sup></p>\n'
        '<h3 id="where-it-is-2">Where it is</h3>\n'
        '<figure class="drawing"><div class="drawing-art" data-drawing="four-jobs"></div>'
        '<figcaption><ol class="drawing-key"><li>Take the push from the ground</li>'
        "<li>Guide the knee</li><li>Soften the landing</li><li>Keep pelvis and trunk steady</li>"
        "</ol><p>Four of them</p></figcaption></figure><blockquote>\n<p><strong>Call us.</strong>"
        "</p>\n</blockquote>\n"
    )
    assert article.headings == (Heading("where-it-is", "Where it is"),)
    assert (article.sources, article.drawings) == (("Bramah-18", "Peterson-22"), ("four-jobs",))
    assert (article.words, article.minutes) == (20, 1)


def test_a_drawing_that_we_do_not_have_is_its_words_alone():
    article = render("![A squat](drawing:E99)\n\n![A bridge](drawing:E02)")

    assert article.text.startswith("<p>A squat</p>\n<figure")
    assert article.drawings == ("E02",)


def test_a_heading_inside_a_quote_parts_nothing():
    article = render("> ## Call us\n>\n> Soon.\n\n## Then\n\nRest.")

    assert article.brief == (
        '<blockquote>\n<h2 id="call-us">Call us</h2>\n<p>Soon.</p>\n</blockquote>\n'
    )
    assert article.text == '<h2 id="then">Then</h2>\n<p>Rest.</p>\n'


def test_no_heading_takes_the_address_of_a_source():
    article = render("## Source 1\n\n## Source\n\n## Source\n\nSaid.[@Bramah-18]")

    anchors = [heading.anchor for heading in article.headings]
    sources = {f"source-{number}" for number in range(1, len(CITATIONS) + 1)}
    assert len(set(anchors) - sources) == 3


def test_html_that_got_in_all_the_same_is_shown_as_it_was_typed():
    article = render("<b>x</b> [y](javascript:z)")

    assert article.text == "<p>&lt;b&gt;x&lt;/b&gt; [y](javascript:z)</p>\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Fine.\n\n## So\n\n[x](learn:glossary#a) [y](exercise:E01) [@Bramah-18] 3 < 4", []),
        ("A\n\n<b>x</b>", ["Line 3: HTML is not taken. Write it in Markdown."]),
        ("<div>\nx\n</div>", ["Line 1: HTML is not taken. Write it in Markdown."]),
        ("# Big", ["Line 1: Begin a heading with ## or ###."]),
        ("[@Nobody-99]", ["Line 1: There is no source called Nobody-99."]),
        ("![x](drawing:cat)", ["Line 1: There is no drawing called drawing:cat."]),
        ("![x](drawing:E99)", ["Line 1: There is no drawing called drawing:E99."]),
        ("![x](drawing:E01)\n\n![x](drawing:four-jobs)", []),
        (
            "![x](drawing:four-jobs)\n\n![y](drawing:four-jobs)",
            ["Line 3: drawing:four-jobs is shown above already."],
        ),
        ("[x](learn:nothing)", ["Line 1: There is no page for learn:nothing."]),
        (
            "[x](javascript:alert(1))",
            [
                "Line 1: A link to javascript:alert(1) is not taken. "
                "Begin it with https:// or with a name of ours."
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_text_is_said_with_its_line(body, said):
    assert problems(body, KNOWN) == said


@given(st.lists(st.sampled_from(sorted(CITATIONS)), max_size=8))
def test_sources_are_numbered_in_the_order_of_their_first_mention(keys):
    article = render("\n\n".join(f"Said.[@{key}]" for key in keys))

    numbers = [int(number) for number in re.findall(r'href="#source-(\d+)"', article.text)]
    assert list(article.sources) == list(dict.fromkeys(keys))
    assert [article.sources[number - 1] for number in numbers] == keys
