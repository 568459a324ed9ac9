"""How log lines are written: in UTC, never by the machine's own zone file, and of nobody's data."""

import logging
import re
import time

# The link to a calendar feed, which stands in for a log-in wherever it is written down.
FEED_LINK = re.compile(r"(?<!/desk)/feeds/[^\s\"/]+")


# A row of a person, which the database puts into its errors, up to where the traceback goes on.
ROW = re.compile(r"DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)


def without_links(text: str) -> str:
    """Return a line without what would open something to whoever reads the log."""
    return FEED_LINK.sub("/feeds/[link]", text)


class UtcFormatter(logging.Formatter):
    """Stamp each line with the instant in UTC, and leave out the rows that an error tells of."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record):
        return without_links(ROW.sub("DETAIL left out", super().format(record)))
