"""An administrator brings a list in, while a worker looks at it."""

import pytest
from playwright.sync_api import expect

from bookings.actions import importing
from bookings.models import Import
from bookings.tasks import work_on_imports
from clinic.models import Patient
from tests.browser.looking import faults
from tests.factories import AdministratorFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
LIST = "Name;E-Mail;Date of birth\nAna Torres;ana@example.org;05/06/1980\n"


def test_a_list_is_brought_in_from_a_page_that_keeps_itself_fresh(
    open_page, axe, log_in, monkeypatch, tmp_path
):
    monkeypatch.setattr(importing, "AT_ONCE_BYTES", 10)
    (tmp_path / "people.csv").write_text(LIST)
    page = open_page("/")
    log_in(page, AdministratorFactory())

    page.goto("/desk/imports/")
    page.get_by_role("radio", name="People").check()
    page.get_by_label("CSV file").set_input_files(tmp_path / "people.csv")
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is imported yet")
    found = faults(page, axe)
    work_on_imports()
    page.get_by_label("Month first: 05/06/1980 is 6 May 1980").check()
    found += faults(page, axe)
    page.get_by_role("button", name="Look at each line").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is imported yet")
    work_on_imports()
    page.get_by_role("button", name="Import 1").click()
    expect(page.get_by_role("status")).to_contain_text("as a whole or not at all")
    work_on_imports()
    expect(page.get_by_text("1 of 1 line on")).to_be_visible()
    found += faults(page, axe)

    assert found == []
    assert [(one.name, str(one.birth_date)) for one in Patient.objects.all()] == [
        ("Ana Torres", "1980-05-06")
    ]
    assert bytes(Import.objects.get().content) == b""
