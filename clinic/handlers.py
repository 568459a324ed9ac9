"""How a request is read before any middleware sees it."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


class PlainRequest(WSGIRequest):
    """A request read as UTF-8, whatever charset its sender names.

    Python's own codecs are among the names ("hex", "undefined"), and Django would decode the
    address with them before any middleware could answer 400. What is said of it by headers that
    only a proxy of ours may write is believed of that proxy alone.
    """

    encoding = property(lambda self: "utf-8", lambda self, named: None)

    def __init__(self, environ):
        if not is_proxy(environ.get("REMOTE_ADDR", "")):
            for name in FORWARDED:
                environ.pop(name, None)
        super().__init__(environ)


class PlainHandler(WSGIHandler):
    request_class = PlainRequest


def is_proxy(address: str) -> bool:
    """Say whether a request comes from a proxy of ours; by a socket file it has no address."""
    if not address:
        return True
    try:
        sender = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    sender = getattr(sender, "ipv4_mapped", None) or sender
    return any(sender in ip_network(proxy) for proxy in settings.PROXY_ADDRESSES)
