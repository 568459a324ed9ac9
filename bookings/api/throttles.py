"""How often one address may call the API."""

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from clinic import rate_limits


class AddressThrottle(BaseThrottle):
    """At most so many calls from one address in each period, such as the hour on the clock.

    Ninja's own throttle keeps a request's state in itself, where the threads of the web process
    mix it up; this one keeps nothing.
    """

    def __init__(self, setting: str):
        self.setting = setting

    def allow_request(self, request: HttpRequest) -> bool:
        try:
            rate_limits.count(self.setting, rate_limits.client_address(request))
        except rate_limits.TooManyAttempts:
            return False
        return True

    def wait(self) -> float:
        _, period_s = rate_limits.parsed(getattr(settings, self.setting))
        return rate_limits.seconds_left(period_s)


reads = AddressThrottle("RATE_LIMIT_API_READS")
bookings = AddressThrottle("RATE_LIMIT_API_BOOKINGS")
