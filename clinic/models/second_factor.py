"""Which code of an authenticator app was taken last: none is taken twice."""

from django.conf import settings
from django.db import models


class LastCode(models.Model):
    """The time step of the last code that somebody's app gave and that was taken."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    step = models.BigIntegerField()

    class Meta:
        ordering = ["user"]

    def __str__(self):
        return f"{self.user_id} at {self.step}"
