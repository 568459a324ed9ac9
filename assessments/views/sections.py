"""The pages of the flow that are forms: one view for all, a form and a body for each."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages as notices
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, actions, flow
from assessments.exceptions import (
    AssessmentChanged,
    AssessmentError,
    ReasonNeeded,
    SafetyFirst,
)
from assessments.forms.by_eye import ByEyeForm
from assessments.forms.clinical_tests import ClinicalTestsForm
from assessments.forms.degrees import DegreesForm
from assessments.forms.findings import FindingsForm
from assessments.forms.pages import PageForm
from assessments.forms.questionnaires import QuestionnairesForm
from assessments.forms.run_end import RunEndForm
from assessments.forms.sections import SectionForm
from assessments.forms.set_up import SetUpForm
from assessments.models import Assessment, Section, SectionCode
from assessments.views.assessments import (
    find_assessment,
    for_clinicians,
    leave_event,
    may_look,
)
from assessments.views.charts import ask_for_reason

SEE_FIRST = "First what you see: record it by eye, then the degrees are shown."


@dataclass(frozen=True)
class SectionPage:
    """What a page is made of: its form, and the template of its body."""

    form: type[SectionForm]
    body: str


SECTION_PAGES = {
    SectionCode.SET_UP: SectionPage(SetUpForm, "assessments/sections/_set_up.html"),
    SectionCode.BY_EYE: SectionPage(ByEyeForm, "assessments/sections/_by_eye.html"),
    SectionCode.DEGREES: SectionPage(DegreesForm, "assessments/sections/_degrees.html"),
    SectionCode.RUN_END: SectionPage(RunEndForm, "assessments/sections/_run_end.html"),
    SectionCode.TESTS: SectionPage(ClinicalTestsForm, "assessments/sections/_tests.html"),
    SectionCode.QUESTIONNAIRES: SectionPage(
        QuestionnairesForm, "assessments/sections/_questionnaires.html"
    ),
    SectionCode.FINDINGS: SectionPage(FindingsForm, "assessments/sections/_findings.html"),
}


@for_clinicians
@require_safe
def assessment_resume(request, assessment):
    """Lead to the first page of an open assessment that is not stored yet."""
    if not assessment.is_open:
        return redirect(assessment)
    return redirect(flow.url_of(assessment, flow.first_to_do(assessment)))


@for_clinicians
@require_http_methods(["GET", "HEAD", "POST"])
def section(request, assessment, code):
    if request.method != "POST" and not assessment.is_open:
        return redirect(assessment)
    if code == SectionCode.DEGREES and not flow.may_show_degrees(assessment):
        notices.info(request, SEE_FIRST)
        return redirect(flow.url_of(assessment, SectionCode.BY_EYE))
    if request.method == "POST":
        return _save(request, assessment, code)
    leave_event(request, assessment)
    form = SECTION_PAGES[code].form(assessment=assessment)
    form.initial = _stored(assessment, code).typed or form.texts()
    return _render(request, assessment, code, form)


def _save(request, assessment, code):
    """Store a sound page; one that is left unsound for another is kept as it stands."""
    form = SECTION_PAGES[code].form(request.POST, assessment=assessment)
    form.shows_record = may_look(request, assessment)
    going = request.POST.get("go", "")
    saves = _saving(request, assessment, code)
    try:
        if going and form.says_what_is_stored() and not _stored(assessment, code).typed:
            return redirect(_next_url(assessment, code, going))
        if form.is_valid() and _is_stored(form, saves):
            return redirect(_next_url(assessment, code, going))
        if going or form.is_valid():
            actions.keep_typed(read=_reading(request, code), **saves)
        if going:
            notices.warning(request, f"“{code.label}” is kept as typed, and is not stored yet.")
            return redirect(_next_url(assessment, code, going))
    except AssessmentError as error:
        newer = find_assessment(assessment.reference)
        return _render(request, newer, code, form, refusal=error)
    return _render(request, assessment, code, form, status=409 if form.is_valid() else 422)


def _is_stored(form, saves) -> bool:
    """Make a sound page the record, and say whether it is: one of the run waits for its safety."""
    try:
        actions.fill_section(values=form.values(), **saves)
    except SafetyFirst:
        return False
    return True


@for_clinicians
@require_POST
def section_draft(request, assessment, code):
    """Keep a page while somebody types; the answer is the line that says so."""
    context, status = {"saved_at": timezone.now()}, 200
    try:
        actions.keep_typed(read=_reading(request, code), **_saving(request, assessment, code))
    except AssessmentError as error:
        context["error"], status = str(error), 409
    return render(request, "assessments/sections/_draft_state.html", context, status=status)


@for_clinicians
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_discard(request, assessment):
    """Ask, then put away what was never signed."""
    error = ""
    if request.method == "POST":
        now = timezone.now()
        try:
            access.ground_for(request.user, assessment.patient, now)
            actions.discard_assessment(assessment=assessment, by=request.user, now=now)
        except ReasonNeeded:
            return ask_for_reason(request, assessment.patient)
        except AssessmentError as refusal:
            error = str(refusal)
        else:
            notices.success(request, "The assessment is put away.")
            return redirect("assessments:chart-detail", assessment.patient.reference)
    elif not assessment.is_open:
        return redirect(assessment)
    context = {"assessment": assessment, "error": error}
    status = 409 if error else 200
    return render(request, "assessments/sections/discard.html", context, status=status)


# --- What they share ------------------------------------------------------------------------------


def _saving(request, assessment, code):
    return {
        "assessment": assessment,
        "code": code,
        "page": PageForm(request.POST).page_that_saves(),
        "by": request.user,
        "now": timezone.now(),
    }


def _reading(request, code):
    """Return what says which texts of the page an assessment does not hold yet."""

    def typed(assessment):
        form = SECTION_PAGES[code].form(request.POST, assessment=assessment)
        return {} if form.says_what_is_stored() else form.typed()

    return typed


def _stored(assessment, code) -> Section:
    """Return how the page stands; one that nobody saved yet is new."""
    found = (row for row in assessment.sections.all() if row.code == code)
    return next(found, None) or Section(assessment=assessment, code=code)


def _next_url(assessment, code, going):
    if going not in flow.pages_of(assessment):
        going = flow.after(assessment, code)
    return flow.url_of(assessment, going)


def _render(request, assessment: Assessment, code, form, *, refusal=None, status=200):
    status = 409 if refusal else status
    stored = _stored(assessment, code)
    page = request.POST.get("page") or uuid4()
    revision = request.POST.get("revision") or stored.revision
    context = {
        "assessment": assessment,
        "form": form,
        "body": SECTION_PAGES[code].body,
        "code": code,
        "draft_url": f"{flow.url_of(assessment, code)}draft/",
        "is_begun_with_typed": request.method != "POST" and bool(stored.typed),
        "is_kept_as_typed": status == 409 and not refusal,
        "newer": stored if isinstance(refusal, AssessmentChanged) else None,
        "page": PageForm(initial={"revision": revision, "page": page}),
        "rail": flow.rail(assessment, code),
        "refusal": str(refusal or ""),
    }
    return render(request, "assessments/sections/section.html", context, status=status)
