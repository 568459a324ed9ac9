"""How the clinic looks and is called, and where and when it is: pages for its administrators."""

from django.conf import settings
from django.contrib import messages as notices
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinic.actions import save_profile
from clinic.emails import sender
from clinic.forms.clinic import ClinicForm
from clinic.forms.identity import IdentityForm
from clinic.identity.colours import OURS, NotAColour, colour_of, palette_of
from clinic.models import ClinicProfile
from clinic.roles import CHANGE_CLINIC, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_CLINIC)
def identity(request):
    """Show how the clinic looks, beside what is typed; “look” shows it without saving."""
    profile = ClinicProfile.objects.current()
    is_sent = request.method == "POST"
    form = IdentityForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, instance=profile
    )
    if is_sent and "look" not in request.POST and form.is_valid():
        save_profile(changes=form.changes(), pictures=form.pictures)
        notices.success(request, "Saved. Every page, mail and file shows it from now on.")
        return redirect("clinic:identity")
    context = {
        "form": form,
        "saved": ClinicProfile.objects.current(),
        "look": look_of(form),
        "sends_from": sender(),
        "look_only": "look" in request.POST,
    }
    refused = is_sent and not context["look_only"]
    return render(request, "clinic/identity/form.html", context, status=422 if refused else 200)


@require_safe
@needs(CHANGE_CLINIC)
def identity_preview(request):
    """Show the part of the page that a change of the form changes."""
    form = IdentityForm(request.GET, instance=ClinicProfile.objects.current())
    return render(request, "clinic/identity/_preview.html", {"look": look_of(form)})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_CLINIC)
def clinic(request):
    """Where and when the clinic is, how it is reached, and what it asks of its patients."""
    profile = ClinicProfile.objects.current()
    form = ClinicForm(request.POST if request.method == "POST" else None, instance=profile)
    if request.method == "POST" and form.is_valid():
        save_profile(changes=form.changes())
        notices.success(request, "Saved. Patients read it from now on.")
        return redirect("clinic:clinic")
    context = {"form": form, "demo_mode": settings.DEMO}
    status = 422 if request.method == "POST" else 200
    return render(request, "clinic/identity/clinic.html", context, status=status)


def look_of(form: IdentityForm) -> dict:
    """Return what the preview shows of a form, sound or not: what is wrong leaves the last one."""
    typed = {name: form[name].value() or "" for name in ("name", "tagline", "headline", "colour")}
    try:
        colour, refused = colour_of(typed["colour"]), ""
    except NotAColour as error:
        colour, refused = form.initial.get("colour") or OURS, str(error)
    palette = palette_of(colour)
    saved = ClinicProfile.objects.remembered()
    stylesheet = reverse("clinic:identity-preview-colours", args=[colour[1:], palette.digest])
    letter = next((sign for sign in typed["name"] if sign.isalnum()), "•").upper()
    return typed | {
        "palette": palette,
        "refused": refused,
        "stylesheet": stylesheet,
        "letter": letter,
        "profile": saved,
        "mailed_as": form["sender_name"].value() or typed["name"],
        "themes": [("light", "By day"), ("dark", "By night")],
    }
