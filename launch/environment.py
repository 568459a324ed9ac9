"""What the demo clinic is told through its environment, and where it keeps its files."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OF_THE_MACHINE = ("HOME", "LANG", "LC_", "NO_COLOR", "PATH", "PYTHON", "TERM", "TMPDIR", "VIRTUAL_")


def var_dir() -> Path:
    """Return the folder for everything that is made at run time."""
    return Path(os.environ.get("STANCE_VAR") or ROOT / "var").resolve()


def demo_environment(var: Path, database_url: str) -> dict[str, str]:
    """Return the variables that make a process part of the demo."""
    return {
        "STANCE_DEMO": "1",
        "STANCE_VAR": str(var),
        "SECRET_KEY": secret_key(var),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
    }


def environment_alone(given: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a command that asks neither a database nor a clinic's settings.

    What those variables would say is not told to it: it runs alike on every machine.
    """
    of_the_machine = {
        name: value for name, value in given.items() if name.startswith(OF_THE_MACHINE)
    }
    return of_the_machine | {
        "STANCE_DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": "postgres:///nothing",  # which nothing opens
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
    }


def secret_key(var: Path) -> str:
    """Return the demo's secret, made at the first call and readable by its owner alone."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=var) as new:  # mode 0600
            new.write(secrets.token_urlsafe(50))
            new.flush()
            with suppress(FileExistsError):  # a link never replaces what another process just made
                os.link(new.name, path)
    return path.read_text()
