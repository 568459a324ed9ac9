"""Mail on its way out: one connection for many mails, and what makes a row an email."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import format_datetime, formataddr, parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from clinic.addresses import Unmailable, is_mailable, mailable
from clinic.emails import Attachment, Composed, sender
from clinic.mailed_links import refusal_headers, with_reference
from clinic.models import FailReason, Message
from clinic.smtp import MailServerAway

MAIL_ERRORS = (SMTPException, OSError, Unmailable)


class HungUp(Exception):
    """The mail server has ended a connection between two mails, as it may; another may do."""


@dataclass(frozen=True)
class Failure:
    """Why a mail was not sent: `name` is for the log, `text` for the desk, which may know more."""

    name: str
    text: str
    code: int = 0  # the mail server's answer, if there was one


class MailServer:
    """One connection for many mails: opened for the first, and again after an error."""

    def __init__(self):
        self.connection = get_connection()
        self.is_open = False
        self.has_sent = False  # on this connection

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def open(self) -> None:
        """Open the connection, and log in. Raises MailServerAway."""
        try:
            self.connection.open()
        except (*MAIL_ERRORS, UnicodeError) as error:  # a password that SMTP cannot tell
            raise MailServerAway from error
        self.is_open = True

    def close(self) -> None:
        self.is_open = self.has_sent = False
        with suppress(*MAIL_ERRORS):
            self.connection.close()

    def send(self, mail: EmailMessage) -> None:
        """Send one mail. Raises MailServerAway, HungUp, or one of MAIL_ERRORS about this mail.

        Every mail passes here, so here its addresses are written as they are mailed: Django would
        write them by IDNA 2003.
        """
        mail.to = [mailable(email) for email in mail.to]
        mail.from_email = _as_sender(mail.from_email)
        if settings.BOUNCE_ADDRESS:  # what cannot be delivered comes back there
            mail.extra_headers["From"] = mail.from_email
            mail.from_email = mailable(settings.BOUNCE_ADDRESS)
        mail.connection = self.connection
        has_sent = self.has_sent
        try:
            mail.send()
        except MailServerAway as error:
            self.close()
            if has_sent:
                raise HungUp from error
            raise
        except MAIL_ERRORS:
            self.close()
            raise
        self.has_sent = True


def _as_sender(written):
    """Return the sender with the name as it was written; what cannot be mailed stays as it is."""
    email = parseaddr(written)[1]
    return written.replace(email, mailable(email)) if is_mailable(email) else written


def email_of(message: Message, composed: Composed, now: datetime) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        composed.subject,
        with_reference(composed.body_text, message),
        from_email=written_sender(composed.sent_by),
        to=[message.recipient_email],
        reply_to=[composed.answers_to or sender()],
        headers=headers_of(message, now),
    )
    mail.attach_alternative(with_reference(composed.body_html, message), "text/html")
    for attachment in composed.attachments:
        mail.attach(_part(attachment))
    return mail


def written_sender(name: str) -> str | None:
    """Return the sender with the clinic's name; the address stays that of the settings.

    A mail server takes mail from the addresses it knows alone: another could be refused at any
    time, and mail would stop. None is the sender as the settings have it.
    """
    return formataddr((name, sender())) if name else None


def headers_of(message, now):
    """Return the headers that make a duplicate known as one, and keep absence notes away."""
    return {
        "Message-ID": _message_id(message),
        "Date": format_datetime(now.astimezone(UTC)),
        "Auto-Submitted": "auto-generated",
        **refusal_headers(message),
    }


def _message_id(message):
    """Return an id made of the row, the same at each try."""
    return f"<{message.reference}@{sender().rpartition('@')[2]}>"


def _part(attachment: Attachment) -> MIMEBase:
    """Return the attachment with its content type as it stands: calendars look for the method."""
    part = MIMEBase("application", "octet-stream")
    part.replace_header("Content-Type", attachment.content_type)
    part.set_param("name", attachment.name)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    part.set_payload(attachment.content)
    encode_base64(part)
    return part


def no_try_helps(error: BaseException) -> FailReason | None:
    """Return why no later try can help, if none can: a final no to this mail (5xx), or no address.

    What is nobody's answer, such as a line that was cut, may be another next time.
    """
    if isinstance(error, Unmailable):
        return FailReason.NO_ADDRESS
    if isinstance(error, SMTPRecipientsRefused | SMTPDataError | SMTPSenderRefused):
        return FailReason.REFUSED if 500 <= failure_of(error).code < 600 else None
    return None


def failure_of(error: BaseException) -> Failure:
    """Return the error's class, which is logged, and with it what the mail server said."""
    if isinstance(error, SMTPRecipientsRefused):
        error = SMTPResponseException(*next(iter(error.recipients.values())))
    name = type(error).__name__
    if isinstance(error, SMTPResponseException):
        said = error.smtp_error
        said = said.decode(errors="replace") if isinstance(said, bytes) else said
        return Failure(name, f"{name}: {error.smtp_code} {said}", error.smtp_code)
    return Failure(name, f"{name}: {error}")
