"""Days on which the clocks of a zone change, the awkward ones among them."""

from datetime import date

CHANGES = [
    ("America/Vancouver", date(2025, 11, 2)),
    ("America/Vancouver", date(2026, 3, 8)),
    ("America/Vancouver", date(2026, 11, 1)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 11, 7)),  # at 00:01, so the date itself goes back
    ("America/Havana", date(2026, 11, 1)),  # from 01:00 to midnight
    ("Africa/Cairo", date(2026, 4, 24)),  # midnight is skipped
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
]
