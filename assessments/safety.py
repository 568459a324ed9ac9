"""Whether a running assessment may go on, by the safety questions (evidence base 2.11).

They are repeated at every running assessment: until they are, and until a clinician has noted what
they did about an answer that stops, nothing of the run is stored and nothing is signed.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from assessments.exceptions import SafetyFirst
from assessments.models import Assessment, RedFlagScreen, SafetyCheck
from assessments.questions import red_flags
from clinic.clock_face import time_of_day
from clinic.models import Patient

NOT_ASKED = "The safety questions have not been asked for this assessment."
UNTIL_ASKED = "Nothing of the run is stored, and nothing is signed, until they are."
UNTIL_NOTED = (
    "Nothing of the run is stored, and nothing is signed, until a clinician notes what they did "
    "about it."
)


@dataclass(frozen=True)
class Safety:
    """How an assessment stands: its latest check, and the answers that still stop it."""

    check: SafetyCheck | None
    stopping: list[RedFlagScreen | SafetyCheck]

    @property
    def stops(self) -> bool:
        return bool(self.stopping)

    @property
    def is_settled(self) -> bool:
        """Say whether the run may be recorded and signed."""
        return self.check is not None and not self.stops

    @property
    def groups(self) -> list[red_flags.Group]:
        """The groups of what stops, each once, the gravest first."""
        fired = {code for row in self.stopping for code in row.fired}
        return [group for code, group in red_flags.GROUPS.items() if code in fired]

    @property
    def title(self) -> str:
        if self.check is None:
            return NOT_ASKED
        if self.stops:
            titles = ", ".join(group.clinician_title.lower() for group in self.groups)
            return f"A safety answer stops this assessment: {titles}."
        how = "confirmed" if self.check.is_confirmed else "asked"
        said = "no answer stops"
        if self.check.note or self.check.stops:
            said = "what was done about an answer that stops is noted"
        at = timezone.localtime(self.check.checked_at)
        on = f"{date_format(at, 'j M Y')}, {time_of_day(at)}"
        return (
            f"Safety questions {'reviewed' if self.check.note else how} {on} "
            f"by {self.check.checked_by}: {said}."
        )

    @property
    def actions(self) -> list[str]:
        """What the groups ask for, of what stops."""
        return [group.action for group in self.groups]

    @property
    def until(self) -> str:
        if self.check is None:
            return UNTIL_ASKED
        return UNTIL_NOTED if self.stops else ""

    @property
    def words(self) -> str:
        return " ".join([self.title, *self.actions, self.until])


def safety_of(assessment: Assessment) -> Safety:
    """Return how an assessment stands; two queries, however often the person was asked.

    An answer stops until a clinician has said something to it or to a later one, whichever visit or
    assessment it was for. What is answered after this assessment's own check is of a later day.
    """
    answered = _answered(assessment.patient)
    check = next((row for row in answered if _is_check_of(row, assessment)), None)
    if check is None:
        return Safety(None, [])
    stopping = []
    for row in answered[answered.index(check) :]:
        if _is_spoken_to(row, answered, assessment.appointment_id):
            break
        if row.stops:
            stopping.append(row)
    return Safety(check, stopping)


def open_flags(patient: Patient) -> Safety:
    """Return the answers of a person that stop and that no clinician has said anything to yet.

    As at an assessment, whoever was answered to: before a visit, or at whichever assessment.
    """
    answered, stopping = _answered(patient), []
    for row in answered:
        visit = row.assessment.appointment_id if isinstance(row, SafetyCheck) else None
        if _is_spoken_to(row, answered, visit):
            break
        if row.stops:
            stopping.append(row)
    return Safety(None, stopping)


def latest_answers(assessment: Assessment) -> RedFlagScreen | SafetyCheck | None:
    """Return what the person answered last, at this assessment or before it."""
    return next(iter(_answered(assessment.patient)), None)


def require_settled(assessment: Assessment) -> None:
    """Raise SafetyFirst while nothing of the run may be stored."""
    safety = safety_of(assessment)
    if not safety.is_settled:
        raise SafetyFirst(safety.words)


def _answered(patient):
    """Return what the person was asked before visits and at assessments, latest first."""
    screens = RedFlagScreen.objects.of_person(patient).select_related(
        "answered_by", "review__reviewed_by"
    )
    checks = SafetyCheck.objects.of_person(patient).select_related("checked_by", "assessment")
    return sorted([*screens, *checks], key=_when, reverse=True)


def _when(row):
    """Return when answers were given or confirmed; a check comes after what it confirms."""
    is_check = isinstance(row, SafetyCheck)
    return row.checked_at if is_check else row.answered_at, is_check, row.pk


def _is_check_of(row, assessment):
    return isinstance(row, SafetyCheck) and row.assessment_id == assessment.pk


def _is_spoken_to(row, answered, visit):
    """Say whether a clinician has noted what they did: a review holds for the visit it was for,
    which is that of the assessment, by its key, where the answers were given at one.
    """
    if isinstance(row, RedFlagScreen):
        return hasattr(row, "review")
    return bool(row.note) or any(
        one.appointment_id == visit
        and (one.answered_at, one.fingerprint) == (row.answered_at, row.fingerprint)
        for one in answered
        if isinstance(one, RedFlagScreen) and hasattr(one, "review")
    )
