"""What demo patients answered before and at a running assessment: all made up."""

from datetime import datetime
from uuid import UUID, uuid4

from assessments.actions import OpenPage, answer_screen, ask_safety, save_intake
from assessments.forms.intake import VisitQuestionsForm, as_submitted
from assessments.models import Assessment
from assessments.questions import red_flags
from assessments.safety import latest_answers
from bookings.models import Appointment, AppointmentStatus, IntakeForm
from clinic.models import User
from demo.identity import demo_reference
from demo.people import CLINICIAN_SLUG

WRITER_KEY = "juniper-hale"  # whose form is filled in; nothing in it stops
TYPED = {
    "goal_text": "Run the half without my right hip feeling heavy after half an hour.",
    "goal_event": "Spring half marathon",
    "running_years": "9",
    "sessions_per_week": "4",
    "weekly_km": "34",
    "longest_run_30d_km": "14",
    "planned_next_long_km": "16",
    "weekly_km_1": "30",
    "weekly_km_2": "36,5",
    "weekly_km_3": "32",
    "weekly_km_4": "28",
    "recent_change": ["shoes", "hills"],
    "injury_1_site": "Outer side of the right knee",
    "injury_1_side": "right",
    "injury_1_when": "two years ago",
    "injury_1_weeks": "5",
    "injury_1_over": "yes",
    "sports": "Swimming on Wednesdays",
    "occupation": "School librarian",
    "hours_sitting_per_day": "5",
    "sleep_h": "7,5",
    "stress_0_10": "4",
    "height_cm": "169",
    "mass_kg": "62",
    "birth_date": "1986-04-17",
    "sex_for_norms": "female",
    "medications": "None",
    "pregnancy_or_postpartum": "no",
    "low_energy_concern": "no",
}


def add_answers(*, now: datetime) -> None:
    """Fill in one patient's form, and let another's answers wait for the demo's clinician."""
    ahead = Appointment.objects.filter(
        status=AppointmentStatus.BOOKED,
        starts_at__gt=now,
        service__intake_form=IntakeForm.RUNNING,
    ).with_people()
    own = ahead.filter(patient__reference=demo_reference("patient", WRITER_KEY)).first()
    others = ahead.exclude(patient__reference=demo_reference("patient", WRITER_KEY))
    waiting = others.filter(practitioner__slug=CLINICIAN_SLUG).first() or others.first()
    if own:
        _fill_in(own, uuid4(), now)
    if waiting:
        _screen(waiting, uuid4(), groin_pain=red_flags.YES, pain_site="hip_pelvis")


def _fill_in(visit: Appointment, writer: UUID, now: datetime) -> None:
    form = VisitQuestionsForm(as_submitted(TYPED), form=IntakeForm.RUNNING)
    save_intake(
        appointment=visit,
        answers=form.answers(),
        page=OpenPage(0),
        written_by=writer,
        may_read=False,
        now=now,
    )
    _screen(visit, writer)


def _screen(visit: Appointment, writer: UUID, **changes: str) -> None:
    answer_screen(appointment=visit, answers=calm() | changes, written_by=writer)


def calm() -> dict[str, str]:
    """Return a “no” to every safety question."""
    answers = {item.code: red_flags.NO for item in (*red_flags.ITEMS, *red_flags.SCORE_ITEMS)}
    return {**answers, red_flags.SITE: "nowhere"}


def ask_calmly(assessment: Assessment, by: User, at: datetime) -> None:
    """Ask the safety questions at an assessment; nothing stops."""
    latest = latest_answers(assessment)
    ask_safety(
        assessment=assessment,
        answers=calm(),
        read=latest.reference if latest else None,
        submission=uuid4(),
        by=by,
        now=at,
    )
