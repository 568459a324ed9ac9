"""Which looks at files stand out, and why. Pure.

Nothing here is wrong in itself: somebody who did not look is to ask.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

AN_HOUR = timedelta(hours=1)

BREAK_GLASS, FAMILY_NAME, NO_VISIT, MANY = "break_glass", "family_name", "no_visit", "many"


@dataclass(frozen=True)
class Looked:
    """One look of somebody who works here: by whom, at whose file, when."""

    key: int
    user: int
    person: int
    at: datetime
    for_a_reason: bool  # they do not treat the patient, and said why they look
    same_name: bool


@dataclass(frozen=True)
class Span:
    """From when until when the clinic had to do with somebody: a visit, a wish."""

    start: datetime
    end: datetime

    def is_near(self, at: datetime, period: timedelta) -> bool:
        return self.start - period <= at <= self.end + period


def oddities(
    looks: Collection[Looked],
    spans: Mapping[int, Collection[Span]],
    *,
    period: timedelta,
    files_per_hour: int,
) -> dict[int, list[str]]:
    """Return what is odd about each look, by its key; looks that are not odd are left out.

    `spans` are by person, and one is near that lies within `period` of the look.
    """
    too_many = beyond(looks, files_per_hour)
    found = {}
    for look in looks:
        odd = []
        if look.for_a_reason:
            odd.append(BREAK_GLASS)
        if look.same_name:
            odd.append(FAMILY_NAME)
        if not any(span.is_near(look.at, period) for span in spans.get(look.person, ())):
            odd.append(NO_VISIT)
        if look.key in too_many:
            odd.append(MANY)
        if odd:
            found[look.key] = odd
    return found


def beyond(looks: Iterable[Looked], files_per_hour: int) -> set[int]:
    """Return the looks by which somebody had opened more people's files in an hour than that."""
    by_user = defaultdict(list)
    for look in looks:
        by_user[look.user].append(look)
    found = set()
    for own in by_user.values():
        lately = deque()
        for look in sorted(own, key=lambda look: (look.at, look.key)):
            lately.append(look)
            while lately[0].at <= look.at - AN_HOUR:
                lately.popleft()
            if len({each.person for each in lately}) > files_per_hour:
                found.add(look.key)
    return found


def family_names(folded_name: str) -> set[str]:
    """Return the family names of somebody whose name has no accents and capitals any more.

    That is the last word, and each part of one with hyphens.
    """
    words = folded_name.split()
    if len(words) < 2:
        return set()
    return {part for part in words[-1].replace("\u2010", "-").split("-") if len(part) > 1}
