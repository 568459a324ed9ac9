"""A patient's log of runs: logged, corrected, removed, read from a watch's file."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, actions
from assessments.exceptions import AssessmentError, RunLoggedAlready
from assessments.forms.running import (
    NextMorningForm,
    RunForm,
    WatchFileForm,
    WatchRunForm,
    file_of,
    not_logged_yet,
    token_of,
)
from assessments.models import FollowUp, Run
from assessments.reading.running import read_runs, runs_of
from assessments.running.refusals import WatchFileTooLarge
from assessments.views.persons_pages import path_of, persons_page
from bookings.people import households
from bookings.views.account import for_patients
from clinic.rate_limits import limited

WHAT = "runs"  # what an event calls it
ON_A_PAGE = 20
AROUND_A_FILE = 5000  # bytes that a form sends beside one
AGAIN = "The file was read too long ago. Please choose it again."


of_a_person = persons_page(households.people_of, "assessments/running/nobody.html")


# --- The log --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_person
def run_list(request, person, people):
    if request.method != "POST":
        return _render_log(request, person, people, RunForm())
    form = RunForm(request.POST)
    if not form.is_valid():
        return _render_log(request, person, people, form, status=422)
    try:
        _run, is_new = _log(request, person, form)
    except AssessmentError as error:
        form.add_error(None, str(error))
        return _render_log(request, person, people, form, status=409)
    notices.success(request, "Your run is in the log." if is_new else "This run is in the log.")
    return redirect(path_of("run-list", person, people))


def _log(request, person, form, recorded=None):
    return actions.log_run(
        patient=person,
        said=form.said(),
        recorded=recorded,
        submission=form.cleaned_data["submission"],
        by=request.user,
        now=timezone.now(),
    )


def _render_log(request, person, people, form, *, status=200):
    access.note_own_look(
        request.user, person, page=WHAT, what=WHAT, reference=person.reference, now=timezone.now()
    )
    page = Paginator(runs_of(person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "asked": FollowUp.objects.of_person(person).open_at(timezone.now()).first(),
        "people": [(each, path_of("run-list", each, people)) for each in people],
        "form": form,
        "page_obj": page,
        "who": str(person.reference) if len(people) > 1 else "",
        "runs": read_runs(person, page.object_list, timezone.localdate()),
        "import_url": path_of("run-import", person, people),
    }
    return render(request, "assessments/running/list.html", context, status=status)


# --- One run --------------------------------------------------------------------------------------


def of_a_run(view):
    """Give the view a run that is in the log of somebody whom the account looks after."""

    @never_cache
    @for_patients
    def find_and_show(request, reference):
        runs = Run.objects.visible_to(request.user).with_person()
        run = get_object_or_404(runs, reference=reference)
        people = households.people_of(request.user)
        return view(request, run, path_of("run-list", run.patient.person, people))

    return find_and_show


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_run
def run_detail(request, run, log_url):
    if run.removed_at:
        raise Http404
    form = RunForm(request.POST or None, run=run)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.correct_run(
                    run=run,
                    said=form.said(),
                    revision=form.cleaned_data["revision"] or 0,
                    now=timezone.now(),
                )
            except AssessmentError as error:
                form.add_error(None, str(error))
                status = 409
            else:
                notices.success(request, "Your changes are saved.")
                return redirect(log_url)
    access.note_own_look(
        request.user,
        run.patient,
        page=WHAT,
        what=WHAT,
        reference=run.patient.person.reference,
        now=timezone.now(),
    )
    context = {"run": run, "form": form, "log_url": log_url}
    return render(request, "assessments/running/detail.html", context, status=status)


@require_POST
@of_a_run
def run_next_morning(request, run, log_url):
    form = NextMorningForm(request.POST)
    if not form.is_valid():
        notices.error(request, "Choose the pain of the next morning, a number from 0 to 10.")
        return redirect(log_url)
    try:
        actions.add_next_morning(run=run, pain=form.cleaned_data["pain"], now=timezone.now())
    except AssessmentError as error:
        notices.error(request, str(error))
    else:
        notices.success(request, "The next morning is in the log.")
    return redirect(log_url)


@require_POST
@of_a_run
def run_remove(request, run, log_url):
    actions.remove_run(run=run, by=request.user, now=timezone.now())
    notices.success(request, "The run is removed from your log.")
    return redirect(log_url)


# --- A watch's file -------------------------------------------------------------------------------


@csrf_exempt  # asked for below: to find its token, Django reads the whole body, however large
def run_import(request):
    """Read a file, unless its size alone refuses it, and ask whether what it says is right."""
    if request.method == "POST" and _announced(request) > settings.WATCH_FILE_MAX_BYTES:
        return _too_large(request)
    return _run_import(request)


@csrf_protect
@limited("RATE_LIMIT_WATCH_FILES")
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_person
def _run_import(request, person, people):
    if request.method != "POST":
        return _render_import(request, person, people, WatchFileForm())
    form = WatchFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_import(request, person, people, form, status=422)
    file, logged = not_logged_yet(person, form.read)
    if not file.runs:
        form.add_error("file", str(logged))
        return _render_import(request, person, people, form, status=409, known=logged.run)
    token = token_of(file, request.user)
    return _render_confirm(request, person, people, WatchRunForm(file=file, token=token))


def _announced(request):
    length = request.META.get("CONTENT_LENGTH") or ""
    announced = int(length) if length.isascii() and length.isdecimal() else 0
    return max(0, announced - AROUND_A_FILE)


@of_a_person
def _too_large(request, person, people):
    """Answer without a look at the body."""
    form = WatchFileForm({}, {})
    form.full_clean()
    del form.errors["file"]
    form.add_error("file", str(WatchFileTooLarge(settings.WATCH_FILE_MAX_BYTES)))
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return _render_import(request, person, people, form, status=status)


def _render_import(request, person, people, form, *, status=200, known=None):
    context = {
        "person": person,
        "form": form,
        "known": known,
        "is_of_several": len(people) > 1,
        "log_url": path_of("run-list", person, people),
    }
    return render(request, "assessments/running/import.html", context, status=status)


@require_POST
@of_a_person
def run_import_confirm(request, person, people):
    token = request.POST.get("read", "")
    file = file_of(token, request.user)
    if file is None:
        notices.warning(request, AGAIN)
        return redirect(path_of("run-import", person, people))
    form = WatchRunForm(request.POST, file=file, token=token)
    if not form.is_valid():
        return _render_confirm(request, person, people, form, status=422)
    try:
        _log(request, person, form, form.recorded())
    except AssessmentError as error:
        form.add_error(None, str(error))
        known = error.run if isinstance(error, RunLoggedAlready) else None
        return _render_confirm(request, person, people, form, status=409, known=known)
    notices.success(request, "Your run is in the log. The file itself is not kept.")
    return redirect(path_of("run-list", person, people))


def _render_confirm(request, person, people, form, *, status=200, known=None):
    """Show what was read, to be confirmed; `known` is the run that stands in its way."""
    context = {
        "person": person,
        "form": form,
        "known": known,
        "is_of_several": len(people) > 1,
        "confirm_url": path_of("run-import-confirm", person, people),
        "import_url": path_of("run-import", person, people),
    }
    return render(request, "assessments/running/confirm.html", context, status=status)
