"""A real SMTP server for the tests: it keeps what it accepts, and can refuse, hang up or stall."""

import asyncio
import email
import logging
import re
import threading
from contextlib import contextmanager
from email import policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

REPORT_OPTION = re.compile(r" (?:RET|NOTIFY)=\S+")  # which aiosmtpd does not know


class Mailbox:
    """What the server accepted, and how it treats what comes next."""

    def __init__(self):
        self.accepted = []  # parsed emails, in order
        self.recipients = []  # whom the server was told for each of them
        self.connections = 0
        self.refusals = {}  # address → the server's answer to it
        self.answers_to_recipients = []  # answers to the next recipients
        self.answers = []  # answers to the next mails, before any is accepted
        self.stalls = False  # takes the mail in and then answers nothing
        self.stalling = threading.Event()
        self.answers_after_s = 0  # to a mail that it has accepted
        self.to_the_sender = "250 OK"  # its answer to MAIL
        self.reports = False  # whether it can report what became of a mail (RFC 3461)
        self.asked_to_report = []  # what it was asked for, of each sender and recipient
        self.senders = []  # whom the server was told mails are from
        self.greeting = ""  # instead of its own, after which it hangs up
        self.cuts = []  # at which commands the line is cut, one each: "mail", "rcpt", "data", "end"
        self.keeps_cut = False  # whether a mail whose end is not answered was taken all the same
        self.password = None  # that it asks for; None: whatever comes is right

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        if self.reports:
            responses.insert(1, "250-DSN")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.to_the_sender.startswith("250"):
            envelope.mail_from = address
            self.senders.append(address)
        return self.to_the_sender

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        right = self.password in (None, auth_data.password.decode())
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refusals:
            return self.refusals[address]
        if self.answers_to_recipients:
            return self.answers_to_recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.stalls:
            self.stalling.set()
            await server.loop.create_future()
        if self.answers:
            return self.answers.pop(0)
        is_cut = self.is_cut("end")
        if is_cut:
            server.transport.close()
            if not self.keeps_cut:
                return "250 Nobody hears this"
        self.recipients.append(envelope.rcpt_tos)
        self.accepted.append(email.message_from_bytes(envelope.content, policy=policy.default))
        await asyncio.sleep(self.answers_after_s)
        return "250 Accepted"

    def is_cut(self, command):
        if self.cuts[:1] != [command]:
            return False
        self.cuts.pop(0)
        return True

    def to(self, address):
        return [mail for mail in self.accepted if mail["To"] == address]


class Greeting(SMTP):
    """Greets, and cuts the line, as it is told to."""

    async def smtp_MAIL(self, arg):  # noqa: N802
        await self._cut_or("mail", super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg):  # noqa: N802
        await self._cut_or("rcpt", super().smtp_RCPT, arg)

    async def smtp_DATA(self, arg):  # noqa: N802
        await self._cut_or("data", super().smtp_DATA, arg or "")

    async def _cut_or(self, command, answer, arg):
        if self.event_handler.is_cut(command):
            self.transport.close()
        else:
            handler = self.event_handler
            handler.asked_to_report += REPORT_OPTION.findall(arg)
            await answer(REPORT_OPTION.sub("", arg))

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
