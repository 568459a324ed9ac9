"""A service from its draft to the public page, and its place among the others."""

from collections.abc import Sequence

from django.db import transaction

from bookings.actions.schedules import take_turn
from bookings.locks import retry_deadlocks
from bookings.models import Service


@retry_deadlocks
@transaction.atomic
def publish_service(*, service: Service) -> Service:
    """Offer a draft from now on; pressed twice, it is published once."""
    take_turn()
    row = Service.objects.get(pk=service.pk)
    if row.is_draft:
        row.is_draft, row.is_active = False, True
        row.save(update_fields=["is_draft", "is_active"])
    return row


@retry_deadlocks
@transaction.atomic
def order_services(*, services: Sequence[Service]) -> None:
    """Let the list of services begin with these, in this order; others follow as they did."""
    take_turn()
    first = [service.pk for service in services]
    rows = {row.pk: row for row in Service.objects.order_by("position", "name")}
    keys = [*(pk for pk in first if pk in rows), *(pk for pk in rows if pk not in set(first))]
    for position, pk in enumerate(keys, start=1):
        if rows[pk].position != position:
            rows[pk].position = position
            rows[pk].save(update_fields=["position"])
