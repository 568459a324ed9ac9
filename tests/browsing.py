"""A client that goes where a browser would go."""

import time

from django.test import Client

from clinic.middleware import SEEN


class Browser(Client):
    """Follows a mailed link to the same page without its key, and no other redirect."""

    def force_login(self, user, backend=None):
        """Log in as if by the page just now: staff have pressed something."""
        super().force_login(user, backend)
        if user.is_clinic_staff:
            session = self.session
            session[SEEN] = int(time.time())
            session.save()

    def get(self, path, *arguments, **options):
        answer = super().get(path, *arguments, **options)
        request = getattr(answer, "wsgi_request", None)
        if answer.status_code == 302 and "key" in request.GET:
            leads_to = answer.url.partition("?")[0]
            if leads_to == request.path:
                return super().get(answer.url)
        return answer
