"""Everything the clinic keeps about a person and those they look after, as one file.

One query a table, however many rows. What it leaves out is said in the file itself.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.biomechanics.metrics import METRICS
from assessments.export import at_the_desk, between_visits
from assessments.export.moments import at as _at
from assessments.export.plans import plans_of_people
from assessments.judging import thresholds
from assessments.models import DisclaimerAcceptance, Factor, Intake, RedFlagScreen, SafetyCheck
from assessments.queries import Body, assessments_to_read
from assessments.questions import before_visit
from assessments.reading import passport, tested
from assessments.reading.changes import error_of
from assessments.reading.values import NOT_FOR_PATIENTS
from assessments.reading.whole import target_in_words
from assessments.sentences.measures import sentence
from bookings.models import Appointment, Course, WaitlistEntry
from bookings.people.households import in_words, staff_name
from clinic.models import AccessBasis, AccessEvent, ClinicProfile, Message, Patient, User
from clinic.zones import zone_name

WHAT = "export"  # what an event calls it
VERSION = 1
LEFT_OUT = [
    "Drafts that a clinician has not finished, and what an assessment says that was not shared "
    "with you: this file tells that there is one, with whom and when.",
    "The clinic's own remarks about its planning.",
    "Pictures and clips of you running, and the points measured on them: the page that was shared "
    "with you shows its pictures.",
    "Earlier states of your data that were changed since, which the clinic keeps as a history.",
    "Your password, log-in codes and the signed links in mails.",
    "Anything about other people.",
]


@dataclass(frozen=True)
class Export:
    """The file's content: plain values alone, the same for both formats."""

    about: dict
    people: list[dict]


@transaction.atomic
def export_for(user: User, *, now: datetime) -> Export:
    """Return what is kept about this person, and leave an event in each of the files."""
    people = note_export(user, now=now)
    keys = [person.pk for person in people]
    tables = {
        "visits": _by_person(_visits(keys)),
        "series": _by_person(_courses(keys)),
        "waitlist_wishes": _by_person(_wishes(keys)),
        "messages": _by_person(_messages(keys)),
        "notes_of_the_desk": _by_person(at_the_desk.notes(keys, _at)),
        "family": _by_person(at_the_desk.carers(keys, _at)),
        "answers_before_visits": _by_person(_intakes(keys)),
        "safety_answers": _by_person(_screens(keys)),
        "safety_checks": _by_person(_checks(keys)),
        "running_assessments": _by_person(_assessments(keys)),
        "runs": _by_person(between_visits.runs(keys)),
        "questions_between_visits": _by_person(between_visits.follow_ups(keys)),
        "plans": _by_person(plans_of_people(keys, _at)),
        "texts_shown": _by_person(at_the_desk.texts_shown(keys, _at)),
        "who_looked": _by_person(_looks(keys, user)),
    }
    return Export(
        about=_about(user, now),
        people=[
            _contact(person) | {name: rows.get(person.pk, []) for name, rows in tables.items()}
            for person in people
        ],
    )


def note_export(user: User, *, now: datetime) -> list[Patient]:
    """Leave the event of a copy in each file that an account looks after, and return the files."""
    people = list(Patient.objects.of_account(user).order_by("pk"))
    AccessEvent.objects.bulk_create(
        AccessEvent(user=user, patient=person, what=WHAT, basis=AccessBasis.OWN, occurred_at=now)
        for person in people
    )
    return people


def _by_person(rows):
    found = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return found


def _about(user, now):
    profile = ClinicProfile.objects.current()
    return {
        "file": "Everything we keep about you and those you look after",
        "version": VERSION,
        "made_at": _at(now),
        "times_are": zone_name(),
        "clinic": profile.name,
        "account": {"email": user.email, "name": user.name, "opened_at": _at(user.created_at)},
        "disclaimers_read": [
            {"text": read.text, "read_at": _at(read.accepted_at)}
            for read in DisclaimerAcceptance.objects.filter(user=user)
        ],
        "texts_shown": at_the_desk.texts_shown_to(user, _at),
        "not_included": LEFT_OUT,
        "how_to_ask": _how_to_ask(profile),
    }


def _how_to_ask(profile):
    return f"If you would like to have any of it, {profile.ways_to_ask}. You have a right to ask."


def _contact(person):
    return {
        "name": person.name,
        "email": person.email,
        "email_proven_at": _at(person.email_proven_at),
        "phone": person.phone,
        "birth_date": person.birth_date and person.birth_date.isoformat(),
        "contact_name": person.contact_name,
        "reminders_wanted": person.reminders_wanted,
        "offers_wanted": person.offers_wanted,
        "questions_wanted": person.questions_wanted,
        "file_opened_at": _at(person.created_at),
    }


def _visits(keys):
    rows = Appointment.objects.ever_booked().filter(patient__in=keys)
    for visit in rows.select_related("service", "practitioner", "equipment"):
        yield (
            visit.patient_id,
            {
                "reference": str(visit.reference),
                "starts_at": _at(visit.starts_at),
                "ends_at": _at(visit.ends_at),
                "service": visit.service.name,
                "practitioner": visit.practitioner.name,
                "equipment": visit.equipment.name if visit.equipment else "",
                "status": visit.get_status_display(),
                "booked_at": _at(visit.created_at),
                "booked_through": visit.get_source_display(),
                "notes": visit.notes,
                "confirmed_at": _at(visit.confirmed_at),
                "form_filled_at": _at(visit.form_filled_at),
                "a_call_was_wanted_since": _at(visit.under_review_since),
                "how_soon": [level.label for level in visit.levels],
                "policy_accepted_at": _at(visit.policy_accepted_at),
                "policy": visit.policy_text,
                "cancelled_at": _at(visit.cancelled_at),
                "cancelled": visit.get_cancelled_side_display(),
                "cancelled_late": visit.cancelled_late,
                "cancellation_reason": visit.cancellation_reason,
            },
        )


def _courses(keys):
    for course in Course.objects.filter(patient__in=keys).select_related("service"):
        yield (
            course.patient_id,
            {
                "service": course.service.name,
                "days_apart": course.spacing_days,
                "booked_at": _at(course.created_at),
            },
        )


def _wishes(keys):
    wishes = WaitlistEntry.objects.filter(patient__in=keys)
    for wish in wishes.select_related("service", "practitioner").prefetch_related("offers"):
        yield (
            wish.patient_id,
            {
                "service": wish.service.name,
                "practitioner": wish.practitioner.name if wish.practitioner else "Anybody",
                "earliest_on": wish.earliest_on.isoformat(),
                "latest_on": wish.latest_on.isoformat(),
                "weekdays": wish.weekdays,
                "parts_of_day": wish.parts_of_day,
                "status": wish.get_status_display(),
                "wished_at": _at(wish.created_at),
                "offers": [
                    {"starts_at": _at(offer.starts_at), "status": offer.get_status_display()}
                    for offer in wish.offers.all()
                ],
            },
        )


def _messages(keys):
    messages = Message.objects.filter(recipient__in=keys, is_private=False)
    for message in messages.prefetch_related("outcomes"):
        yield (
            message.recipient_id,
            {
                "kind": message.kind,
                "to": message.recipient_email,
                "state": message.get_state_display(),
                "planned_for": _at(message.send_at),
                "sent_at": _at(message.sent_at),
                "subject": message.subject,
                "text": message.body_text,
                "heard_of_it": [
                    {"what": heard.get_kind_display(), "at": _at(heard.occurred_at)}
                    for heard in message.outcomes.all()
                ],
            },
        )


def _intakes(keys):
    rows = Intake.objects.filter(appointment__patient__in=keys)
    for intake in rows.select_related("appointment"):
        yield (
            intake.appointment.patient_id,
            {
                "visit": str(intake.appointment.reference),
                "saved_at": _at(intake.saved_at),
                "finished_at": _at(intake.finished_at),
                "answers": _questions(intake.form, intake.typed),
                "replaced_answers": [
                    _questions(one["form"], one["typed"]) for one in intake.earlier
                ],
            },
        )


def _questions(form, typed):
    return [
        {"part": title, "question": question, "answer": answer}
        for title, rows in before_visit.as_read(form, typed)
        for question, answer in rows
    ]


def _screens(keys):
    rows = RedFlagScreen.objects.filter(appointment__patient__in=keys)
    for screen in rows.select_related("appointment", "review__reviewed_by__practitioner"):
        review = getattr(screen, "review", None)
        yield (
            screen.appointment.patient_id,
            {
                "visit": str(screen.appointment.reference),
                **_answered(screen),
                "reviewed_at": _at(review.reviewed_at) if review else None,
                "reviewed_by": staff_name(review.reviewed_by) if review else None,
                "review": review.note if review else "",
            },
        )


def _checks(keys):
    rows = SafetyCheck.objects.filter(assessment__patient__in=keys)
    for check in rows.select_related("assessment", "checked_by__practitioner"):
        yield (
            check.assessment.patient_id,
            {
                "assessment_performed_at": _at(check.assessment.performed_at),
                **_answered(check),
                "asked_or_confirmed_at": _at(check.checked_at),
                "by": staff_name(check.checked_by),
                "note": check.note,
            },
        )


def _answered(answers):
    return {
        "answered_at": _at(answers.answered_at),
        "answers": [{"question": row["question"], "answer": row["shown"]} for row in answers.asked],
        "what_it_asked_for": [group.clinician_title for group in answers.groups],
        "bone_stress_points": answers.score_points,
    }


def _assessments(keys):
    for assessment in assessments_to_read().kept().filter(patient__in=keys):
        if assessment.is_draft:
            continue
        share = next((one for one in assessment.shares.all() if not one.withdrawn_at), None)
        row = {
            "performed_at": _at(assessment.performed_at),
            "practitioner": assessment.practitioner.name,
            "signed_at": _at(assessment.signed_at),
            "shared_at": _at(share.shared_at) if share else None,
            "shared_earlier": [
                {"shared_at": _at(one.shared_at), "withdrawn_at": _at(one.withdrawn_at)}
                for one in assessment.shares.all()
                if one.withdrawn_at
            ],
        }
        if share:
            row |= _shared(assessment)
        yield assessment.patient_id, row


def _shared(assessment):
    """Return what the patient may read of an assessment: what the shared page shows."""
    return {
        "speed_kmh": _text(assessment.speed_kmh),
        "incline_pct": _text(assessment.incline_pct),
        "run_minutes": _text(assessment.run_minutes),
        "footwear": assessment.get_footwear_display(),
        "shoes": assessment.shoes,
        "seen": [
            {
                "what": row.get_item_display(),
                "side": row.get_side_display(),
                "how": row.in_plain_words,
            }
            for row in assessment.observations.all()
        ],
        "measured": [
            _measured(row)
            for row in assessment.measurements.all()
            if row.metric not in NOT_FOR_PATIENTS  # which the shared page leaves out as well
        ],
        "tests": [
            {"what": test.name, "state": test.state, "side": leg.side.label, "result": leg.reading}
            for test in tested.tests_of(assessment, Body(), thresholds.defaults())
            for leg in test.legs
        ],
        "questionnaires": [
            {"what": score.name, "score": score.score} for score in tested.scores_of(assessment)
        ],
        "pain": [{"what": name, "how": words} for name, words in tested.pain_of(assessment)],
        "set_up": [
            {"what": fact.name, "how": fact.words}
            for fact in (
                *passport.recorded(passport.passport(assessment)),
                *passport.protocol(assessment),
            )
        ],
        "what_may_be_behind_it": [Factor(code).label for code in assessment.factors],
        "looked_at_next_time": [target_in_words(row) for row in assessment.target_measures.all()],
    }


def _measured(row):
    error = error_of(row)
    return {
        "what": row.get_metric_display(),
        "state": row.get_state_display(),
        "side": row.get_side_display(),
        "mean": str(row.mean),
        "unit": METRICS[row.metric].unit,
        "error": _text(error),
        "steps": row.n_steps,
        "in_words": sentence(row.metric, row.side, row.mean, error),
    }


def _text(value):
    return None if value is None else str(value)


def _looks(keys, user):
    looks = AccessEvent.objects.filter(patient__in=keys)
    for look in looks.select_related("user__practitioner", "patient"):
        yield (
            look.patient_id,
            {
                "at": _at(look.occurred_at),
                "who": in_words(look, user).who,
                "what": look.what,
                "why": look.get_basis_display(),
                "reason": look.reason,
            },
        )
