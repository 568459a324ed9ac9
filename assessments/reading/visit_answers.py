"""What was answered before a visit, and who may read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments import access
from assessments.judging import load
from assessments.models import Intake, RedFlagScreen
from assessments.questions import before_visit
from assessments.questions.red_flags import Group
from bookings.advice import Level
from bookings.links.visits import email_proof_is_valid
from bookings.models import Appointment
from clinic.models import AccessEvent, User

INTAKE, SCREEN = "intake", "safety questions"  # what an event calls them
SCREENS_SHOWN = 20


@dataclass(frozen=True)
class Reader:
    """Whoever opened a visit's page as its patient: by their account, or by the key in a mail.

    Whoever booked, for whomever, has the visit's key, and so has the reader of a mistyped address.
    So answers are shown to the account of the patient, to the browser session that wrote them, and
    to whoever followed the link of a mail to the email that the patient has proven.
    """

    appointment: Appointment
    user: User | None  # the account that looks after the patient, if they came by one
    writer: UUID | None  # the browser session, once it has written something
    proof: str = ""  # what the link in a mail carried

    def may_read(self, row: Intake | RedFlagScreen) -> bool:
        patient = self.appointment.patient
        is_proven = patient.reached_by.email_proven_at is not None
        if self.user or (is_proven and email_proof_is_valid(patient, self.proof)):
            return True
        return self.writer is not None and row.written_by == self.writer

    def leave_event(self, what: str, row: Intake | RedFlagScreen, now: datetime) -> AccessEvent:
        """Record that this person looks at stored answers."""
        look = {"what": what, "now": now, "reference": row.reference}
        if self.user:
            return access.open_own(self.user, self.appointment.patient, **look)
        return access.open_by_link(self.appointment.patient, **look)


@dataclass(frozen=True)
class ReadIntake:
    """Saved answers as a clinician reads them."""

    intake: Intake
    sections: list
    earlier: list  # (when they were replaced, their sections)
    spike: load.SessionSpike | None


@dataclass(frozen=True)
class VisitForms:
    """All that was answered before one visit: the latest screen, and those it superseded."""

    appointment: Appointment
    intake: ReadIntake | None
    screen: RedFlagScreen | None
    superseded: list[RedFlagScreen]


def forms_of(appointment: Appointment) -> VisitForms:
    """Return what was answered before a visit, with all screens of its patient, latest first."""
    screens = list(
        RedFlagScreen.objects.select_related(
            "appointment", "answered_by", "review__reviewed_by"
        ).filter(appointment__in=Appointment.objects.of_person(appointment.patient))[:SCREENS_SHOWN]
    )
    latest = next((one for one in screens if one.appointment_id == appointment.pk), None)
    intake = Intake.objects.filter(appointment=appointment).first()
    return VisitForms(
        appointment=appointment,
        intake=intake and read(intake),
        screen=latest,
        superseded=[one for one in screens if one != latest],
    )


def advice_for(appointment: Appointment, screen: RedFlagScreen | None) -> list[Level | Group]:
    """Return what the patient is told to do while a clinician has yet to look, the gravest first.

    Whoever may read the latest `screen` reads why as well.
    """
    told = {group.level.code: group for group in screen.groups} if screen else {}
    return [told.get(level.code, level) for level in appointment.levels]


def read(intake: Intake) -> ReadIntake:
    """Return saved answers as they are read; they are rendered from what was typed."""
    return ReadIntake(
        intake=intake,
        sections=before_visit.as_read(intake.form, intake.typed),
        earlier=[
            (
                datetime.fromisoformat(one["replaced_at"]),
                before_visit.as_read(one["form"], one["typed"]),
            )
            for one in reversed(intake.earlier)
        ],
        spike=load.session_spike(intake.planned_next_long_km, intake.longest_run_30d_km),
    )
