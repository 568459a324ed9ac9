"""What runners read about load and pain, as the evidence base words it (6.4). Pure."""

from decimal import Decimal

from assessments.judging.shapes import Settings

LOAD_ADVICE = (
    "Keep your next long run within about {percent} % of your longest run in the past month."
)
PAIN_ADVICE = (
    "Mild discomfort up to {most} out of 10 that is gone by the next day is usually fine. Stop and "
    "tell us if it is more."
)
CALL_US = (
    "Call us before running again if you have pain at rest or at night, a very sore spot on a "
    "bone, groin pain that starts when you run, or you cannot put weight on the leg."
)
PAIN_UP_TO, LONGEST_RATIO = "g19_typical_max", "g20_typical_max"  # thresholds of the clinic


def load_advice(settings: Settings) -> str:
    """Return P16 with the clinic's threshold of G20, a ratio: 1.10 is 10 % more."""
    percent = (settings[LONGEST_RATIO] - 1) * 100
    return LOAD_ADVICE.format(percent=f"{percent.normalize():f}")


def pain_advice(settings: Settings) -> str:
    """Return P17 with the clinic's threshold of G19."""
    return PAIN_ADVICE.format(most=f"{settings[PAIN_UP_TO].normalize():f}")


def pain_marks(pain: int, next_morning: int | None, most: Decimal) -> list[str]:
    """Return the marks of a run's pain by the clinic's threshold; none where all is mild."""
    marks = []
    if pain > most:
        marks.append(f"more than {most.normalize():f} of 10 during the run")
    if next_morning is not None and next_morning > most:
        marks.append(f"more than {most.normalize():f} of 10 the next morning")
    elif next_morning:
        marks.append("not gone by the next morning")
    return marks
