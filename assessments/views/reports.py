"""The PDFs of an assessment: asked for, in the making, handed over."""

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments import access, queries
from assessments.actions import ask_for_report
from assessments.exceptions import AssessmentError, NoAccess, ReasonNeeded
from assessments.models import Assessment, Edition, Report
from assessments.views.assessments import for_clinicians
from assessments.views.charts import ask_for_reason, clinical_page

WHAT = "report"


@for_clinicians
@require_http_methods(["GET", "POST"])
def report_list(request, assessment):
    """Show which reports there are, and have another made."""
    if request.method == "POST":
        try:
            ask_for_report(
                assessment=assessment,
                edition=_edition(request.POST.get("edition")),
                by=request.user,
                now=timezone.now(),
            )
        except AssessmentError as error:
            notices.error(request, str(error))
        return redirect("assessments:report-list", assessment.reference)
    reports = list(assessment.reports.without_pages().select_related("asked_by"))
    context = {
        "assessment": assessment,
        "reports": reports,
        "editions": Edition,
        "is_in_the_making": any(report.is_open for report in reports),
        "seen_at": queries.seen_by_patient(assessment),
    }
    template = "assessments/reports/_made.html" if request.htmx else "assessments/reports/list.html"
    return render(request, template, context)


def _edition(asked):
    if asked not in Edition.values:
        raise Http404
    return Edition(asked)


@clinical_page
@require_safe
def report_detail(request, reference, report):
    """Hand over one report: to a clinician any, to its runner what was shared with them."""
    assessment = get_object_or_404(Assessment.objects.with_values(), reference=reference)
    found = get_object_or_404(
        Report.objects.made().without_pages(), assessment=assessment, reference=report
    )
    look = {"what": WHAT, "reference": found.reference, "now": timezone.now()}
    try:
        access.open_file(request.user, assessment.patient, **look)
    except (NoAccess, ReasonNeeded) as error:
        if not found.is_for_patient or not assessment.is_shared:
            if isinstance(error, NoAccess):
                raise
            return ask_for_reason(request, assessment.patient)
        access.open_own(request.user, assessment.patient, **look)
    kept = Report.objects.values_list("pdf", flat=True).get(pk=found.pk)
    answer = HttpResponse(bytes(kept), content_type="application/pdf")
    day = timezone.localdate(assessment.performed_at)
    answer["Content-Disposition"] = f'inline; filename="running-assessment-{day}.pdf"'
    return answer
