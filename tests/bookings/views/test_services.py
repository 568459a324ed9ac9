"""A service from its draft to the public list: previewed, published once, put in its place."""

from decimal import Decimal

import pytest

from bookings.actions import save_service
from bookings.models import Service
from clinic.models import ClinicProfile
from tests.factories import AdministratorFactory, FrontDeskFactory, ServiceFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
NEW = {
    "name": "Gait retraining",
    "disciplines": "physiotherapy",
    "duration_min": "60",
    "slot_grid_min": "15",
    "buffer_before_min": "0",
    "buffer_after_min": "0",
    "notice_hours": "0",
    "horizon_days": "90",
    "cancellation_window_hours": "24",
    "late_fee_percent": "50",
    "price": "165",
    "for_new_patients": "on",
    "for_returning_patients": "on",
    "is_bookable_online": "on",
    "position": "1",
}
PUBLIC = ["/", "/services/", "/book/", "/api/v1/services"]


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


@pytest.fixture
def ada():
    [ada] = bookable(slug="other", name="Another")[1]
    return ada


def who_shows(client, name):
    return [path for path in PUBLIC if name in client.get(path).content.decode()]


def test_a_new_service_is_nobodys_until_it_is_published(administrator, client, ada):
    saved = administrator.post("/desk/services/new/", NEW | {"practitioners": ada.slug})
    draft = Service.objects.get(name="Gait retraining")
    preview = administrator.get(saved.url)
    page = preview.content.decode()
    starts = preview.context["times"].total
    administrator.get("/desk/services/")  # which shows the notice
    before = who_shows(administrator, draft.name)
    client.force_login(FrontDeskFactory())
    at_the_desk = client.get(f"/book/{draft.slug}/").status_code
    client.force_login(AdministratorFactory())

    for _ in range(2):
        client.post(f"/desk/services/{draft.slug}/publish/")
    client.get("/desk/services/")
    draft.refresh_from_db()

    assert saved.url == f"/desk/services/{draft.slug}/preview/"
    assert (draft.price, draft.currency, draft.price_shown) == (Decimal(165), "CAD", "$165")
    assert ("A draft" in page, "$82.50" in page, starts) == (True, True, 2 * 29)
    assert (before, at_the_desk) == ([], 404)
    assert (draft.is_draft, draft.is_active) == (False, True)
    assert who_shows(client, draft.name) == PUBLIC


def test_a_draft_is_written_on_without_being_offered(administrator, ada):
    draft = save_service(name="Gait", disciplines=["physiotherapy"], practitioners=[ada])

    answer = administrator.post(f"/desk/services/{draft.slug}/", NEW | {"is_active": "on"})

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.name, draft.is_draft, draft.is_active) == ("Gait retraining", True, False)


@pytest.mark.parametrize(
    ("typed", "country", "wrong"),
    [
        ({"price": "165 dollars"}, "CA", {"price": ["Enter a number."]}),
        (
            {"price": "-1"},
            "CA",
            {"price": ["Ensure this value is greater than or equal to 0."]},
        ),
        ({"price": "9.999"}, "CA", None),
        ({"price": "9" * 400}, "CA", None),
        ({}, "other", {"price": ["Choose the currency in the clinic’s profile first."]}),
        (
            {"late_fee_percent": "101"},
            "CA",
            {"late_fee_percent": ["Ensure this value is less than or equal to 100."]},
        ),
    ],
)
def test_a_price_that_is_no_sum_is_explained_beside_it(administrator, typed, country, wrong):
    ClinicProfile.objects.create(country=country, emergency_number="112")

    answer = administrator.post("/desk/services/new/", NEW | typed)

    form = answer.context["form"]
    assert (answer.status_code, Service.objects.count()) == (422, 0)
    assert set(form.errors) == set(wrong or typed)
    assert wrong is None or form.errors == wrong
    assert form.more.is_open is ("late_fee_percent" in typed)


@pytest.mark.parametrize(("country", "currency"), [("CA", "EUR"), ("other", "")])
def test_a_sum_stays_in_the_currency_it_was_typed_in(administrator, ada, country, currency):
    draft = save_service(
        name="Gait", disciplines=["physiotherapy"], price=165, currency="CAD", practitioners=[ada]
    )
    ClinicProfile.objects.create(country=country, currency=currency, emergency_number="112")
    path = f"/desk/services/{draft.slug}/"

    label = administrator.get(path).context["form"].fields["price"].label
    administrator.post(path, NEW | {"summary": "Another summary"})

    draft.refresh_from_db()
    assert (label, draft.summary, draft.price_shown) == (
        "Price (Canadian dollar)",
        "Another summary",
        "$165",
    )


def test_another_sum_is_in_the_currency_of_today(administrator, ada):
    draft = save_service(
        name="Gait", disciplines=["physiotherapy"], price=165, currency="CAD", practitioners=[ada]
    )
    ClinicProfile.objects.create(currency="EUR")
    path = f"/desk/services/{draft.slug}/"

    price = administrator.get(path).context["form"].fields["price"]
    administrator.post(path, NEW | {"price": "120"})

    draft.refresh_from_db()
    assert (price.help_text, draft.price_shown) == ("Another sum would be in Euro.", "€120")


def test_services_are_put_in_order_by_number(administrator):
    made = [ServiceFactory(name=name, slug=name.lower(), position=7) for name in ("A", "B", "C")]

    refused = administrator.post("/desk/services/order/", {"a": "x", "b": "", "c": "0"})
    unchanged = set(Service.objects.values_list("position", flat=True))
    administrator.post("/desk/services/order/", {"a": "3", "b": "2", "c": "2"})

    assert refused.status_code == 422
    assert set(refused.context["order"].errors) == {"a", "b", "c"}
    assert unchanged == {7}
    assert [service.name for service in Service.objects.all()] == ["B", "C", "A"]
    assert len(made) == Service.objects.filter(position__in=[1, 2, 3]).count()
