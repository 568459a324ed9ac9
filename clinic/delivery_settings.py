"""Settings of what becomes of mail: its pace, what comes back, what may be refused."""

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

# To one domain, in any minute; 0: as many as there are. Mail that goes into a folder needs none.
MAIL_PER_DOMAIN_A_MINUTE = env.int(
    "MAIL_PER_DOMAIN_A_MINUTE", default=60 if "EMAIL_URL" in env.ENVIRON else 0
)
# Where mail comes back to that cannot be delivered, and where we read that (RFC 3464), by TLS.
# Without the first it comes back to whom it is from; without the host nobody reads it.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
BOUNCE_IMAP_HOST = env("BOUNCE_IMAP_HOST", default="")
BOUNCE_IMAP_SECURITY = env("BOUNCE_IMAP_SECURITY", default="ssl")
BOUNCE_IMAP_PORT = env.int(
    "BOUNCE_IMAP_PORT", default=993 if BOUNCE_IMAP_SECURITY == "ssl" else 143
)
BOUNCE_IMAP_USER = env("BOUNCE_IMAP_USER", default=BOUNCE_ADDRESS)
BOUNCE_IMAP_PASSWORD = env("BOUNCE_IMAP_PASSWORD", default="")
BOUNCE_IMAP_FOLDER = env("BOUNCE_IMAP_FOLDER", default="INBOX")
BOUNCE_IMAP_CA_FILE = env("BOUNCE_IMAP_CA_FILE", default="")  # of a certificate of one's own
if BOUNCE_IMAP_SECURITY not in ("ssl", "starttls"):
    raise ImproperlyConfigured("BOUNCE_IMAP_SECURITY is ssl or starttls.")
# Mail that has been due for so long, while none was sent, stands still: the desk is told.
MAIL_STALLED_MINUTES = env.int("MAIL_STALLED_MINUTES", default=10)
# What a person may refuse, and by which of their choices.
REFUSABLE_KINDS = {
    "reminder": "reminders_wanted",
    "waitlist_offer": "offers_wanted",
    "follow_up_day_after": "questions_wanted",
    "follow_up_questions": "questions_wanted",
}
