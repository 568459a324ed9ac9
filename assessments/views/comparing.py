"""Two assessments or more of one person, beside each other."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access, queries
from assessments.exceptions import ReasonNeeded
from assessments.models import RuleSetting
from assessments.reading.comparison import compared
from assessments.views.charts import ask_for_reason, clinical_page, find_patient

WHAT = "comparison"
MOST = 4  # beside each other on a page


@clinical_page
@require_safe
def chart_compare(request, reference):
    """Compare the assessments that `with` names, or the last two."""
    patient = find_patient(request.user, reference)
    wanted = _references(request)
    if len(wanted) > MOST:
        raise BadRequest(f"At most {MOST} assessments fit beside each other.")
    try:
        access.open_file(
            request.user,
            patient,
            what=WHAT,
            reference=patient.reference,
            now=timezone.now(),
        )
    except ReasonNeeded:
        return ask_for_reason(request, patient)
    assessments = queries.assessments_to_compare(patient, wanted)
    if len(assessments) < len(wanted):
        raise Http404  # another person's, put away, or none at all
    context = {"patient": patient}
    if len(assessments) < 2:
        status = 422 if wanted else 200
        return render(request, "assessments/comparing/compare.html", context, status=status)
    context["comparison"] = compared(assessments, RuleSetting.objects.current())
    return render(request, "assessments/comparing/compare.html", context)


def _references(request):
    """Return what is asked for, each once. Raises Http404 for what is no reference."""
    try:
        return list(dict.fromkeys(UUID(text) for text in request.GET.getlist("with")))
    except ValueError:
        raise Http404 from None
