"""What pages say of a word is what the glossary says of it."""

from django.template import Context, Template

from assessments.learning.articles import GLOSSARY, shipped
from assessments.learning.glossary import meanings

BODY = """
- In brief.

## Muscles

They *pull*.[@Semciw-16]

### Gluteus minimus

The *smallest*. It lies
under the [gluteus medius](learn:glossary).

And more of it.

![A drawing](drawing:hip-movements)

### Nothing said
"""


def test_a_word_means_the_first_paragraph_under_it():
    assert meanings(BODY) == {
        "muscles": "They pull.",
        "gluteus-minimus": "The smallest. It lies under the gluteus medius.",
    }


def test_each_word_of_ours_means_something():
    body = shipped()[GLOSSARY].text.body
    words = [line[4:] for line in body.splitlines() if line.startswith("### ")]

    found = meanings(body)

    assert len(words) > 10
    assert [word for word in words if word not in said(found, *words)] == []
    assert all(meaning.endswith(".") for meaning in found.values())


def test_a_word_without_a_meaning_stands_alone():
    terms = {"gluteus-medius": "The <middle> one."}

    assert said({}, "gluteus medius") == "gluteus medius"
    assert said(terms, "gluteus medius") == (
        '<button type="button" class="term" popovertarget="term-gluteus-medius">gluteus medius'
        '</button><span id="term-gluteus-medius" class="term-meaning" popover><strong>Gluteus '
        "medius.</strong> The &lt;middle&gt; one. "
        '<a href="/learn/glossary/#gluteus-medius">All words</a></span>'
    )


def said(terms, *words):
    """Return the words as a page shows them."""
    tags = "".join(f'{{% term terms "{word}" %}}' for word in words)
    return Template("{% load articles %}" + tags).render(Context({"terms": terms}))
