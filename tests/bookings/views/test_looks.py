from datetime import timedelta

import pytest

from bookings.pages import looks as looks_page
from clinic.models import AccessEvent, LookReview, UnusualLook, User
from tests.factories import (
    NINE,
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PrivacyOfficerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
WHY = "I cover for the clinician who treats them"
DAY = timedelta(days=1)


@pytest.fixture
def administrator(client):
    user = AdministratorFactory(name="Agnes Mill")
    client.force_login(user)
    return user


def look(user, name, *, at=NINE, basis="desk", oddities=()):
    seen = AccessEvent.objects.create(
        user=user,
        patient=PatientFactory(name=name),
        what="person",
        basis=basis,
        reason=WHY if basis == "break_glass" else "",
        occurred_at=at,
    )
    return UnusualLook.objects.create(look=seen, oddities=list(oddities)) if oddities else seen


@pytest.fixture
def looks():
    desk, clinician = FrontDeskFactory(name="Dana Fox"), ClinicianFactory(name="Sam Lee")
    look(desk, "Ada Runner", at=NINE - DAY)
    look(clinician, "Zoë Álvarez", basis="break_glass")
    look(clinician, "Ada Runner", at=NINE + DAY, basis="treating")
    return desk, clinician


def found(client, **asked):
    page = client.get("/desk/looks/", asked)
    return [(row.who, row.whose, row.ground) for row in page.context["rows"]]


def test_looks_are_found_by_person_date_and_ground(client, administrator, looks):
    desk, _ = looks
    of_dana = ("Dana Fox", "Ada Runner", "Works at the desk")
    for_a_reason = ("Sam Lee", "Zoë Álvarez", "Gave a reason")
    treating = ("Sam Lee", "Ada Runner", "Treats the patient")

    assert found(client) == [treating, for_a_reason, of_dana]
    assert found(client, who=desk.pk) == [of_dana]
    assert found(client, whose="alva zoe") == [for_a_reason]
    assert found(client, first="2026-12-01", last="2026-12-01") == [for_a_reason]
    assert found(client, ground="treating") == [treating]


def test_whoever_left_is_asked_for_and_a_patient_is_not(client, administrator, looks):
    desk, _ = looks
    User.objects.filter(pk=desk.pk).update(roles=[])
    patient = look(UserFactory(), "Zoë Álvarez", basis="own").user

    assert found(client, who=desk.pk) == [("Dana Fox", "Ada Runner", "Works at the desk")]
    assert client.get("/desk/looks/", {"who": patient.pk}).status_code == 422


def test_every_tab_tells_how_many_looks_wait(client, administrator, monkeypatch):
    for hours in range(3):
        look(FrontDeskFactory(), "Ada Runner", at=NINE + hours * DAY, oddities=["no_visit"])
    monkeypatch.setattr(looks_page, "MOST_AT_ONCE", 2)

    paths = ["/desk/looks/", "/desk/looks/unusual/", "/desk/looks/signed-off/"]
    assert [client.get(path).context["waiting"] for path in paths] == [3, 3, 3]


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"first": "31/12/2026"}, "first", "Enter a valid date."),
        (
            {"first": "2026-12-02", "last": "2026-12-01"},
            "last",
            "The last day comes before the first.",
        ),
        ({"who": "x"}, "who", "There is no such account."),
        ({"ground": "none"}, "ground", "There is no such ground."),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field(
    client, administrator, looks, typed, field, error
):
    page = client.get("/desk/looks/", typed)

    assert (page.status_code, page.context["form"].errors) == (422, {field: [error]})


def test_a_reason_is_read_by_whoever_is_told_of_it(client, administrator, looks):
    assert WHY in client.get("/desk/looks/").text

    officer = PrivacyOfficerFactory()

    assert WHY not in client.get("/desk/looks/").text
    client.force_login(officer)
    assert WHY in client.get("/desk/looks/").text


def test_looks_that_belong_together_are_signed_off_together(client, administrator):
    desk = FrontDeskFactory(name="Dana Fox")
    patient = look(desk, "Kit Fox", oddities=["family_name"]).look.patient
    again = AccessEvent.objects.create(
        user=desk, patient=patient, what="visit", basis="desk", occurred_at=NINE
    )
    UnusualLook.objects.create(look=again, oddities=["family_name", "many"])
    for name in ("Ana", "Ben"):
        look(desk, name, at=NINE + DAY / 24, oddities=["many"])
    look(administrator, "Own Person", at=NINE + DAY, oddities=["no_visit"])

    page = client.get("/desk/looks/unusual/")
    cases = [case for case, _ in page.context["cases"]]

    assert [(case.who, case.whose, case.why, case.is_own) for case in cases] == [
        ("Dana Fox", "Kit Fox", ["Same family name", "Many files in an hour"], False),
        ("Dana Fox", "2 people", ["Many files in an hour"], False),
        ("Agnes Mill", "Own Person", ["No visit near"], True),
    ]
    answer = client.post(
        "/desk/looks/unusual/",
        {"looks": [case.value for case in cases[:2]], "outcome": "in_order", "note": "A busy day"},
    )
    assert (answer.status_code, answer.url) == (302, "/desk/looks/unusual/")
    assert LookReview.objects.filter(reviewed_by=administrator, note="A busy day").count() == 4
    assert "A busy day" in client.get("/desk/looks/signed-off/").text


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"looks": []}, 422, "looks"),
        ({"looks": ["1-2-3"]}, 409, "looks"),
        ({"looks": ["own"]}, 409, "looks"),
        ({"outcome": "fine"}, 422, "outcome"),
        ({"note": " "}, 422, "note"),
        ({"note": "x" * 501}, 422, "note"),
    ],
)
def test_what_is_not_whole_is_not_signed_and_stays_typed(
    client, administrator, changes, status, field
):
    other = look(FrontDeskFactory(), "Ada Runner", oddities=["no_visit"])
    own = look(administrator, "Own Person", oddities=["no_visit"])
    typed = {"looks": [str(other.pk)], "outcome": "in_order", "note": "I asked"} | changes
    typed["looks"] = [str(own.pk) if one == "own" else one for one in typed["looks"]]

    page = client.post("/desk/looks/unusual/", typed)

    assert (page.status_code, list(page.context["form"].errors)) == (status, [field])
    assert typed["note"] in page.text
    assert not LookReview.objects.exists()
