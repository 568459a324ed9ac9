"""Prices that are one sum in a known currency become sums; every other stays as it was typed."""

import re
from decimal import Decimal

from django.db import migrations

SUM = re.compile(r"(?P<sign>[A-Z]{0,3}[$€£]|[A-Z]{3}) ?(?P<amount>\d[\d,]{0,8}(\.\d\d)?)")
OF_COUNTRY = {"CA": "CAD", "US": "USD", "GB": "GBP", "IE": "EUR", "AU": "AUD", "NZ": "NZD"}
OF_SIGN = {
    **{"€": "EUR", "£": "GBP", "CA$": "CAD", "C$": "CAD", "US$": "USD", "A$": "AUD", "AU$": "AUD"},
    **{"NZ$": "NZD"},
    **{code: code for code in ("CAD", "USD", "AUD", "NZD", "EUR", "GBP", "CHF")},
}
DOLLARS = {"CAD", "USD", "AUD", "NZD"}
MOST = Decimal("999999.99")


def fill_prices(apps, schema_editor):
    profile = apps.get_model("clinic", "ClinicProfile").objects.first()
    country = profile.country if profile else "CA"
    home = (profile and profile.currency) or OF_COUNTRY.get(country, "")
    signs = OF_SIGN | ({"$": home} if home in DOLLARS else {})
    for service in apps.get_model("bookings", "Service").objects.exclude(price_text=""):
        found = SUM.fullmatch(service.price_text.strip())
        if not found or found["sign"] not in signs:
            continue
        amount = Decimal(found["amount"].replace(",", ""))
        if amount <= MOST:
            service.price, service.currency = amount, signs[found["sign"]]
            service.price_text = ""
            service.save()


def write_prices(apps, schema_editor):
    """Write each sum as text again, as the older pages read it."""
    signs = {"EUR": "€", "GBP": "£"} | dict.fromkeys(DOLLARS, "$")
    for service in apps.get_model("bookings", "Service").objects.exclude(price=None):
        amount = f"{service.price:,}".removesuffix(".00")
        text = f"{signs.get(service.currency, service.currency + ' ')}{amount}"
        beside = f", {service.price_text}" if service.price_text else ""
        service.price_text = f"{text}{beside}"[:80]
        service.price, service.currency = None, ""
        service.save()


class Migration(migrations.Migration):
    dependencies = [("bookings", "0022_priced_drafts_and_repeats")]

    operations = [migrations.RunPython(fill_prices, write_prices)]
