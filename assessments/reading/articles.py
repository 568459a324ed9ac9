"""An article's page: its words, what is read next, what can be booked, what it says to machines."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from assessments.catalogue import exercises_by_code
from assessments.exercises.exercise import Exercise
from assessments.learning.articles import Books
from assessments.learning.citations import CITATIONS, Citation
from assessments.learning.markdown import Rendered, render
from assessments.shelf import Entry, Version
from bookings.models import Service
from bookings.slots.services import bookable_services
from clinic.models import ClinicProfile


@dataclass(frozen=True)
class ArticlePage:
    """All that one version's page shows."""

    version: Version
    rendered: Rendered
    related: list[Version]
    exercises: list[Exercise]
    service: Service | None

    @property
    def citations(self) -> list[Citation]:
        return [CITATIONS[key] for key in self.rendered.sources]

    @property
    def drawing(self) -> str:
        """Return the name of the drawing that stands for the article."""
        return next(iter(self.rendered.drawings), "")


def named_links(
    slugs: Collection[str], exercises: Collection[Exercise]
) -> frozenset[tuple[str, str]]:
    """Return the addresses of what an article may link to by name."""
    articles = [(f"learn:{slug}", "article-detail", slug) for slug in slugs]
    moves = [(f"exercise:{each.code}", "exercise-detail", each.slug) for each in exercises]
    return frozenset(
        (name, reverse(f"assessments:{view}", args=[slug])) for name, view, slug in articles + moves
    )


def page_of(version: Version, readable: dict[str, Version]) -> ArticlePage:
    """Return a version's page for a reader to whom these articles are there."""
    used = exercises_by_code()
    return ArticlePage(
        version=version,
        rendered=render(version.text.body, named_links(readable, used.values())),
        related=[readable[slug] for slug in version.text.related if slug in readable],
        exercises=[used[code] for code in version.text.exercises if code in used],
        service=fitting_service(version.text.books),
    )


def all_of(entries: dict[str, Entry]) -> dict[str, Version]:
    """Return what staff work on, by slug, as if all of it were public."""
    return {slug: entry.working for slug, entry in entries.items()}


def cards(readable: dict[str, Version]) -> list[ArticlePage]:
    """Return what a list shows of each article: nothing that leads further."""
    return [
        ArticlePage(version, render(version.text.body), [], [], None)
        for version in readable.values()
    ]


def fitting_service(books: str) -> Service | None:
    """Return what can be booked of this kind, for somebody new if there is such a one."""
    if not books:
        return None
    fitting = [
        service
        for service in bookable_services()
        if (service.is_for_running if books == Books.RUNNING else books in service.purposes)
    ]
    return min(fitting, key=lambda service: not service.for_new_patients, default=None)


def canonical_url(slug: str) -> str:
    return settings.SITE_URL + reverse("assessments:article-detail", args=[slug])


def structured(page: ArticlePage, profile: ClinicProfile) -> dict:
    """Return what schema.org has words for, of a version that was reviewed."""
    version, review = page.version, page.version.review
    return {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": version.text.title,
        "headline": version.text.title,
        "description": version.text.summary,
        "url": canonical_url(version.slug),
        "inLanguage": "en-CA",
        "dateModified": version.written_on.isoformat(),
        "lastReviewed": review.reviewed_on.isoformat(),
        "reviewedBy": {
            "@type": "Person",
            "name": review.reviewed_by.name,
            "jobTitle": review.reviewed_by.get_discipline_display(),
        },
        "publisher": {
            "@type": "MedicalOrganization",
            "name": profile.name,
            "url": f"{settings.SITE_URL}/",
        },
        "citation": [citation.text for citation in page.citations],
        "isAccessibleForFree": True,
    }
