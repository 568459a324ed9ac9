"""Keys that stand in for an account: a signature of what they open. None is ever stored."""

from django.core.signing import BadSignature, Signer


def key_for(named: str, *, salt: str) -> str:
    """Return the key that opens what is `named`; each kind of thing has a salt of its own.

    A salt is for good: with another one the links in every mail sent so far stop working.
    """
    return Signer(salt=salt).signature(named)


def is_key_for(named: str, key: str, *, salt: str) -> bool:
    """Say whether a key was made for what is `named`, by this secret or one it replaced."""
    signer = Signer(salt=salt)
    try:
        signer.unsign(f"{named}{signer.sep}{key}")
    except BadSignature:
        return False
    return True
