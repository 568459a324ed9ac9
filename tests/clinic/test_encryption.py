"""The secrets of second factors are encrypted where they are stored; the key can be replaced."""

import importlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command

from clinic.encryption import decrypted, encrypted
from tests.factories import ClinicianFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "an old key for second factors " * 2, "a new key for second factors " * 2


def code_of(secret):
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


def takes(user, secret):
    """Say whether a code of now is taken: as if none had been used before."""
    cache.clear()
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return TOTP(row).validate_code(code_of(secret))


@pytest.fixture
def user():
    return ClinicianFactory()


@pytest.fixture
def secret():
    return generate_totp_secret()


def stored():
    return str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_secret_is_not_stored_in_the_clear_and_works(user, secret):
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user)

    assert secret not in stored()
    assert stored().count("gAAAA") == 2
    assert takes(user, secret)
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_a_secret_from_before_works_and_an_upgrade_encrypts_it(user, secret):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    before = takes(user, secret)
    migration = importlib.import_module("clinic.migrations.0019_encrypt_second_factors")

    migration.encrypt(apps, None)

    assert before
    assert secret not in stored()
    assert takes(user, secret)


def test_keys_are_replaced_one_after_the_other(user, secret, settings):
    settings.SECOND_FACTOR_KEYS = [OLD]
    TOTP.activate(user, secret)
    settings.SECOND_FACTOR_KEYS = [NEW, OLD]
    in_between = takes(user, secret)
    call_command("encrypt_second_factors", verbosity=0)
    settings.SECOND_FACTOR_KEYS = [NEW]

    assert in_between
    assert takes(user, secret)
    settings.SECOND_FACTOR_KEYS = [OLD]
    with pytest.raises(InvalidToken):
        takes(user, secret)


def test_without_a_key_of_its_own_the_secret_key_and_those_before_it_serve(settings):
    settings.SECOND_FACTOR_KEYS, settings.SECRET_KEY = [], OLD
    kept = encrypted("JBSWY3DP")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    assert decrypted(kept) == "JBSWY3DP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        decrypted(kept)
