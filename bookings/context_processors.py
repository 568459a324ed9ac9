"""What every page of the desk says about the schedule."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from bookings.models import Appointment
from clinic.roles import CHANGE_VISITS


def conflicts(request):
    """Return how many visits are in conflict, asked for by the head that shows it."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {"visits_in_conflict": SimpleLazyObject(lambda: _in_conflict(user))}


def _in_conflict(user):
    if not user.has_perm(CHANGE_VISITS):
        return 0
    return Appointment.objects.in_conflict(timezone.now()).count()
