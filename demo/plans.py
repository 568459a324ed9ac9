"""The demo runners' plans: written from their findings, sent, logged, moved on; their reports."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from assessments.actions import (
    DraftPlan,
    accept_step,
    ask_for_report,
    begin_programme,
    log_session,
    save_draft,
    send_version,
)
from assessments.models import Assessment, Edition, Programme, ProgrammeVersion, StepState
from assessments.plans import running_plan
from assessments.reading.prescribing import known_cautions, offer_for, plain_items, suggested_items
from assessments.reports.making import make_reports
from clinic import outbox
from clinic.models import DropReason, Patient, Practitioner
from demo.identity import demo_reference
from demo.people import CLINICIAN_SLUG
from demo.planned import PLANS, STARTED_DAYS_AGO, TRAINED, DemoPlan
from demo.recorded import JUNIPER
from demo.visits import BEFORE

WRITTEN, TRAINING, DECIDING = time(17), time(19, 30), time(20)


def add_plans(*, now: datetime) -> None:
    """Send each runner's plan as it was sent then, and let it go as it went until yesterday."""
    practitioner = Practitioner.objects.get(slug=CLINICIAN_SLUG)
    starts_on = timezone.localdate(now) - timedelta(days=STARTED_DAYS_AGO)
    for planned in PLANS:
        patient = Patient.objects.get(reference=demo_reference("patient", planned.patient))
        _send(planned, patient, practitioner, starts_on)
        _follow(planned, patient, practitioner.user, starts_on)


def add_reports(*, now: datetime) -> None:
    """Have the reports made that sharing asked for, and the latest one for clinicians too."""
    clinician = Practitioner.objects.get(slug=CLINICIAN_SLUG).user
    patient = Patient.objects.get(reference=demo_reference("patient", JUNIPER))
    latest = Assessment.objects.signed().of_person(patient).latest("performed_at")
    ask_for_report(assessment=latest, edition=Edition.TECHNICAL, by=clinician, now=now)
    make_reports()


def _send(planned: DemoPlan, patient, practitioner, starts_on):
    """Write the plan on the day before it starts: each exercise with why it is suggested."""
    at, by = _at(starts_on - timedelta(days=1), WRITTEN), practitioner.user
    programme = begin_programme(
        patient=patient,
        practitioner=practitioner,
        assessment=Assessment.objects.signed().of_person(patient).latest("performed_at"),
        by=by,
        now=at,
        known=known_cautions(patient),
    )
    draft = programme.draft
    offer = offer_for(programme, set())
    days = tuple(sorted((starts_on.weekday() + day) % 7 for day in TRAINED))
    suggested = {item.exercise: item for item in suggested_items(offer, planned.exercises)}
    plain = plain_items(offer, planned.exercises)
    items = [suggested.get(item.exercise, item) for item in plain]
    plan = DraftPlan(
        starts_on=starts_on,
        weeks=planned.weeks,
        retest_week=planned.retest_week,
        note=planned.note,
        load_advice=draft.load_advice,
        items=tuple(replace(item, days=days) for item in items),
    )
    draft = save_draft(version=draft, revision=draft.revision, plan=plan, now=at)
    send_version(version=draft, revision=draft.revision, by=by, now=at)
    _tell_nobody(programme)


def _follow(planned: DemoPlan, patient, clinician, starts_on):
    """Log each day's exercises, and take the steps that were taken."""
    decided = {each.day: each for each in planned.decided}
    account, programme = patient.looked_after_by.first(), running_plan(patient)
    for day in sorted({*planned.logs, *decided}):
        on = starts_on + timedelta(days=day)
        items = {item.exercise: item for item in programme.in_force.items.all()}
        for logged in planned.logs.get(day, ()):
            log_session(
                item=items[logged.code],
                reference=demo_reference("session", f"{planned.patient}-{day}-{logged.code}"),
                done_on=on,
                done=logged.done,
                pain=logged.pain,
                effort=logged.effort,
                good_control=logged.good_control,
                note=logged.note,
                by=account,
                now=_at(on, TRAINING),
            )
        if day in decided:
            _decide(programme, decided[day], clinician, _at(on, DECIDING))
            programme = running_plan(patient)


def _decide(programme: Programme, decided, clinician, at):
    step = programme.steps.get(state=StepState.PROPOSED, from_exercise=decided.code)
    accept_step(step=step, by=clinician, note=decided.note, now=at)
    _tell_nobody(programme)


def _tell_nobody(programme):
    """Let no mail go about what was sent weeks ago."""
    for version in ProgrammeVersion.objects.filter(programme=programme):
        outbox.drop_planned(about=version, reason=DropReason.OTHER, note=BEFORE)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())
