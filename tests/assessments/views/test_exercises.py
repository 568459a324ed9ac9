"""The public pages of the exercises: what each one owes its reader, and what is not there."""

import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from assessments.actions.exercises import choose_exercise, review_exercise
from assessments.exercises.library import EXERCISES
from assessments.exercises.words import dose_in_words
from assessments.learning.citations import CITATIONS
from assessments.models import ExerciseReview
from tests.assessments.exercises.own import MADE_AT, a_picture, add_own
from tests.factories import ClinicianFactory, FrontDeskFactory, PractitionerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
PATH = "/exercises/clamshell/"
REVIEW = "/exercises/clamshell/review/"
BUTTON = "I have read this version and stand by it"
VIDEO = "https://video.example/walk"


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def words_of(html):
    heard = " ".join(re.findall(r'(?:aria-label|alt)="([^"]*)"', html))
    return " ".join(unescape(f"{strip_tags(html)} {heard}").split())


def listed(client, query=""):
    """Return the codes of the exercises that the list shows, in its order."""
    slugs = re.findall(r'href="/exercises/([\w-]+)/"', page_of(client, f"/exercises/{query}"))
    codes = {exercise.slug: exercise.code for exercise in EXERCISES.values()}
    return [codes.get(slug, slug) for slug in slugs]


def hide(code):
    choose_exercise(exercise=EXERCISES[code], is_hidden=True, by=ClinicianFactory(), now=MADE_AT)


def test_a_page_carries_all_that_a_health_text_owes_its_reader(client):
    disclaimer = " ".join(render_to_string("components/_disclaimer.html").split())

    for exercise in EXERCISES.values():
        page = page_of(client, f"/exercises/{exercise.slug}/")
        text = words_of(page)
        owed = [
            *(exercise.name, exercise.summary, *exercise.steps, *exercise.cues),
            *(dose_in_words(exercise), disclaimer, "Written 30 November 2026"),
            *(CITATIONS[key].text for key in exercise.sources),
            *(EXERCISES[code].name for code in (*exercise.easier, *exercise.harder)),
            "Awaiting review by one of our clinicians",
        ]

        assert (exercise.code, [part for part in owed if part not in text]) == (exercise.code, [])
        assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="fig"') == 2
        assert page[: page.index('id="known"')].count("<figcaption") == 2
        assert "style=" not in page
        assert re.search(r"\b[EC]\d\d\b", words_of(page[page.index("<article") :])) is None


def test_what_is_known_names_its_source_and_how_we_saw_it(client):
    text = words_of(page_of(client, "/exercises/single-leg-deadlift/"))
    known = words_of(page_of(client, "/exercises/side-lying-hip-abduction/"))

    assert "56–59 % (could not be checked)" in text
    assert "worked at a" not in text
    assert "81 ± 42 % 1 (read in the source)" in known.replace("%1", "% 1")
    assert "worked at a high to very high share" in known
    # That of Kim-22, beside the bridge, was not measured on healthy people.
    assert "The percentages were measured on the skin of healthy young people" in known


def test_the_list_has_all_of_them_by_level(client):
    codes = listed(client)

    levels = [EXERCISES[code].level for code in codes]

    assert sorted(codes) == list(EXERCISES)
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?level=5", ["E12", "E23", "E24", "E25"]),
        ("?level=3&equipment=step", ["E08", "E15", "E16", "E17"]),
        ("?equipment=wall", ["E06"]),
        ("?level=5&equipment=none", ["E12", "E23"]),
        ("?level=1&equipment=wall", []),
    ],
)
def test_the_list_shows_one_level_or_what_somebody_has_for_it(client, query, codes):
    assert listed(client, query) == codes


@pytest.mark.parametrize(
    "query", ["?level=9", "?level=x&equipment=anvil", "?level=&equipment=%F0%9F%8F%83"]
)
def test_a_filter_that_cannot_be_understood_filters_nothing(client, query):
    assert len(listed(client, query)) == len(EXERCISES)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/exercises/nothing/", 404),
        ("/exercises/E01/", 404),
        ("/exercises/" + "a" * 4000 + "/", 404),
        ("/exercises/a%00/", 400),
        ("/exercises/nothing/review/", 302),
        ("/exercises/pictures/0b7e5f4f-dc0e-4b0a-b0f1-c4c1f1f0a8d2/", 404),
    ],
)
def test_an_unknown_exercise_is_not_there(client, path, status):
    assert client.get(path).status_code == status


def test_what_the_clinic_hides_is_not_there_and_nothing_leads_to_it(client):
    hide("E05")

    assert client.get("/exercises/side-lying-hip-abduction/").status_code == 404
    assert "E05" not in listed(client)
    band_walk = page_of(client, "/exercises/squat-lateral-band-walk/")
    assert "side-lying-hip-abduction" not in band_walk


def test_an_own_exercise_has_its_picture_and_its_video(client):
    own = add_own(ClinicianFactory(), picture=a_picture(), video_url=VIDEO)

    page = page_of(client, "/exercises/heel-raise/")
    picture = client.get(f"/exercises/pictures/{own.picture.reference}/")

    assert f'<img src="/exercises/pictures/{own.picture.reference}/"' in " ".join(page.split())
    assert 'alt="Somebody on one leg."' in page
    assert f'<a href="{VIDEO}" rel="noopener nofollow">' in " ".join(page.split())
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in picture["Cache-Control"]
    assert "heel-raise" in listed(client)


def test_a_clinician_stands_by_an_exercise(client):
    clinician = PractitionerFactory(name="Robin Vale", user=ClinicianFactory()).user
    client.force_login(clinician)

    before = page_of(client, PATH)
    response = client.post(REVIEW, {"version": "1"})

    assert BUTTON in before
    assert (response.status_code, response.url) == (302, PATH)
    client.logout()
    text = words_of(page_of(client, PATH))
    reviewed = "Reviewed by Robin Vale, physiotherapy, on 23 November 2026"
    assert f"{reviewed} Next review due 23 November 2027" in text


@pytest.mark.parametrize(
    ("factory", "version", "status"),
    [(FrontDeskFactory, "1", 403), (ClinicianFactory, "1", 403)],
)
def test_nobody_without_a_clinicians_profile_stands_by_one(client, factory, version, status):
    client.force_login(factory())

    assert BUTTON not in page_of(client, PATH)
    assert client.post(REVIEW, {"version": version}).status_code == status
    assert not ExerciseReview.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "2", "one"])
def test_an_exercise_that_changed_since_it_was_read_is_not_stood_by(client, version):
    client.force_login(PractitionerFactory(user=ClinicianFactory()).user)

    response = client.post(REVIEW, {"version": version}, follow=True)

    assert "This exercise was changed meanwhile" in response.content.decode()
    assert not ExerciseReview.objects.exists()


def test_the_pages_cost_few_queries_however_many_there_are(client, django_assert_num_queries):
    clinician = ClinicianFactory()
    for name in ("Ann First", "Bo Second"):
        review_exercise(exercise=EXERCISES["E04"], practitioner=PractitionerFactory(name=name))
        add_own(clinician, name=f"Raise {name}")
    client.get(PATH)

    with django_assert_num_queries(3):  # the clinic's profile, choices, its own
        client.get("/exercises/")
    with django_assert_num_queries(4):  # and the review
        client.get(PATH)
