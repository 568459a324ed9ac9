"""A plan while it is written: begun, changed, looked at as its patient will, and sent."""

from functools import wraps
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, actions, plans, queries
from assessments.exceptions import AssessmentError, PlanNotSent, ReasonNeeded
from assessments.forms.programmes import DraftForms
from assessments.models import Assessment
from assessments.reading.plans import shown_plan
from assessments.reading.prescribing import (
    known_cautions,
    offer_for,
    plain_items,
    suggested_items,
    template_items,
)
from assessments.views.charts import ask_for_reason, clinical_page, find_patient

WHAT = "programme"
SENT = "The plan is sent. {name} is told by email that it is ready; nothing of it can change now."
TOO_MANY = "A plan has at most {most} exercises. Remove one first."


def of_a_patient(view):
    """Give the view the patient, to a clinician with a ground to open the file; a look is kept."""

    @clinical_page
    @wraps(view)
    def find_and_show(request, reference, **named):
        patient = find_patient(request.user, reference)
        now, changes = timezone.now(), request.method == "POST"
        try:
            if changes:
                access.ground_for(request.user, patient, now, saves=True)
            else:
                look = {"what": WHAT, "reference": patient.reference, "now": now}
                access.open_file(request.user, patient, **look)
        except ReasonNeeded:
            return ask_for_reason(request, patient)
        return view(request, patient, **named)

    return find_and_show


def refuse(request, patient, error, *, status=409):
    """Answer what a rule forbids with a page that says so and leads back to the plan."""
    context = {
        "error": str(error),
        "back_url": reverse("assessments:programme-detail", args=[patient.reference]),
    }
    return render(request, "409.html", context, status=status)


@of_a_patient
@require_POST
def programme_begin(request, patient):
    """Open a draft: from an assessment where one is named."""
    try:
        actions.begin_programme(
            patient=patient,
            practitioner=queries.practitioner_of(request.user),
            assessment=_named(request, patient),
            by=request.user,
            now=timezone.now(),
            known=known_cautions(patient),
        )
    except AssessmentError as error:
        return refuse(request, patient, error)
    return redirect("assessments:programme-draft", patient.reference)


def _named(request, patient):
    """Return the assessment that the button stood on; None where it stood elsewhere."""
    named = request.POST.get("assessment")
    if not named:
        return None
    try:
        reference = UUID(named)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Assessment.objects.kept().of_person(patient), reference=reference)


@of_a_patient
@require_POST
def version_begin(request, patient):
    """Begin the next version of the plan that runs."""
    programme = plans.running_plan(patient)
    if programme is None:
        raise Http404
    try:
        actions.begin_version(programme=programme, by=request.user, now=timezone.now())
    except AssessmentError as error:
        return refuse(request, patient, error)
    return redirect("assessments:programme-draft", patient.reference)


@of_a_patient
@require_POST
def draft_discard(request, patient):
    programme = plans.draft_plan(patient)
    if programme is not None:
        try:
            actions.discard_draft(version=programme.draft, by=request.user, now=timezone.now())
        except AssessmentError as error:
            return refuse(request, patient, error)
        notices.success(request, "The draft is put away. Nothing of it was sent.")
    return redirect("assessments:programme-detail", patient.reference)


@of_a_patient
@require_safe
def draft_preview(request, patient):
    """Show a draft as its patient will read it."""
    programme = plans.draft_plan(patient)
    if programme is None:
        return redirect("assessments:programme-detail", patient.reference)
    context = {"patient": patient, "plan": shown_plan(programme.draft), "is_preview": True}
    return render(request, "assessments/programmes/version.html", context)


# --- The draft's own page -------------------------------------------------------------------------


@of_a_patient
@require_http_methods(["GET", "HEAD", "POST"])
def programme_draft(request, patient):
    programme = plans.draft_plan(patient)
    if programme is None:
        return redirect("assessments:programme-detail", patient.reference)
    if request.method == "POST":
        return _change(request, patient, programme)
    offer = offer_for(programme, _codes(programme))
    forms = DraftForms.stored(programme.draft, plans.known_exercises())
    return _render(request, patient, programme, offer, forms)


def _change(request, patient, programme):
    """Store the page as it was typed, and do what the pressed button says."""
    offer = offer_for(programme, _codes(programme))
    forms = DraftForms.typed(request.POST, plans.known_exercises())
    verb, _, what = request.POST.get("do", "save").partition(":")
    if not forms.are_valid():
        seen = request.POST.get("revision", "")
        return _render(request, patient, programme, offer, forms, revision=seen, status=422)
    items, said = _changed(forms, offer, verb, what)
    now, draft = timezone.now(), programme.draft
    try:
        draft = actions.save_draft(
            version=draft, revision=forms.plan.seen(), plan=forms.draft(items), now=now
        )
        if verb == "default":
            _keep_default(forms, what, request.user, now)
            said = "Kept as the clinic’s default dose, for plans that are written from now on."
        if verb == "send":
            actions.send_version(version=draft, revision=draft.revision, by=request.user, now=now)
            notices.success(request, SENT.format(name=patient.name))
            return redirect("assessments:programme-detail", patient.reference)
    except AssessmentError as error:
        return _refused(request, patient, forms, error)
    if verb == "preview":
        return redirect("assessments:programme-preview", patient.reference)
    if said:
        notices.success(request, said)
    url = reverse("assessments:programme-draft", args=[patient.reference])
    return redirect(f"{url}#plan" if items else url)


def _changed(forms, offer, verb, what):
    """Return the exercises after a button was pressed, and what to tell of it."""
    items = [each.item() for each in forms.items]
    present = {item.exercise for item in items}
    added = {
        "add": lambda: suggested_items(offer, [what]) or plain_items(offer, [what]),
        "template": lambda: template_items(offer, what),
        "first": lambda: suggested_items(offer, [each.code for each in offer.first]),
    }
    if verb in added:
        new = [item for item in added[verb]() if item.exercise not in present]
        room = actions.MOST_ITEMS - len(items)
        if len(new) > room:
            return items, TOO_MANY.format(most=actions.MOST_ITEMS)
        return [*items, *new], f"Added: {len(new)}." if new else "Nothing to add."
    place = next((at for at, item in enumerate(items) if item.exercise == what), None)
    if place is None:
        return items, "Saved." if verb == "save" else ""
    if verb == "remove":
        return [*items[:place], *items[place + 1 :]], ""
    if verb in ("up", "down"):
        other = place + (-1 if verb == "up" else 1)
        if 0 <= other < len(items):
            items[place], items[other] = items[other], items[place]
    return items, ""


def _keep_default(forms, code, by, now):
    item = next((each.item() for each in forms.items if each.known.code == code), None)
    if item and item.dose:
        actions.save_dose(exercise=code, dose=item.dose, words=item.dose_words, by=by, now=now)


def _refused(request, patient, forms, error):
    """Show the page as it was typed, with what stands in the way beside its field."""
    programme = plans.draft_plan(patient)
    if programme is None:
        return refuse(request, patient, error)
    if isinstance(error, PlanNotSent) and error.field:
        forms.plan.add_error(error.field, str(error))
    offer = offer_for(programme, _codes(programme))
    return _render(request, patient, programme, offer, forms, refusal=str(error), status=409)


def _codes(programme):
    return {item.exercise for item in programme.draft.items.all()}


def _render(request, patient, programme, offer, forms, *, revision=None, refusal="", status=200):
    """Show the page; by default what is sent from it is sent of the draft as it is stored.

    Who was told nothing of what another page saved sends the `revision` again that they saw.
    """
    context = {
        "patient": patient,
        "programme": programme,
        "draft": programme.draft,
        "revision": programme.draft.revision if revision is None else revision,
        "offer": offer,
        "form": forms.plan,
        "items": forms.items,
        "has_errors": any(each.errors for each in (forms.plan, *forms.items)),
        "refusal": refusal,
    }
    return render(request, "assessments/programmes/draft.html", context, status=status)
