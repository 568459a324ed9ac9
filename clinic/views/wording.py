"""The words of the clinic's messages: read, changed, tried, and put back to ours."""

from dataclasses import asdict
from difflib import ndiff

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.actions import wording
from clinic.emails import Composed, put_together
from clinic.forms.wording import CalendarAlarmForm, WordsForm
from clinic.models import CalendarDefaults, ClinicProfile, MessageWording
from clinic.roles import CHANGE_CLINIC, needs
from clinic.trial_mails import send_trial
from clinic.wording.catalogue import Words, kinds, our_words, words_of
from clinic.wording.kinds import Group, Kind
from clinic.wording.language import UnsoundWords

TYPED = "typed_words"  # in the session, for the preview alone
# A mail has its styles in it; nothing else of it may do anything.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'none'"],
}


@require_safe
@needs(CHANGE_CLINIC)
def wording_list(request):
    form = CalendarAlarmForm(initial={"alarm_minutes": CalendarDefaults.objects.alarm_minutes()})
    return _render_list(request, form)


@require_POST
@needs(CHANGE_CLINIC)
def calendar_alarm(request):
    form = CalendarAlarmForm(request.POST)
    if not form.is_valid():
        return _render_list(request, form, status=422)
    wording.set_calendar_alarm(minutes=form.cleaned_data["alarm_minutes"])
    notices.success(request, "Saved. It holds for calendar files that are mailed from now on.")
    return redirect("clinic:wording-list")


def _render_list(request, form, status=200):
    latest = {row.kind: row for row in MessageWording.objects.latest().select_related("written_by")}
    rows = [
        {"kind": kind, "row": latest.get(code), "problems": problems_of(kind, latest.get(code))}
        for code, kind in kinds().items()
    ]
    groups = [(group, [row for row in rows if row["kind"].group == group]) for group in Group]
    context = {"groups": groups, "form": form}
    return render(request, "clinic/wording/list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_CLINIC)
def wording_detail(request, code):
    """Show the words of a kind, and do with what was typed what was pressed."""
    kind, latest = _found(code)
    if request.method != "POST":
        return _render_form(request, kind, latest, _form_of(request, kind, latest))
    form = WordsForm(request.POST, kind=kind)
    if not form.is_valid():
        return _render_form(request, kind, latest, form, status=422)
    if "save" in request.POST:
        return _save(request, kind, latest, form)
    if "test" in request.POST:
        send_trial(kind=code, words=form.words(), to=request.user)
        told = f"A mail marked [Test] is on its way to {request.user.email}, with a made-up visit."
        notices.info(request, f"{told} Nothing is saved yet.")
    request.session[TYPED] = {"kind": code, **asdict(form.words())}
    return _render_form(request, kind, latest, form, tried=form.words())


def _save(request, kind, latest, form):
    seen = form.cleaned_data["seen"] or 0
    try:
        saved = wording.save_words(kind=kind.code, words=form.words(), seen=seen, by=request.user)
    except wording.WordingChanged as refusal:
        return _render_form(request, kind, latest, form, status=409, refusal=str(refusal))
    if saved:
        notices.success(request, "Saved. Every message of this kind says it so from now on.")
    else:
        notices.info(request, "Nothing was changed.")
    return redirect("clinic:wording-detail", kind.code)


def _form_of(request, kind, latest):
    """Return the form with the words of now or, where that was asked for, of an earlier version."""
    shown = latest
    number = request.GET.get("version", "")
    if number.isascii() and number.isdigit() and len(number) < 9:
        shown = MessageWording.objects.filter(kind=kind.code, number=int(number)).first() or latest
    words = asdict(words_of(shown, kind.code))
    seen = latest.number if latest else 0
    return WordsForm(kind=kind, initial={**words, "seen": seen})


def _render_form(request, kind, latest, form, *, tried=None, refusal="", status=200):
    now = words_of(latest, kind.code)
    current = tried or now
    versions = MessageWording.objects.filter(kind=kind.code).select_related("written_by")
    problems = problems_of(kind, latest)
    context = {
        "kind": kind,
        "form": form,
        "latest": latest,
        "is_tried": tried is not None,
        "problems": problems,
        "refusal": refusal,
        "theirs": now if refusal else None,
        "versions": versions[:20],
    }
    if status == 409:  # what was seen now is theirs
        form.data = form.data.copy()
        form.data["seen"] = latest.number if latest else 0
    if not form.is_bound or tried:
        written, whose = _written(kind, our_words(kind.code) if problems and not tried else current)
        context |= {"mail": written, "whose": whose}
    return render(request, "clinic/wording/form.html", context, status=status)


def problems_of(kind: Kind, row: MessageWording | None) -> list:
    """Return why the clinic's own words of a kind are not used, if they are not."""
    if row is None or not row.is_own:
        return []
    try:
        words_of(row, kind.code).understood(kind)
    except UnsoundWords as error:
        return error.problems
    return []


@xframe_options_sameorigin
@require_safe
@needs(CHANGE_CLINIC)
def wording_preview(request, code):
    """Return the mail itself, for a frame: as it is typed, or as it is now."""
    kind, latest = _found(code)
    typed = request.session.get(TYPED, {})
    if "typed" in request.GET and typed.get("kind") == code:
        words = Words(typed["subject"], typed["text"])
    else:
        words = our_words(code) if problems_of(kind, latest) else words_of(latest, code)
    written, _ = _written(kind, words)
    page = written.body_html.replace("<head>", '<head><base target="_blank">', 1)
    response = HttpResponse(page)
    response._csp_replace = MAIL_POLICY
    return response


def _written(kind, words) -> tuple[Composed, str]:
    """Return a mail in these words and whose visit it is about: the next real one, if any."""
    sample = kind.sample(timezone.now(), True)
    document = words.understood(kind)
    return put_together(
        document, sample.values, profile=ClinicProfile.objects.current()
    ), sample.whose


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_CLINIC)
def wording_reset(request, code):
    """Show how the clinic's words differ from ours, and put ours back."""
    kind, latest = _found(code)
    if latest is None or not latest.is_own:
        return redirect("clinic:wording-detail", code)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            wording.reset_words(
                kind=code, seen=int(seen) if seen.isdecimal() else -1, by=request.user
            )
        except wording.WordingChanged as refusal:
            notices.error(request, str(refusal))
            return redirect("clinic:wording-reset", code)
        notices.success(
            request,
            "The words it came with hold again. Yours are kept below, under “Earlier words”.",
        )
        return redirect("clinic:wording-detail", code)
    context = {"kind": kind, "latest": latest, "lines": differences(latest, our_words(code))}
    return render(request, "clinic/wording/reset.html", context)


def differences(row: MessageWording, ours: Words) -> list[tuple[str, str]]:
    """Return the lines of both, each as “gone”, “new” or “same”."""
    marks = {"- ": "gone", "+ ": "new", "  ": "same"}
    own, other = (
        [f"Subject: {words.subject}", "", *words.text.strip().split("\n")] for words in (row, ours)
    )
    found = [(marks.get(line[:2]), line[2:]) for line in ndiff(own, other)]
    return [(mark, line) for mark, line in found if mark]


def _found(code) -> tuple[Kind, MessageWording | None]:
    if code not in kinds():
        raise Http404
    return kinds()[code], MessageWording.objects.latest_of(code)
