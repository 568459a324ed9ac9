"""What every page says about the record."""

from django.utils.functional import SimpleLazyObject

from assessments import queries


def worklist(request):
    """Return how many assessments wait for a clinician, asked for by the page that shows it."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {"worklist_count": SimpleLazyObject(lambda: queries.worklist_count(user))}
