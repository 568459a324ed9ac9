"""How log lines are written: in UTC, never by the machine's own zone file."""

import logging
import time


class UtcFormatter(logging.Formatter):
    """Stamp each line with the instant in UTC."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"
