"""Check a bundle and compute its values again: `manage.py verify_assessment FILE`.

It needs no database, no `.env` and no secret: whoever has this program and the file can run it.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.bundle import checking
from assessments.bundle.canonical import MOST_BYTES, BundleUnreadable

DOES_NOT_FIT, NOT_CHECKED = 1, 2  # the exit status


class Command(BaseCommand):
    help = (
        "Check a signed assessment's bundle: its digests, and every value computed again from its "
        "points, within 1e-9. Exit status 0: all fits; 1: something does not; 2: it cannot be "
        "checked, or not all of it by this program."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the bundle, as it was downloaded")

    def handle(self, *args, file, **options):
        try:
            report = checking.check(self._read(file))
        except BundleUnreadable as error:
            said = "\n".join([f"{file} cannot be checked.", *error.lines])
            raise CommandError(said, returncode=NOT_CHECKED) from error
        for line in [*report.misfits, *report.unchecked]:
            self.stdout.write(line)
        if report.misfits:
            raise CommandError(f"{file} does not fit: see above.", returncode=DOES_NOT_FIT)
        self.stdout.write(f"{report.counted} values fit, and every digest.")
        if report.unchecked:
            said = f"Not all of {file} could be computed again by this program: see above."
            raise CommandError(said, returncode=NOT_CHECKED)

    def _read(self, file):
        """Return what stands in the file, no more than one byte too many of it."""
        try:
            with file.open("rb") as opened:
                return opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise BundleUnreadable(f"The file cannot be read: {error.strerror}.") from error
