"""SMTP with the time that each answer may take (RFC 5321, 4.5.3.2).

A mail that was sent whole may have been taken, though nobody says so: whoever hangs up then and
sends it again sends it twice. So that answer is waited for longest.
"""

import smtplib

from django.conf import settings
from django.core.mail.backends import smtp

GO_AHEAD = 354  # the server waits for the mail; its next answer says whether it has taken it
TOO_LARGE = (452, 552)  # answers to a sender that are about the mail, by its announced size


class MailServerAway(Exception):
    """No mail can leave now, whichever it is; its cause says why."""


class WaitsForTheEnd:
    """A connection that knows what it said last, and waits longer after the end of a mail."""

    last_command = ""
    has_sent_a_mail = False

    def putcmd(self, cmd, args=""):
        self.last_command = cmd.lower()
        super().putcmd(cmd, args)

    def getreply(self):
        if self.has_sent_a_mail:
            self.sock.settimeout(settings.EMAIL_END_TIMEOUT)
            self.has_sent_a_mail = False
        code, text = super().getreply()
        self.sock.settimeout(self.timeout)
        self.has_sent_a_mail = code == GO_AHEAD  # by the time of the next answer
        return code, text


class Plain(WaitsForTheEnd, smtplib.SMTP):
    pass


class Encrypted(WaitsForTheEnd, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's, which tells a server that takes no mail from one that refuses this mail."""

    @property
    def connection_class(self):
        return Encrypted if self.use_ssl else Plain

    def _send(self, email_message):
        """Send one mail. Raises MailServerAway when our own address was not even taken."""
        try:
            return super()._send(email_message)
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code in TOO_LARGE:
                raise
            raise MailServerAway from error
        except smtplib.SMTPServerDisconnected as error:
            if self.connection.last_command != "mail":
                raise
            raise MailServerAway from error
