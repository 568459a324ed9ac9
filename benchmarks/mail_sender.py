"""One process that sends what is due until nothing is left, as a mail worker does."""

import time

import django

django.setup()  # before the models are imported

from clinic.delivery import deliver_due  # noqa: E402
from clinic.models import Message  # noqa: E402
from clinic.models.outbox import UNFINISHED  # noqa: E402

if __name__ == "__main__":
    while Message.objects.filter(state__in=UNFINISHED).exists():
        deliver_due()
        time.sleep(0.2)
