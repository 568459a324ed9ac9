"""The articles, and a clinician's word for one."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.actions.articles import review_article
from assessments.learning.articles import ARTICLES, Article, next_review_due
from assessments.models import ArticleReview
from clinic.models import Practitioner


def find_article(slug) -> Article:
    try:
        return ARTICLES[slug]
    except KeyError:
        raise Http404 from None


def reviewer(user) -> Practitioner | None:
    """Return the profile under which this person may stand for an article."""
    is_clinician = user.is_authenticated and user.is_clinician
    return queries.practitioner_of(user) if is_clinician else None


def review_status(review) -> dict:
    """Return what the page says of the latest review of this version, if there is one."""
    if review is None:
        return {"review": None}
    due_on = next_review_due(review.reviewed_on)
    return {"review": review, "due_on": due_on, "is_due": due_on <= timezone.localdate()}


@login_not_required
@require_safe
def article_list(request):
    return render(request, "assessments/learning/list.html", {"articles": ARTICLES.values()})


@login_not_required
@require_safe
def article_detail(request, slug):
    article = find_article(slug)
    reviews = ArticleReview.objects.filter(slug=slug, article_version=article.version)
    context = {
        "article": article,
        "related": [ARTICLES[other] for other in article.related],
        "may_review": reviewer(request.user) is not None,
        **review_status(reviews.select_related("reviewed_by").first()),
    }
    return render(request, article.template, context)


@require_POST
def article_review(request, slug):
    article = find_article(slug)
    practitioner = reviewer(request.user)
    if practitioner is None:
        raise PermissionDenied
    if request.POST.get("version") == str(article.version):
        review_article(article=article, practitioner=practitioner)
        notices.success(
            request, "Thank you. Your name and today’s date now stand at the top of this version."
        )
    else:
        notices.error(request, "This article was changed meanwhile. Please read it once more.")
    return redirect("assessments:article-detail", slug)
