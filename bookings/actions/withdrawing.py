"""Taking back the links to one visit that were mailed."""

from django.db import transaction
from django.utils import timezone

from bookings.locks import retry_deadlocks
from bookings.mail import planning
from bookings.models import Appointment


@retry_deadlocks
@transaction.atomic
def withdraw_links(*, appointment: Appointment) -> Appointment:
    """End every link to a visit that was mailed so far, and mail a new one if it is ahead.

    What a browser has opened by them closes as well, and so does what another site was handed.
    """
    now = timezone.now()
    visits = Appointment.objects.with_person().select_for_update(of=["self"], no_key=True)
    current = visits.get(pk=appointment.pk)
    current.links_withdrawn += 1
    current.save(update_fields=["links_withdrawn"])
    if Appointment.objects.filter(pk=current.pk).still_ahead(now).exists():
        planning.plan_again(current, now=now)
    return current
