"""The clinic's thresholds, for administrators."""

from django.contrib import messages as notices
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.exceptions import ThresholdsChanged
from assessments.forms.thresholds import ThresholdsForm, past_changes
from assessments.judging import thresholds
from assessments.models import RuleSetting
from clinic.roles import needs

CHANGES_SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs("assessments.change_rulesetting")
def threshold_list(request):
    in_force = RuleSetting.objects.current()
    if request.method != "POST":
        return _render(request, ThresholdsForm(in_force=in_force))
    form = ThresholdsForm(request.POST, in_force=in_force)
    if not form.is_valid():
        return _render(request, form, status=422)
    try:
        changed = actions.set_thresholds(
            values=form.thresholds(),
            mark=form.cleaned_data["mark"],
            by=request.user,
            now=timezone.now(),
        )
    except ThresholdsChanged as error:
        form.in_force = RuleSetting.objects.current()
        return _render(request, form, refusal=str(error), status=409)
    if changed:
        several = "threshold is" if len(changed) == 1 else "thresholds are"
        text = f"{len(changed)} {several} changed. Grades already given stay as they are."
        notices.success(request, text)
    else:
        notices.info(request, "Nothing was changed.")
    return redirect("assessments:threshold-list")


def _render(request, form, *, refusal="", status=200):
    """Show the page; one that comes back knows by its mark what it was compared with last."""
    typed_mark = form.data.get("mark") if form.is_bound and not refusal else None
    context = {
        "form": form,
        "groups": form.groups,
        "mark": typed_mark or thresholds.settings_mark(form.in_force),
        "history": past_changes(RuleSetting.objects.history()[:CHANGES_SHOWN]),
        "refusal": refusal,
    }
    return render(request, "assessments/thresholds/list.html", context, status=status)
