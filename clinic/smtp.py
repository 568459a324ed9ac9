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


class EndUnanswered(smtplib.SMTPServerDisconnected):
    """A mail was sent whole, and then nobody said whether it was taken: it may have been."""


class WaitsForTheEnd:
    """A connection that knows what it said last, and waits longer after the end of a mail."""

    last_command = ""
    has_sent_a_mail = False

    def sendmail(self, from_addr, to_addrs, msg, mail_options=(), rcpt_options=()):
        """Send a mail; a server that can (RFC 3461) is asked to report what became of it.

        The report is to hold the mail's headers alone.
        """
        self.ehlo_or_helo_if_needed()
        if settings.BOUNCE_IMAP_HOST and self.has_extn("dsn"):
            mail_options = [*mail_options, "RET=HDRS"]
            rcpt_options = [*rcpt_options, "NOTIFY=SUCCESS,FAILURE,DELAY"]
        return super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)

    def putcmd(self, cmd, args=""):
        self.last_command = cmd.lower()
        super().putcmd(cmd, args)

    def getreply(self):
        is_the_end, self.has_sent_a_mail = self.has_sent_a_mail, False
        if is_the_end:
            self.sock.settimeout(settings.EMAIL_END_TIMEOUT)
        try:
            code, text = super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if is_the_end:
                raise EndUnanswered(*error.args) from error
            raise
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
