"""Paths to the waitlist's pages of one person; a signed key stands in for an account."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from bookings.links.keys import has_ended, is_key_for, key_for, named_for
from bookings.models import WaitlistEntry, WaitlistOffer
from bookings.slots.holidays import whole_day
from clinic.zones import clinic_zone

SALTS = {
    WaitlistEntry: "bookings.waitlist.entry",
    WaitlistOffer: "bookings.waitlist.offer",
}
PAGES = {WaitlistEntry: "bookings:waitlist-detail", WaitlistOffer: "bookings:waitlist-offer"}


def waitlist_key(row: WaitlistEntry | WaitlistOffer) -> str:
    """Return the key that opens this wish, or this offer, without an account."""
    return key_for(_named(row), salt=SALTS[type(row)])


def waitlist_key_is_valid(row: WaitlistEntry | WaitlistOffer, key: str) -> bool:
    """Say whether `key` was made for this row and the email of now, and has not ended."""
    return is_key_for(_named(row), key, salt=SALTS[type(row)]) and not has_ended(_over_at(row))


def _named(row):
    entry = getattr(row, "entry", row)  # of an offer
    return named_for(row.reference, getattr(entry, "patient", None))


def _over_at(row):
    if isinstance(row, WaitlistOffer):
        return row.ends_at
    return row.latest_on and whole_day(row.latest_on, clinic_zone()).end


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
