"""Instants that a test cannot name, for the clock ticks on."""

from datetime import datetime

from django.utils import timezone


class FromNowOn:
    """Equal to every instant from when this was made until the two are compared."""

    def __init__(self):
        self.begins_at = timezone.now()

    def __eq__(self, other):
        return isinstance(other, datetime) and self.begins_at <= other <= timezone.now()

    __hash__ = None

    def __repr__(self):
        return f"an instant since {self.begins_at:%H:%M:%S.%f}"
