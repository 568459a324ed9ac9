"""The clinic's settings, changed only in what makes tests fast, or possible at other times."""

import os

from clinic.settings import *  # noqa: F403

# Two runs at once, each with workers of its own, keep out of each other's database.
DATABASES["default"]["TEST"] = {"NAME": f"test_stance_{os.environ['TEST_RUN']}"}  # noqa: F405
ONE_DATABASE_ROLE = True  # the one that owns the server of the tests
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60  # as long as the hashed names of production
MAIL_PER_DOMAIN_A_MINUTE = 0  # tests of the pace set one
STAFF_IDLE_MINUTES = 10 * 365 * 24 * 60  # tests move the clock; those of log-outs set it anew
