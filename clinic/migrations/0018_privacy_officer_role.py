"""Nothing to do on the way here; on the way back nobody may have the new role."""

from django.db import migrations


def take_the_role_away(apps, schema_editor):
    """Take the new role from whoever has it, for the way back."""
    users = apps.get_model("clinic", "User").objects.filter(roles__contains=["privacy_officer"])
    for user in users:
        user.roles = [role for role in user.roles if role != "privacy_officer"]
        user.save(update_fields=["roles"])


class Migration(migrations.Migration):
    dependencies = [("clinic", "0017_mail_outage_and_account_mails")]

    operations = [migrations.RunPython(migrations.RunPython.noop, take_the_role_away)]
