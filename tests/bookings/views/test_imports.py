"""The pages on which a list is brought in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bookings import tasks
from bookings.actions import importing
from bookings.imports.columns import PEOPLE_COLUMNS
from bookings.imports.files import read_table
from bookings.models import Import
from clinic.models import Patient
from tests.factories import AdministratorFactory

pytestmark = pytest.mark.django_db
LIST = "name,email,dob\nAna Torres,ana@example.org,05/06/1980\n"


@pytest.fixture(autouse=True)
def administrator(client, clock, demo):
    client.force_login(AdministratorFactory())


def send(client, content, kind="people", name="list.csv"):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return client.post("/desk/imports/", {"kind": kind, "file": file})


def test_a_list_is_brought_in_page_by_page(client):
    path = send(client, LIST).url

    asked = client.get(path).content.decode()
    unsaid = client.post(path, {"does": "check"})
    said = client.post(path, {"does": "check", "date_order": "day_first"}, follow=True)
    done = client.post(path, {"does": "start", "date_order": "day_first"}, follow=True)

    assert "Day first: 05/06/1980 is 5 June 1980" in asked
    assert "Month first: 05/06/1980 is 6 May 1980" in asked
    assert (unsaid.status_code, list(unsaid.context["form"].errors)) == (422, ["date_order"])
    assert "Import 1" in said.content.decode()
    assert "1 of 1" in " ".join(done.content.decode().split())
    assert [str(born) for born in Patient.objects.values_list("birth_date", flat=True)] == [
        "1980-06-05"
    ]
    again = send(client, LIST)
    assert (again.status_code, list(again.context["form"].errors)) == (409, ["file"])


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, ["kind", "file"]),
        ({"kind": "rooms", "file": SimpleUploadedFile("x.csv", b"name\nA\n")}, ["kind"]),
        ({"kind": "people", "file": SimpleUploadedFile("x.csv", b"a" * 9_500_001)}, ["file"]),
    ],
    ids=["nothing", "no such kind", "too large"],
)
def test_what_cannot_be_brought_in_is_refused_beside_its_field(client, typed, errors):
    response = client.post("/desk/imports/", typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, errors)
    assert not Import.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"x\n", b"\xff\x00", b'name\n"A\n'])
def test_a_file_that_is_no_list_says_why_on_its_page(client, content):
    page = client.get(send(client, content, name="../../\u202elist.pdf.csv").url)

    assert page.status_code == 200
    assert "The file cannot be read" in page.content.decode()


def test_a_large_list_is_a_workers_and_its_page_says_how_far_it_is(client, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE_BYTES", 10)
    path = send(client, LIST.replace("05/06", "25/06")).url
    Import.objects.update(rows=10, rows_done=4)

    waiting = client.get(path).content.decode()
    tasks.work_on_imports()
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()

    assert "4 of 10 lines" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert "Nothing is wrong with it" in part
    assert "<html" not in part


def test_a_list_is_thrown_away_with_its_file(client):
    path = send(client, LIST).url

    client.post(f"{path}discard/")
    twice = client.post(f"{path}discard/", follow=True)

    row = Import.objects.get()
    assert (row.state, bytes(row.content), row.date_in_doubt) == ("discarded", b"", "")
    assert "nothing more to do" in twice.content.decode()


def test_the_empty_list_to_fill_in_is_one_that_can_be_brought_in(client):
    content = client.get("/desk/imports/people.csv").content

    (row,) = read_table(content, PEOPLE_COLUMNS).rows

    assert row.cells == {
        "name": "Ana Torres",
        "email": "ana@example.org",
        "phone": "604-555-0101",
        "date of birth": "1980-12-31",
        "contact": "",
    }
    assert client.get("/desk/imports/rooms.csv").status_code == 404
