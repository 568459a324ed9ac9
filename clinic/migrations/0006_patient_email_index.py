from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):

    dependencies = [
        ("clinic", "0005_patient_declined_by"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(Lower("email"), name="patient_email_lower"),
        ),
    ]
