"""Why the clinic cancels: a short list, in words that the patient may read. Pure."""

REASONS = {
    "away": "Your practitioner cannot be here",
    "equipment": "Something that it needs is out of order",
    "closed": "The clinic is closed then",
    "hours": "Our hours have changed",
}
OTHER = "other"  # told in words alone


def in_words(code: str, words: str) -> str:
    """Return what the patient reads: the reason of the list, and what was added to it."""
    words = words.strip()
    if code not in REASONS:
        return words
    return f"{REASONS[code]}. {words}" if words else f"{REASONS[code]}."


def code_of(reason: str) -> str:
    """Return which reason of the list it was; `other` where it was told in words alone."""
    for code, listed in REASONS.items():
        if reason.startswith(f"{listed}."):
            return code
    return OTHER
