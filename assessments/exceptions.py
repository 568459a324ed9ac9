"""What a rule of the record forbids. Each text may be read by a clinician."""


class AssessmentError(Exception):
    message = "This could not be done."

    def __init__(self, message: str | None = None):
        super().__init__(message or self.message)


class NoAccess(AssessmentError):
    """To this person the file is not there."""

    message = "There is no such file."


class ReasonNeeded(AssessmentError):
    """A clinician who does not treat the patient says why they open the file."""

    message = "You do not treat this patient. Please say why you open the file."


class AssessmentChanged(AssessmentError):
    """The page is older than what is stored."""

    message = (
        "This assessment was saved elsewhere after you opened this page. Nothing of yours was "
        "saved over it: compare, then save again."
    )


class AlreadyRecorded(AssessmentError):
    message = "This assessment is recorded already. Open it to change it."


class NotRecorded(AssessmentError):
    message = "Only a recorded assessment can be shared."


class NoPractitioner(AssessmentError):
    message = "Your account has no practitioner's profile, so it cannot record. Ask for one."


class FormClosed(AssessmentError):
    message = (
        "Your visit has begun or was cancelled, so this can no longer be changed here. Please tell "
        "your clinician."
    )


class IntakeChanged(AssessmentError):
    message = (
        "These answers were saved elsewhere after you opened this page. Nothing of yours was saved "
        "over them: compare, then save again."
    )


class AnsweredElsewhere(AssessmentError):
    message = "Somebody answered these questions before. Press “Save” if yours should replace them."


class ScreenSuperseded(AssessmentError):
    message = "The patient has answered again meanwhile. Please read the new answers first."
