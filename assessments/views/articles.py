"""The articles that everybody may read, once a clinician stands by them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.reading.articles import canonical_url, cards, page_of, structured
from assessments.reading.reviewing import review_status
from assessments.shelf import published, shelf
from clinic.models import ClinicProfile
from clinic.roles import SEE_ARTICLES


@login_not_required
@require_safe
def article_list(request):
    context = {"cards": cards(published())}
    return render(request, "assessments/learning/list.html", context)


@login_not_required
@require_safe
def article_detail(request, slug):
    readable = published()
    version = readable.get(slug)
    entry = shelf(slug).get(slug) if request.user.has_perm(SEE_ARTICLES) else None
    if version is None and entry is None:
        raise Http404
    if version is None:
        return redirect("assessments:article-draft", slug)
    page = page_of(version, readable)
    context = {
        "page": page,
        "canonical": canonical_url(slug),
        "structured": structured(page, ClinicProfile.objects.current()),
        "has_draft": entry is not None and entry.is_draft,
        **review_status(version.review),
    }
    return render(request, "assessments/learning/article.html", context)
