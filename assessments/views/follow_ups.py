"""Questions between visits: answered by a link or an account, asked and typed in by clinicians."""

from datetime import datetime, time
from functools import wraps

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, actions
from assessments.exceptions import AssessmentError, FollowUpClosed, ReasonNeeded
from assessments.forms.follow_ups import AskForm, FollowUpForm
from assessments.links import follow_up_key_is_valid
from assessments.models import FollowUp, RuleSetting
from assessments.questions.questionnaires import NPRS
from assessments.reading.follow_ups import last_activities
from assessments.running import words
from assessments.views.charts import ask_for_reason, clinical_page, find_patient
from bookings.views.links import is_by_link, show_opened
from clinic.zones import clinic_zone

WHAT = "follow_up"  # what an event calls it
MORNING = time(9)
TO_THE_CHART = "assessments:chart-detail"


# --- Answered by the patient ----------------------------------------------------------------------


def answered_page(view):
    """Give the view the questions that an account's person is asked, or that a link opens.

    Staff answer nobody's questions here: they have a page of their own.
    """

    @never_cache
    @wraps(view)
    def find_and_show(request, reference):
        return show_opened(
            request,
            FollowUp.objects.with_person().filter(reference=reference),
            view,
            own=lambda rows, user: rows.visible_to(user),
            takes=follow_up_key_is_valid,
            page=reverse("assessments:follow-up-answer", args=[reference]),
        )

    find_and_show.login_required = False
    return find_and_show


@answered_page
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_answer(request, follow_up):
    if request.user.is_authenticated and request.user.is_clinic_staff and is_by_link(request):
        raise Http404
    now = timezone.now()
    if _state(follow_up, now):
        return _render_state(request, follow_up, now, status=_status(request))
    activities = _activities(request, follow_up, now)
    form = FollowUpForm(request.POST or None, follow_up=follow_up, activities=activities)
    if request.method != "POST":
        return _render_questions(request, follow_up, form)
    if not form.is_valid():
        return _render_questions(request, follow_up, form, status=422)
    try:
        actions.answer_follow_up(
            follow_up=follow_up, answers=form.answers(), typed_by=None, now=now
        )
    except FollowUpClosed:
        follow_up.refresh_from_db()
        return _render_state(request, follow_up, timezone.now(), status=409)
    _say_what_helps(request, form)
    return redirect(follow_up)


def _status(request):
    return 409 if request.method == "POST" else 200


def _activities(request, follow_up, now):
    """Return the activities of the last time; that they are shown leaves an event."""
    activities = last_activities(follow_up.patient) if "psfs" in follow_up.codes else []
    if activities and request.method != "POST":
        look = {"what": WHAT, "reference": follow_up.reference, "now": now}
        if is_by_link(request):
            access.open_by_link(follow_up.patient, **look)
        else:
            access.open_own(request.user, follow_up.patient, **look)
    return activities


def _say_what_helps(request, form):
    """Say what to do about pain that is more than the clinic calls mild."""
    settings = RuleSetting.objects.current()
    pain = form.cleaned_data.get(NPRS.code)
    if pain is not None and pain > settings[words.PAIN_UP_TO]:
        notices.warning(request, f"{words.pain_advice(settings)} {words.CALL_US}")


def _state(follow_up, now):
    """Return why the questions are not asked here; "" while they are."""
    if follow_up.answered_at:
        return "answered"
    if follow_up.withdrawn_at:
        return "withdrawn"
    if follow_up.is_over(now):
        return "over"
    return "early" if follow_up.due_at > now else ""


def _render_questions(request, follow_up, form, *, status=200):
    context = {"follow_up": follow_up, "form": form, "by_clinician": False}
    return render(request, "assessments/follow_ups/answer.html", context, status=status)


def _render_state(request, follow_up, now, *, status):
    context = {"follow_up": follow_up, "state": _state(follow_up, now)}
    return render(request, "assessments/follow_ups/state.html", context, status=status)


# --- Asked, and typed in, by clinicians -----------------------------------------------------------


@clinical_page
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_create(request, reference):
    patient = find_patient(request.user, reference)
    now = timezone.now()
    try:
        access.ground_for(request.user, patient, now, saves=request.method == "POST")
    except ReasonNeeded:
        return ask_for_reason(request, patient)
    form = AskForm(request.POST or None, initial={"due_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        follow_up = actions.ask_questions(
            patient=patient,
            codes=form.cleaned_data["codes"],
            due_at=_due_at(form.cleaned_data["due_on"], now),
            submission=form.cleaned_data["submission"],
            by=request.user,
        )
        if follow_up.is_mailed:
            notices.success(request, "The questions are on their way, or planned for their day.")
        else:
            notices.warning(
                request,
                f"{patient.name} has no email, so nothing is sent. Ask them, and type the answers "
                "in here.",
            )
        return redirect(TO_THE_CHART, patient.reference)
    status = 422 if request.method == "POST" else 200
    context = {"patient": patient, "form": form, "email": patient.reached_by.email}
    return render(request, "assessments/follow_ups/ask.html", context, status=status)


def _due_at(day, now):
    if day == timezone.localdate(now):
        return now
    return datetime.combine(day, MORNING, tzinfo=clinic_zone()).astimezone(now.tzinfo)


def clinicians_follow_up(view):
    """Give the view a follow-up of a patient whose file the clinician has a ground to open."""

    @clinical_page
    @wraps(view)
    def find_and_show(request, reference):
        if not request.user.is_clinician:
            raise Http404
        follow_up = get_object_or_404(FollowUp.objects.with_person(), reference=reference)
        try:
            access.ground_for(
                request.user,
                follow_up.patient,
                timezone.now(),
                saves=request.method == "POST",
            )
        except ReasonNeeded:
            return ask_for_reason(request, follow_up.patient.person)
        return view(request, follow_up)

    return find_and_show


@clinicians_follow_up
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_type_in(request, follow_up):
    """Type in what a patient answered by phone or on paper, or correct what stands."""
    now, person = timezone.now(), follow_up.patient.person
    if request.method == "POST":
        form = FollowUpForm(request.POST, follow_up=follow_up)
        if form.is_valid():
            try:
                actions.answer_follow_up(
                    follow_up=follow_up, answers=form.answers(), typed_by=request.user, now=now
                )
            except AssessmentError as error:
                form.add_error(None, str(error))
                return _render_typing(request, follow_up, form, status=409)
            notices.success(request, "The answers are stored, with your name.")
            return redirect(TO_THE_CHART, person.reference)
        return _render_typing(request, follow_up, form, status=422)
    access.open_file(
        request.user, follow_up.patient, what=WHAT, reference=follow_up.reference, now=now
    )
    standing = follow_up.answers.filter(superseded_by__isnull=True)
    form = FollowUpForm(
        follow_up=follow_up,
        activities=last_activities(follow_up.patient),
        answers={answer.code: answer for answer in standing},
    )
    return _render_typing(request, follow_up, form)


def _render_typing(request, follow_up, form, *, status=200):
    context = {"follow_up": follow_up, "form": form, "by_clinician": True}
    return render(request, "assessments/follow_ups/answer.html", context, status=status)


@clinicians_follow_up
@require_POST
def follow_up_withdraw(request, follow_up):
    try:
        actions.withdraw_follow_up(follow_up=follow_up, by=request.user, now=timezone.now())
    except FollowUpClosed:
        notices.warning(request, "They have answered meanwhile, so nothing was taken back.")
    else:
        notices.success(request, "The questions are taken back; their link says so.")
    return redirect(TO_THE_CHART, follow_up.patient.person.reference)
