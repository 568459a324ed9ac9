"""Keys in the links of mails that were sent long ago, which have to open their pages still."""

from uuid import UUID

import pytest
from django.test import override_settings

from bookings.links.visits import (
    email_proof,
    email_proof_is_valid,
    visit_key,
    visit_key_is_valid,
)
from bookings.links.waitlist import waitlist_key, waitlist_key_is_valid
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from clinic.models import Patient

IN_FORCE = override_settings(SECRET_KEY="a secret that was in force", SECRET_KEY_FALLBACKS=[])
REPLACED = override_settings(
    SECRET_KEY="the secret of today", SECRET_KEY_FALLBACKS=["a secret that was in force"]
)
REFERENCE = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
ANNA = Patient(reference=REFERENCE, email="Anna@example.com")
VISIT, ENTRY, OFFER = (
    model(reference=REFERENCE) for model in (Appointment, WaitlistEntry, WaitlistOffer)
)
MAILED = {  # what stood in the links of mails, by a secret that is known here
    "visit": "b0vxWh5KrYuSAZd6fArxSlcwC9oma3u5a6SY4l0xP0Y",
    "entry": "v9No2SuzsJ5u9qziWs8YqD_ZFjZiJa-eHzZcA3gL6RY",
    "offer": "BK-W907YF_zFNg7NDSqCon8l3TOXxPe9pwjyHwUmA8I",
    "proof": "-agIVwYc-vwbh8AwHxD2Wixe9Ai4uQtcLCi1JbNdjHE",
}


def opened(keys):
    """Return what each key opens: a visit, an entry or an offer, or proves of an email."""
    return {
        name: [
            what
            for what, opens in {
                "visit": visit_key_is_valid(VISIT, key),
                "entry": waitlist_key_is_valid(ENTRY, key),
                "offer": waitlist_key_is_valid(OFFER, key),
                "proof": email_proof_is_valid(ANNA, key),
            }.items()
            if opens
        ]
        for name, key in keys.items()
    }


@IN_FORCE
def test_keys_are_those_of_the_mails_sent_so_far():
    made = {
        "visit": visit_key(VISIT),
        "entry": waitlist_key(ENTRY),
        "offer": waitlist_key(OFFER),
        "proof": email_proof(ANNA, "anna@Example.com"),
    }

    assert made == MAILED


@pytest.mark.parametrize("secrets", [IN_FORCE, REPLACED])
def test_a_mailed_key_opens_its_own_page_alone_as_long_as_its_secret_is_kept(secrets):
    with secrets:
        assert opened(MAILED) == {name: [name] for name in MAILED}


def test_a_mailed_key_opens_nothing_once_its_secret_is_dropped():
    with override_settings(SECRET_KEY="the secret of today", SECRET_KEY_FALLBACKS=[]):
        assert opened(MAILED) == {name: [] for name in MAILED}


@IN_FORCE
@pytest.mark.parametrize("key", ["", ":", "ö", "a" * 10_000, MAILED["visit"] + "="])
def test_what_is_no_key_opens_nothing(key):
    assert opened({"sent": key}) == {"sent": []}
