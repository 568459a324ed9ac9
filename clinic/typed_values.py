"""What may be typed as a name, an email, a phone number or a reason, everywhere alike. Pure."""

import re
from unicodedata import category

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_PHONE = 40
NOT_IN_A_NAME = "Please leave out web and email addresses and slashes; after a dot comes a space."
# What a mail program would make a link of: `evil.example` and `t.co`, not `J.R. Smith`.
ADDRESS = re.compile(r"[@/\\]|\w{2}\.\w{2}|\w\.[a-z]\w")


def is_one_line(text: str) -> bool:
    """Say whether a text has no NUL, line break or other control character, which nobody types."""
    return not any(category(character) == "Cc" for character in text)


def may_be_a_name(text: str) -> bool:
    """Say whether a text holds nothing that leads elsewhere: names head our mails."""
    return is_one_line(text) and not ADDRESS.search(text)


def says_something(text: str) -> bool:
    """Say whether a text may be a reason: two words that differ, of five different letters."""
    words = {word.casefold() for word in text.split() if any(map(str.isalpha, word))}
    letters = {letter for word in words for letter in word if letter.isalpha()}
    return len(words) >= 2 and len(letters) >= 5
