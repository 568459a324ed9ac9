"""What a mail program sends when its reader wants no more of such mails, and the same as a page.

Nobody is asked to log in, to confirm or to explain (RFC 8058); the link's key says whose it is.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings import actions
from bookings.views.links import answer_dead_link
from clinic import mailed_links

WORDS = {
    "reminders_wanted": "reminders before a visit",
    "offers_wanted": "offers of an earlier time",
    "questions_wanted": "questions between visits",
}


@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_refuse(request, reference, key):
    message = mailed_links.refusable(reference, key)
    if message is None:
        return answer_dead_link(request)
    choice = settings.REFUSABLE_KINDS[message.kind]
    person = message.recipient.person
    is_wanted = getattr(person, choice)
    if request.method == "POST":
        is_wanted = request.POST.get("again") == "yes"
        actions.choose_messages(patient=person, **{choice: is_wanted})
        if not is_wanted:
            mailed_links.record_refused(message, timezone.now())
    context = {
        "person": person,
        "email": message.recipient_email,
        "what": WORDS[choice],
        "is_wanted": is_wanted,
        "is_done": request.method == "POST",
    }
    return render(request, "bookings/refuse.html", context)
