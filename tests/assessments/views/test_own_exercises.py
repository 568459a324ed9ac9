"""The clinic's exercises at the desk: added, changed, hidden, and nothing absurd among them."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from assessments.catalogue import all_exercises, exercises_by_code
from assessments.exceptions import PictureRefused
from assessments.files import frames
from assessments.forms.own_exercises import PictureField
from assessments.models import ExerciseChoice, ExercisePicture, OwnExercise
from tests.assessments.exercises.own import FIELDS, a_picture, add_own, as_typed
from tests.factories import AdministratorFactory, ClinicianFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
NEW, LIST, OWN, LIBRARY = (f"/desk/exercises/{part}" for part in ("new/", "", "C01/", "E01/"))
VIDEO = "https://video.example/walk"
ORIENTATION, ROTATED = 0x0112, 6


@pytest.fixture
def clinician(client):
    clinician = ClinicianFactory()
    client.force_login(clinician)
    return clinician


def as_file(sent, name="raise.png"):
    return SimpleUploadedFile(name, sent)


def as_sent(value):
    return value if isinstance(value, list) else str(value)


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_an_exercise_is_added_with_its_picture(client, clinician):
    typed = as_typed(picture=as_file(a_picture()), picture_alt="On one leg.", video_url=VIDEO)

    response = client.post(NEW, typed)

    assert (response.status_code, response.url) == (302, LIST)
    own = exercises_by_code()["C01"]
    assert (own.name, own.video_url, own.picture_alt) == ("Heel raise", VIDEO, "On one leg.")
    assert own.steps == ("Stand tall.", "Rise onto your toes.", "Come down slowly.")
    assert bytes(ExercisePicture.objects.get().jpeg).startswith(b"\xff\xd8")
    assert "C01, level 2" in client.get(LIST).content.decode()


def test_a_picture_that_a_phone_calls_turned_stands_upright(client, clinician):
    notes = Image.Exif()
    notes[ORIENTATION] = ROTATED
    sent = a_picture("JPEG", exif=notes)

    client.post(NEW, as_typed(picture=as_file(sent), picture_alt="On one leg."))

    kept = ExercisePicture.objects.get()
    assert (kept.width_px, kept.height_px) == (24, 32)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"sets": "0"}, "sets"),
        ({"sets": "-3"}, "sets"),
        ({"least": "0"}, "least"),
        ({"most": "1000"}, "most"),
        ({"most": "9" * 4000}, "most"),
        ({"most": "8"}, "most"),
        ({"sets_most": "2"}, "sets_most"),
        ({"least": "a few"}, "least"),
        ({"hold_s": "5", "counted": "seconds"}, "hold_s"),
        ({"rest_s": "86400"}, "rest_s"),
        ({"level": "6"}, "level"),
        ({"steps": " \n "}, "steps"),
        ({"steps": "\n".join(["Step."] * 13)}, "steps"),
        ({"cues": "x" * 301}, "cues"),
        ({"name": "Lunge"}, "name"),
        ({"name": "  LUNGE "}, "name"),
        ({"video_url": "javascript:alert(1)"}, "video_url"),
        ({"video_url": "http://video.example/"}, "video_url"),
        ({"video_url": "data:text/html,hello"}, "video_url"),
        ({"picture": as_file(a_picture())}, "picture_alt"),
        ({"picture": as_file(b"<svg/>"), "picture_alt": "A leg."}, "picture"),
        ({"picture": as_file(b"hello"), "picture_alt": "A leg."}, "picture"),
        ({"picture": as_file(b""), "picture_alt": "A leg."}, "picture"),
    ],
)
def test_what_nobody_could_do_is_refused_beside_its_field(client, clinician, typed, field):
    response = client.post(NEW, as_typed(**typed))

    assert response.status_code in (409, 422)
    assert list(errors_of(response)) == [field]
    page = response.content.decode()
    assert "Achilles pain: fewer." in page
    assert f'id="error_1_id_{field}"' in page or f'id="id_{field}_error"' in page
    assert not OwnExercise.objects.exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (a_picture(size=(32, 8)), frames.TOO_SMALL),
        (b"<svg/>", PictureRefused.message),
    ],
    ids=["too small", "no picture"],
)
def test_a_picture_that_is_refused_is_told_why(sent, told):
    with pytest.raises(ValidationError) as refused:
        PictureField().clean(as_file(sent))

    assert refused.value.messages == [told]


def test_a_picture_too_large_is_not_read(client, clinician, monkeypatch):
    monkeypatch.setattr("assessments.forms.own_exercises.LARGEST_BYTES", 10)
    monkeypatch.setattr(frames, "AT_ONCE", None)

    response = client.post(NEW, as_typed(picture=as_file(a_picture()), picture_alt="A leg."))

    assert list(errors_of(response)) == ["picture"]


def test_a_change_makes_a_version_and_the_page_tells_them(client, clinician):
    add_own(clinician, picture=a_picture())
    page = client.get(OWN).content.decode()

    response = client.post(
        OWN,
        as_typed(version="1", name="Heel lift", drop_picture="on", picture_alt="On one leg."),
    )

    assert "Somebody on one leg." in page
    assert (response.status_code, response.url) == (302, LIST)
    own = exercises_by_code()["C01"]
    assert (own.name, own.version, own.picture, own.slug) == ("Heel lift", 2, "", "heel-raise")
    versions = [version.version for version in client.get(OWN).context["versions"]]
    assert versions == [2, 1]


def test_a_page_older_than_what_is_stored_is_told_and_may_save_again(client, clinician):
    add_own(clinician)
    client.post(OWN, as_typed(version="1", cues="Tall"))

    typed = as_typed(version="1", cues="Low", equipment=["wall", "mat"])

    late = client.post(OWN, typed)
    stored = OwnExercise.objects.get()
    form = late.context["form"]
    on_page = {field.name: field.value() for field in form if field.value()}
    again = client.post(OWN, on_page)

    assert (late.status_code, stored.cues) == (409, ["Tall"])
    assert "Somebody else changed this exercise" in late.content.decode()
    assert on_page == {name: as_sent(value) for name, value in typed.items()} | {"version": 2}
    assert again.status_code == 302
    changed = OwnExercise.objects.get()
    assert {name: getattr(changed, name) for name in FIELDS} == FIELDS | {
        "cues": ["Low"],
        "equipment": ["wall", "mat"],
    }


@pytest.mark.parametrize("code", ["E01", "C01"])
def test_any_exercise_is_hidden_and_shown_again(client, clinician, code):
    add_own(clinician)
    client.post(LIBRARY, {"video_url": VIDEO})

    client.post(f"{LIST}{code}/use/", {"is_hidden": "1"})
    _, hidden = all_exercises()
    client.post(f"{LIST}{code}/use/", {"is_hidden": "0"})

    assert (hidden, all_exercises()[1]) == ({code}, set())
    assert exercises_by_code()["E01"].video_url == VIDEO
    assert ExerciseChoice.objects.get(code=code).changed_by == clinician


def test_what_is_hidden_is_led_to_at_the_desk_alone(client, clinician):
    add_own(clinician)
    for code in ("E01", "C01"):
        client.post(f"{LIST}{code}/use/", {"is_hidden": "1"})

    library = client.get(LIBRARY).content.decode()
    late = client.post(OWN, as_typed(version="7")).content.decode()

    assert [re.findall(r'href="/exercises/([\w-]+)/"', page) for page in (library, late)] == [
        [],
        [],
    ]
    assert f'href="{OWN}"' in late


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://video.example/", "hello"])
def test_a_video_of_the_library_is_a_secure_link(client, url):
    client.force_login(AdministratorFactory())

    response = client.post(LIBRARY, {"video_url": url})

    assert (response.status_code, list(errors_of(response))) == (422, ["video_url"])
    assert not ExerciseChoice.objects.exists()


@pytest.mark.parametrize("code", ["E99", "C01", "nothing", "C" + "9" * 30])
def test_an_unknown_exercise_is_not_there(client, clinician, code):
    answers = [
        client.get(f"{LIST}{code}/").status_code,
        client.post(f"{LIST}{code}/use/", {"is_hidden": "1"}).status_code,
    ]

    assert answers == [404, 404]


def test_the_list_costs_as_many_queries_for_one_as_for_three(client, clinician):
    add_own(clinician)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    add_own(clinician, name="Toe raise")
    add_own(clinician, name="Hip hinge")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(few)
