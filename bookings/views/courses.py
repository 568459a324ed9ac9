"""A course of visits, for the desk: times proposed for each, booked as one, cancelled as one."""

from uuid import uuid4

from django.contrib import messages as notices
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import actions
from bookings.actions.courses import still_to_come
from bookings.exceptions import BookingError
from bookings.forms.courses import CourseCancellationForm, CourseForm, CourseTimesForm
from bookings.models import Appointment, Course
from bookings.pages import day_board
from bookings.pages.courses import propose
from bookings.policies import cancellation_policy
from bookings.slots import services
from bookings.views.asking import booker_of
from bookings.views.submissions import submission_of
from clinic.models import ClinicProfile, Patient, Practitioner
from clinic.roles import BOOK_VISITS, SEE_VISITS, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(BOOK_VISITS)
def course_create(request, reference):
    """Ask for a course, propose its times by the address's query, and book them on a POST."""
    people = Patient.objects.visible_to(request.user).kept()
    patient = get_object_or_404(people, reference=reference)
    asked = "service" in request.GET and "change" not in request.GET
    form = CourseForm(
        request.GET if asked else None,
        patient=patient,
        services=services.bookable_services(by_staff=True),
        practitioners=Practitioner.objects.filter(is_active=True),
        initial={name: request.GET[name] for name in CourseForm.base_fields if name in request.GET},
    )
    context = {"patient": patient, "form": form}
    if not form.is_valid():
        status = 422 if form.is_bound or request.method == "POST" else 200
        return render(request, "bookings/courses/form.html", context, status=status)
    plan, now = form.plan(), timezone.now()
    policy = cancellation_policy(ClinicProfile.objects.current(), plan.service)
    context |= {"plan": plan, "again": request.GET.urlencode(), "policy": policy}
    if request.method == "POST":
        return _book(request, plan, context, now)
    return _show_times(request, context, propose(plan, now=now), initial={"submission": uuid4()})


def _book(request, plan, context, now):
    times = CourseTimesForm(request.POST, proposals=propose(plan, now=now))
    if not times.is_valid():
        context |= {"times": times, "error": "Choose each time from its list."}
        return render(request, "bookings/courses/times.html", context, status=422)
    kept, typed = times.kept(), times.cleaned_data
    try:
        course = actions.book_course(
            service=plan.service,
            practitioner=plan.practitioner,
            patient=plan.patient,
            starts=[starts_at for _, starts_at in sorted(kept.items()) if starts_at],
            spacing=plan.spacing,
            booker=booker_of(request, accepts_policy=typed["accepts_policy"]),
            submission=submission_of(str(plan.patient.reference), typed),
        )
    except BookingError as error:
        context["error"] = str(error)
        proposals = propose(plan, now=now, kept=kept)
        return _show_times(request, context, proposals, initial=typed, status=error.status)
    count = course.appointments.count()
    notices.success(request, f"Booked: {count} visits of {plan.patient.name}.")
    return redirect("bookings:course-detail", course.reference)


def _show_times(request, context, proposals, *, initial, status=200):
    """Show a time for each visit: those typed that are still free, and new ones for the others."""
    carried = {name: initial[name] for name in ("submission", "accepts_policy") if name in initial}
    context |= {
        "times": CourseTimesForm(initial=carried, proposals=proposals),
        "without_a_time": [visit.place for visit in proposals if not visit.choices],
    }
    return render(request, "bookings/courses/times.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(SEE_VISITS)
def course_detail(request, reference):
    """Show the visits of a course; a POST cancels those that are still ahead."""
    course = get_object_or_404(
        Course.objects.select_related("patient", "service"), reference=reference
    )
    now = timezone.now()
    ahead = list(still_to_come(course))
    form = CourseCancellationForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": actions.course_mark(ahead)},
    )
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            count = actions.cancel_course(
                course=course, cancelled_by=request.user, **form.cleaned_data
            )
        except BookingError as error:
            form.data = form.data.copy()
            form.data["seen"] = actions.course_mark(ahead)  # who has looked again may cancel
            form.add_error(None, str(error))
            status = error.status
        else:
            notices.success(request, f"{count} visits of {course.patient.name} are cancelled.")
            return redirect(reverse("bookings:course-detail", args=[reference]))
    visits = Appointment.objects.visible_to(request.user).with_people().with_places()
    rows = day_board.rows_of(
        request.user, list(visits.filter(course=course)), timezone.localdate(now), now
    )
    context = {"course": course, "rows": rows, "ahead": len(ahead), "form": form}
    return render(request, "bookings/courses/detail.html", context, status=status)
