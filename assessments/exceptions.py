"""What a rule of the record forbids. Each text may be read by a clinician. Pure."""


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


class EyeFirst(AssessmentError):
    message = "Judge the runner by eye first: until then no number is shown, on a page or on paper."


class AssessmentClosed(AssessmentError):
    """It was signed or discarded meanwhile."""

    message = (
        "This assessment is signed or put away, so nothing of it can change. What you typed is "
        "still on this page; a signed assessment takes an addendum."
    )


class ThresholdsChanged(AssessmentError):
    message = (
        "Somebody else changed a threshold after you opened this page. Nothing is saved: compare "
        "with what is stored now, then save again."
    )


class ArticleChanged(AssessmentError):
    message = (
        "This article was changed after you opened this page. Nothing is saved: read what stands "
        "now, then press again."
    )


class NotSigned(AssessmentError):
    message = "Only a signed assessment can be shared or added to."


class NothingRecorded(AssessmentError):
    message = "There is nothing to sign yet: record something seen by eye, measured or tested."


class PagesUnfinished(AssessmentError):
    """Something is typed that was not stored: `pages` names where."""

    def __init__(self, pages: list[str]):
        self.pages = pages
        super().__init__(
            f"Something you typed is not stored yet. Please open and save: {', '.join(pages)}."
        )


class NoCoSigner(AssessmentError):
    message = "Only a clinician who works without supervision, and did not sign it, can co-sign."


class NoCoSignatureDue(AssessmentError):
    message = "This assessment needs no co-signature."


class AddedAlready(AssessmentError):
    """The page that sends an addendum has sent another text before."""

    message = (
        "Another addendum was signed from this page before. Your text is still here: press once "
        "more to sign it as well."
    )


class AlreadyCoSigned(AssessmentError):
    message = "Somebody else has co-signed it meanwhile: nothing more is needed."


class AwaitsCoSignature(AssessmentError):
    message = "It awaits a co-signature, and can be shared once it has one."


class ClipRefused(AssessmentError):
    """The file is not one to keep; `status` is the answer's."""

    status = 422
    message = "This is no MP4, MOV or WebM video, so it was not kept."


class ClipEmpty(ClipRefused):
    message = "The file is empty, so nothing was kept."


class ClipTooLarge(ClipRefused):
    status = 413

    def __init__(self, most_bytes: int):
        super().__init__(
            f"The clip is larger than {most_bytes // 1_000_000} MB. Cut it to the part that was "
            "measured, then keep that."
        )


class ClipsFull(ClipRefused):
    status = 507
    message = "There is no room left to keep clips, so nothing was kept. Please tell the clinic."


class ClipIncomplete(ClipRefused):
    status = 400
    message = "The clip did not arrive whole, so nothing was kept. Please try again."


class ClipBreaksOff(ClipRefused):
    message = (
        "This file is incomplete: recording or copying it broke off before its end, so it was not "
        "kept. Copy it from the phone or camera again."
    )


class ConsentMissing(ClipRefused):
    message = "A clip is kept with the patient’s consent alone: ask first, then tick the box."


class ClipAlreadyKept(AssessmentError):
    message = "Another clip of this capture is kept already. Delete it first."


class TooManyFiles(AssessmentError):
    """A clinician has opened as many files with a reason, in one day, as the clinic allows."""

    def __init__(self, allowed: int):
        super().__init__(
            f"You have opened {allowed} files with a reason today, which is as many as the clinic "
            "allows. The privacy officer is told. In an emergency, ask whoever treats them."
        )


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


class SafetyFirst(AssessmentError):
    """The safety questions were not asked, or an answer stops; the text says which."""


class NoteUncalledFor(AssessmentError):
    message = "No safety answer stops this assessment, so there is nothing to note."


class ByEyeFirst(AssessmentError):
    """Degrees would colour what is seen, so they wait until that is stored."""

    message = "Please save what you see by eye first: then the angles open."


class MeasuringRefused(AssessmentError):
    """What was measured cannot be stored; `field` names what, `code` why where a rule has one."""

    def __init__(self, field: str, message: str, *, code: str = ""):
        self.field, self.code = field, code
        super().__init__(message)


class MeasuredElsewhere(AssessmentError):
    """Another page has saved this capture or step since: `row` is what stands now."""

    message = "This was saved elsewhere after you opened it. Nothing of it was saved over."

    def __init__(self, row):
        self.row = row
        super().__init__()


class MeasuredAlready(MeasuredElsewhere):
    message = "This step of this frame is measured already. Change that one instead."


class PointsDiffer(AssessmentError):
    """A point of a step lies elsewhere in other steps of its frame.

    `steps` are those as they stand, `measures` is what the step says by its own points.
    """

    message = "Other points of this frame have the same point elsewhere. Say which holds."

    def __init__(self, steps, measures):
        self.steps, self.measures = steps, measures
        super().__init__()


class MeasuringRemoved(AssessmentError):
    message = "This was removed, perhaps in another tab. Begin a new one to measure it again."


class PictureRefused(AssessmentError):
    message = "This is no picture that can be kept: send a JPEG, PNG or WebP of one frame."


class PlanChanged(AssessmentError):
    """The draft is older than what is stored, or the plan moved on."""

    message = (
        "This plan was changed elsewhere after you opened this page. Nothing of yours was saved "
        "over it: compare with what is stored now, then change it again."
    )


class PlanClosed(AssessmentError):
    message = "This version was sent or put away, so nothing of it can change. Write a new version."


class PlanNotRunning(AssessmentError):
    message = "This plan is not running, so it moves on no more."


class PlanNotSent(AssessmentError):
    """A plan cannot be sent; the text says why, `field` where."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


class PlanBlocked(PlanNotSent):
    """A safety answer is open, or a note is missing."""


class PlanIncomplete(PlanNotSent):
    """Something that a plan must have is missing."""


class NoSuchExercise(AssessmentError):
    message = "This exercise is not in the library, or the clinic does not use it."


class StepDecided(AssessmentError):
    message = "Somebody has decided about this step before: nothing more is needed."


class StepOutdated(AssessmentError):
    message = (
        "The rule does not ask for this step any more: another session was logged meanwhile, or "
        "the plan has changed. Nothing was moved."
    )


class AlertSeen(AssessmentError):
    message = "Somebody else has seen to this before: nothing more is needed."


class SessionRefused(AssessmentError):
    """A session that cannot be of this plan; `field` names what of it."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


class ExerciseNameTaken(AssessmentError):
    """Another exercise, of the library or of the clinic's own, is called so."""

    message = "Another exercise has this name, or nearly: please choose another."


class ExerciseChanged(AssessmentError):
    message = (
        "Somebody else changed this exercise after you opened this page. Nothing is saved: compare "
        "with what is stored now, then save again."
    )


# --- Runs, and files of a watch -------------------------------------------------------------------


class RunChanged(AssessmentError):
    message = (
        "This run was changed elsewhere after you opened this page. Nothing of yours was saved "
        "over it: compare, then save again."
    )


class RunIsRemoved(AssessmentError):
    message = "This run was removed from your log, so it cannot be changed any more."


class RunSentAlready(AssessmentError):
    """Another run came under the same key before."""

    message = (
        "Another run was saved under this key before, so this one was not saved over it. Open your "
        "log to see what is there, and log this run anew."
    )


class RunLoggedAlready(AssessmentError):
    """The same recording is in the log: `run` is what stands there."""

    def __init__(self, run, words: str):
        self.run = run
        super().__init__(words)


# --- Questions between visits ---------------------------------------------------------------------


class FollowUpClosed(AssessmentError):
    """Nobody answers these questions by their link any more."""


class FollowUpAnswered(FollowUpClosed):
    message = "These questions are answered already. Thank you: nothing more is needed."


class FollowUpWithdrawn(FollowUpClosed):
    message = "The clinic has taken these questions back. Nothing more is needed."


class FollowUpOver(FollowUpClosed):
    message = "The time to answer these questions is over, so your answers were not stored."
