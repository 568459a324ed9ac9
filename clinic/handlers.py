"""How a request is read before any middleware sees it."""

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class PlainRequest(WSGIRequest):
    """A request read as UTF-8, whatever charset its sender names.

    Python's own codecs are among the names ("hex", "undefined"), and Django would decode the
    address with them before any middleware could answer 400.
    """

    encoding = property(lambda self: "utf-8", lambda self, named: None)


class PlainHandler(WSGIHandler):
    request_class = PlainRequest
