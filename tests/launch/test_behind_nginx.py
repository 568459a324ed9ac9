"""The web process behind nginx with the very file that is shipped: slow clients keep nobody out."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import ClipFile
from launch import processes
from tests.assessments.models.sealed import capture_of
from tests.factories import (
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)
from tests.launch.web_process import Web, free_port
from tests.servers import PATIENCE_S, answers, until

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CERTIFIED = "/etc/letsencrypt/live/book.example.org"
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/main.log emerg;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/none;
    uwsgi_temp_path {folder}/none;
    scgi_temp_path {folder}/none;
    include {folder}/stance.conf;
}}
"""


class Nginx:
    """nginx with deploy/nginx.conf, in which only ports, folders and the certificate differ."""

    def __init__(self, folder: Path, web_port: int):
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self.trusts = ssl.create_default_context(cafile=self._certificate())
        changes = {
            "127.0.0.1:8000": f"127.0.0.1:{web_port}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            "listen [::]": "# listen [::]",
            "book.example.org;": "localhost;",
            CERTIFIED: str(folder),
            "/var/log/nginx": str(folder / "log"),
        }
        shipped = (ROOT / "deploy/nginx.conf").read_text()
        for written, here in changes.items():
            assert written in shipped
            shipped = shipped.replace(written, here)
        (folder / "log").mkdir()
        (folder / "stance.conf").write_text(shipped)
        user = "user root;" if os.getuid() == 0 else ""  # may enter the folders of the tests
        (folder / "nginx.conf").write_text(user + AROUND.format(folder=folder))
        self.process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder])
        until(lambda: answers(self.port))

    def _certificate(self):
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        files = ["-keyout", self.folder / "privkey.pem", "-out", self.folder / "fullchain.pem"]
        subprocess.run([*command, *files], check=True, capture_output=True)
        return self.folder / "fullchain.pem"

    def connect(self):
        """Return a connection over TLS on which nothing is sent yet."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        return self.trusts.wrap_socket(plain, server_hostname="localhost")

    def ask(self, method, path, body=None, **headers):
        """Return the status of an answer."""
        client = HTTPSConnection("localhost", self.port, context=self.trusts, timeout=PATIENCE_S)
        with closing(client):
            client.request(method, path, body, headers)
            answer = client.getresponse()
            answer.read()
            return answer.status

    def stop(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory, django_db_setup, django_db_blocker):
    """The web process, and nginx in front of it."""
    if not NGINX or not shutil.which("openssl"):
        missing = "nginx or openssl is missing: apt-get install nginx-light openssl"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("nginx")
    behind = {"BEHIND_TLS_PROXY": "on", "TRUSTED_PROXIES": "1", "SECURE_SSL_REDIRECT": "on"}
    with django_db_blocker.unblock():
        web = Web(tmp_path_factory.mktemp("web"), **behind)
    nginx = Nginx(folder, web.port)
    yield nginx
    nginx.stop()
    processes.stop([web.process], run=web.run)


@pytest.fixture
def log_in():
    """Return a function that gives the headers of a clinician's script."""

    def log_in(user):
        Authenticator.objects.create(user=user, type="totp", data={})
        client = Client()
        client.force_login(user)
        session, token = client.cookies["sessionid"].value, "a" * 32
        return {
            "Cookie": f"sessionid={session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Referer": "https://localhost/",
            "Content-Type": "application/octet-stream",
        }

    return log_in


@pytest.fixture
def clip_path():
    """The path of a capture's clip, and who may keep it."""
    practitioner = PractitionerFactory(user=ClinicianFactory())
    seen_at = timezone.now()
    visit = AppointmentFactory(practitioner=practitioner, starts_at=seen_at)
    capture = capture_of(
        AssessmentFactory(
            patient=visit.patient,
            practitioner=practitioner,
            seen_at=seen_at,
            seen_by=practitioner.user,
        )
    )
    path = reverse("assessments:clip", args=[capture.assessment.reference, capture.reference])
    return path, practitioner.user


@contextmanager
def dripping(served, *beginnings):
    """Keep requests coming a byte at a time; one that is given up begins again."""
    is_over, begun = threading.Event(), threading.Semaphore(0)

    def drip(beginning):
        while not is_over.is_set():
            with suppress(OSError), closing(served.connect()) as connection:
                connection.sendall(beginning)
                begun.release()
                while not is_over.wait(1):
                    connection.sendall(b"a")

    with ThreadPoolExecutor(len(beginnings)) as threads:
        for beginning in beginnings:
            threads.submit(drip, beginning)
        try:
            assert all(begun.acquire(timeout=PATIENCE_S) for _ in beginnings)
            yield
        finally:
            is_over.set()


def test_slow_bodies_and_half_sent_headers_keep_nobody_waiting(served, clip_path):
    path, _ = clip_path
    bodies = [post("/accounts/login/", 1000)] * 4 + [put(path, 5_000_000)] * 4
    headers = [b"GET /healthz HTTP/1.1\r\nHost: localh"] * 12
    with dripping(served, *bodies, *headers):
        found = [served.ask("GET", page) for page in ("/healthz", "/team/", "/healthz")]

    assert found == [200] * 3


# A form's token is looked for in its body.
OF_A_FORM = {
    "Cookie": f"csrftoken={'a' * 32}",
    "Referer": "https://localhost/",
    "Content-Type": "application/x-www-form-urlencoded",
}


def head(method, path, length, headers=OF_A_FORM):
    """Return the beginning of a request: its headers and the first byte of its body."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{lines}\r\na"
    ).encode()


def post(path, length):
    return head("POST", path, length)


def put(path, length):
    return head("PUT", f"{path}?consent=on", length)


def test_a_large_clip_is_kept_and_nothing_else_is_as_large(served, clip_path, log_in):
    path, clinician = clip_path
    headers = log_in(clinician)
    clip = b"\x00\x00\x00\x0cftypisom\x00\x00\x00\x08moov" + bytes(20_000_000)

    kept = served.ask("PUT", f"{path}?consent=on", clip, **headers)
    elsewhere = served.ask("POST", "/accounts/login/", clip, **headers)

    assert (kept, elsewhere) == (201, 413)
    assert ClipFile.objects.get().size_bytes == len(clip)


def test_a_third_clip_at_once_waits_for_its_turn(served, clip_path, log_in):
    path, clinician = clip_path
    headers = log_in(clinician)
    begun = head("PUT", f"{path}?consent=on", 5_000_000, headers)
    with dripping(served, begun, begun):
        until(lambda: served.ask("PUT", f"{path}?consent=on", b"a", **headers) == 503)

        found = [served.ask("GET", page) for page in ("/healthz", "/team/")]

    assert found == [200, 200]


def test_what_is_asked_without_tls_is_sent_to_it(served):
    with closing(HTTPConnection("127.0.0.1", served.plain_port, timeout=30)) as client:
        client.request("GET", "/team/?key=secret", headers={"Host": "localhost"})
        answer = client.getresponse()

    assert (answer.status, answer.headers["Location"]) == (
        301,
        "https://localhost/team/?key=secret",
    )


def test_no_log_holds_a_query(served):
    for path in ("/team/?key=secret", "/none/?key=secret", "/services/?key=secret"):
        served.ask("GET", path, Referer="https://localhost/?key=secret")
    served.ask("POST", "/accounts/login/?key=secret", bytes(11_000_000))
    logs = served.folder / "log"
    until(lambda: "/accounts/login/" in (logs / "stance.log").read_text())

    lines = [line for log in logs.iterdir() for line in log.read_text().splitlines()]

    assert [line for line in lines if "secret" in line or "?" in line] == []
    assert [line for line in lines if '"GET /services/ HTTP/1.1" 200' in line] != []
