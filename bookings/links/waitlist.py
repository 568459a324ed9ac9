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
    return key_for(waitlist_named(row), salt=SALTS[type(row)])


def waitlist_key_is_valid(row: WaitlistEntry | WaitlistOffer, key: str) -> bool:
    """Say whether `key` was made for this row and the email of now, and has not ended."""
    is_its_key = is_key_for(waitlist_named(row), key, salt=SALTS[type(row)])
    return is_its_key and not waitlist_links_ended(row)


def waitlist_named(row: WaitlistEntry | WaitlistOffer) -> str:
    """Return what the keys of a wish, or of an offer, are made for.

    Where they lead to a visit that is to be earlier, they end with its links.
    """
    entry = getattr(row, "entry", row)  # of an offer
    visit = getattr(entry, "appointment", None)
    withdrawn = visit.links_withdrawn if visit else 0
    return named_for(row.reference, getattr(entry, "patient", None), withdrawn)


def waitlist_links_ended(row: WaitlistEntry | WaitlistOffer) -> bool:
    if isinstance(row, WaitlistOffer):
        return has_ended(row.ends_at)
    return has_ended(row.latest_on and whole_day(row.latest_on, clinic_zone()).end)


def waitlist_path(row: WaitlistEntry | WaitlistOffer, *, key: str | None = None) -> str:
    """Return the path of a row's page, with the key that a mail puts into it, if any."""
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
