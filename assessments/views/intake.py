"""What a patient answers before a visit, opened from the visit's page by key or account."""

from dataclasses import replace
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, actions
from assessments.exceptions import AssessmentError, FormClosed
from assessments.forms.intake import PhoneForm, ScreenForm, VisitQuestionsForm, as_submitted
from assessments.forms.pages import PageForm
from assessments.models import Intake, RedFlagScreen
from assessments.questions import before_visit
from assessments.reading import visit_answers
from assessments.reading.visit_answers import INTAKE, SCREEN, Reader
from bookings.actions import leave_phone
from bookings.advice import BEFORE_RUNNING
from bookings.links.opened import proof_of
from bookings.links.visits import visit_path
from bookings.mail.times import clinic_time
from bookings.views.appointments import carried_by, visit_page
from bookings.views.links import is_by_link
from bookings.views.submissions import submission_of

WRITER = "form_writer"  # in a session: what it is called on the rows that it wrote
BEGUN = "safety_questions_begun"  # in a session: by visit, what was answered and is not sent yet


def patients_page(view):
    """Give the view whoever reads as the patient; a clinician has a page of their own.

    The desk and administrators have none: to them, even with a key, this is not there.
    """

    @visit_page
    @wraps(view)
    def find_and_show(request, appointment):
        if not appointment.service.intake_form:
            raise Http404
        user = request.user
        is_own = user.is_authenticated and access.looks_after(user, appointment.patient)
        if not is_own and user.is_authenticated and user.is_clinic_staff:
            if user.is_clinician and not is_by_link(request):
                return redirect("assessments:visit-forms", appointment.reference)
            raise Http404
        writer = request.session.get(WRITER)
        reader = Reader(
            appointment,
            user if is_own else None,
            UUID(writer) if writer else None,
            proof_of(request.session, appointment.patient),
        )
        return view(request, appointment, reader)

    return find_and_show


def path_of(request, appointment, page, **query):
    """Return the path of one of these pages, with what the visit's links hand on."""
    path = reverse(f"assessments:{page}", args=[appointment.reference])
    query |= carried_by(request)
    return f"{path}?{urlencode(query)}" if query else path


def writer_of(request) -> UUID:
    """Return what this browser session is called on the rows that it writes."""
    return UUID(request.session.setdefault(WRITER, str(uuid4())))


def common_context(request, appointment, now):
    return {
        "appointment": appointment,
        "is_closed": appointment.is_cancelled or appointment.has_begun(now),
        "is_safety_done": appointment.screens.exists(),
        "is_form_done": Intake.objects.finished_for(appointment),
        "visit_url": visit_path(appointment, **carried_by(request)),
        "intake_url": path_of(request, appointment, "intake"),
        "safety_url": path_of(request, appointment, "safety"),
    }


def thank(request, appointment):
    """Say that both parts are kept, and until when they can be changed."""
    notices.success(
        request,
        "Thank you. Your answers are saved; you can change them until "
        f"{clinic_time(appointment.starts_at)}.",
    )


# --- The questions --------------------------------------------------------------------------------


@patients_page
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request, appointment, reader):
    now = timezone.now()
    stored = Intake.objects.filter(appointment=appointment).first()
    if request.method == "POST":
        return _save_intake(request, appointment, reader, now)
    may_read = stored is not None and reader.may_read(stored)
    form = VisitQuestionsForm(form=appointment.service.intake_form)
    if may_read:
        reader.leave_event(INTAKE, stored, now)
        form = VisitQuestionsForm(as_submitted(stored.typed), form=appointment.service.intake_form)
    context = {"stored": stored, "may_read": may_read}
    return _render_intake(request, appointment, form, now, **context)


def _save_intake(request, appointment, reader, now):
    form = VisitQuestionsForm(request.POST, form=appointment.service.intake_form)
    try:
        stored = _keep(request, appointment, reader, form, now, replaces="anew" in request.POST)
    except AssessmentError as error:
        stored = Intake.objects.filter(appointment=appointment).first()
        context = {
            "stored": stored,
            "may_read": stored is not None and reader.may_read(stored),
            "refusal": str(error),
        }
        return _render_intake(request, appointment, form, now, status=409, **context)
    if not form.is_valid():
        context = {"stored": stored, "may_read": True}
        return _render_intake(request, appointment, form, now, status=422, **context)
    if not appointment.screens.exists():
        return redirect(path_of(request, appointment, "safety"))
    thank(request, appointment)
    return redirect(visit_path(appointment, **carried_by(request)))


def _keep(request, appointment, reader, form, now, *, finishes=True, replaces=False):
    """Save what was typed; while somebody still types, nothing is finished by it."""
    answers = form.answers()
    stored = Intake.objects.filter(appointment=appointment).first()
    return actions.save_intake(
        appointment=appointment,
        answers=answers if finishes else replace(answers, are_complete=False),
        page=PageForm(request.POST).page_that_saves(),
        written_by=writer_of(request),
        may_read=stored is not None and reader.may_read(stored),
        replaces=replaces,
        now=now,
    )


def _render_intake(request, appointment, form, now, *, stored, may_read, status=200, **context):
    revision = request.POST.get("revision") or (stored.revision if stored and may_read else 0)
    page = request.POST.get("page") or uuid4()
    typed = form.typed() if form.is_bound else {}
    answered, parts = before_visit.parts_answered(appointment.service.intake_form, typed)
    context |= common_context(request, appointment, now) | {
        "form": form,
        "page": PageForm(initial={"revision": revision, "page": page}),
        "stored": stored,
        "may_read": may_read,
        "answered": answered,
        "parts": parts,
        "draft_url": path_of(request, appointment, "intake-draft"),
        "read": visit_answers.read(stored) if may_read and request.method != "POST" else None,
    }
    return render(request, "assessments/intake/form.html", context, status=status)


@patients_page
@require_POST
def intake_draft(request, appointment, reader):
    """Keep the answers while somebody types; the answer is the line that says so."""
    now = timezone.now()
    form = VisitQuestionsForm(request.POST, form=appointment.service.intake_form)
    answered, parts = before_visit.parts_answered(appointment.service.intake_form, form.typed())
    context = {"saved_at": now, "answered": answered, "parts": parts, "error": ""}
    status = 200
    try:
        _keep(request, appointment, reader, form, now, finishes=False)
    except AssessmentError as error:
        context["error"], status = str(error), 409
    return render(request, "assessments/intake/_state.html", context, status=status)


# --- The safety questions -------------------------------------------------------------------------


@patients_page
@require_http_methods(["GET", "HEAD", "POST"])
def safety(request, appointment, reader):
    form = ScreenForm(request.POST or None, initial=_begun(request, appointment))
    if request.method != "POST":
        return _render_safety(request, appointment, reader, form)
    if not form.is_valid():
        return _render_safety(request, appointment, reader, form, status=422)
    try:
        screen = actions.answer_screen(
            appointment=appointment,
            answers=form.answers(),
            written_by=writer_of(request),
            answered_by=reader.user,
            submission=submission_of(str(appointment.reference), form.cleaned_data),
        )
    except AssessmentError as error:
        refusal = {"refusal": str(error), "status": 409}
        return _render_safety(request, appointment, reader, form, **refusal)
    _forget_begun(request, appointment)
    is_finished = Intake.objects.finished_for(appointment)
    if screen.stops or appointment.under_review_since or is_finished:
        return redirect(path_of(request, appointment, "safety"))
    notices.success(request, "Thank you. Nothing you answered asks for a call before your visit.")
    return redirect(path_of(request, appointment, "intake"))


def _render_safety(request, appointment, reader, form, *, status=200, **context):
    now = timezone.now()
    latest = RedFlagScreen.objects.filter(appointment=appointment).first()
    may_read = latest is not None and reader.may_read(latest)
    is_asked = latest is None or form.is_bound or "again" in request.GET
    if may_read and not is_asked:
        reader.leave_event(SCREEN, latest, now)
    answered, parts = form.parts_answered()
    context |= common_context(request, appointment, now) | {
        "form": form,
        "latest": latest,
        "may_read": may_read,
        "is_asked": is_asked,
        "answered": answered,
        "parts": parts,
        "levels": visit_answers.advice_for(appointment, latest if may_read else None),
        "before_running": BEFORE_RUNNING,
        "phone_form": context.get("phone_form") or _phone_form(appointment),
        "phone_url": path_of(request, appointment, "safety-phone"),
        "draft_url": path_of(request, appointment, "safety-draft"),
        "again_url": path_of(request, appointment, "safety", again="1"),
    }
    return render(request, "assessments/intake/safety.html", context, status=status)


@patients_page
@require_POST
def safety_draft(request, appointment, reader):
    """Keep what was answered so far in this browser's session; the answer is the line that says so.

    It is no screen yet, and nobody else reads it: what another began here would be sent as theirs.
    """
    now = timezone.now()
    form = ScreenForm(request.POST)
    answered, parts = form.parts_answered()
    context = {"saved_at": now, "answered": answered, "parts": parts, "error": ""}
    if appointment.is_cancelled or appointment.has_begun(now):
        context["error"] = str(FormClosed())
        return render(request, "assessments/intake/_state.html", context, status=409)
    request.session[BEGUN] = request.session.get(BEGUN, {}) | {
        str(appointment.reference): form.typed()
    }
    return render(request, "assessments/intake/_state.html", context)


def _begun(request, appointment):
    return dict(request.session.get(BEGUN, {}).get(str(appointment.reference), {}))


def _forget_begun(request, appointment):
    begun = request.session.get(BEGUN, {})
    if begun.pop(str(appointment.reference), None) is not None:
        request.session[BEGUN] = begun


@patients_page
@require_POST
def safety_phone(request, appointment, reader):
    """Take the number of a patient who is to be called and whose file has none."""
    form = PhoneForm(request.POST)
    if _phone_form(appointment) is None:
        return redirect(path_of(request, appointment, "safety"))
    if not form.is_valid():
        screen = ScreenForm(initial=_begun(request, appointment))
        return _render_safety(request, appointment, reader, screen, status=422, phone_form=form)
    leave_phone(appointment=appointment, phone=form.cleaned_data["phone"])
    if form.cleaned_data["phone"]:
        notices.success(request, "Thank you. A clinician can call you now.")
    return redirect(path_of(request, appointment, "safety"))


def _phone_form(appointment):
    """Return what asks for a number, while somebody is to be called whose file has none."""
    if appointment.under_review_since is None or appointment.patient.phone:
        return None
    return PhoneForm()
