"""What the clinic publishes: its policies and what people agree to, and each earlier version."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.models import ClinicProfile
from clinic.publications.shipped import TITLES
from clinic.published import as_html, publications


@login_not_required
@require_safe
def publication_detail(request, kind):
    publication = _find(kind)
    return _render(request, publication, publication.text, publication.since)


@login_not_required
@require_safe
def publication_version(request, kind, number):
    """Show a version that held before, or that will hold."""
    publication = _find(kind)
    version = next((each for each in publication.stored if each.number == number), None)
    if version is None:
        raise Http404
    return _render(
        request,
        publication,
        version.text,
        version.in_force_on,
        is_earlier=publication.held_before(version),
        is_coming=version.in_force_on > publication.today,
    )


def _find(kind):
    if kind not in TITLES:
        raise Http404
    return publications(timezone.localdate(), kind)[kind]


def _render(request, publication, text, since, **shown):
    context = {
        "publication": publication,
        "html": as_html(text, ClinicProfile.objects.current()),
        "since": since,
        "others": [(kind, title) for kind, title in TITLES.items() if kind != publication.kind],
        **shown,
    }
    return render(request, "clinic/publications/detail.html", context)
