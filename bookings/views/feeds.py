"""Calendar feeds: what a calendar program reads, and the page that makes and ends its links."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_POST, require_safe

from bookings import actions
from bookings.links.feeds import secret_in
from bookings.mail.feed_files import DAYS_AHEAD, DAYS_BEHIND, told_diary
from bookings.models import CalendarFeed
from bookings.pages.feeds import (
    equipment_with_feeds,
    is_shut_out,
    load_feeds,
    may_have_feeds,
    practitioners_with_feeds,
)
from clinic.rate_limits import TooManyAttempts, client_address, count, with_retry_after
from clinic.roles import SET_UP_FEEDS


@login_not_required
@require_safe
def feed(request, key):
    """Answer a calendar program, which has a link alone: a wrong, old or removed one is a 404.

    Whoever asks with the tag of what they have is told that it is still so. Dates alone are told
    and not weighed: a visit that left the diary leaves none behind.
    """
    try:
        count("RATE_LIMIT_FEEDS", client_address(request))
        row = _feed_of(key)
        count("RATE_LIMIT_FEEDS_PER_LINK", key)
    except TooManyAttempts as refusal:
        answer = HttpResponse(str(refusal), status=429, content_type="text/plain; charset=utf-8")
        return with_retry_after(answer, refusal)
    diary = told_diary(row, timezone.now())
    tag = f'"{diary.tag}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        answer = HttpResponse(diary.file(), content_type="text/calendar; charset=utf-8")
        answer["Last-Modified"] = http_date(diary.changed_at.timestamp())
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _feed_of(key):
    """Return the feed of a link; whoever may not have it any more reads no diary by it either."""
    secret = secret_in(key)
    rows = CalendarFeed.objects.select_related("practitioner__user", "equipment", "made_by")
    row = secret and rows.filter(secret=secret).first()
    if not row or is_shut_out(row):
        raise Http404
    return row


@require_safe
def feed_list(request):
    _check_may_have_feeds(request.user)
    context = {
        "rows": load_feeds(request.user),
        "sets_up_all": request.user.has_perm(SET_UP_FEEDS),
        "days_behind": DAYS_BEHIND,
        "days_ahead": DAYS_AHEAD,
    }
    return render(request, "bookings/feeds/list.html", context)


@require_POST
def feed_renew(request, kind, reference):
    whose = _diary(request.user, kind, reference)
    had_one = hasattr(whose, "calendar_feed")
    actions.renew_feed(of=whose, by=request.user)
    ended = " The old one has ended: calendars that read it find nothing there." if had_one else ""
    notices.success(request, f"{whose} has a new link.{ended}")
    return redirect("bookings:feed-list")


@require_POST
def feed_remove(request, kind, reference):
    whose = _diary(request.user, kind, reference)
    actions.remove_feed(of=whose)
    notices.success(request, f"The link of {whose} has ended.")
    return redirect("bookings:feed-list")


def _diary(user, kind, reference):
    _check_may_have_feeds(user)
    able = {"staff": practitioners_with_feeds, "equipment": equipment_with_feeds}
    if kind not in able:
        raise Http404
    return get_object_or_404(able[kind](user), reference=reference)


def _check_may_have_feeds(user):
    if not may_have_feeds(user):
        raise PermissionDenied
