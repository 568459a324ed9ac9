"""The articles: what each one must carry, what none may say, and who stands by them."""

import gzip
import re
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from assessments.actions.articles import review_article
from assessments.learning.articles import ARTICLES, next_review_due
from assessments.learning.citations import CITATIONS
from assessments.models import ArticleReview
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PractitionerFactory,
    UserFactory,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]

EVERY_ARTICLE = pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)
PATH = "/learn/gluteus-medius/"
REVIEW = "/learn/gluteus-medius/review/"
BUTTON = "I have read this version and stand by it"
TODAY = date(2026, 11, 23)
# Evidence base 6 bears none of these out, or they frighten.
NEVER_SAID = (
    r"amnesia",
    r"sleeping",
    r"abnormal",
    r"bad form",
    r"80 ?(%|percent)",
    r"will prevent",
    r"\bprevents\b",
    r"hernia",
    r"your risk",
    r"(higher|lower|more|less) risk",
)
WORDS_A_MINUTE = 200
HEAVIEST_PAGE_KB = 120


def page_of(client, article):
    response = client.get(f"/learn/{article.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def article_of(page):
    return page[page.index("<article") : page.index("</article>")]


def words_of(html):
    """Return what a person reads or hears of the page, on one line."""
    heard = " ".join(re.findall(r'(?:aria-label|content)="([^"]*)"', html))
    return " ".join(unescape(f"{strip_tags(html)} {heard}").split())


def own_words(page):
    """Return the words of the text itself, captions among them, letters in drawings not."""
    start, end = (
        page.index('<div class="article-text">'),
        page.index('<aside class="article-aside"'),
    )
    text = re.sub(r"<svg.*?</svg>|<sup.*?</sup>", "", page[start:end], flags=re.DOTALL)
    return unescape(strip_tags(text)).split()


@pytest.fixture
def clinician():
    return PractitionerFactory(name="Robin Vale", user=ClinicianFactory()).user


@EVERY_ARTICLE
def test_an_article_carries_all_that_a_health_text_owes_its_reader(client, article):
    shown = article_of(page_of(client, article))
    html, text = as_read(shown), words_of(shown)
    disclaimer = " ".join(render_to_string("components/_disclaimer.html").split())

    assert article.title in text
    assert f"Written {article.written_on:%-d %B %Y}" in text
    assert "Awaiting review by one of our clinicians" in text
    assert disclaimer in text
    assert '<svg viewBox="' in html
    assert re.search(r'<svg [^>]*role="img" aria-label="[^"]{40,}"', html)
    assert re.search(
        r'<a class="btn btn-primary" href="/book/">Book a running assessment</a>', html
    )
    assert all(f'href="/learn/{other}/"' in html for other in article.related)
    for citation in article.citations:
        assert citation.text in text
        link = f'<a href="https://doi.org/{citation.doi}" rel="noopener">'
        assert (link in html) == bool(citation.doi)
        assert f"({citation.seen})" in text


def test_the_disclaimer_is_said_word_for_word():
    assert as_read(render_to_string("components/_disclaimer.html")) == (
        "This information supports the care you get from your physiotherapist or kinesiologist. It "
        "is general information, not a diagnosis, and does not replace an examination. If you are "
        "unsure, or your symptoms change, contact your clinic or doctor; in an emergency call your "
        "local emergency number."
    )


@EVERY_ARTICLE
def test_an_article_says_nothing_the_evidence_does_not_bear_out(client, article):
    text = words_of(page_of(client, article)).casefold()

    assert [said for said in NEVER_SAID if re.search(said, text)] == []


@EVERY_ARTICLE
def test_every_source_is_known_and_cited_in_the_order_of_the_list(client, article):
    cited = re.findall(r'<a href="#source-(\d+)"', page_of(client, article))

    numbers = list(dict.fromkeys(int(number) for number in cited))

    assert set(article.sources) <= set(CITATIONS)
    assert numbers == list(range(1, len(article.sources) + 1))


@EVERY_ARTICLE
def test_an_article_is_as_long_as_it_says(client, article):
    words = len(own_words(page_of(client, article)))

    assert 500 <= words <= 800
    assert article.minutes == -(-words // WORDS_A_MINUTE)


@EVERY_ARTICLE
def test_a_related_article_exists_and_is_another_one(article):
    assert article.slug not in article.related
    assert set(article.related) <= set(ARTICLES)


@pytest.mark.parametrize("path", ["/learn/", "/"])
def test_every_article_is_linked_from_the_list_and_the_landing_page(client, path):
    page = client.get(path).content.decode()

    linked = {slug for slug in ARTICLES if f'href="/learn/{slug}/"' in page}

    assert linked == set(ARTICLES)
    assert {article.title for article in ARTICLES.values() if article.title in page} == {
        article.title for article in ARTICLES.values()
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/learn/nothing/", 404),
        ("/learn/nothing/review/", 302),
        ("/learn/" + "a" * 4000 + "/", 404),
        ("/learn/%00/", 400),
        ("/learn/gluteus-medius%00/", 400),
        ("/learn/glut%C3%A9us/", 404),
        ("/learn/../learn/", 404),
    ],
)
def test_an_unknown_article_is_not_there(client, path, status):
    assert client.get(path).status_code == status


def test_a_clinician_finds_no_unknown_article_to_review(client, clinician):
    client.force_login(clinician)

    statuses = [
        client.post("/learn/nothing/review/").status_code,
        client.post("/learn/" + "a" * 4000 + "/review/").status_code,
        client.post("/learn/a%00/review/").status_code,
        client.get(REVIEW).status_code,
    ]

    assert statuses == [404, 404, 400, 405]
    assert not ArticleReview.objects.exists()


def test_a_clinician_stands_by_an_article(client, clinician):
    client.force_login(clinician)
    before = client.get(PATH).content.decode()

    response = client.post(REVIEW, {"version": "1"})

    assert BUTTON in before
    assert (response.status_code, response.url) == (302, PATH)
    review = ArticleReview.objects.get()
    assert (review.slug, review.article_version) == ("gluteus-medius", 1)
    assert (review.reviewed_by, review.reviewed_on) == (clinician.practitioner, TODAY)
    client.logout()
    text = words_of(client.get(PATH).content.decode())
    assert "Reviewed by Robin Vale on 23 November 2026 Next review due 23 November 2027" in text
    assert "Awaiting review" not in text


@pytest.mark.parametrize(
    "factory", [UserFactory, FrontDeskFactory, AdministratorFactory, ClinicianFactory]
)
def test_nobody_without_a_clinicians_profile_stands_by_an_article(client, factory):
    client.force_login(factory())

    page = client.get(PATH).content.decode()
    response = client.post(REVIEW, {"version": "1"})

    assert BUTTON not in page
    assert response.status_code == 403
    assert not ArticleReview.objects.exists()


def test_who_has_a_profile_but_is_no_clinician_any_more_stands_by_nothing(client):
    client.force_login(PractitionerFactory(user=FrontDeskFactory()).user)

    assert BUTTON not in client.get(PATH).content.decode()
    assert client.post(REVIEW, {"version": "1"}).status_code == 403


def test_a_visitor_who_presses_the_button_is_sent_to_log_in(client):
    page = client.get(PATH).content.decode()
    response = client.post(REVIEW, {"version": "1"})

    assert BUTTON not in page
    assert response.status_code == 302
    assert urlsplit(response.url).path == "/accounts/login/"
    assert not ArticleReview.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "2", "one"])
def test_an_article_that_changed_since_it_was_read_is_not_stood_by(client, clinician, version):
    client.force_login(clinician)

    response = client.post(REVIEW, {"version": version}, follow=True)

    assert "This article was changed meanwhile" in response.content.decode()
    assert not ArticleReview.objects.exists()


def test_review_article_changes_nothing_the_second_time():
    article, practitioner = ARTICLES["weak-or-tired"], PractitionerFactory()

    reviews = [review_article(article=article, practitioner=practitioner) for _ in range(2)]

    assert reviews[0] == reviews[1]
    assert list(ArticleReview.objects.values_list("reviewed_on", flat=True)) == [TODAY]


def test_review_article_takes_a_later_date_and_keeps_the_earlier_in_its_history(clock):
    article, practitioner = ARTICLES["weak-or-tired"], PractitionerFactory()

    review = review_article(article=article, practitioner=practitioner)
    clock.shift(86_400)
    review_article(article=article, practitioner=practitioner)

    kept = review.events.order_by("pgh_id").values_list("reviewed_on", flat=True)
    assert list(kept) == [TODAY, date(2026, 11, 24)]
    assert ArticleReview.objects.get().reviewed_on == date(2026, 11, 24)


def test_the_latest_of_two_reviews_is_shown(client, clock):
    article = ARTICLES["gluteus-medius"]
    review_article(article=article, practitioner=PractitionerFactory(name="Ann First"))
    clock.shift(86_400)
    review_article(article=article, practitioner=PractitionerFactory(name="Bo Second"))

    text = words_of(client.get(PATH).content.decode())

    assert "Reviewed by Bo Second on 24 November 2026" in text
    assert "Ann First" not in text


def test_a_new_version_awaits_a_review_of_its_own(client, monkeypatch):
    article = ARTICLES["gluteus-medius"]
    review_article(article=article, practitioner=PractitionerFactory(name="Robin Vale"))
    monkeypatch.setitem(ARTICLES, article.slug, replace(article, version=article.version + 1))

    text = words_of(client.get(PATH).content.decode())

    assert "Awaiting review by one of our clinicians" in text
    assert "Robin Vale" not in text


def test_a_review_of_one_article_says_nothing_of_another(client):
    review_article(article=ARTICLES["weak-or-tired"], practitioner=PractitionerFactory())

    assert "Awaiting review" in words_of(client.get(PATH).content.decode())


@pytest.mark.parametrize(
    ("days", "said"),
    [(364, "Next review due 23 November 2027"), (365, "Next review was due on 23 November 2027")],
)
def test_an_article_says_when_its_next_review_was_due(client, clock, days, said):
    review_article(article=ARTICLES["gluteus-medius"], practitioner=PractitionerFactory())
    clock.shift(days * 86_400)

    assert said in words_of(client.get(PATH).content.decode())


@pytest.mark.parametrize(
    ("reviewed_on", "due_on"),
    [(TODAY, date(2027, 11, 23)), (date(2028, 2, 29), date(2029, 3, 1))],
)
def test_next_review_due_is_a_year_later(reviewed_on, due_on):
    assert next_review_due(reviewed_on) == due_on


def test_an_article_costs_a_visitor_two_queries(client, django_assert_num_queries):
    for name in ("Ann First", "Bo Second", "Cy Third"):
        practitioner = PractitionerFactory(name=name)
        review_article(article=ARTICLES["gluteus-medius"], practitioner=practitioner)
    client.get(PATH)

    with django_assert_num_queries(2):  # the clinic's profile, the review
        client.get(PATH)


@pytest.mark.parametrize("path", ["/learn/", *(f"/learn/{slug}/" for slug in ARTICLES)])
def test_a_page_with_its_parts_is_light(client, path):
    page = client.get(path).content.decode()
    parts = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))

    size = len(gzip.compress(page.encode()))
    for part in parts:
        with open(finders.find(part), "rb") as file:
            size += len(gzip.compress(file.read()))

    assert len(parts) > 5
    assert size <= HEAVIEST_PAGE_KB * 1000
