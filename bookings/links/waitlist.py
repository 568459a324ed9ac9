"""Paths to the waitlist's pages of one person; a signed key stands in for an account."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from bookings.models import WaitlistEntry, WaitlistOffer

SIGNERS = {
    WaitlistEntry: Signer(salt="bookings.slots.wishes.entry"),
    WaitlistOffer: Signer(salt="bookings.slots.wishes.offer"),
}
PAGES = {WaitlistEntry: "bookings:waitlist-detail", WaitlistOffer: "bookings:waitlist-offer"}


def waitlist_key(row: WaitlistEntry | WaitlistOffer) -> str:
    """Return the key that opens this wish, or this offer, without an account; it is not stored."""
    return SIGNERS[type(row)].signature(str(row.reference))


def waitlist_key_is_valid(row: WaitlistEntry | WaitlistOffer, key: str) -> bool:
    """Say whether `key` was made for this row, by this secret or one it replaced."""
    signer = SIGNERS[type(row)]
    try:
        signer.unsign(f"{row.reference}{signer.sep}{key}")
    except BadSignature:
        return False
    return True


def waitlist_path(row: WaitlistEntry | WaitlistOffer, *, key: str | None = None) -> str:
    """Return the path of a row's page, with the key it was opened by, if any."""
    return _path(PAGES[type(row)], row, key)


def leave_path(entry: WaitlistEntry, *, key: str | None = None) -> str:
    """Return where the button to leave the list leads."""
    return _path("bookings:waitlist-leave", entry, key)


def _path(name, row, key):
    path = reverse(name, args=[row.reference])
    return f"{path}?{urlencode({'key': key})}" if key else path


def waitlist_url(row: WaitlistEntry | WaitlistOffer) -> str:
    """Return the signed link that an email carries."""
    return settings.SITE_URL + waitlist_path(row, key=waitlist_key(row))
