import os
import time

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ClinicConfig(AppConfig):
    default = True  # of the two here
    name = "clinic"
    verbose_name = "The clinic"

    def ready(self):
        """Give the C library, too, no other clock than UTC.

        Django tells it the clinic's zone, which it reads from the machine's own, perhaps old, file;
        what stamps its lines itself, as Celery and gunicorn do, would go by that.
        """
        os.environ["TZ"] = "UTC"
        time.tzset()


class ClinicStaticFilesConfig(StaticFilesConfig):
    """Collect only what a page asks for: compressing the rest of a package is slow."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*.css*",
        "bootstrap.css*",
        "bootstrap.rtl*",
        "ext",
        "htmx.js",
        "htmx.[ace]*.js",
        "mediabunny.mjs",
        "*.cjs",
        "*.ts",
        "*.gz",
        "*-italic.woff2",
    ]
