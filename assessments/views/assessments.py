"""A running assessment: typed, recorded, read, shared."""

from uuid import uuid4

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, actions, queries, record_pages
from assessments.exceptions import AssessmentError, NoAccess, ReasonNeeded
from assessments.forms import AssessmentForm, PageForm, RevisionForm, texts_of, typed_texts
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
            access.ground_for(
                request.user, assessment.patient, timezone.now(), saves=request.method == "POST"
            )
        except ReasonNeeded:
            return ask_for_reason(request, assessment.patient)
        return view(request, assessment)

    return find_and_show


@clinical_page
@require_safe
def assessment_detail(request, reference):
    assessment, now = find_assessment(reference), timezone.now()
    look = {"what": WHAT, "reference": assessment.reference, "now": now}
    for_clinician = request.user.is_clinician
    try:
        access.open_file(request.user, assessment.patient, **look)
    except (NoAccess, ReasonNeeded) as error:
        if not _open_shared(request.user, assessment, look):
            if isinstance(error, NoAccess):
                raise
            return ask_for_reason(request, assessment.patient)
        for_clinician = False  # a clinician reads their own, or their child's, as patients do
    if assessment.is_draft:
        return redirect("assessments:assessment-edit", assessment.reference)
    context = {
        "shown": record_pages.shown(assessment, for_clinician=for_clinician),
        "assessment": assessment,
        "for_clinician": for_clinician,
    }
    return render(request, "assessments/assessment_detail.html", context)


def _open_shared(user, assessment, look):
    """Say whether the assessment was shared with this person; if so, their look is kept."""
    if assessment.shared_at is None:
        return False
    try:
        access.open_own(user, assessment.patient, **look)
    except NoAccess:
        return False
    return True


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
    now = timezone.now()
    try:
        access.ground_for(request.user, assessment.patient, now)
        if "take_back" in request.POST:
            actions.unshare_assessment(assessment=assessment)
            notices.success(request, "The patient can no longer open it.")
        else:
            actions.share_assessment(
                assessment=assessment, revision=_seen(request), by=request.user, now=now
            )
            notices.success(request, "The patient can read it now, under “My assessments”.")
    except ReasonNeeded:
        return ask_for_reason(request, assessment.patient)
    except AssessmentError as error:
        notices.error(request, str(error))
    return redirect(assessment)


def _seen(request):
    """Return the revision that was looked at, or one that nothing has."""
    form = RevisionForm(request.POST)
    return form.cleaned_data["revision"] if form.is_valid() else -1


@require_safe
def assessment_list(request):
    """Show a person the assessments that were shared with those they look after."""
    context = {"assessments": queries.shared_with(request.user)}
    return render(request, "assessments/assessment_list.html", context)
