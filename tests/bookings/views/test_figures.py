import csv
from io import StringIO

import pytest

from bookings.models import Service
from tests.bookings.pages.figures import scene
from tests.factories import AdministratorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def test_the_page_shows_the_last_four_whole_weeks_and_names_no_patient(administrator):
    scene.four_weeks()

    page = administrator.get("/desk/reports/")

    question = page.context["question"]
    assert (f"{question.first}", f"{question.last}") == ("2026-10-26", "2026-11-22")
    assert "180 booked of 3\u202f600 open minutes" in page.text
    assert "Patient" not in page.text.replace("Patients", "")
    assert "My knee is sore" not in page.text


def test_an_empty_clinic_is_told_so(administrator):
    page = administrator.get("/desk/reports/")

    assert page.status_code == 200
    assert "Nobody to count" in page.text


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"first": "31/12/2026"}, "first", "Enter a valid date."),
        ({"first": ""}, "first", "This field is required."),
        ({"last": "9999-12-31"}, "last", "Please choose a day nearer to today."),
        ({"last": "2026-10-25"}, "last", "The last day comes before the first."),
        ({"first": "2020-01-01"}, "last", "Please choose at most 371 days."),
        ({"practitioner": "nobody"}, "practitioner", "There is no such practitioner."),
        ({"discipline": "magic"}, "discipline", "There is no such discipline."),
        ({"service": "=1"}, "service", "There is no such service."),
        ({"by": "patient"}, "by", "Please choose one of these."),
    ],
)
@pytest.mark.parametrize("path", ["/desk/reports/", "/desk/reports/utilisation.csv"])
def test_a_question_that_cannot_be_is_refused_beside_its_field(
    administrator, path, typed, field, error
):
    page = administrator.get(path, typed)

    assert (page.status_code, page.context["form"].errors) == (422, {field: [error]})
    assert f'id="error_1_id_{field}"' in page.text


def test_a_figure_is_handed_out_as_a_table_that_runs_nothing(administrator):
    scene.four_weeks()
    Service.objects.update(name="=HYPERLINK(1)")

    answer = administrator.get("/desk/reports/utilisation.csv", {"by": "service"})

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="utilisation-2026-10-26-2026-11-22.csv"'
    )
    assert list(csv.reader(StringIO(answer.text.removeprefix("\ufeff")))) == [
        ["Service", "Minutes booked", "Minutes open", "Utilisation (%)"],
        ["'=HYPERLINK(1)", "180", "3600", "5.0"],
    ]
