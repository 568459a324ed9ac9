"""The published texts as an owner reads, changes and publishes them."""

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import actions
from clinic.actions.publications import TextChanged
from clinic.forms.publications import PrivacyContactForm, PublicationForm
from clinic.marks import mark_of
from clinic.models import ClinicProfile
from clinic.publications.changes import changes
from clinic.publications.shipped import TITLES
from clinic.publications.words import PLACEHOLDERS
from clinic.published import as_html, publications
from clinic.roles import CHANGE_CLINIC, needs


@require_safe
@needs(CHANGE_CLINIC)
def publication_list(request):
    contact = ClinicProfile.objects.current().privacy_contact
    return _render_list(request, PrivacyContactForm(initial={"contact": contact}))


@require_POST
@needs(CHANGE_CLINIC)
def privacy_contact(request):
    form = PrivacyContactForm(request.POST)
    if not form.is_valid():
        return _render_list(request, form, status=422)
    actions.set_privacy_contact(contact=form.cleaned_data["contact"])
    notices.success(request, "Saved. The texts name them from now on.")
    return redirect("clinic:publication-list")


def _render_list(request, contact_form, *, status=200):
    context = {
        "publications": publications(timezone.localdate()).values(),
        "contact_form": contact_form,
    }
    return render(request, "clinic/publications/desk/list.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_CLINIC)
def publication_edit(request, kind):
    if kind not in TITLES:
        raise Http404
    now = timezone.now()
    publication = publications(timezone.localdate(now), kind)[kind]
    latest = publication.versions[0].text if publication.versions else publication.ours.text
    mark = request.POST.get("mark", mark_of(latest))
    if request.method != "POST" or "reset" in request.POST:
        text = publication.ours.text if request.method == "POST" else latest
        initial = {"text": text, "in_force_on": publication.today}
        return _render_form(request, publication, PublicationForm(initial=initial), mark)
    form = PublicationForm(request.POST)
    if not form.is_valid():
        return _render_form(request, publication, form, mark, status=422)
    if "preview" in request.POST:
        text = form.cleaned_data["text"]
        preview = as_html(text, ClinicProfile.objects.current())
        shown = {"preview": preview, "changes": changes(publication.text, text)}
        return _render_form(request, publication, form, mark, **shown)
    try:
        version = actions.publish(
            kind=kind, mark=mark, by=request.user, now=now, **form.cleaned_data
        )
    except TextChanged as error:
        return _render_form(
            request, publication, form, mark_of(latest), refusal=str(error), status=409
        )
    notices.success(request, f"{version.title}: published. {_from_when(version, publication)}")
    return redirect("clinic:publication-list")


def _from_when(version, publication):
    if version.in_force_on > publication.today:
        return f"It holds from {version.in_force_on:%-d %B %Y} on."
    return "It holds from now on."


def _render_form(request, publication, form, mark, *, status=200, **shown):
    context = {
        "publication": publication,
        "form": form,
        "mark": mark,
        "is_ours": form["text"].value() == publication.ours.text,
        "placeholders": {f"{{{name}}}": meaning for name, meaning in PLACEHOLDERS.items()},
        **shown,
    }
    return render(request, "clinic/publications/desk/form.html", context, status=status)
