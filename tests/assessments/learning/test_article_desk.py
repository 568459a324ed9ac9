"""Administrators write articles, clinicians stand by them, and every version is kept."""

import re
from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import shelf as shelves
from assessments.actions import (
    add_article,
    change_article,
    hide_article,
    put_back,
    reset_article,
    review_article,
)
from assessments.exceptions import ArticleChanged
from assessments.learning.articles import ArticleText, Shipped, shipped
from assessments.models import ArticleReview, ArticleVersion
from assessments.shelf import published, shelf
from tests.assessments.articles import stand_by
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PractitionerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]

SLUG = "longest-run"
EDIT, REVIEW = f"/desk/articles/{SLUG}/", f"/learn/{SLUG}/review/"
BUTTON = "I have read this version and stand by it"
HILLS = ArticleText(title="Hills", summary="Up and down.", body="- Slowly.\n\n## Up\n\nEasy.\n")
TODAY = date(2026, 11, 23)


@pytest.fixture
def editor():
    return AdministratorFactory(name="Agnes Mill")


@pytest.fixture
def practitioner():
    return PractitionerFactory(name="Robin Vale", user=ClinicianFactory())


def entry():
    return shelf(SLUG)[SLUG]


def mark():
    return entry().working.text.mark


def change(text, editor):
    return change_article(slug=SLUG, text=text, mark=mark(), by=editor)


def sent(text, **also):
    return {"title": text.title, "summary": text.summary, "body": text.body} | also


def standing():
    """Return what readers see, what is worked on, and each version with whether it is reviewed."""
    here = entry()
    public = here.public and here.public.text.title
    versions = [(each.number, each.ours, bool(each.review)) for each in here.versions]
    return public, here.working.text.title, versions


OURS = shipped()[SLUG].text.title


def test_a_change_is_a_draft_until_it_is_reviewed_and_what_was_reviewed_stays(editor, practitioner):
    stand_by(SLUG, practitioner=practitioner)
    first = standing()
    change(HILLS, editor)
    changed = standing()
    stand_by(SLUG, practitioner=practitioner)

    assert first == (OURS, OURS, [(1, 1, True)])
    assert changed == (OURS, "Hills", [(2, None, False), (1, 1, True)])
    assert standing() == ("Hills", "Hills", [(2, None, True), (1, 1, True)])


@pytest.mark.parametrize(
    ("go_back", "is_reviewed"),
    [
        (lambda **seen: put_back(slug=SLUG, number=1, **seen), True),
        (lambda **seen: reset_article(slug=SLUG, **seen), True),
        (lambda **seen: change_article(slug=SLUG, text=shipped()[SLUG].text, **seen), False),
    ],
    ids=["put back", "reset", "typed"],
)
def test_our_text_stands_again_as_ours_which_the_next_upgrade_changes(
    editor, practitioner, clock, monkeypatch, go_back, is_reviewed
):
    stand_by(SLUG, practitioner=practitioner)
    change(HILLS, editor)
    clock.shift(86_400)
    go_back(mark=mark(), by=editor)

    back = standing()
    review = entry().public.review
    newer = Shipped(SLUG, 2, TODAY, ArticleText(title="Newer", summary="x", body="y\n"))
    monkeypatch.setattr("assessments.shelf.shipped", lambda: {SLUG: newer})

    assert back == (OURS, OURS, [(3, 1, is_reviewed), (2, None, False), (1, 1, True)])
    assert (review.reviewed_by, review.reviewed_on) == (practitioner, TODAY)
    assert entry().working.text == newer.text


def test_the_clinics_own_text_is_put_back_as_its_own(editor, practitioner):
    change(HILLS, editor)
    stand_by(SLUG, practitioner=practitioner)
    change(ArticleText(title="Our own", summary="x", body="y\n"), editor)

    put_back(slug=SLUG, number=2, mark=mark(), by=editor)

    versions = [(4, None, True), (3, None, False), (2, None, True), (1, 1, False)]
    assert standing() == ("Hills", "Hills", versions)


def test_ours_that_is_changed_by_an_upgrade_awaits_a_review_and_the_reviewed_one_stays(
    editor, practitioner, monkeypatch
):
    stand_by(SLUG, practitioner=practitioner)
    newer = Shipped(SLUG, 2, TODAY, HILLS)
    monkeypatch.setattr("assessments.shelf.shipped", lambda: {SLUG: newer})

    upgraded = standing()
    stand_by(SLUG, practitioner=practitioner)
    change(ArticleText(title="Our own", summary="x", body="y\n"), editor)

    assert upgraded == (OURS, "Hills", [(1, 1, True)])
    assert standing() == ("Hills", "Our own", [(3, None, False), (2, 2, True), (1, 1, True)])
    assert (entry().has_newer_ours, entry().can_be_reset) == (False, True)
    monkeypatch.setattr("assessments.shelf.shipped", lambda: {SLUG: Shipped(SLUG, 3, TODAY, HILLS)})
    assert (entry().has_newer_ours, entry().working.text.title) == (True, "Our own")


def test_a_review_from_before_versions_were_kept_publishes_nothing(practitioner):
    ArticleReview.objects.create(
        slug=SLUG, article_version=1, reviewed_by=practitioner, reviewed_on=TODAY
    )

    before = standing()
    stand_by(SLUG, practitioner=practitioner)

    assert before == (None, OURS, [])
    assert standing() == (OURS, OURS, [(2, 1, True)])


def test_a_version_that_is_kept_is_never_changed_or_removed(editor):
    version = add_article(text=HILLS, by=editor, submission=uuid4())

    for write in (
        lambda: ArticleVersion.objects.update(title="Another"),
        lambda: ArticleVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="the record is kept"), transaction.atomic():
            write()

    assert ArticleVersion.objects.get().text == version.text == HILLS


@pytest.mark.parametrize(
    "press",
    [
        lambda by, who: change_article(slug=SLUG, text=HILLS, mark="older", by=by),
        lambda by, who: reset_article(slug=SLUG, mark="older", by=by),
        lambda by, who: review_article(slug=SLUG, mark="older", practitioner=who),
    ],
)
def test_a_page_that_is_older_than_the_text_does_nothing(editor, practitioner, press):
    with pytest.raises(ArticleChanged):
        press(editor, practitioner)

    assert (ArticleVersion.objects.count(), ArticleReview.objects.count()) == (0, 0)


def test_a_second_review_takes_the_later_date_and_keeps_the_earlier_in_its_history(
    practitioner, clock
):
    stand_by(SLUG, practitioner=practitioner)
    stand_by(SLUG, practitioner=practitioner)
    clock.shift(86_400)
    stand_by(SLUG, practitioner=practitioner)

    review = ArticleReview.objects.get()
    kept = review.events.order_by("pgh_id").values_list("reviewed_on", flat=True)
    assert list(kept) == [TODAY, date(2026, 11, 24)]


# --- The pages ------------------------------------------------------------------------------------


def test_an_administrator_looks_first_and_then_saves(client, editor, practitioner):
    client.force_login(editor)
    typed = sent(HILLS, mark=mark(), note="Hills instead", exercises=["E24"], books="running")

    preview = client.post(EDIT, typed | {"preview": "1"})
    stored = ArticleVersion.objects.count()
    saved = client.post(EDIT, typed)

    page = preview.content.decode()
    assert (preview.status_code, stored) == (200, 0)
    assert "Preview: not saved yet" in page
    assert '<h2 id="up">Up</h2>' in page
    assert "- Slowly." in page  # as it was typed, in its field
    assert (saved.status_code, saved.url) == (302, f"{EDIT}draft/")
    draft = client.get(saved.url).content.decode()
    assert "Readers see this article once a clinician has reviewed" in " ".join(draft.split())
    assert BUTTON not in draft
    latest = ArticleVersion.objects.first()
    assert (latest.written_by, latest.note, latest.exercises) == (editor, "Hills instead", ["E24"])


def test_one_of_the_clinics_own_is_written_hidden_and_shown(client, editor, practitioner):
    client.force_login(editor)
    typed = sent(HILLS, submission=str(uuid4()))
    for _ in range(2):  # pressed twice
        response = client.post("/desk/articles/new/", typed)
    add_article(text=HILLS, by=editor, submission=uuid4())
    stand_by("hills", practitioner=practitioner)
    statuses = [client.get("/learn/hills/").status_code]
    for hidden in ("yes", "no"):
        client.post("/desk/articles/hills/hide/", {"hidden": hidden})
        client.logout()
        statuses.append(client.get("/learn/hills/").status_code)
        client.force_login(editor)

    assert response.url == "/desk/articles/hills/draft/"
    assert [slug for slug in shelf() if slug.startswith("hills")] == ["hills", "hills-2"]
    assert statuses == [200, 404, 200]


def test_what_is_wrong_stands_beside_the_text_and_nothing_typed_is_lost(client, editor):
    client.force_login(editor)
    body = "Look\n\n<script>alert(1)</script>\n\n[here](javascript:alert(1))"

    response = client.post(EDIT, sent(HILLS, mark=mark()) | {"body": body})

    page = response.content.decode()
    error = re.search(r'<span id="error_1_id_body"[^>]*>(.*?)</span>', page, re.DOTALL)
    assert response.status_code == 422
    assert error[1].strip() == "<strong>Line 3: HTML is not taken. Write it in Markdown.</strong>"
    assert "A link to javascript:alert(1) is not taken." in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n\n[here](javascript:alert(1))</textarea>" in page
    assert not ArticleVersion.objects.exists()


def test_who_saves_over_somebody_elses_change_is_told_and_keeps_what_they_typed(client, editor):
    older = mark()
    change(HILLS, editor)
    client.force_login(editor)
    typed = sent(ArticleText(title="Mine", summary="x", body="My words\n"), mark=older)

    refused = client.post(EDIT, typed)
    page = refused.content.decode()
    typed["mark"] = re.search(r'name="mark" value="(\w+)"', page)[1]
    again = client.post(EDIT, typed)

    assert (refused.status_code, again.status_code) == (409, 302)
    assert "Changed meanwhile" in page
    assert "My words" in page
    assert entry().working.text.title == "Mine"


def test_a_clinician_stands_by_the_version_they_have_read(client, editor, practitioner):
    client.force_login(practitioner.user)
    draft = client.get(f"{EDIT}draft/").content.decode()
    read = re.search(r'name="mark" value="(\w+)"', draft)[1]
    change(HILLS, editor)

    late = client.post(REVIEW, {"mark": read}, follow=True).content.decode()
    none = ArticleReview.objects.count()
    done = client.post(REVIEW, {"mark": mark()}, follow=True).content.decode()

    assert BUTTON in draft
    assert "This article was changed after you opened this page" in late
    assert none == 0
    assert "This is what readers see" in done
    client.logout()
    assert "Reviewed by Robin Vale" in client.get(f"/learn/{SLUG}/").content.decode()


@pytest.mark.parametrize("factory", [FrontDeskFactory, AdministratorFactory, ClinicianFactory])
def test_nobody_without_a_clinicians_profile_stands_by_an_article(client, factory):
    client.force_login(factory())

    response = client.post(REVIEW, {"mark": mark()})

    assert BUTTON not in client.get(f"{EDIT}draft/").content.decode()
    assert (response.status_code, ArticleReview.objects.count()) == (403, 0)


def test_the_list_says_what_awaits_whom(client, editor, practitioner, clock):
    stand_by(SLUG, "glossary", practitioner=practitioner)
    change(HILLS, editor)
    clock.shift(365 * 86_400)
    client.force_login(editor)

    rows = client.get("/desk/articles/").context["rows"]

    assert {
        each.slug: (bool(each.public), each.is_draft, status["is_due"])
        for each, status in rows
        if each.slug in (SLUG, "glossary", "weak-or-tired")
    } == {
        SLUG: (True, True, True),
        "glossary": (True, False, True),
        "weak-or-tired": (False, True, False),
    }


def test_versions_can_be_read_and_put_back_on_their_page(client, editor, practitioner):
    change(HILLS, editor)
    client.force_login(editor)

    listed = client.get(f"{EDIT}versions/").content.decode()
    read = client.get(f"{EDIT}versions/1/").content.decode()
    missing = client.get(f"{EDIT}versions/99999999999/").status_code
    back = client.post(f"{EDIT}versions/1/put-back/", {"mark": mark()}, follow=True)

    assert "Reset to the text it came with" in listed
    assert "An earlier version" in read
    assert missing == 404
    assert "That text stands again, as version 3. It awaits a review." in back.content.decode()
    assert entry().working.text == shipped()[SLUG].text


def test_readers_are_read_the_version_that_is_public_and_no_other(
    client, editor, practitioner, clock, monkeypatch
):
    other = PractitionerFactory()
    for text in (HILLS, ArticleText(title="Our own", summary="x", body="y\n")):
        change(text, editor)
        stand_by(SLUG, practitioner=practitioner)
    clock.shift(86_400)
    stand_by(SLUG, "weak-or-tired", practitioner=other)
    change(HILLS, editor)
    own = add_article(text=HILLS, by=editor, submission=uuid4()).slug
    stand_by(own, "glossary", practitioner=practitioner)
    hide_article(slug="glossary", is_hidden=True, by=editor, now=timezone.now())
    read, version = [], shelves._version

    here = published()
    alone = [published(slug) for slug in (SLUG, "glossary", "nothing")]
    monkeypatch.setattr(shelves, "_version", lambda *row: read.append(row[0]) or version(*row))
    for path in ("/", "/learn/"):
        client.get(path)
    shown = Counter(row.slug for row in read)

    assert list(here) == ["weak-or-tired", SLUG, own]
    assert here == {slug: each.public for slug, each in shelf().items() if each.public}
    assert here[SLUG].review.reviewed_by == other
    assert alone == [{SLUG: here[SLUG]}, {}, {}]
    assert shown == dict.fromkeys(here, 2)


@pytest.mark.parametrize("path", ["/learn/", "/desk/articles/", "/learn/glossary/"])
def test_a_page_asks_as_often_for_one_article_as_for_many(client, editor, practitioner, path):
    client.force_login(editor)
    counts = []
    for slugs in (["glossary"], ["glossary", SLUG, "weak-or-tired"]):
        stand_by(*slugs, practitioner=practitioner)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))
        change(HILLS, editor)

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("title", "slug"),
    [("走る", "article"), ("New", "new-2"), ("Weak or tired?", "weak-or-tired-2")],
)
def test_an_address_is_made_of_a_title_and_is_nobody_elses(editor, title, slug):
    text = ArticleText(title=title, summary="x", body="y\n")

    assert add_article(text=text, by=editor, submission=uuid4()).slug == slug
