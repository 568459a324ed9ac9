"""A real SMTP server for the tests: it keeps what it accepts, and can refuse, hang up or stall."""

import asyncio
import email
import logging
import threading
from contextlib import contextmanager
from email import policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


class Mailbox:
    """What the server accepted, and how it treats what comes next."""

    def __init__(self):
        self.accepted = []  # parsed emails, in order
        self.recipients = []  # whom the server was told for each of them
        self.connections = 0
        self.refusals = {}  # address → the server's answer to it
        self.answers = []  # answers to the next mails, before any is accepted
        self.stalls = False  # takes the mail in and then answers nothing
        self.stalling = threading.Event()
        self.answers_after_s = 0  # to a mail that it has accepted
        self.to_the_sender = "250 OK"  # its answer to MAIL
        self.greeting = ""  # instead of its own, after which it hangs up
        self.password = None  # that it asks for; None: whatever comes is right

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.to_the_sender.startswith("250"):
            envelope.mail_from = address
        return self.to_the_sender

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        right = self.password in (None, auth_data.password.decode())
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.stalls:
            self.stalling.set()
            await server.loop.create_future()
        if self.answers:
            return self.answers.pop(0)
        self.recipients.append(envelope.rcpt_tos)
        self.accepted.append(email.message_from_bytes(envelope.content, policy=policy.default))
        await asyncio.sleep(self.answers_after_s)
        return "250 Accepted"

    def to(self, address):
        return [mail for mail in self.accepted if mail["To"] == address]


class Greeting(SMTP):
    """Greets as it is told to."""

    async def push(self, status):
        told = self.event_handler.greeting
        if told and isinstance(status, str) and status.startswith("220"):
            await super().push(told)
            self.transport.close()
            return
        await super().push(status)


class FreePortController(Controller):
    """Takes a port from the system, so that tests side by side take different ones."""

    def factory(self):
        return Greeting(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server():
    """Run a server on a free port of the loopback address."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    mailbox = Mailbox()
    controller = FreePortController(
        mailbox,
        hostname="127.0.0.1",
        port=0,
        authenticator=mailbox.authenticate,
        auth_require_tls=False,
    )
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()
