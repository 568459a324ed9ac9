"""The clinic's own settings; only the constant view that everything is compared with is added."""

from clinic.settings import *  # noqa: F403

ONE_DATABASE_ROLE = True  # that of the server that is made for measuring
MESSAGE_KINDS = {**MESSAGE_KINDS, "bench_note": "benchmarks.mailing.compose_note"}  # noqa: F405
ROOT_URLCONF = "benchmarks.urls"
