"""An email as the mail server is told it, by IDNA 2008, or why none can be sent to it. Pure.

IDNA 2003, which Python and Django speak, turns ß into ss, ς into σ and drops joiners: what comes of
it may be the domain of somebody else.
"""

import re

import idna

from clinic.typed_values import LONGEST_EMAIL

LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
LONGEST_LABEL = 63  # RFC 1035, 2.3.4; so is the domain's
LONGEST_DOMAIN = 253
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL_PART = re.compile(
    rf'{ATOM}(\.{ATOM})*|"([\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"', re.ASCII | re.IGNORECASE
)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII | re.IGNORECASE)
LAST_LABEL = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+", re.ASCII | re.IGNORECASE)


class Unmailable(ValueError):
    """No mail can be sent to this; the text says why to whoever typed it."""


TOO_LONG = "Please check what comes after the @: no such address is that long."
IS_TOO_LONG = ("label_too_long", "domain_too_long", "input_too_long")  # codes of `idna`


def mailable(email: str) -> str:
    """Return the email with its domain in ASCII, as it is mailed. Raises Unmailable.

    What is in ASCII already stays as it is, letter by letter.
    """
    local_part, at, domain = email.rpartition("@")
    if not (local_part and at and domain):
        raise Unmailable("Enter a valid email address.")
    if not local_part.isascii():
        raise Unmailable(
            "We cannot write to this address: before the @ it may have letters without accents, "
            "digits and signs alone."
        )
    if not LOCAL_PART.fullmatch(local_part) or len(local_part) > LONGEST_LOCAL_PART:
        raise Unmailable("Please check what comes before the @ of this email address.")
    written = f"{local_part}@{_mailable_domain(domain)}"
    if len(written) > LONGEST_EMAIL:
        raise Unmailable("This email address is too long to be mailed.")
    return written


def is_mailable(email: str) -> bool:
    try:
        mailable(email)
    except Unmailable:
        return False
    return True


def _mailable_domain(domain):
    if domain.startswith("["):
        raise Unmailable(
            "Please give an address with a name after the @, such as example.org, not a number."
        )
    if domain.isascii():
        written = domain
    else:
        try:
            written = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
        except idna.IDNAError as error:
            is_long = error.code in IS_TOO_LONG
            raise (Unmailable(TOO_LONG) if is_long else _refused(domain)) from error
    labels = written.split(".")
    if len(labels) == 1 and LABEL.fullmatch(written):
        raise Unmailable("Please check what comes after the @: it ends with a dot and letters.")
    if max(map(len, labels)) > LONGEST_LABEL or len(written) > LONGEST_DOMAIN:
        raise Unmailable(TOO_LONG)
    if not all(map(LABEL.fullmatch, labels)) or not LAST_LABEL.fullmatch(labels[-1]):
        raise _refused(domain)
    return written


def _refused(domain):
    return Unmailable(f"Please check what comes after the @: no mail can go to “{domain}”.")
