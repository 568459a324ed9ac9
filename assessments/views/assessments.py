"""A running assessment: typed, recorded, read, shared."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access, flow, queries, safety
from assessments.exceptions import NoAccess, ReasonNeeded
from assessments.learning.articles import GLOSSARY
from assessments.learning.glossary import meanings
from assessments.models import Assessment, Edition, RuleSetting
from assessments.reading import signing
from assessments.reading.agreed import agreed_with
from assessments.reading.runner import runner_of
from assessments.reading.told import told
from assessments.reading.whole import shown
from assessments.shelf import published
from assessments.views.charts import ask_for_reason, clinical_page

WHAT = "assessment"
ABOUT_DROP_AND_KNEE = "drop-and-knee"  # an article


def find_assessment(reference) -> Assessment:
    return get_object_or_404(Assessment.objects.with_values(), reference=reference)


def leave_event(request, assessment):
    """Keep that a clinician looked at an assessment. Raises NoAccess or ReasonNeeded."""
    access.open_file(
        request.user,
        assessment.patient,
        what=WHAT,
        reference=assessment.reference,
        now=timezone.now(),
    )


def may_look(request, assessment) -> bool:
    """Say whether what is stored may be shown: a page may be saved for longer than that."""
    try:
        access.ground_for(request.user, assessment.patient, timezone.now())
    except ReasonNeeded:
        return False
    return True


def for_clinicians(view):
    """Give the view the assessment, to a clinician with a ground to open the patient's file."""

    @clinical_page
    @wraps(view)
    def find_and_show(request, reference, **named):
        if not request.user.is_clinician:
            raise Http404
        assessment = find_assessment(reference)
        try:
            access.ground_for(
                request.user, assessment.patient, timezone.now(), saves=request.method == "POST"
            )
        except ReasonNeeded:
            return ask_for_reason(request, assessment.patient)
        return view(request, assessment, **named)

    return find_and_show


@clinical_page
@require_safe
def assessment_detail(request, reference):
    assessment = get_object_or_404(queries.assessments_to_read(), reference=reference)
    now = timezone.now()
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
    context = {
        "shown": shown(assessment, for_clinician=for_clinician),
        "assessment": assessment,
        "for_clinician": for_clinician,
    }
    if for_clinician:
        context["after"] = signing.after_signing(assessment, request.user)
        context["earlier"] = flow.last_before(assessment)
        context["safety"] = safety.safety_of(assessment)
    else:
        context |= told_first(assessment, now)
    return render(request, "assessments/reading/detail.html", context)


def told_first(assessment, now) -> dict:
    """Return what a runner's page begins with, as their edition of the report does."""
    agreed = agreed_with(assessment.patient, now)
    said = told(assessment, RuleSetting.objects.current(), agreed.as_told)
    reports = assessment.reports.made().without_pages()
    articles = published(ABOUT_DROP_AND_KNEE, GLOSSARY)
    return {
        "told": said,
        "runner": runner_of(assessment, said.stance),
        "agreed": agreed,
        "report": reports.filter(edition=Edition.PATIENT, is_draft=False).first(),
        "article": articles.get(ABOUT_DROP_AND_KNEE),
        "terms": meanings(articles[GLOSSARY].text.body) if GLOSSARY in articles else {},
    }


def _open_shared(user, assessment, look):
    """Say whether the assessment was shared with this person; if so, their look is kept."""
    if not assessment.is_shared:
        return False
    try:
        access.open_own(user, assessment.patient, **look)
    except NoAccess:
        return False
    return True


@require_safe
def assessment_list(request):
    """Show a person the assessments that were shared with those they look after."""
    context = {"assessments": queries.shared_with(request.user)}
    return render(request, "assessments/reading/list.html", context)
