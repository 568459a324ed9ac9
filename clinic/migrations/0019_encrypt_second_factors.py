"""Encrypts the secrets of second factors that were stored in the clear."""

from django.db import migrations

from clinic.encryption import encrypted_anew


def encrypt(apps, schema_editor):
    rows = apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn")
    for row in rows:
        row.data = encrypted_anew(row.data)
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0018_privacy_officer_role"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    # What is encrypted stays so on the way back: it cannot be told from what was so before.
    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
