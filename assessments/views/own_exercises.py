"""The clinic's exercises at the desk: its own, and which of the library it uses."""

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.exercises import add_exercise, change_exercise, choose_exercise
from assessments.catalogue import all_exercises
from assessments.exceptions import ExerciseChanged, ExerciseNameTaken
from assessments.forms.own_exercises import OwnExerciseForm, VideoForm
from assessments.models import OwnExercise
from assessments.models.exercises import OWN
from assessments.reading.exercises import ShownExercise
from clinic.roles import CHANGE_EXERCISES, needs

FORM = "assessments/exercises/admin_form.html"


@require_safe
@needs(CHANGE_EXERCISES)
def exercise_admin_list(request):
    exercises, hidden = all_exercises()
    rows = [
        {"shown": ShownExercise(one, exercises), "is_hidden": one.code in hidden}
        for one in exercises.values()
    ]
    context = {
        "own": [row for row in rows if row["shown"].exercise.is_own],
        "library": [row for row in rows if not row["shown"].exercise.is_own],
    }
    return render(request, "assessments/exercises/admin_list.html", context)


@require_POST
@needs(CHANGE_EXERCISES)
def exercise_use(request, exercise):
    found, _ = _find(exercise)
    is_hidden = request.POST.get("is_hidden") == "1"
    choose_exercise(exercise=found, is_hidden=is_hidden, by=request.user, now=timezone.now())
    seen = "hidden: new programmes do not offer it" if is_hidden else "shown again"
    notices.success(request, f"{found.name} is {seen}.")
    return redirect("assessments:exercise-admin-list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_EXERCISES)
def own_exercise_create(request):
    if request.method != "POST":
        return _render(request, OwnExerciseForm())
    form = OwnExerciseForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            added = add_exercise(
                values=form.values(),
                picture=form.cleaned_data["picture"],
                by=request.user,
                now=timezone.now(),
            )
        except ExerciseNameTaken as error:
            form.add_error("name", str(error))
            return _render(request, form, status=409)
        notices.success(request, f"{added.name} is added, as {added.code}.")
        return redirect("assessments:exercise-admin-list")
    return _render(request, form, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_EXERCISES)
def exercise_admin_detail(request, exercise):
    found, is_hidden = _find(exercise)
    if not found.is_own:
        return _library(request, found, is_hidden)
    return _own(request, OwnExercise.objects.get(number=int(found.code.removeprefix(OWN))))


def _own(request, row):
    if request.method != "POST":
        return _render(request, OwnExerciseForm(exercise=row), row=row)
    form = OwnExerciseForm(request.POST, request.FILES, exercise=row)
    if not form.is_valid():
        return _render(request, form, row=row, status=422)
    typed = form.cleaned_data
    try:
        changed = change_exercise(
            exercise=row,
            version=typed["version"],
            values=form.values(),
            picture=typed["picture"],
            drop_picture=bool(typed.get("drop_picture")),
            by=request.user,
            now=timezone.now(),
        )
    except ExerciseNameTaken as error:
        form.add_error("name", str(error))
        return _render(request, form, row=row, status=409)
    except ExerciseChanged as error:
        form.data = form.data.copy()
        form.data["version"] = row.version  # saved again, it is meant
        return _render(request, form, row=row, refusal=str(error), status=409)
    notices.success(request, f"{changed.name} is saved, in version {changed.version}.")
    return redirect("assessments:exercise-admin-list")


def _library(request, exercise, is_hidden):
    """Of the library's own, a video beside our drawings is all that there is to set."""
    form = VideoForm(request.POST or None, initial={"video_url": exercise.video_url})
    if request.method == "POST" and form.is_valid():
        choose_exercise(
            exercise=exercise,
            video_url=form.cleaned_data["video_url"],
            by=request.user,
            now=timezone.now(),
        )
        notices.success(request, f"The video of {exercise.name} is saved.")
        return redirect("assessments:exercise-admin-list")
    status = 422 if form.is_bound else 200
    return _render(request, form, exercise=exercise, is_hidden=is_hidden, status=status)


def _find(code):
    """Return an exercise, and whether the clinic hides it."""
    exercises, hidden = all_exercises()
    if code not in exercises:
        raise Http404
    return exercises[code], code in hidden


def _render(request, form, *, row=None, exercise=None, is_hidden=False, refusal="", status=200):
    shown = exercise or row
    context = {
        "form": form,
        "row": row,
        "exercise": exercise,
        "is_hidden": is_hidden,
        "title": shown.name if shown else "A new exercise",
        "versions": _versions(row) if row else [],
        "refusal": refusal,
        "stored": reverse("assessments:exercise-admin-detail", args=[row.code]) if row else "",
        "back": reverse("assessments:exercise-admin-list"),
    }
    return render(request, FORM, context, status=status)


def _versions(row):
    """Return what the history has of each version, the latest first."""
    return list(row.events.select_related("changed_by").order_by("-pgh_id"))
