"""The secrets of second factors at rest: encrypted by a key that can be replaced.

The first of the keys encrypts, any of them decrypts. What was stored before there were keys is read
as it is, until it is encrypted by `manage.py encrypt_second_factors`.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

ENCRYPTED = "gAAAA"  # how every token of Fernet begins, and no secret of allauth's
HELD = {"secret", "seed"}  # in an authenticator's data
HELD_LISTS = {"migrated_codes"}


def encrypted(text: str) -> str:
    """Return what is stored of a secret."""
    return _fernet().encrypt(text.encode()).decode()


def decrypted(stored: str) -> str:
    """Return the secret. Raises InvalidToken where none of the keys is the one it was stored by."""
    if not stored.startswith(ENCRYPTED):
        return stored
    return _fernet().decrypt(stored.encode()).decode()


def encrypted_anew(data: dict) -> dict:
    """Return an authenticator's data with each secret under the first of the keys."""
    return {name: _anew(name, value) for name, value in data.items()}


def _anew(name, value):
    if name in HELD:
        return encrypted(decrypted(value))
    if name in HELD_LISTS:
        return [encrypted(decrypted(each)) for each in value]
    return value


def _fernet():
    keys = settings.SECOND_FACTOR_KEYS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key_from(key)) for key in keys])


def _key_from(secret):
    return urlsafe_b64encode(sha256(b"second factors:" + secret.encode()).digest())
