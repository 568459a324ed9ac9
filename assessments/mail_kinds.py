"""The messages about what is shared, planned and asked: who gets each, and what it may name."""

from assessments.mail import of_follow_up, of_plan
from bookings.mail.kinds import NAME, PATIENT, button
from bookings.mail.samples import example_link, until
from clinic.models import Patient
from clinic.wording.kinds import Kind, Placeholder, Sample
from clinic.wording.values import Button

ONCE_MORE = Placeholder("once_more", "that the first mail was not answered; or nothing")
ABOUT = Placeholder("whose_visit", "“This is about …”; nothing to the patient")
UNTIL = Placeholder("until", "until when the page takes answers")
TO_ONE_WITH_A_FILE = Placeholder("name", "the patient")


def _shared(now, is_real):
    return Sample({"name": "Alex Example", "button": Button("Read it", example_link())})


def _plan(now, is_real):
    return Sample(of_plan("Alex Example", is_first=True, page_url=example_link()))


def _follow_up(kind):
    def sample(now, is_real):
        return Sample(
            of_follow_up(
                kind,
                Patient(name="Alex Example"),
                url=example_link(),
                until=until(now),
                is_reminder=False,
                needs_form=False,
            )
        )

    return sample


KINDS = (
    Kind(
        code="report_ready",
        name="Something is ready to read",
        to="The patient",
        when="When a clinician shares an assessment",
        own=(button("leads to it, behind the log-in"), TO_ONE_WITH_A_FILE),
        sample=_shared,
    ),
    Kind(
        code="plan_ready",
        name="A plan is ready, or has changed",
        to="The patient",
        when="When a clinician sends a plan",
        own=(
            Placeholder("what_happened", "that there is a plan, or a new version of it"),
            button("leads to the plan, behind the log-in"),
            Placeholder("news", "the same, for the subject"),
            TO_ONE_WITH_A_FILE,
        ),
        sample=_plan,
    ),
    Kind(
        code="follow_up_day_after",
        name="One question a day after a visit",
        to=PATIENT,
        when="A day after a running assessment, and once more if nobody answers",
        own=(
            button("leads to the question, without a log-in"),
            ONCE_MORE,
            UNTIL,
            Placeholder("a_visit", "“your visit”, or “a visit” to whoever books for another"),
            NAME,
            ABOUT,
        ),
        sample=_follow_up("follow_up_day_after"),
    ),
    Kind(
        code="follow_up_questions",
        name="A few questions between visits",
        to=PATIENT,
        when="When a clinician’s questions are due, and once more if nobody answers",
        own=(
            button("leads to the questions, without a log-in"),
            ONCE_MORE,
            UNTIL,
            Placeholder("printed_form", "that they need the form we gave them; or nothing"),
            NAME,
            ABOUT,
        ),
        sample=_follow_up("follow_up_questions"),
    ),
)
