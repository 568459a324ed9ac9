"""The clinic's own settings; only the constant view that everything is compared with is added."""

from clinic.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
