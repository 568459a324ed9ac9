"""A running assessment: typed, recorded, read, shared."""

from uuid import uuid4

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, actions, queries, record_pages
from assessments.exceptions import AssessmentError, NoAccess, ReasonNeeded
from assessments.forms import AssessmentForm, PageForm, texts_of, typed_texts
from assessments.models import Assessment, GradingLimits
from assessments.views.charts import ask_for_reason, clinical_page

WHAT = "assessment"


def find_assessment(reference) -> Assessment:
    return get_object_or_404(Assessment.objects.with_values(), reference=reference)


def for_clinicians(view):
    """Give the view the assessment, to a clinician with a ground to open the patient's file."""

    @clinical_page
    def find_and_show(request, reference):
        if not request.user.is_clinician:
            raise Http404
        assessment = find_assessment(reference)
        try:
            access.ground_for(request.user, assessment.patient, timezone.now())
        except ReasonNeeded:
            return ask_for_reason(request, assessment.patient)
        return view(request, assessment)

    return find_and_show


@clinical_page
@require_safe
def assessment_detail(request, reference):
    assessment, now = find_assessment(reference), timezone.now()
    look = {"what": WHAT, "reference": assessment.reference, "now": now}
    if request.user.is_clinician:
        try:
            access.open_file(request.user, assessment.patient, **look)
        except ReasonNeeded:
            return ask_for_reason(request, assessment.patient)
        if assessment.is_draft:
            return redirect("assessments:assessment-edit", assessment.reference)
    elif assessment.shared_at is None:
        raise NoAccess
    else:
        access.open_own(request.user, assessment.patient, **look)
    context = {
        "shown": record_pages.shown(assessment),
        "assessment": assessment,
        "for_clinician": request.user.is_clinician,
    }
    return render(request, "assessments/assessment_detail.html", context)


@for_clinicians
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_edit(request, assessment):
    limits, now = GradingLimits.objects.current().as_limits(), timezone.now()
    if request.method != "POST":
        access.open_file(
            request.user, assessment.patient, what=WHAT, reference=assessment.reference, now=now
        )
        form = AssessmentForm(initial=texts_of(assessment), limits=limits)
        return _render_form(request, assessment, form)
    form = AssessmentForm(request.POST, limits=limits)
    page = PageForm(request.POST).page_that_saves()
    try:
        if "draft" in request.POST:
            typed = typed_texts(request.POST)
            actions.save_draft(assessment=assessment, typed=typed, page=page)
            notices.success(request, "The draft is saved as you typed it.")
            return redirect("assessments:assessment-edit", assessment.reference)
        if form.is_valid():
            recording = form.recording()
            actions.record_assessment(
                assessment=assessment, recording=recording, page=page, now=now
            )
            return redirect(assessment)
    except AssessmentError as error:
        form.add_error(None, str(error))
        newer = find_assessment(assessment.reference)
        return _render_form(request, assessment, form, status=409, newer=newer)
    return _render_form(request, assessment, form, status=422)


def _render_form(request, assessment, form, *, status=200, newer=None):
    page = request.POST.get("page") or uuid4()
    revision = request.POST.get("revision") or assessment.revision
    context = {
        "assessment": assessment,
        "form": form,
        "page": PageForm(initial={"revision": revision, "page": page}),
        "newer": newer,
    }
    return render(request, "assessments/assessment_form.html", context, status=status)


@for_clinicians
@require_POST
def assessment_draft(request, assessment):
    """Keep the draft while somebody types; the answer is the line that says so."""
    context = {"assessment": assessment, "error": ""}
    status = 200
    try:
        context["assessment"] = actions.save_draft(
            assessment=assessment,
            typed=typed_texts(request.POST),
            page=PageForm(request.POST).page_that_saves(),
        )
    except AssessmentError as error:
        context["error"], status = str(error), 409
    context["saved_at"] = timezone.now()
    return render(request, "assessments/_draft_state.html", context, status=status)


@for_clinicians
@require_POST
def assessment_share(request, assessment):
    try:
        if "take_back" in request.POST:
            actions.unshare_assessment(assessment=assessment)
            notices.success(request, "The patient can no longer open it.")
        else:
            actions.share_assessment(assessment=assessment, by=request.user, now=timezone.now())
            notices.success(request, "The patient can read it now, under “My assessments”.")
    except AssessmentError as error:
        notices.error(request, str(error))
    return redirect(assessment)


@require_safe
def assessment_list(request):
    """Show a person the assessments that were shared with those they look after."""
    context = {"assessments": queries.shared_with(request.user)}
    return render(request, "assessments/assessment_list.html", context)
