"""What the placeholders of a mail about a visit stand for: made of the visit, and of nothing else.

The composers give them the visit as it stands, the pages that try words a real one or one that was
made up.
"""

from collections.abc import Sequence
from datetime import datetime

from bookings.mail.changes import Change, change_in_words, length_of
from bookings.mail.times import clinic_time, short_time, time_of_day
from bookings.models import Appointment, CancellingSide
from bookings.policies import policy_of
from clinic.emails import with_phone
from clinic.models import ClinicProfile, Patient
from clinic.wording.values import Button, Fact, Facts, Listed, Phone, Value

Values = dict[str, Value]


def of_confirmation(
    visit: Appointment, profile: ClinicProfile, now: datetime, *, url: str
) -> Values:
    service = visit.service
    is_asked = service.intake_form and not visit.form_filled_at
    values = _of_visit(visit, url=url)
    what = [
        Fact("What", service.name),
        Fact("When", clinic_time(visit.starts_at)),
        Fact("How long", f"{length_of(visit)}, until {time_of_day(visit.ends_at)}"),
    ]
    price = [Fact("Price", service.price_shown)]
    return {
        **values,
        "service": service.name,
        "length": length_of(visit),
        "price": service.price_shown,
        "policy": policy_of(visit).in_words(now),
        "visit_facts": Facts(
            [*what, *_whom_and_where(visit, profile), *price, *_before(visit, profile, now)]
        ),
        "answer_first": "Please answer a few questions before you come. You find them on your "
        "visit’s page."
        if is_asked
        else "",
    }


def of_reminder(visit: Appointment, profile: ClinicProfile, now: datetime, *, url: str) -> Values:
    if visit.confirmed_at:
        come = (
            "Thank you for telling us that you will come. If you cannot after all, please tell us "
            "here, so that somebody else can have the time:"
        )
    else:
        come = (
            "Will you come? Tell us by one press on this page. If you cannot, please tell us there "
            "too, so that somebody else can have the time:"
        )
    when = [Fact("When", clinic_time(visit.starts_at))]
    facts = [*when, *_whom_and_where(visit, profile), *_before(visit, profile, now)]
    return {
        **_of_visit(visit, url=url),
        "visit_facts": Facts(facts),
        "will_you_come": come,
        "policy": policy_of(visit).in_words(now),
    }


def of_change(
    visit: Appointment,
    profile: ClinicProfile,
    now: datetime,
    *,
    url: str,
    changes: Sequence[Change],
    stands_again: bool = False,
) -> Values:
    """Return what a mail about a change tells: what is another now, and what it was."""
    is_moved = any(change.label == "When" for change in changes)
    names_the_time = is_moved or stands_again or not changes
    values = _of_visit(visit, url=url)
    when = "" if names_the_time else f" on {values['when']}"
    short = values["when_short"]
    news = f"Changed: your visit on {short}"
    if stands_again:
        news = f"It takes place: your visit on {short}"
    elif is_moved:
        news = f"Moved: your visit, now {short}"
    told = change_in_words(changes, visit, stands_again=stands_again)
    return {
        **values,
        "news": news,
        "change": f"Your visit{when} {told}.",
        "it_stands": "We had told you that it was cancelled: it is not." if stands_again else "",
        "what_changed": Facts([Fact(each.label, each.now, each.before) for each in changes]),
        "rest_stays": "Everything else stays as it was." if changes else "",
        "policy": f"If your plans change: {policy_of(visit).in_words(now)}" if is_moved else "",
        "calendar": "puts it back into" if stands_again else "updates",
    }


def of_cancellation(
    visit: Appointment,
    profile: ClinicProfile,
    now: datetime,
    *,
    url: str,
    again_url: str,
    told: Appointment,
) -> Values:
    """Return what a cancellation tells, by the time that was `told`; the clinic's apologises."""
    when = f"{clinic_time(told.starts_at)}, with {told.practitioner.name}"
    values = {
        **_of_visit(visit, url=url),
        "when": clinic_time(told.starts_at),
        "when_short": short_time(told.starts_at),
        "with_whom": told.practitioner.name,
        "expected": with_phone("Did you not expect this? Call us at ", profile, "."),
    }
    if visit.cancelled_side == CancellingSide.CLINIC:
        why = visit.cancellation_reason
        return {
            **values,
            "what_happened": f"We are sorry: we have to cancel your visit on {when}. It costs you "
            "nothing.",
            "reason": f"Why: {why}" if why else "",
            "what_next": "We would like to see you at another time. Choose one that suits you:",
            "button": Button("Book it again", again_url),
        }
    asked = ", as you asked" if visit.cancelled_side == CancellingSide.PATIENT else ""
    cost = f" It was late: {policy_of(visit).cost}." if visit.cancelled_late else ""
    return {
        **values,
        "what_happened": f"Your visit on {when}, is cancelled{asked}.{cost}",
        "reason": "",
        "what_next": "You can see it here, and find another time when you are ready:",
    }


def of_review(visit: Appointment, *, page_url: str) -> Values:
    """Return what a clinician is told of a form: how soon, and whom to call; not what it says."""
    level = visit.levels[0].label
    phone = visit.patient.phone
    return {
        "level": level,
        "when": clinic_time(visit.starts_at),
        "review_facts": Facts(
            [
                Fact("How soon", level),
                Fact("The patient’s phone", Phone(phone) if phone else "not known"),
            ]
        ),
        "button": Button("The visit", page_url),
    }


def of_times_offered(
    visit: Appointment,
    profile: ClinicProfile,
    *,
    url: str,
    times: Sequence[tuple[datetime, str]],
    open_until: datetime,
) -> Values:
    call = with_phone("If none suits you, call us: ", profile, ". It costs you nothing.")
    return {
        **person_values(visit.patient),
        "when": clinic_time(visit.starts_at),
        "when_short": short_time(visit.starts_at),
        "times": Listed([f"{clinic_time(at)}, with {whom}" for at, whom in times]),
        "open_until": clinic_time(open_until),
        "button": Button("Choose a time", url),
        "call_us": call or "If none suits you, call us. It costs you nothing.",
    }


def of_answer(name: str, *, page_url: str) -> Values:
    return {"name": name, "button": Button("Your privacy", page_url)}


def person_values(patient: Patient) -> Values:
    """Return who reads the mail and, if it is another, whose visit it is about."""
    about = f"This is about the visit of {patient.name}." if patient.contact_name else ""
    return {"name": patient.contact_name or patient.name, "whose_visit": about}


def where(profile: ClinicProfile) -> str:
    return ", ".join(part for part in (profile.name, profile.address) if part)


def _of_visit(visit, *, url) -> Values:
    return {
        **person_values(visit.patient),
        "when": clinic_time(visit.starts_at),
        "when_short": short_time(visit.starts_at),
        "with_whom": visit.practitioner.name,
        "button": Button("Your visit", url),
    }


def _whom_and_where(visit, profile):
    return [Fact("With", visit.practitioner.name), Fact("Where", where(profile))]


def _before(visit, profile, now):
    return [
        Fact("Getting here", profile.directions.strip()),
        Fact("Please bring", visit.service.what_to_bring.strip()),
        Fact("If your plans change", policy_of(visit).in_words(now)),
    ]
