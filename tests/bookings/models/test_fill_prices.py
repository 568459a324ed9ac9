"""Prices that were typed as text: what is one sum in a known currency becomes one, both ways."""

from importlib import import_module

import pytest
from django.apps import apps

from bookings.models import Service
from clinic.models import ClinicProfile
from tests.factories import ServiceFactory

pytestmark = pytest.mark.django_db
MIGRATION = import_module("bookings.migrations.0023_fill_prices")


@pytest.mark.parametrize(
    ("text", "country", "filled", "back"),
    [
        ("$165", "CA", ("165.00", "CAD", ""), "$165"),
        (" $1,165.50 ", "US", ("1165.50", "USD", ""), "$1,165.50"),
        ("€90", "CA", ("90.00", "EUR", ""), "€90"),
        ("CHF 90", "CA", ("90.00", "CHF", ""), "CHF 90"),
        ("US$ 20", "CA", ("20.00", "USD", ""), "$20"),
        ("$90", "GB", ("None", "", "$90"), "$90"),
        ("from $80", "CA", ("None", "", "from $80"), "from $80"),
        ("$80–$120", "CA", ("None", "", "$80–$120"), "$80–$120"),
        ("$9,999,999.00", "CA", ("None", "", "$9,999,999.00"), "$9,999,999.00"),
        ("Covered", "CA", ("None", "", "Covered"), "Covered"),
    ],
)
def test_an_unambiguous_sum_becomes_one_and_text_again(text, country, filled, back):
    ClinicProfile.objects.create(country=country)
    ServiceFactory(price_text=text)

    MIGRATION.fill_prices(apps, None)
    [up] = Service.objects.values_list("price", "currency", "price_text")
    MIGRATION.write_prices(apps, None)
    [down] = Service.objects.values_list("price", "price_text")

    assert (str(up[0]), *up[1:]) == filled
    assert down == (None, back)
