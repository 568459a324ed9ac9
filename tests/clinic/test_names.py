"""A name heads our mails: it holds nothing that leads elsewhere, wherever it is typed."""

import pytest
from django.urls import reverse

from bookings.forms.booking import BookingForm
from bookings.forms.people import ContactForm, LookedAfterForm, NewPersonForm, OwnDetailsForm
from bookings.forms.waitlist import JoinForm
from clinic.models import Patient, User
from clinic.typed_values import may_be_a_name
from tests.bookings.api.calls import ADA, post
from tests.factories import AdministratorFactory, bookable

BAD = [
    "Ann http://evil.example",
    "Ann evil.example",
    "Ann t.co",
    "Ann T.co",
    "ann@x",
    "a/b",
    "a\\b",
]
GOOD = ["J.R. Smith", "J.R.R.Tolkien", "O'Brien-Smith", "St. John", "Łukasz Ż.", "Мария", "Ng"]


@pytest.mark.parametrize("name", [*BAD, "Ann\nBcc: x", "Ann\x00"])
def test_what_leads_elsewhere_is_no_name(name):
    assert not may_be_a_name(name)


@pytest.mark.parametrize("name", GOOD)
def test_people_are_called_many_things(name):
    assert may_be_a_name(name)


@pytest.mark.parametrize("form", [ContactForm, LookedAfterForm, NewPersonForm, OwnDetailsForm])
def test_every_form_refuses_it_beside_the_field_and_keeps_what_was_typed(form):
    filled = form({"name": "Ann http://evil.example"})

    assert "leave out web and email addresses" in str(filled["name"].errors)
    assert filled["name"].value() == "Ann http://evil.example"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_guest_books_under_no_address(client):
    _, [practitioner] = bookable(slug="physio")
    typed = {
        "starts_at": "2026-12-01T09:00:00-07:00",
        "practitioner": practitioner.slug,
        "name": "Ann http://evil.example",
        "contact_name": "www.evil.example",
        "email": "ann@example.org",
        "accepts_policy": "on",
    }

    answer = client.post("/book/physio/details/", typed)

    assert answer.status_code == 422
    assert {"name", "contact_name"} <= set(answer.context["form"].errors)
    assert not Patient.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", BAD)
def test_another_site_books_under_no_address_either(client, name):
    bookable(slug="physio")

    answer = post(client, ADA | {"service": "physio", "practitioner": "any", "name": name})

    assert answer.status_code == 422
    assert "Leave out web and email addresses" in answer.text
    assert not Patient.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_an_account_is_called_by_no_address(client):
    client.force_login(AdministratorFactory())
    typed = {"email": "s@example.org", "name": "evil.example", "roles": ["front_desk"]}

    page = client.post(reverse("admin:clinic_user_add"), typed)

    assert "leave out web and email addresses" in page.text
    assert not User.objects.filter(email="s@example.org").exists()


@pytest.mark.parametrize("form", [BookingForm, JoinForm])
def test_the_forms_of_guests_take_a_name_by_the_same_rule(form):
    validators = form.base_fields["name"].validators

    assert "a_name" in {getattr(each, "__name__", "") for each in validators}
