"""The library of exercises, which everyone may read."""

from django import forms
from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from assessments.actions.exercises import review_exercise
from assessments.catalogue import exercises_by_code
from assessments.exercises import words
from assessments.models import ExercisePicture, ExerciseReview
from assessments.reading.exercises import NO_EQUIPMENT, ShownExercise, levels_of
from assessments.reading.reviewing import review_status, reviewer
from clinic.forms import BareForm

A_YEAR_S = 31_536_000


class FilterForm(BareForm):
    """Which exercises to show; what cannot be understood filters nothing."""

    level = forms.TypedChoiceField(
        label="Level",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Every level"), *((n, f"{n}: {text}") for n, text in words.LEVELS.items())],
    )
    equipment = forms.ChoiceField(
        label="What you have",
        required=False,
        choices=[
            ("", "Anything"),
            (NO_EQUIPMENT, "No equipment"),
            *((one.value, text.capitalize()) for one, text in words.EQUIPMENT.items()),
        ],
    )


@login_not_required
@require_safe
@gzip_page  # fifty drawings, which have much in common
def exercise_list(request):
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name) for name in ("level", "equipment")}
    levels = levels_of(
        exercises_by_code(), level=chosen["level"], equipment=chosen["equipment"] or ""
    )
    context = {
        "form": form,
        "levels": levels,
        "count": sum(len(level.exercises) for level in levels),
        "is_filtered": any(chosen.values()),
    }
    return render(request, "assessments/exercises/list.html", context)


def find_exercise(slug) -> tuple:
    """Return an exercise that the clinic uses, and all of them."""
    exercises = exercises_by_code()
    for exercise in exercises.values():
        if exercise.slug == slug:
            return exercise, exercises
    raise Http404


@login_not_required
@require_safe
def exercise_detail(request, slug):
    exercise, exercises = find_exercise(slug)
    reviews = ExerciseReview.objects.filter(
        code=exercise.code, exercise_version=exercise.version
    ).select_related("reviewed_by")
    context = {
        "exercise": exercise,
        "shown": ShownExercise(exercise, exercises),
        "may_review": reviewer(request.user) is not None,
        **review_status(reviews.first()),
    }
    return render(request, "assessments/exercises/detail.html", context)


@require_POST
def exercise_review(request, slug):
    exercise, _ = find_exercise(slug)
    practitioner = reviewer(request.user)
    if practitioner is None:
        raise PermissionDenied
    if request.POST.get("version") == str(exercise.version):
        review_exercise(exercise=exercise, practitioner=practitioner)
        notices.success(
            request, "Thank you. Your name and today’s date now stand at the top of this version."
        )
    else:
        notices.error(request, "This exercise was changed meanwhile. Please read it once more.")
    return redirect("assessments:exercise-detail", slug)


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_YEAR_S, immutable=True)
def exercise_picture(request, picture):
    kept = get_object_or_404(ExercisePicture, reference=picture)
    return HttpResponse(bytes(kept.jpeg), content_type="image/jpeg")
