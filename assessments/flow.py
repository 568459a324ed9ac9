"""The order of an assessment's pages, how each of them stands, and which comes next."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.urls import reverse

from assessments import queries
from assessments.models import Assessment, AssessmentStatus, SectionCode
from assessments.safety import Safety, safety_of

SAFETY, MEASURE, SIGN = "safety", "measure", "sign"  # the pages that are no sections
FULL = [
    *(
        SAFETY,
        SectionCode.SET_UP,
        SectionCode.BY_EYE,
        MEASURE,
        SectionCode.DEGREES,
        SectionCode.RUN_END,
    ),
    *(SectionCode.TESTS, SectionCode.QUESTIONNAIRES, SectionCode.FINDINGS, SIGN),
]
QUICK = [SAFETY, SectionCode.BY_EYE, SectionCode.FINDINGS, SIGN]
MINOR = {SectionCode.DEGREES}  # beside measuring, for what was measured elsewhere
URL_NAMES = {
    SAFETY: "assessments:assessment-safety",
    MEASURE: "assessments:measure",
    SIGN: "assessments:assessment-sign",
}
LABELS = dict(SectionCode.choices) | {
    SAFETY: "Safety questions",
    MEASURE: "Measure",
    SIGN: "Sign",
}
TO_DO, TYPED, STORED = "to_do", "typed", "stored"
STATE_WORDS = {TO_DO: "To do", TYPED: "Typed, not stored", STORED: "Stored"}
OPTIONAL = "If measured elsewhere"
AIM_MIN, AIM_QUICK_MIN = 15, 3


class SectionConverter:
    """A section's code in an address."""

    regex = "|".join(SectionCode.values)

    def to_python(self, value):
        return SectionCode(value)

    def to_url(self, value):
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the way, as the rail shows it: where it is, and how it stands."""

    code: str
    label: str
    url: str
    state: str
    count: str = ""
    is_current: bool = False
    is_minor: bool = False

    @property
    def state_words(self) -> str:
        is_optional = self.is_minor and self.state == TO_DO
        return OPTIONAL if is_optional else STATE_WORDS[self.state]


@dataclass(frozen=True, kw_only=True)
class Rail:
    """The way through an assessment, and how long it should take.

    `before_url` leads to what the patient wrote for the visit; `safety` is whether it may go on.
    """

    pages: list[Page]
    aim_min: int
    safety: Safety
    before_url: str = ""

    @property
    def place(self) -> int:
        """Which page is open, counted from one; 0 where none is."""
        return next((at for at, page in enumerate(self.pages, 1) if page.is_current), 0)


def pages_of(assessment: Assessment) -> list[str]:
    """Return the codes of the pages in their order."""
    return QUICK if assessment.is_quick else FULL


def url_of(assessment: Assessment, code: str) -> str:
    """Return where a page is."""
    if code in URL_NAMES:
        return reverse(URL_NAMES[code], args=[assessment.reference])
    return reverse("assessments:section", args=[assessment.reference, code])


def rail(assessment: Assessment, current: str = "") -> Rail:
    """Return the rail with each page's state; `current` is the page that is open."""
    safety = safety_of(assessment)
    states, counts = _states(assessment, safety)
    visit = assessment.appointment
    return Rail(
        pages=[
            Page(
                code=code,
                label=LABELS[code],
                url=url_of(assessment, code),
                state=states.get(code, TO_DO),
                count=counts.get(code, ""),
                is_current=code == current,
                is_minor=code in MINOR,
            )
            for code in pages_of(assessment)
        ],
        aim_min=AIM_QUICK_MIN if assessment.is_quick else AIM_MIN,
        safety=safety,
        before_url=reverse("assessments:visit-forms", args=[visit.reference])
        if visit and visit.service.intake_form
        else "",
    )


def after(assessment: Assessment, code: str) -> str:
    """Return the page that follows; one beside the way is not on it."""
    pages = pages_of(assessment)
    if code not in pages:
        return pages[0]
    following = [page for page in pages[pages.index(code) + 1 :] if page not in MINOR]
    return following[0] if following else SIGN


def first_to_do(assessment: Assessment) -> str:
    """Return the page to go on with: the first that is not stored."""
    states, _ = _states(assessment, safety_of(assessment))
    return next(
        page
        for page in pages_of(assessment)
        if page == SIGN or (page not in MINOR and states.get(page) != STORED)
    )


def may_show_degrees(assessment: Assessment) -> bool:
    """Say whether the runner was judged by eye, which comes before any number is shown."""
    return assessment.seen_at is not None or assessment.status == AssessmentStatus.RECORDED


def is_filled(assessment: Assessment, code: str) -> bool:
    """Say whether a page's values are the record's; the former form stored all it had at once."""
    return assessment.recorded_at is not None or any(
        section.filled_at for section in assessment.sections.all() if section.code == code
    )


def last_before(assessment: Assessment) -> Assessment | None:
    """Return the patient's latest kept assessment before this one whose set-up was recorded."""
    earlier = queries.earlier_assessments(assessment)
    set_up = earlier.filter(
        sections__code=SectionCode.SET_UP, sections__filled_at__isnull=False
    ) | earlier.filter(recorded_at__isnull=False)
    return set_up.distinct().order_by("-performed_at", "-pk").first()


def _states(assessment, safety):
    """Return how each page stands, and what there is of it in a few words."""
    states, counts = {}, {}
    if safety.is_settled:
        states[SAFETY] = STORED
    elif safety.stops:
        counts[SAFETY] = "an answer stops"
    if assessment.recorded_at:  # on the former form, which stored all that it had at once
        states |= dict.fromkeys([SectionCode.SET_UP, SectionCode.BY_EYE], STORED)
    prefetch_related_objects([assessment], "sections")
    for section in assessment.sections.all():
        if section.typed:
            states[section.code] = TYPED
        elif section.filled_at:
            states[section.code] = STORED
    if measured := assessment.steps.filter(removed_at=None, capture__removed_at=None).count():
        states[MEASURE] = STORED
        counts[MEASURE] = f"{measured} step{'s' if measured != 1 else ''} measured"
    if seen := len(assessment.observations.all()):
        counts[SectionCode.BY_EYE] = f"{seen} graded"
    return states, counts
