"""The variables under which the clinic is measured: a production start on the loopback address."""

from pathlib import Path


def bench_environment(folder: Path, database_url: str) -> dict[str, str]:
    """Return the environment of this process and of the web servers it starts."""
    return {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": database_url,
        "STANCE_VAR": str(folder),
        "SECRET_KEY": "a-secret-for-measuring-alone-that-is-long-enough-to-be-one",
        "SITE_URL": "http://localhost",
        "ALLOWED_HOSTS": "localhost,testserver",
        "SECURE_SSL_REDIRECT": "off",
        "RATE_LIMITS": "off",
        "CLINIC_PROVINCE": "none",  # no statutory holiday empties a measured day
        "LOG_LEVEL": "WARNING",
    }
