"""Check our geometry with numbers from elsewhere: `manage.py check_vectors FILE`."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments import vectors


class Command(BaseCommand):
    help = "Run a file of test vectors against the geometry, within 0.01; fail on any mismatch."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help='JSON: [{"id", "fn", "inp", "expect"}, …]')

    def handle(self, *args, file, **options):
        found = self._check(file)
        for mismatch in found:
            self.stdout.write(str(mismatch))
        if found:
            raise CommandError(f"{len(found)} of the vectors do not agree.")
        self.stdout.write("Every vector agrees.")

    def _check(self, file):
        try:
            given = json.loads(file.read_text(encoding="utf-8-sig"))
            if not isinstance(given, list) or not given:
                raise vectors.VectorUnknown("The file holds no list of vectors.")
            return vectors.check(given)
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise CommandError(f"{file} cannot be read as JSON: {error}") from error
        except vectors.VectorUnknown as error:
            raise CommandError(str(error)) from error
