"""What the page to log in offers in the demo."""

from django.conf import settings

from demo.logins import DEMO_LOGINS


def logins(request):
    return {"demo_logins": DEMO_LOGINS if settings.DEMO else ()}
