"""How the clinic looks and is called: set up on pages of its own, shown everywhere."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError
from django.template import Context, Template
from django.urls import reverse
from PIL import Image

from bookings.mail.times import clinic_time
from clinic.health import look_at_zone_data
from clinic.identity.colours import palette_of
from clinic.mail import written_sender
from clinic.models import ClinicPicture, ClinicProfile
from tests.factories import AdministratorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
IDENTITY = "/desk/set-up/identity/"
CLINIC = "/desk/set-up/clinic/"
TYPED = {
    "name": "Harbour Physio 🏃",
    "tagline": "For people who run",
    "headline": "Run again.",
    "colour": "#C2185B",
    "front": "drawing",
    "photo_says": "",
    "sender_name": "",
    "reply_to": "desk@example.org",
    "hours_format": "12",
}


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def picture(name="logo.png", size=(300, 90), form="PNG"):
    written = BytesIO()
    Image.new("RGB", size, "#c2185b").save(written, form)
    return SimpleUploadedFile(name, written.getvalue())


def clinic_typed(**changes):
    typed = {
        "phone": "604-555-0100",
        "email": "",
        "street": "",
        "city": "",
        "province": "",
        "postal_code": "",
        "country": "CA",
        "map_url": "",
        "directions": "",
        "opening_hours_note": "",
        "emergency_number": "",
        "advice_number": "",
        "on_call_email": "",
        "currency": "",
        "cancellation_policy": "",
        "grace_minutes": "60",
        "most_visits_ahead": "8",
        "quiet_from": "21:00",
        "quiet_until": "8 am",
        "treated_for_days": "365",
        "break_glass_minutes": "60",
        "break_glass_per_day": "10",
        "files_per_hour": "30",
    }
    return typed | changes


def test_what_is_saved_is_shown_on_every_page(administrator):
    answer = administrator.post(IDENTITY, TYPED | {"logo": picture()})

    assert (answer.status_code, answer.url) == (302, IDENTITY)
    profile = ClinicProfile.objects.get()
    assert (profile.name, profile.colour, profile.hours_format) == (
        "Harbour Physio 🏃",
        "#c2185b",
        12,
    )
    assert profile.palette == palette_of("#c2185b")
    page = administrator.get("/").content.decode()
    for shown in (
        "<title>",
        "Harbour Physio 🏃",
        "Run again.",
        'data-clock="12"',
        profile.stylesheet_url,
        profile.logo_url,
        profile.icons["at_32"],
        profile.icons["at_180"],
    ):
        assert shown in page
    assert ">Stance" not in page


def test_a_logo_is_served_for_ever_by_its_content_and_gone_with_the_next(administrator):
    administrator.post(IDENTITY, TYPED | {"logo": picture()})
    first = ClinicProfile.objects.get()

    served = administrator.get(first.logo_url)
    administrator.post(IDENTITY, TYPED | {"drop_logo": "on"})

    assert served.headers["Content-Type"] == "image/png"
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(BytesIO(served.content)).size == (300, 90)
    assert administrator.get(first.logo_url).status_code == 404
    assert not ClinicPicture.objects.exists()
    assert ClinicProfile.objects.get().logo == ""


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("colour", "#ffffff", "too pale"),
        ("colour", "teal", "Please type a colour"),
        ("name", "x" * 200, "at most 120"),
        ("name", "Har\nbour", "line breaks"),
        ("name", "", "required"),
        ("sender_name", "evil.example", "leave out web"),
        ("hours_format", "13", "valid choice"),
        ("photo", "", "Please choose the photo"),
        ("logo", b"<svg onload='alert(1)'/>", "An SVG can hold a program"),
        ("logo", b"\x89PNG" + b"\0" * 40_000_000, "2 MB at most"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_comes_back(
    administrator, field, typed, why
):
    sent = TYPED | {"headline": "Kept as typed"}
    if field == "photo":
        sent |= {"front": "photo"}
    else:
        sent |= {field: SimpleUploadedFile("a.svg", typed) if isinstance(typed, bytes) else typed}

    page = administrator.post(IDENTITY, sent)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert why in page.context["form"].errors[field][0]
    assert 'value="Kept as typed"' in page.content.decode()
    assert not ClinicProfile.objects.exists()


def test_a_look_saves_nothing_and_shows_what_the_colour_becomes(administrator):
    page = administrator.post(IDENTITY, TYPED | {"colour": "#ff6600", "look": "1"})
    part = administrator.get(f"{IDENTITY}preview/", TYPED | {"colour": "white"})

    assert page.status_code == 200
    assert palette_of("#ff6600").day.action in page.content.decode()
    assert "Here is the last one that could be read" in part.content.decode()
    assert not ClinicProfile.objects.exists()


def test_the_stylesheet_needs_no_database_and_is_kept_for_ever(client, django_assert_num_queries):
    url = ClinicProfile(colour="#c2185b").stylesheet_url

    with django_assert_num_queries(0):
        sheet = client.get(url)

    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "--action: light-dark(#c2185b," in sheet.content.decode()
    assert client.get("/identity/ffffff-x.css").status_code == 404
    assert client.get("/identity/nonsense-x.css").status_code == 404


def test_the_clinic_s_hours_and_map_are_published(administrator):
    answer = administrator.post(
        CLINIC,
        clinic_typed(
            map_url="https://maps.example/here",
            opens_0="9",
            closes_0="5:30 pm",
            opening_hours_note="Closed on holidays",
        ),
    )

    assert answer.status_code == 302
    profile = ClinicProfile.objects.get()
    assert profile.opening_hours == ["09:00-17:30", "", "", "", "", "", ""]
    page = administrator.get("/").content.decode()
    for shown in ("09:00 to 17:30", "Closed on holidays", "https://maps.example/here"):
        assert shown in page


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"map_url": "http://maps.example/"}, "map_url", "https://"),
        ({"map_url": "javascript:alert(1)"}, "map_url", "valid URL"),
        ({"opens_1": "9:00"}, "closes_1", "Type both"),
        ({"opens_1": "9:00", "closes_1": "8:00"}, "closes_1", "not after 09:00"),
        ({"opens_1": "morning", "closes_1": "17:00"}, "opens_1", "such as 14:30"),
        ({"grace_minutes": "1441"}, "grace_minutes", "1440 at most"),
        ({"country": "other"}, "emergency_number", "in an emergency"),
    ],
)
def test_what_is_wrong_about_the_clinic_is_said_beside_its_field(
    administrator, changes, field, why
):
    page = administrator.post(CLINIC, clinic_typed(**changes))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert why in page.context["form"].errors[field][0]
    assert 'value="604-555-0100"' in page.content.decode()


def test_two_pages_write_the_profile_and_neither_undoes_the_other(administrator):
    administrator.post(IDENTITY, TYPED)
    administrator.post(CLINIC, clinic_typed(opens_0="9", closes_0="17"))
    administrator.post(IDENTITY, TYPED | {"name": "Harbour"})

    profile = ClinicProfile.objects.get()
    assert (profile.name, profile.phone, profile.opening_hours[0]) == (
        "Harbour",
        "604-555-0100",
        "09:00-17:00",
    )


def test_an_error_page_names_the_clinic_also_without_a_database(client, monkeypatch):
    ClinicProfile.objects.create(name="Harbour", phone="604-555-0100", colour="#c2185b")
    client.get("/team/")

    def away(*args, **kwargs):
        raise OperationalError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr("clinic.views.pages.Practitioner.objects.shown_to_patients", away)
    monkeypatch.setattr("clinic.models.ClinicProfile.objects.first", away)
    answer = client.get("/team/")

    page = answer.content.decode()
    assert answer.status_code == 503
    for shown in ("Harbour", "604-555-0100", "c2185b"):
        assert shown in page
    assert "Stance" not in page


def test_a_photo_without_words_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError, match="clinic_profile_photo_is_there_and_told"):
        ClinicProfile.objects.create(front="photo", photo="x" * 20)


def test_a_mail_comes_from_the_clinic_by_the_server_s_own_address():
    sender = written_sender("Harbour Physio 🏃")

    assert sender.endswith("<clinic@stance.example>")
    assert sender.startswith("=?utf-8?q?Harbour_Physio_=")  # RFC 2047
    assert written_sender("Harbour") == "Harbour <clinic@stance.example>"


def test_the_manifest_has_the_clinic_s_name_and_icons(client):
    ClinicProfile.objects.create(name="Harbour", colour="#c2185b")

    said = client.get(reverse("clinic:identity-manifest")).json()

    assert (said["name"], said["theme_color"]) == ("Harbour", "#c2185b")
    assert {client.get(icon["src"]).headers["Content-Type"] for icon in said["icons"]} == {
        "image/png"
    }


def test_the_program_names_itself_in_one_place_alone():
    """Pages, mails, reports and calendar files speak in the clinic's name."""
    of_gait = ('<th scope="col">Stance</th>', '<span class="visually-hidden">Stance</span>')
    apps = [path for app in ("clinic", "bookings") for path in sources(app, "*.py")]

    naming = {
        str(path.relative_to(settings.BASE_DIR))
        for path in [*sources("templates", "*.*"), *apps]
        if re.search(r"\bStance\b", without(path.read_text(), of_gait))
    }

    assert naming == {"templates/clinic/identity/clinic.html", "clinic/settings.py"}


def sources(folder, pattern):
    return sorted((settings.BASE_DIR / folder).rglob(pattern))


def without(text, parts):
    for part in parts:
        text = text.replace(part, "")
    return text


def test_a_clinic_s_times_are_written_by_12_hours_in_mails_pages_and_the_health_check():
    ClinicProfile.objects.create(hours_format=12)
    ClinicProfile.objects.current()
    at = datetime(2026, 12, 1, 22, 5, tzinfo=UTC)

    page = Template("{{ at|clock }}").render(Context({"at": at}))

    assert page == "3:05\u00a0pm"
    assert clinic_time(at) == "Tuesday 1 December 2026 at 3:05 pm, Vancouver time"
    assert "is shown as" in str(look_at_zone_data())
