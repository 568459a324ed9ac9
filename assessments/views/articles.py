"""The articles that everybody may read, once a clinician stands by them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.reading.articles import canonical_url, cards, page_of, structured
from assessments.shelf import published, shelf
from clinic.models import ClinicProfile
from clinic.roles import SEE_ARTICLES


@login_not_required
@require_safe
def article_list(request):
    context = {"cards": cards(published(shelf()))}
    return render(request, "assessments/learning/list.html", context)


@login_not_required
@require_safe
def article_detail(request, slug):
    entries = shelf()
    entry = entries.get(slug)
    if entry is None:
        raise Http404
    if entry.public is None and request.user.has_perm(SEE_ARTICLES):
        return redirect("assessments:article-draft", slug)
    if entry.public is None:
        raise Http404
    page = page_of(entry.public, published(entries))
    context = {
        "page": page,
        "canonical": canonical_url(slug),
        "structured": structured(page, ClinicProfile.objects.current()),
        "is_due": entry.is_due(timezone.localdate()),
        "has_draft": entry.is_draft and request.user.has_perm(SEE_ARTICLES),
    }
    return render(request, "assessments/learning/article.html", context)
