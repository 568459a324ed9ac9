"""Encrypts the secrets of second factors by the first key of now; again does no harm."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from clinic.encryption import encrypted_anew


class Command(BaseCommand):
    help = "Encrypt the secrets of second factors by the first of SECOND_FACTOR_KEYS."

    @transaction.atomic
    def handle(self, *args, **options):
        rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
        for row in rows.select_for_update(no_key=True):
            row.data = encrypted_anew(row.data)
            row.save(update_fields=["data"])
        self.stdout.write(f"{len(rows)} second factors are encrypted by the key of now.")
