"""How often one address may call the API."""

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle


class AddressThrottle(SimpleRateThrottle):
    """At most so many calls from one address in each period, such as the hour on the clock.

    Ninja's own throttle keeps a request's state in itself, where the threads of the web process
    mix it up; this one keeps a counter in the cache and nothing else.
    """

    def __init__(self, setting: str):
        self.setting = setting

    def allow_request(self, request: HttpRequest) -> bool:
        if not settings.RATE_LIMITS:
            return True
        allowed, period_s = self._rate()
        address = hashlib.sha256((self.get_ident(request) or "").encode()).hexdigest()
        key = f"{self.setting}:{address}:{int(time.time() // period_s)}"
        if cache.add(key, 1, period_s):
            return allowed >= 1
        try:
            return cache.incr(key) <= allowed
        except ValueError:  # it was dropped in between: a full cache must not refuse anybody
            return True

    def wait(self) -> float:
        """Return the seconds until the period ends."""
        _, period_s = self._rate()
        return period_s - time.time() % period_s

    def _rate(self) -> tuple[int, int]:
        return self.parse_rate(getattr(settings, self.setting))


reads = AddressThrottle("RATE_LIMIT_API_READS")
bookings = AddressThrottle("RATE_LIMIT_API_BOOKINGS")
