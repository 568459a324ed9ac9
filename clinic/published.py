"""The published texts as they stand: which version is in force, and what the clinic has not read.

In force is the latest that the clinic published for a day that has come; before it published any,
ours.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from clinic.models import ClinicProfile, PublicationShown, PublicationVersion
from clinic.models.people import PatientQuerySet
from clinic.publications import markdown, words
from clinic.publications.shipped import TITLES, Shipped, shipped


@dataclass(frozen=True)
class Publication:
    """One kind of text: ours, and all that was ever stored of it, the latest in force first."""

    kind: str
    today: date
    stored: list[PublicationVersion] = field(default_factory=list)

    @property
    def versions(self) -> list[PublicationVersion]:
        """What the clinic has published itself."""
        return [each for each in self.stored if each.published_by]

    @property
    def earlier(self) -> list[PublicationVersion]:
        """What held before, ours that somebody was shown too."""
        return [each for each in self.stored if self.held_before(each)]

    def held_before(self, version: PublicationVersion) -> bool:
        return version.in_force_on <= self.today and version.text != self.text

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def ours(self) -> Shipped:
        return shipped(self.kind)

    @property
    def in_force(self) -> PublicationVersion | None:
        """The clinic's version that holds today; none while ours does."""
        return next((each for each in self.versions if each.in_force_on <= self.today), None)

    @property
    def coming(self) -> PublicationVersion | None:
        """The one that will hold from a later day on."""
        latest = self.versions[0] if self.versions else None
        return latest if latest and latest.in_force_on > self.today else None

    @property
    def text(self) -> str:
        return self.in_force.text if self.in_force else self.ours.text

    @property
    def since(self) -> date:
        return self.in_force.in_force_on if self.in_force else self.ours.written_on

    @property
    def is_read(self) -> bool:
        """Whether somebody of the clinic has read and published it."""
        return bool(self.versions)


def publications(today: date, *kinds: str) -> dict[str, Publication]:
    """Return these kinds, or all of them, in order."""
    asked = kinds or tuple(TITLES)
    rows = PublicationVersion.objects.filter(kind__in=asked)
    stored = defaultdict(list)
    for row in rows.select_related("published_by").order_by("-in_force_on", "-number"):
        stored[row.kind].append(row)
    return {kind: Publication(kind, today, stored[kind]) for kind in asked}


def as_html(text: str, profile: ClinicProfile) -> str:
    """Return a text with the clinic's own data in it, safe to show."""
    return markdown.render(words.filled(text, values_of(profile)))


def values_of(profile: ClinicProfile) -> dict[str, str]:
    return {
        "clinic": profile.name,
        "address": profile.address or "our address is on every page",
        "reach": profile.ways_to_ask,
        "privacy_contact": profile.privacy_contact or f"{profile.name}: {profile.ways_to_ask}",
        "emergency_number": profile.emergency_phone,
    }


def shown_to(files: PatientQuerySet) -> list[PublicationShown]:
    """Return what the person of these files was shown, the latest first."""
    shown = PublicationShown.objects.filter(patient__in=files).select_related("version")
    return list(shown.order_by("-shown_at", "-pk"))
