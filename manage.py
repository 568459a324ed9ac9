#!/usr/bin/env python
"""Django's command line; without `DATABASE_URL` on an embedded PostgreSQL."""

import sys

from launch import one_off_command

if __name__ == "__main__":
    try:
        one_off_command.execute(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
