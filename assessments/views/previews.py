"""What the readings on an open page come to, while somebody types them: nothing is stored."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments import access
from assessments.exceptions import ReasonNeeded
from assessments.forms.clinical_tests import ClinicalTestsForm
from assessments.forms.questionnaires import QuestionnairesForm
from assessments.views.assessments import WHAT, for_clinicians
from assessments.views.charts import ask_for_reason


@for_clinicians
@require_POST
def tests_preview(request, assessment):
    return _preview(
        request, assessment, ClinicalTestsForm, "assessments/sections/_tests_values.html"
    )


@for_clinicians
@require_POST
def questionnaires_preview(request, assessment):
    template = "assessments/sections/_questionnaires_scores.html"
    return _preview(request, assessment, QuestionnairesForm, template)


def _preview(request, assessment, form_class, template):
    """Show what is typed against what is known of the patient, which asks for a ground to look.

    One event is left of a page's look: opening it left one, and each key would leave another.
    """
    try:
        access.note_look(
            request.user,
            assessment.patient,
            page=WHAT,
            what=WHAT,
            reference=assessment.reference,
            now=timezone.now(),
        )
    except ReasonNeeded:
        return ask_for_reason(request, assessment.patient)
    form = form_class(request.POST, assessment=assessment)
    return render(request, template, {"form": form})
