"""The articles that ship: what each one must carry, what none may say, who may read them when."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from assessments.exercises.library import EXERCISES
from assessments.forms.articles import ArticleForm, as_typed
from assessments.learning.articles import SLUGS, TEXTS, next_review_due, shipped
from assessments.learning.citations import CITATIONS
from assessments.learning.drawings import DRAWINGS
from assessments.learning.markdown import problems, render
from assessments.models import ExerciseChoice
from tests.assessments.articles import stand_by
from tests.factories import AdministratorFactory, PractitionerFactory, ServiceFactory
from tests.markup import as_read

EVERY_ARTICLE = pytest.mark.parametrize("slug", SLUGS)
DRAWN = Path(__file__).resolve().parents[3] / "templates/assessments/learning/drawings"
TODAY = date(2026, 11, 23)
EVERY_NAME = frozenset(
    [*(f"learn:{slug}" for slug in SLUGS), *(f"exercise:{code}" for code in EXERCISES)]
)


def words_of(html):
    """Return what a person reads or hears of the page, on one line."""
    heard = " ".join(re.findall(r'(?:aria-label|content)="([^"]*)"', html))
    return " ".join(unescape(f"{strip_tags(html)} {heard}").split())


@pytest.fixture
def practitioner(db, clock, demo):
    return PractitionerFactory(name="Robin Vale", discipline="physiotherapy")


# --- As they ship ---------------------------------------------------------------------------------


@EVERY_ARTICLE
def test_an_article_is_sound(slug):
    text = shipped()[slug].text

    assert problems(text.body, EVERY_NAME) == []
    assert slug not in text.related
    assert set(text.related) <= set(SLUGS)
    assert set(text.exercises) <= set(EXERCISES)


@EVERY_ARTICLE
def test_an_article_has_a_drawing_its_sources_and_the_length_of_one(slug):
    article = render(shipped()[slug].text.body)

    assert article.brief != ""
    assert len(article.headings) >= 3
    assert len(article.drawings) == len(set(article.drawings)) >= 1
    assert 400 <= article.words <= 800
    assert article.sources or slug == "glossary"


def test_every_file_is_an_article_and_every_drawing_is_used_and_says_what_it_shows():
    files = {path.stem for path in DRAWN.glob("[a-z]*.svg")}
    used = {name for each in shipped().values() for name in render(each.text.body).drawings}

    assert {path.stem for path in TEXTS.glob("*.md")} == set(SLUGS)
    assert files == set(DRAWINGS) == used & set(DRAWINGS)
    assert used - files == {"E01", "E02", "E03"}
    for name in files:
        svg = render_to_string(f"assessments/learning/drawings/{name}.svg")
        assert re.search(r'<svg[^>]* role="img"[^>]* aria-label="[^"]{40,}"', svg), name
        assert svg.count('class="drawing-badge"') in (0, len(DRAWINGS[name].key)), name


@pytest.mark.parametrize(
    ("slug", "said", "never"),
    [  # evidence base 5, E09 and E10; 3.4, the angle of the knee
        (
            "gluteus-medius",
            "A bridge on one leg asks more of it than a bridge on both.[@IJSPT-EMG]",
            "ask the most of it",
        ),
        ("running-assessment", "makes a bent knee that points straight ahead", "straight knee"),
    ],
)
def test_an_article_says_no_more_than_its_source(slug, said, never):
    body = shipped()[slug].text.body

    assert (said in body, never in body) == (True, False)


@pytest.mark.parametrize(
    ("words", "slug"),
    [  # what the founding articles name, by their numbers in evidence base 1, and where it is said
        (("maximus", "medius", "minimus"), "gluteus-medius"),  # 1
        (("from the rim of your pelvis down to the top of your thigh bone",), "gluteus-medius"),
        (("lifts the leg out to the side",), "gluteus-medius"),  # 3
        (("steadies the pelvis",), "gluteus-medius"),  # 4
        (("move the leg to the front and to the back",), "glossary"),  # 5
        (("turn the thigh inward", "turn it outward"), "glossary"),  # 6
        (("a main stabiliser",), "gluteus-medius"),  # 7
        (("Take the push", "Guide the knee", "Soften the landing", "level"), "gluteus-medius"),
        (("pelvic drop", "inward knee"), "drop-and-knee"),  # 17, 18
        (("not be strong enough yet", "get tired", "Both can be true"), "weak-or-tired"),  # 19-21
        (("low back",), "drop-and-knee"),  # 22
        (("10 steps to each side", "10 to 20 repetitions", "3 sets of 10"), "three-exercises"),
        (("two sessions in a row", "no more than 2 out of 10"), "three-exercises"),
        (("more than 5 out of 10, or worse the next day",), "three-exercises"),
        (("64 %", "52 %", "128 %", "5,205"), "longest-run"),  # 27
        (("to run better, because something hurts, or both",), "running-assessment"),  # 42
    ],
)
def test_what_the_founding_articles_name_is_said(words, slug):
    text = " ".join(shipped()[slug].text.body.replace("*", "").split())

    assert [each for each in words if each not in text] == []


def test_the_disclaimer_is_said_word_for_word():
    assert as_read(render_to_string("components/_disclaimer.html")) == (
        "This information supports the care you get from your physiotherapist or kinesiologist. It "
        "is general information, not a diagnosis, and does not replace an examination. If you are "
        "unsure, or your symptoms change, contact your clinic or doctor; in an emergency call your "
        "local emergency number."
    )


@pytest.mark.parametrize(
    ("reviewed_on", "due_on"),
    [(TODAY, date(2027, 11, 23)), (date(2028, 2, 29), date(2029, 3, 1))],
)
def test_next_review_due_is_a_year_later(reviewed_on, due_on):
    assert next_review_due(reviewed_on) == due_on


@EVERY_ARTICLE
def test_an_article_that_is_saved_as_it_stands_is_the_same_text(slug):
    text = shipped()[slug].text
    others = {other: each.text.title for other, each in shipped().items() if other != slug}
    boxes = {  # as the page has them
        "related": [other for other in others if other in text.related],
        "exercises": [code for code in EXERCISES if code in text.exercises],
    }
    began = as_typed(text)

    form = ArticleForm(began | boxes, initial=began, articles=others, exercises=EXERCISES)

    assert form.errors == {}
    assert form.text() == text


# --- As they are read -----------------------------------------------------------------------------


def test_nobody_reads_an_article_before_a_clinician_stands_by_it(client, practitioner):
    home, learn = client.get("/").content.decode(), client.get("/learn/").content.decode()
    status = client.get("/learn/drop-and-knee/").status_code
    stand_by("drop-and-knee", "glossary", practitioner=practitioner)

    assert status == 404
    assert "No articles yet" in learn
    assert "All articles" not in home
    for path in ("/", "/learn/"):
        page = client.get(path).content.decode()
        shown = {slug for slug in SLUGS if f'href="/learn/{slug}/"' in page}
        assert (path, shown) == (path, {"drop-and-knee", "glossary"})


def test_an_article_carries_all_that_a_health_text_owes_its_reader(client, practitioner, settings):
    stand_by(*SLUGS, practitioner=practitioner)
    service = ServiceFactory(slug="run-lab", name="Run lab", intake_form="running")

    page = client.get("/learn/gluteus-medius/").content.decode()

    html, text = as_read(page), words_of(page)
    article = shipped()["gluteus-medius"]
    assert f"<title>{article.text.title} · " in html
    assert f'<meta name="description"content="{article.text.summary}">' in html.replace('" c', '"c')
    assert f'<link rel="canonical" href="{settings.SITE_URL}/learn/gluteus-medius/">' in html
    assert "Reviewed by Robin Vale, physiotherapy, on 23 November 2026" in text
    assert "Next review due 23 November 2027" in text
    assert as_read(render_to_string("components/_disclaimer.html")) in html
    assert f'href="/book/{service.slug}/"' in html
    assert 'href="/book/"' not in html[html.index("<article") : html.index("</article>")]
    assert all(f'href="/learn/{other}/"' in html for other in article.text.related)
    for code in article.text.exercises:
        assert f'<a href="/exercises/{EXERCISES[code].slug}/">{EXERCISES[code].name}</a>' in html
    assert '<a href="#where-it-is">' in html
    assert 'href="/learn/glossary/#abduction"' in html
    for number, key in enumerate(render(article.text.body).sources, start=1):
        assert f'<li id="source-{number}">{CITATIONS[key].text}' in html.replace("&amp;", "&")
        assert f"({CITATIONS[key].seen})" in text


def test_a_service_that_the_clinic_does_not_have_is_not_booked(client, practitioner):
    stand_by("gluteus-medius", practitioner=practitioner)
    ServiceFactory(slug="other", intake_form="short")
    ServiceFactory(slug="gone", intake_form="running", is_active=False)

    page = client.get("/learn/gluteus-medius/").content.decode()

    assert 'href="/book/' not in page[page.index("<article") : page.index("</article>")]


def test_an_exercise_that_the_clinic_does_not_use_is_not_named(client, practitioner):
    stand_by("three-exercises", practitioner=practitioner)
    by = AdministratorFactory()
    ExerciseChoice.objects.create(code="E02", is_hidden=True, changed_by=by)

    page = client.get("/learn/three-exercises/").content.decode()

    linked = re.findall(r'href="/exercises/([\w-]+)/"', page)
    assert set(linked) == {EXERCISES[code].slug for code in ("E01", "E03")}
    assert "Banded bridge with abduction. Lie on your back" in words_of(page)


def test_what_machines_read_is_data_that_nothing_ends(client, practitioner):
    practitioner.name = 'Ro</script><script>alert("x")//'
    practitioner.save()
    stand_by("glossary", practitioner=practitioner)

    page = client.get("/learn/glossary/").content.decode()

    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    said = json.loads(block)
    assert said["reviewedBy"]["name"] == practitioner.name
    assert (said["@type"], said["lastReviewed"]) == ("MedicalWebPage", "2026-11-23")
    assert "<script>alert" not in page


def test_a_link_to_an_article_that_is_not_public_is_its_words_alone(client, practitioner):
    stand_by("gluteus-medius", practitioner=practitioner)

    page = client.get("/learn/gluteus-medius/").content.decode()

    assert "the word for that is abduction." in words_of(page)
    assert "/learn/glossary/" not in page


@pytest.mark.parametrize(
    ("days", "said"),
    [(364, "Next review due 23 November 2027"), (365, "Next review was due on 23 November 2027")],
)
def test_an_article_says_when_its_next_review_was_due(client, practitioner, clock, days, said):
    stand_by("glossary", practitioner=practitioner)
    clock.shift(days * 86_400)

    assert said in words_of(client.get("/learn/glossary/").content.decode())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/learn/nothing/", 404),
        ("/learn/" + "a" * 4000 + "/", 404),
        ("/learn/%00/", 400),
        ("/learn/glut%C3%A9us/", 404),
        ("/learn/../learn/", 404),
    ],
)
@pytest.mark.django_db
def test_an_unknown_article_is_not_there(client, path, status):
    assert client.get(path).status_code == status
