"""Plans as the actions make them, with dull defaults."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from assessments.actions import (
    DraftItem,
    DraftPlan,
    begin_programme,
    log_session,
    save_draft,
    send_version,
)
from assessments.exercises.library import EXERCISES
from assessments.models import RuleSetting
from assessments.programmes.words import load_advice
from tests.factories.appointments import NINE, AppointmentFactory
from tests.factories.people import ClinicianFactory, PatientFactory, PractitionerFactory

DAYS = (0, 2, 4)


def a_clinician(**changes):
    """Return a practitioner who has an account."""
    return PractitionerFactory(user=ClinicianFactory(), **changes)


def draft_items(*codes, **changes):
    return tuple(
        DraftItem(
            **{
                "exercise": code,
                "dose": EXERCISES[code].dose,
                "dose_words": EXERCISES[code].dose_words,
                "days": DAYS,
                **changes,
            }
        )
        for code in codes
    )


def a_draft_plan(*codes, **changes):
    """Return what a page would store: by default E04 and E02, three days a week from today."""
    return DraftPlan(
        **{
            "starts_on": timezone.localdate(),
            "weeks": 6,
            "retest_week": 6,
            "load_advice": load_advice(RuleSetting.objects.current()),
            "items": draft_items(*(codes or ("E04", "E02"))),
            **changes,
        }
    )


def a_draft(*codes, practitioner=None, patient=None, assessment=None, **changes):
    """Return a draft with these exercises, of a patient whom the practitioner treats."""
    practitioner = practitioner or a_clinician()
    if patient is None:
        patient = AppointmentFactory(practitioner=practitioner, starts_at=NINE).patient
    now = timezone.now()
    programme = begin_programme(
        patient=patient,
        practitioner=practitioner,
        assessment=assessment,
        by=practitioner.user,
        now=now,
    )
    plan = a_draft_plan(*codes, **changes)
    return save_draft(
        version=programme.draft, revision=programme.draft.revision, plan=plan, now=now
    )


def a_running_plan(*codes, **changes):
    """Return a plan whose first version was sent: today, or when it began, if that was before."""
    draft = a_draft(*codes, **changes)
    by = draft.programme.practitioner.user
    begun = min(timedelta(), draft.starts_on - timezone.localdate())
    send_version(version=draft, revision=draft.revision, by=by, now=timezone.now() + begun)
    draft.programme.refresh_from_db()
    return draft.programme


def item_of(programme, code):
    """Return an exercise of the version in force."""
    return programme.in_force.items.get(exercise=code)


def log(programme, code, *, days_ago=0, **changes):
    """Log one exercise, all done to the top of its range, without pain and with good control."""
    item = item_of(programme, code)
    dose, now = item.dose, timezone.now()
    done = [dose.most] * (dose.sets_most or dose.sets) if dose else []
    return log_session(
        **{
            "item": item,
            "reference": uuid4(),
            "done_on": timezone.localdate(now) - timedelta(days=days_ago),
            "done": done,
            "pain": 0,
            "effort": 4,
            "good_control": True,
            "now": now,
            **changes,
        }
    )


__all__ = ["PatientFactory", "a_clinician", "a_draft", "a_draft_plan", "a_running_plan", "log"]
