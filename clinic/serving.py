"""What the web process asks before it serves: are its proxies and its database role right?"""

from ipaddress import ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

ROLE_COULD_SWITCH_TRIGGERS_OFF = """
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper)
    OR EXISTS (SELECT FROM pg_class WHERE relowner = current_user::regrole AND relkind = 'r')
"""


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured, with what to change, where this process must not serve."""
    _refuse_unknown_proxies()
    if not settings.ONE_DATABASE_ROLE:
        _refuse_owner()


def _refuse_unknown_proxies():
    try:
        for address in settings.PROXY_ADDRESSES:
            ip_network(address)
    except ValueError as error:
        raise ImproperlyConfigured(f"PROXY_ADDRESSES: {error}.") from error
    if settings.SECURE_PROXY_SSL_HEADER and settings.TRUSTED_PROXIES < 1:
        raise ImproperlyConfigured(
            "Set TRUSTED_PROXIES to how many proxies add to X-Forwarded-For, for example 1: "
            "without it everybody shares the proxy's address, and its limits."
        )


def _refuse_owner():
    """Refuse whoever could switch off the triggers that guard the record.

    While the database is away nobody can know: pages say so, and `/readyz` looks again.
    """
    if settings.DATABASE_OWNER is not None:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is for `manage.py migrate` alone: keep it in a file of its own, "
            "such as .env.owner, and out of the web process's environment."
        )
    try:
        with connection.cursor() as cursor:
            cursor.execute(ROLE_COULD_SWITCH_TRIGGERS_OFF)
            (is_owner,) = cursor.fetchone()
    except OperationalError:
        return
    finally:
        connection.close()
    if is_owner:
        raise ImproperlyConfigured(
            "DATABASE_URL names a role that owns tables or is a superuser. Serve by one that owns "
            "none: README.md, “From one role to two”."
        )
