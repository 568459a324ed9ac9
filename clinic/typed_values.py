"""What a name, an email or a phone number may hold, on every page and in the API alike. Pure."""

from unicodedata import category

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_PHONE = 40


def is_one_line(text: str) -> bool:
    """Say whether a text has no NUL, line break or other control character, which nobody types."""
    return not any(category(character) == "Cc" for character in text)
