"""Which open page saves: what it began with, and which it is."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class OpenPage:
    """The open page that saves.

    A page that saves while somebody types is not in its own way: only what another page has saved
    since is at risk of being overwritten unseen.
    """

    revision: int
    key: UUID | None = None

    def is_older_than(self, stored) -> bool:
        """Say whether another page has saved `stored`, a row with a revision, since."""
        is_same_page = self.key is not None and self.key == stored.saved_from
        return self.revision != stored.revision and not is_same_page
