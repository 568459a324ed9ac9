"""The calendar feeds that somebody may see to: their own or, of administrators, all.

A link lasts as long as whose it is may see to the diary: a practitioner's own account or, of
equipment and of whoever has none, whoever made it.
"""

from dataclasses import dataclass

from bookings.links.feeds import feed_url
from bookings.models import CalendarFeed, Equipment
from clinic.models import Practitioner, User
from clinic.roles import SET_UP_FEEDS


@dataclass(frozen=True)
class FeedRow:
    """One diary, and its feed if it has one."""

    whose: Practitioner | Equipment
    feed: CalendarFeed | None
    is_own: bool

    @property
    def kind(self) -> str:
        return "staff" if isinstance(self.whose, Practitioner) else "equipment"

    @property
    def is_shut_out(self) -> bool:
        return bool(self.feed) and is_shut_out(self.feed)

    @property
    def url(self) -> str:
        return feed_url(self.feed)

    @property
    def subscribe_url(self) -> str:
        """The same address as programs take it up by themselves, where one is installed."""
        return f"webcal://{self.url.partition('://')[2]}"


def may_have_feeds(user: User) -> bool:
    """Say whether somebody has feeds at all: a clinician their own, administrators all."""
    return user.is_active and (user.is_clinician or user.has_perm(SET_UP_FEEDS))


def is_shut_out(feed: CalendarFeed) -> bool:
    """Say whether a link opens nothing any more, for whose it is may not have it now."""
    own = feed.practitioner and feed.practitioner.user
    return not (may_have_feeds(own) if own else feed.made_by.has_perm(SET_UP_FEEDS))


def practitioners_with_feeds(user: User):
    """Return whose feeds a user may see to."""
    people = Practitioner.objects.order_by("name", "pk")
    return people if user.has_perm(SET_UP_FEEDS) else people.filter(user=user)


def equipment_with_feeds(user: User):
    return Equipment.objects.all() if user.has_perm(SET_UP_FEEDS) else Equipment.objects.none()


def load_feeds(user: User) -> list[FeedRow]:
    """Return a row for each diary: one's own first, then practitioners, then equipment.

    Who takes no bookings any more, and what is out of use, is there as long as it has a feed.
    """
    whose = [
        *practitioners_with_feeds(user).select_related("user", "calendar_feed__made_by"),
        *equipment_with_feeds(user).select_related("calendar_feed__made_by"),
    ]
    rows = [
        FeedRow(
            whose=one,
            feed=getattr(one, "calendar_feed", None),
            is_own=isinstance(one, Practitioner) and one.user_id == user.pk,
        )
        for one in whose
    ]
    shown = [row for row in rows if row.feed or row.whose.is_active]
    return sorted(shown, key=lambda row: not row.is_own)
