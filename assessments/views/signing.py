"""Signing, and what may come after: a second signature, additions, sharing."""

from uuid import uuid4

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, actions, flow, plans, queries
from assessments.exceptions import AddedAlready, AssessmentError, ReasonNeeded
from assessments.forms.pages import RevisionForm
from assessments.forms.signing import AddendumForm, CoSignForm
from assessments.reading import signing
from assessments.views.assessments import find_assessment, for_clinicians, leave_event
from assessments.views.charts import ask_for_reason, clinical_page


@for_clinicians
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_sign(request, assessment):
    if request.method == "POST":
        return _sign(request, assessment)
    if not assessment.is_open:
        return redirect(assessment)
    leave_event(request, assessment)
    return _render_sign(request, assessment)


def _sign(request, assessment):
    """Seal what was read; a page that is older than what is stored shows that instead."""
    now = timezone.now()
    try:
        access.ground_for(request.user, assessment.patient, now)
        signed = actions.sign_assessment(
            assessment=assessment,
            revision=RevisionForm(request.POST).seen(),
            by=request.user,
            now=now,
        )
    except ReasonNeeded:
        return ask_for_reason(request, assessment.patient)
    except AssessmentError as error:
        current = find_assessment(assessment.reference)
        if not current.is_open:
            context = {"error": str(error), "back_url": current.get_absolute_url()}
            return render(request, "409.html", context, status=409)
        leave_event(request, current)
        return _render_sign(request, current, refusal=str(error), status=409)
    notices.success(
        request,
        "Signed. It awaits a co-signature, and then it can be shared."
        if signed.needs_cosignature
        else "Signed. Nothing of it can change now; additions go into an addendum.",
    )
    return redirect(assessment)


def _render_sign(request, assessment, *, refusal="", status=200):
    ready = signing.ready_to_sign(assessment, request.user)
    context = {
        "assessment": assessment,
        "ready": ready,
        "rail": flow.rail(assessment, flow.SIGN),
        "refusal": refusal,
        "revision": RevisionForm(initial={"revision": ready.revision}),
    }
    return render(request, "assessments/signing/sign.html", context, status=status)


@for_clinicians
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_cosign(request, assessment):
    """Ask whoever answers for it to sign as well; what they sign is one link away."""
    if not actions.may_cosign(assessment=assessment, user=request.user):
        raise Http404
    form, status, refusal = CoSignForm(_typed(request)), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.cosign_assessment(
                    assessment=assessment,
                    note=form.cleaned_data["note"],
                    by=request.user,
                    now=timezone.now(),
                )
            except AssessmentError as error:
                refusal, status = str(error), 409
            else:
                notices.success(request, "Co-signed. It can be shared with the patient now.")
                return redirect(assessment)
    elif not assessment.needs_cosignature:
        return redirect(assessment)
    context = {"assessment": assessment, "form": form, "refusal": refusal}
    return render(request, "assessments/signing/cosign.html", context, status=status)


@for_clinicians
@require_http_methods(["GET", "HEAD", "POST"])
def addendum_create(request, assessment):
    form, status, refusal = AddendumForm(_typed(request)), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.add_addendum(
                    assessment=assessment,
                    text=form.cleaned_data["text"],
                    submission=form.cleaned_data["submission"],
                    by=request.user,
                    now=timezone.now(),
                )
            except AssessmentError as error:
                refusal, status = str(error), 409
                if isinstance(error, AddedAlready):
                    form = _of_another_page(form)
            else:
                notices.success(request, "Your addendum is signed and stands with the assessment.")
                return redirect(assessment)
        elif "submission" in form.errors:
            form = _of_another_page(form)
            refusal = "Your text is still here. Please press once more."
    elif not assessment.is_signed:
        return redirect(assessment)
    context = {"assessment": assessment, "form": form, "refusal": refusal}
    return render(request, "assessments/signing/addendum.html", context, status=status)


def _of_another_page(form):
    """Return the form as it was typed, under a new key: sent again, it is another addendum."""
    anew = form.data.copy()
    anew["submission"] = str(uuid4())
    return AddendumForm(anew)


@for_clinicians
@require_POST
def assessment_share(request, assessment):
    now = timezone.now()
    try:
        access.ground_for(request.user, assessment.patient, now)
        if "take_back" in request.POST:
            actions.withdraw_share(assessment=assessment, by=request.user, now=now)
            notices.success(request, "The patient can no longer open it.")
        else:
            actions.share_assessment(assessment=assessment, by=request.user, now=now)
            notices.success(request, "The patient can read it now, under “My assessments”.")
    except ReasonNeeded:
        return ask_for_reason(request, assessment.patient)
    except AssessmentError as error:
        notices.error(request, str(error))
    return redirect(assessment)


@clinical_page
@require_safe
def assessment_worklist(request):
    """Show a clinician what waits for them: their signature, and what plans ask for."""
    if not request.user.is_clinician:
        raise Http404
    context = {
        "worklist": queries.worklist_of(request.user),
        "alerts": plans.alerts_for(request.user),
        "proposals": plans.proposals_for(request.user),
        "now": timezone.now(),
    }
    return render(request, "assessments/signing/worklist.html", context)


def _typed(request):
    """Return what was sent, nothing too: an empty form is one all the same."""
    return request.POST if request.method == "POST" else None
