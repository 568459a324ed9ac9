"""Loads the demo clinic and prints its log-ins."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.logins import DEMO_LOGINS
from demo.seeding import seed


class Command(BaseCommand):
    help = "Load the demo clinic; again, add visits only when they have run dry. Demo mode alone."

    requires_system_checks = []  # `migrate` runs them just before

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo clinic has public passwords: it loads in demo mode alone.")
        seed(now=timezone.now())
        self.stdout.write(log_in_table())


def log_in_table() -> str:
    """Return the log-ins as aligned columns."""
    rows = [("Log in as", "Email", "Password")]
    rows += [(login.role, login.email, login.password) for login in DEMO_LOGINS]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
