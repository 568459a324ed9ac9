"""What every page says about the record, and what it may lead to."""

from django.utils.functional import SimpleLazyObject

from assessments import plans, queries
from assessments.shelf import published


def worklist(request):
    """Return how much waits for a clinician, asked for by the page that shows it."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {"worklist_count": SimpleLazyObject(lambda: _waiting(user))}


def _waiting(user):
    return queries.worklist_count(user) + plans.waiting_count(user)


def articles(request):
    """Return what everybody may read, by slug, asked for by the page that leads there."""
    return {"published_articles": SimpleLazyObject(published)}


def own_plan(request):
    """Return whether anybody whom this account looks after has a plan, asked for by the menu."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {"has_own_plan": SimpleLazyObject(lambda: plans.has_plan(user))}
