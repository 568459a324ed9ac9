"""How often something may be tried: a counter in the cache for each period on the clock."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinic.clock_face import time_of_day
from clinic.zones import zone_name

RATE = re.compile(r"(\d+)/(\d*)([smhd])", re.ASCII)
WITH_PORT = re.compile(r"\[(.+)\](?::\d+)?|([\d.]+):\d+", re.ASCII)  # as some proxies write it
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST_ADDRESS = 64  # characters; what a proxy wrote may be anything
ONE_HOUSEHOLD_IPV6 = 64  # a line's own network: counting its addresses would count nothing


class TooManyAttempts(Exception):
    """Something was tried more often than its limit allows; it says when to try again."""

    def __init__(self, retry_after_s: int):
        self.retry_after_s = retry_after_s
        at = timezone.localtime(timezone.now() + timedelta(seconds=retry_after_s))
        self.try_again = f"{time_of_day(at)} {zone_name()}"
        super().__init__(
            f"This was tried too often. Please try again after {self.try_again}, or call us."
        )


def count(setting: str, subject: str) -> None:
    """Count one more attempt of `subject`, such as an email; raise TooManyAttempts past the limit.

    `setting` names the limit, such as "20/h": so many in each hour, or "5/10m".
    """
    if not settings.RATE_LIMITS:
        return
    allowed, period_s = parsed(getattr(settings, setting))
    counted = sha256(subject.strip().lower().encode(errors="replace")).hexdigest()
    key = f"{setting}:{counted}:{int(time.time() // period_s)}"
    if _attempts(key, period_s) > allowed:
        raise TooManyAttempts(seconds_left(period_s))


def count_request(setting: str, request: HttpRequest, *, email: str | None = None) -> None:
    """Count a request by its address, and by the `email` typed against the setting's limit for one.

    Staff, who answer by name for what they do, have no limit. An account, which may type none, is
    counted as itself: what strangers try under its email uses up nothing of it.
    """
    user = request.user
    if user.is_authenticated and user.is_clinic_staff:
        return
    count(setting, client_address(request))
    if email is None:
        return  # nothing is counted by email here
    if user.is_authenticated:
        count(f"{setting}_PER_EMAIL", f"account {user.pk}")
    if email:
        count(f"{setting}_PER_EMAIL", email)


def limited(setting: str) -> Callable:
    """Answer 429 when one address sends a form more often than `setting` allows.

    The view, too, may raise TooManyAttempts.
    """

    def decorate(view):
        @wraps(view)
        def count_and_show(request, *args, **kwargs):
            try:
                if request.method == "POST":
                    count_request(setting, request)
                return view(request, *args, **kwargs)
            except TooManyAttempts as refusal:
                return refusal_page(request, refusal)

        return count_and_show

    return decorate


def refusal_page(request: HttpRequest, refusal: TooManyAttempts) -> HttpResponse:
    response = render(request, "429.html", {"try_again": refusal.try_again}, status=429)
    return with_retry_after(response, refusal)


def with_retry_after(response: HttpResponse, refusal: TooManyAttempts) -> HttpResponse:
    response["Retry-After"] = str(refusal.retry_after_s)
    return response


def client_address(request: HttpRequest) -> str:
    """Return whom the request came from: of a forwarded address, what our own proxies wrote."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.TRUSTED_PROXIES and forwarded:
        hops = forwarded.split(",")
        address = hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    return _network_of(address.strip()[:LONGEST_ADDRESS])


def parsed(rate: str) -> tuple[int, int]:
    """Return how many are allowed in how many seconds."""
    found = RATE.fullmatch(rate)
    if found is None:
        raise ImproperlyConfigured(f"A rate limit looks like 20/h or 5/10m, not {rate!r}.")
    allowed, periods, unit = found.groups()
    return int(allowed), int(periods or 1) * SECONDS[unit]


def seconds_left(period_s: int) -> int:
    """Return the seconds until the period on the clock ends, at least one."""
    return int(period_s - time.time() % period_s) + 1


def _attempts(key, period_s):
    if cache.add(key, 1, period_s):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it was dropped in between: a full cache must not refuse anybody
        return 1


def _network_of(address):
    if with_port := WITH_PORT.fullmatch(address):
        address = with_port[1] or with_port[2]
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ip_network((ip, ONE_HOUSEHOLD_IPV6), strict=False).network_address)
