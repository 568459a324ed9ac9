"""Paths to the waitlist's pages of one person; a signed key stands in for an account."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from bookings.links.keys import is_key_for, key_for
from bookings.models import WaitlistEntry, WaitlistOffer

SALTS = {
    WaitlistEntry: "bookings.waitlist.entry",
    WaitlistOffer: "bookings.waitlist.offer",
}
PAGES = {WaitlistEntry: "bookings:waitlist-detail", WaitlistOffer: "bookings:waitlist-offer"}


def waitlist_key(row: WaitlistEntry | WaitlistOffer) -> str:
    """Return the key that opens this wish, or this offer, without an account."""
    return key_for(str(row.reference), salt=SALTS[type(row)])


def waitlist_key_is_valid(row: WaitlistEntry | WaitlistOffer, key: str) -> bool:
    """Say whether `key` was made for this row."""
    return is_key_for(str(row.reference), key, salt=SALTS[type(row)])


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
