"""Composes this app's emails when they are sent. None names a finding, a value or a body part."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from assessments.links import follow_up_url
from assessments.models import FollowUp, ProgrammeVersion, Share
from assessments.questions.asking import REMINDER, needs_the_form
from bookings.mail.reminder_times import quiet_end
from bookings.mail.times import clinic_time
from bookings.mail.values import Values, person_values
from clinic.emails import Composed, Drop, Later, compose
from clinic.models import ClinicProfile, DropReason, Message, Patient
from clinic.wording.values import Button, Link
from clinic.zones import clinic_zone


def compose_report_ready(message: Message) -> Composed | Drop:
    """Tell that something is ready to read; what it is, is behind the log-in."""
    share = Share.objects.get(pk=message.about_id)
    if share.withdrawn_at is not None:
        return Drop(DropReason.NOT_SHARED)
    page_url = settings.SITE_URL + reverse("assessments:assessment-list")
    values = {"name": _recipient(message), "button": Button("Read it", page_url)}
    return compose("report_ready", values, profile=ClinicProfile.objects.current())


def compose_plan_ready(message: Message) -> Composed | Drop:
    """Tell that a plan is ready; what is in it is behind the log-in."""
    version = ProgrammeVersion.objects.select_related("programme").get(pk=message.about_id)
    if not version.programme.is_running or version.programme.in_force != version:
        return Drop(DropReason.SUPERSEDED)
    page_url = settings.SITE_URL + reverse("assessments:my-plan")
    values = of_plan(_recipient(message), is_first=version.number == 1, page_url=page_url)
    return compose("plan_ready", values, profile=ClinicProfile.objects.current())


def compose_day_after(message: Message) -> Composed | Drop | Later:
    """Ask how somebody is a day after they were here, or call that to mind, once."""
    return _compose_follow_up("follow_up_day_after", message)


def compose_questions(message: Message) -> Composed | Drop | Later:
    """Ask the questions that a clinician chose, or call them to mind, once."""
    return _compose_follow_up("follow_up_questions", message)


def _compose_follow_up(name, message):
    follow_up = FollowUp.objects.with_person().get(pk=message.about_id)
    now, profile = timezone.now(), ClinicProfile.objects.current()
    if follow_up.answered_at or follow_up.withdrawn_at:
        return Drop(DropReason.SUPERSEDED)
    if not follow_up.patient.questions_wanted:
        return Drop(DropReason.NO_QUESTIONS)
    quiet_until = quiet_end(now, profile.quiet_from, profile.quiet_until, clinic_zone())
    if follow_up.is_over(quiet_until or now):
        return Drop(DropReason.TOO_LATE)
    if quiet_until:
        return Later(quiet_until)
    values = of_follow_up(
        name,
        follow_up.patient,
        url=Link(follow_up_url(follow_up)),
        until=clinic_time(follow_up.closes_at),
        is_reminder=(message.copy_of or message).occasion == REMINDER,
        needs_form=needs_the_form(follow_up.codes),
    )
    return compose(name, values, profile=profile)


def of_plan(name: str, *, is_first: bool, page_url: str) -> Values:
    """Return what is told of a plan: that there is one, or another version."""
    first = ("Your plan is ready", "Your clinician has written a plan for you.")
    changed = ("Your plan has changed", "There is a new version of your plan.")
    news, what = first if is_first else changed
    button = Button("Open your plan", page_url)
    return {"name": name, "news": news, "what_happened": what, "button": button}


def of_follow_up(
    kind: str, patient: Patient, *, url: str, until: str, is_reminder: bool, needs_form: bool
) -> Values:
    """Return what asks somebody how they are; neither what is asked nor why."""
    is_one = kind == "follow_up_day_after"
    whom = "answer yet, and write about it" if is_one else "answers yet, and write about them"
    values = {
        **person_values(patient),
        "whose_visit": f"This is about {patient.name}." if patient.contact_name else "",
        "once_more": f"We have not had your {whom} this once more." if is_reminder else "",
        "until": until,
        "button": Button("Answer it" if is_one else "Answer them", url),
    }
    if is_one:
        return {**values, "a_visit": "a visit" if patient.contact_name else "your visit"}
    form = "Please have the printed form at hand that we gave you." if needs_form else ""
    return {**values, "printed_form": form}


def _recipient(message):
    return message.recipient.name if message.recipient else ""
