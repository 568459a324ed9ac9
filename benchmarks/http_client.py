"""The least of an HTTP/1.1 client: prepared bytes out, one whole answer in, the socket kept."""

import json
import socket
from dataclasses import dataclass

TIMEOUT_S = 60


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    closes: bool  # the server ends the connection after this answer


def request_bytes(method: str, path: str, body: dict | None = None) -> bytes:
    """Return a whole request, ready to be sent."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    payload = json.dumps(body).encode()
    head += f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    return head.encode() + payload


class Reading:
    """One answer as it comes in; the head is read once, however many pieces the body takes."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.body_at = self.length = None
        self.status, self.closes = None, False

    def add(self, chunk: bytes) -> Answer | None:
        """Take in a piece; return the answer once it is whole."""
        self.received += chunk
        if self.body_at is None:
            self._read_head()
        if self.body_at is None or len(self.received) < self.length:
            return None
        return Answer(self.status, bytes(self.received[self.body_at :]), self.closes)

    def _read_head(self):
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        first, *lines = bytes(self.received[:end]).lower().split(b"\r\n")
        headers = dict(line.split(b": ", 1) for line in lines)
        self.status = int(first.split()[1])
        self.closes = headers.get(b"connection") == b"close"
        self.body_at = end + 4
        self.length = self.body_at + int(headers[b"content-length"])


def connected(port: int) -> socket.socket:
    """Return a socket to the server that sends at once what it is given."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Client:
    """One connection, opened again only when the server has closed it, as sync workers do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = None

    def exchange(self, request: bytes) -> Answer:
        """Send a request and wait for its answer."""
        if self.socket is None:
            self.socket = connected(self.port)
        self.socket.sendall(request)
        reading = Reading()
        answer = None
        while answer is None:
            chunk = self.socket.recv(262_144)
            if not chunk:
                raise ConnectionError("The server closed the connection without an answer.")
            answer = reading.add(chunk)
        if answer.closes:
            self.close()
        return answer

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error) -> None:
        self.close()
