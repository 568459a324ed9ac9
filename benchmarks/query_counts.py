"""How many queries a request makes, counted in this process."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_queries(path: str) -> int:
    """Return the queries of one GET, once caches that outlive a request are warm."""
    client = Client(headers={"host": "localhost"})
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(queries)
