from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = "The clinic"


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
