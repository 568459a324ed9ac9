"""Links to calendar feeds: a random part that names the row, and a signature of it."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from bookings.links.keys import is_key_for, key_for
from bookings.models import CalendarFeed

SALT = "bookings.feeds"
SECRET_LENGTH = 32  # hexadecimal digits


def feed_key(feed: CalendarFeed) -> str:
    """Return what the feed's link carries in place of a log-in."""
    return f"{feed.secret.hex}-{key_for(feed.secret.hex, salt=SALT)}"


def feed_url(feed: CalendarFeed) -> str:
    """Return the whole address that a calendar program is given."""
    return settings.SITE_URL + reverse("bookings:feed", args=[feed_key(feed)])


def secret_in(key: str) -> UUID | None:
    """Return which feed a key is for, if we have made it; whether it still is one, its row says."""
    secret, _, signature = key.partition("-")
    if len(secret) != SECRET_LENGTH or not is_key_for(secret, signature, salt=SALT):
        return None
    return UUID(secret)
