"""Races through the front doors: fifty open connections ask a real server for one slot at once."""

import json
import re
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from threading import Barrier, current_thread, main_thread
from time import monotonic
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.db.backends.signals import connection_created

from bookings.links.visits import visit_key, visit_path
from bookings.models import Appointment
from clinic.models import Patient
from tests.bookings.api.calls import ADA, PATH
from tests.factories import NINE, AppointmentFactory, bookable

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]
RIVALS = 50
ROUND_S = 10  # generous: with the constraint alone the losers deadlock, one a second
DETAILS = "/book/physio/details/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def practitioner(settings):
    settings.RATE_LIMITS = False  # the rivals share an address
    _, [practitioner] = bookable(slug="physio")
    return practitioner


@pytest.fixture
def rivals(live_server):
    """Fifty connections to the server, each answered once, so that a thread waits on each."""
    address = urlsplit(live_server.url)
    with ExitStack() as stack:
        opened = [
            stack.enter_context(closing(HTTPConnection(address.hostname, address.port, timeout=30)))
            for _ in range(RIVALS)
        ]
        for rival in opened:
            exchange(rival, "GET", "/healthz")
        yield opened


def exchange(rival, method, path, **headers):
    rival.request(method, path, headers=headers)
    response = rival.getresponse()
    return response.read().decode(), response.headers


def cookies_of(*answers):
    """Return what a browser sends back of the cookies that it was given."""
    given = [line for headers in answers for line in headers.get_all("Set-Cookie", [])]
    return "; ".join(line.partition(";")[0] for line in given)


def request_bytes(path, content_type, body, **headers):
    lines = {
        "Host": "localhost",
        "Content-Type": content_type,
        "Content-Length": len(body.encode()),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n{body}".encode()


@contextmanager
def meeting_on_their_backends():
    """Let no request go on until each has a backend of its own; give the backends' ids."""
    start, backends = Barrier(RIVALS), []

    def meet(*, connection, **_):
        if current_thread() is not main_thread():
            backends.append(connection.connection.info.backend_pid)
            start.wait(timeout=20)

    connection_created.connect(meet)
    try:
        yield backends
    finally:
        connection_created.disconnect(meet)


def race(rivals, requests):
    """Send each rival's bytes at once; return how often each status came, backends and seconds."""
    with meeting_on_their_backends() as backends:
        began = monotonic()
        for rival, request in zip(rivals, requests, strict=True):
            rival.sock.sendall(request)
        statuses = Counter(status_of_answer(rival) for rival in rivals)
        seconds = monotonic() - began
    return statuses, set(backends), seconds


def status_of_answer(rival):
    response = HTTPResponse(rival.sock, method="POST")
    response.begin()
    response.read()
    return response.status


def booked():
    return list(Appointment.objects.values_list("practitioner", "starts_at", "status"))


def test_fifty_calls_of_the_api_for_one_slot_leave_one_visit(practitioner, rivals):
    wish = json.dumps({**ADA, "service": "physio", "practitioner": practitioner.slug})

    statuses, backends, seconds = race(
        rivals, [request_bytes(PATH, "application/json", wish)] * RIVALS
    )

    assert statuses == {201: 1, 409: RIVALS - 1}
    assert len(backends) == RIVALS
    assert booked() == [(practitioner.pk, NINE, "booked")]
    assert Patient.objects.count() == 1
    assert seconds < ROUND_S


def test_fifty_forms_for_one_slot_leave_one_visit(practitioner, rivals):
    chosen = {"starts_at": ADA["starts_at"], "practitioner": practitioner.slug}

    def form(rival):
        page, headers = exchange(rival, "GET", f"{DETAILS}?{urlencode(chosen)}")
        typed = {
            **chosen,
            "csrfmiddlewaretoken": TOKEN.search(page)[1],
            "submission": uuid4(),
            "name": ADA["name"],
            "email": ADA["email"],
            "accepts_policy": "on",
        }
        return request_bytes(
            DETAILS,
            "application/x-www-form-urlencoded",
            urlencode(typed),
            Cookie=headers["Set-Cookie"].partition(";")[0],
        )

    statuses, backends, seconds = race(rivals, [form(rival) for rival in rivals])

    assert statuses == {302: 1, 409: RIVALS - 1}
    assert len(backends) == RIVALS
    assert booked() == [(practitioner.pk, NINE, "booked")]
    assert Patient.objects.count() == 1
    assert seconds < ROUND_S


def test_fifty_visits_moved_onto_one_slot_leave_one_there(practitioner, rivals):
    visits = [
        AppointmentFactory(
            practitioner=practitioner,
            service=practitioner.services.get(),
            starts_at=NINE + number * timedelta(days=7),
        )
        for number in range(1, RIVALS + 1)
    ]

    def form(rival, visit):
        path = visit_path(visit, "move")
        _, opened = exchange(rival, "GET", visit_path(visit, "move", key=visit_key(visit)))
        page, shown = exchange(rival, "GET", path, Cookie=cookies_of(opened))
        typed = {
            "starts_at": ADA["starts_at"],
            "practitioner": practitioner.slug,
            "revision": 0,
            "csrfmiddlewaretoken": TOKEN.search(page)[1],
        }
        return request_bytes(
            path,
            "application/x-www-form-urlencoded",
            urlencode(typed),
            Cookie=cookies_of(opened, shown),
        )

    requests = [form(rival, visit) for rival, visit in zip(rivals, visits, strict=True)]
    statuses, backends, seconds = race(rivals, requests)

    assert statuses == {302: 1, 409: RIVALS - 1}
    assert len(backends) == RIVALS
    moved = Appointment.objects.filter(starts_at=NINE)
    assert list(moved.values_list("practitioner", "revision")) == [(practitioner.pk, 1)]
    assert Appointment.objects.filter(revision=0).count() == RIVALS - 1
    assert seconds < ROUND_S
