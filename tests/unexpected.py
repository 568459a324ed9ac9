"""What people and programs type that nobody expects."""

from uuid import UUID

FORM = "application/x-www-form-urlencoded"
LONG = "x" * 10_000
TAGS = "</textarea><script>alert(1)</script>\"'&amp;"
RIGHT_TO_LEFT = "\u202eשלום\u2066 \u200fعربي\u2069"
EMOJI = "👩🏽‍🦽🏳️‍🌈"
TEXTS = [
    *("", " \t ", LONG, EMOJI, RIGHT_TO_LEFT, TAGS, "a\x00b", "a\x1fb", "a\ud800b"),
    *("2026-02-30", "0000-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "tomorrow"),
    *("1e9", "-1", "NaN", "Infinity", "1e400", "1,5", "٣", "9" * 5000, str(UUID(int=0))),
]
