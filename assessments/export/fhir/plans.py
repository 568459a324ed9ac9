"""A version of a plan that was sent, as a CarePlan: its exercises, doses, days and the retest."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.utils import timezone

from assessments.export.fhir.people import member_of_staff, practitioner
from assessments.export.fhir.resources import Resource
from assessments.export.fhir.terms import (
    PARTICIPANT,
    concept,
    extension,
    instant,
    own_uuid,
    quantity,
    urn,
)
from assessments.models import Programme, ProgrammeStatus, ProgrammeVersion
from assessments.reading.plans import ShownItem, shown_plan

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ACTIVE, COMPLETED, REVOKED = "active", "completed", "revoked"
OF_AN_ACTIVITY = {ACTIVE: "in-progress", COMPLETED: "completed", REVOKED: "stopped"}
DOSE = ("sets", "sets_most", "least", "most", "hold_s", "rest_s")


def plan_resources(
    programme: Programme, person: Resource, reports: Collection[UUID], *, for_patient: bool
) -> Iterator[Resource]:
    """Yield each version of a plan that was sent, with who sent it, the first one first.

    `reports` are the assessments that are in the bundle: a plan refers to no other.
    """
    by = practitioner(programme.practitioner)
    yield by
    sent = sorted(
        (version for version in programme.versions.all() if version.is_sent),
        key=lambda version: version.number,
    )
    assessment = programme.assessment
    about = assessment.reference if assessment and assessment.reference in reports else None
    for before, version in zip([None, *sent], sent, strict=False):
        is_last = version is sent[-1]
        plan = care_plan(
            version,
            person,
            by,
            status=_status(programme, version, is_last=is_last),
            replaced=before,
            about=about,
            for_patient=for_patient,
        )
        yield plan
        yield from _provenance(version, plan)


def _status(programme, version, *, is_last):
    """Return what became of a version: one that another replaced, or that ended early, stopped."""
    if not is_last:
        return REVOKED
    if programme.status == ProgrammeStatus.RUNNING:
        return ACTIVE
    ended_on = programme.ended_at and timezone.localdate(programme.ended_at)
    return REVOKED if ended_on and ended_on < version.ends_on else COMPLETED


def care_plan(
    version: ProgrammeVersion,
    person: Resource,
    by: Resource,
    *,
    status: str,
    replaced: ProgrammeVersion | None,
    about: UUID | None,
    for_patient: bool,
) -> Resource:
    """Return one sent version as a CarePlan; `about` is the assessment that it follows from."""
    retest = [_retest(version, status)] if version.retest_on else []
    notes = [text for text in (version.note, version.load_advice) if text]
    body = {
        "extension": [
            extension("plan-version", valueInteger=version.number),
            extension("moved-by-rule", valueBoolean=version.is_by_rule),
        ],
        "replaces": [{"reference": urn(replaced.reference)}] if replaced else [],
        "status": status,
        "intent": "plan",
        "title": f"Exercise plan, version {version.number}",
        "subject": person.link,
        "period": {"start": version.starts_on.isoformat(), "end": version.ends_on.isoformat()},
        "created": instant(version.sent_at),
        "author": by.link,
        "supportingInfo": [{"reference": urn(about)}] if about else [],
        "activity": [
            *(
                _activity(version, shown, status, for_patient=for_patient)
                for shown in shown_plan(version, with_pages=False).items
            ),
            *retest,
        ],
        "note": [{"text": text} for text in notes],
    }
    return Resource("CarePlan", version.reference, body)


def _activity(version, shown: ShownItem, status, *, for_patient):
    item, dose = shown.item, _dose(shown.item)
    detail = {
        "code": concept("exercises", item.exercise, item.name),
        "status": OF_AN_ACTIVITY[status],
    }
    lines = (shown.dose, shown.side, shown.metronome, shown.schedule, item.note)
    if any(lines):
        detail["description"] = "\n".join(filter(None, lines))
    if item.days:
        within = {"start": version.starts_on.isoformat(), "end": version.ends_on.isoformat()}
        days = [DAYS[day] for day in sorted(item.days)]
        detail["scheduledTiming"] = {"repeat": {"boundsPeriod": within, "dayOfWeek": days}}
    if item.reason and not for_patient:
        detail["reasonCode"] = [{"text": item.reason}]
    return {"extension": [dose], "detail": detail} if dose else {"detail": detail}


def _dose(item):
    """Return the dose as numbers, those that it has; None without one."""
    parts = [
        {"url": name.replace("_", "-"), "valueInteger": getattr(item, name)}
        for name in DOSE
        if getattr(item, name) is not None
    ]
    if item.counted:
        parts.append({"url": "counted", "valueString": item.counted})
    if item.own_spm is not None:
        rate = quantity(item.own_spm, "steps/min")
        parts.append({"url": "own-step-rate", "valueQuantity": rate})
    return extension("dose", extension=parts) if parts else None


def _retest(version, status):
    return {
        "detail": {
            "code": concept("records", "retest", "Retest"),
            "status": "not-started" if status == ACTIVE else OF_AN_ACTIVITY[status],
            "scheduledPeriod": {"start": version.retest_on.isoformat()},
        }
    }


def _provenance(version, plan):
    """Yield who sent a version; one that its own rule moved on was sent by nobody."""
    if version.sent_by is None:
        return
    who = member_of_staff(version.sent_by)
    yield who
    role = {"coding": [{"system": PARTICIPANT, "code": "author", "display": "Author"}]}
    yield Resource(
        "Provenance",
        own_uuid(version.reference, "provenance", "author"),
        {
            "target": [plan.link],
            "recorded": instant(version.sent_at),
            "agent": [{"type": role, "who": who.link}],
        },
    )
