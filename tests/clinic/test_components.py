"""What pages share, as tags: their words stand between them, and may run over lines."""

from django.template import Context, Template
from django.test.html import parse_html


def drawn(source, **values):
    page = Template("{% load components icons %}" + source).render(Context(values))
    return parse_html(" ".join(page.split()))


def test_alert_shows_what_stands_between_its_tags_and_escapes_what_a_person_typed():
    expected = """
        <div class="note note-attention">{% icon "exclamation-circle" %}
        <div><h2>Not signed</h2><p>By &lt;b&gt;Ada&lt;/b&gt;, on two lines.</p></div></div>
    """

    page = drawn(
        '{% alert tone="error" title="Not signed" %}By {{ who }},\non two lines.{% endalert %}',
        who="<b>Ada</b>",
    )

    assert page == drawn(expected)


def test_alert_has_no_title_and_no_tone_but_its_own():
    expected = '<div class="note">{% icon "info-circle" %}<div><p>So.</p></div></div>'

    page = drawn("{% alert %}So.{% endalert %}", title="The page's", tone="error")

    assert page == drawn(expected)


def test_nothing_says_what_to_do_and_links_there():
    expected = """
        <div class="empty">{% icon "bell" %}<h2>Empty</h2><p class="soft">Add one.</p>
        <p class="actions"><a class="btn btn-primary" href="/new/">Add</a></p></div>
    """

    page = drawn('{% nothing "bell" "Empty" url="/new/" action="Add" %}Add one.{% endnothing %}')

    assert page == drawn(expected)


def test_nothing_has_no_button_without_a_place_to_go():
    expected = """
        <div class="empty">{% icon "bell" %}<h2>Empty</h2><p class="soft">Add one.</p></div>
    """

    assert drawn('{% nothing "bell" "Empty" %}Add one.{% endnothing %}') == drawn(expected)


def test_status_shows_the_word_of_a_state():
    expected = '<span class="chip">{% icon "clock" %} Waiting</span>'

    assert drawn('{% status "waiting" "Waiting" %}') == drawn(expected)


def test_query_hands_on_what_there_is_and_is_safe_in_an_attribute():
    page = Template("{% load components %}{% query from=day patient=nobody for=aim %}")

    assert page.render(Context({"day": "2026-11-23", "aim": "a & b"})) == (
        "?from=2026-11-23&amp;for=a%20%26%20b"
    )
