"""The questions before a visit: their words, units and ranges, in one place. Pure.

What is asked of runners is evidence base 2.9. Its ranges are not from a study: they are what
a body and a week can hold (U), wide enough to refuse slips of the finger alone.
"""

from dataclasses import dataclass
from decimal import Decimal

VERSION = 1  # raise it when a question changes its meaning
TEXT, WORDS, NUMBER, DAY, CHOICE, SEVERAL = "text", "words", "number", "day", "choice", "several"
NOT_SAID = ("not_said", "I prefer not to say")


@dataclass(frozen=True)
class Question:
    """One field; `name` is its column too."""

    name: str
    label: str
    kind: str = TEXT
    hint: str = ""
    unit: str = ""
    lowest: Decimal | int = 0
    highest: Decimal | int = 0
    digits: int = 0
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    """Questions that stand together; `rows` is how many past injuries may be told."""

    code: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    rows: int = 0


def number(name, label, unit, highest, *, lowest=0, digits=0, hint=""):
    return Question(
        name, label, NUMBER, hint=hint, unit=unit, lowest=lowest, highest=highest, digits=digits
    )


RECENT_CHANGES = (
    ("shoes", "Shoes"),
    ("surface", "Ground I run on"),
    ("hills", "More or fewer hills"),
    ("speed_work", "Speed work"),
    ("race", "A race"),
    ("technique", "How I run"),
    ("time_off", "Time off running"),
)
SEXES = (("female", "Female"), ("male", "Male"), NOT_SAID)
PREGNANCY = (
    ("no", "No"),
    ("pregnant", "I am pregnant"),
    ("postpartum", "I had a baby lately"),
    NOT_SAID,
)
CONCERN = (("no", "No"), ("yes", "Yes"), ("unsure", "Not sure"), NOT_SAID)
INJURY_SIDES = (("left", "Left"), ("right", "Right"), ("both", "Both"))
INJURY_OVER = (("yes", "Yes"), ("no", "Not quite"))
INJURY_PARTS = ("site", "side", "when", "weeks", "over")
MOST_INJURIES = 4
LONGEST_WEEKS = 520
WEEKS = ("weekly_km_1", "weekly_km_2", "weekly_km_3", "weekly_km_4")

MEDICATIONS = Question("medications", "Medicines you take", WORDS)
CONDITIONS = Question("conditions", "Health conditions that we should know of", WORDS)

RUNNING = (
    Section(
        "goals",
        "What you would like",
        (
            Question("goal_text", "What would you like from this visit?", WORDS),
            Question("goal_event", "A race or another event ahead"),
            Question("goal_date", "Its date", DAY),
        ),
    ),
    Section(
        "load",
        "Your running now",
        (
            number("running_years", "How long have you been running?", "years", 90, digits=1),
            number("sessions_per_week", "Runs in a usual week", "runs", 21),
            number("weekly_km", "Distance in a usual week", "km", 400, digits=1),
            number("longest_run_30d_km", "Longest run in the last 30 days", "km", 300, digits=1),
            number("planned_next_long_km", "Your next long run, as planned", "km", 300, digits=1),
        ),
        intro="A guess is fine. A comma or a point both work: 7,5 or 7.5.",
    ),
    Section(
        "weeks",
        "Your last four weeks",
        (
            number(WEEKS[0], "This week or the last 7 days", "km", 400, digits=1),
            number(WEEKS[1], "The week before", "km", 400, digits=1),
            number(WEEKS[2], "Two weeks before", "km", 400, digits=1),
            number(WEEKS[3], "Three weeks before", "km", 400, digits=1),
            Question("recent_change", "What has changed lately?", SEVERAL, choices=RECENT_CHANGES),
        ),
        intro="How far you ran in each.",
    ),
    Section(
        "injuries",
        "Injuries before",
        (),
        intro="The most important ones are enough. Leave the rest empty.",
        rows=MOST_INJURIES,
    ),
    Section(
        "life",
        "Your days",
        (
            Question("sports", "Other sports you do", WORDS),
            Question("occupation", "Your work, or what fills your days"),
            number("hours_sitting_per_day", "Sitting on a usual day", "hours", 24, digits=1),
            number("sleep_h", "Sleep in a usual night", "hours", 24, digits=1),
            number(
                "stress_0_10",
                "Stress at the moment",
                "out of 10",
                10,
                hint="0 is none, 10 the most you can think of.",
            ),
        ),
    ),
    Section(
        "body",
        "For fair comparisons",
        (
            number("height_cm", "Height", "cm", 250, lowest=50, digits=1),
            number("mass_kg", "Weight", "kg", 350, lowest=20, digits=1),
            Question("birth_date", "Date of birth", DAY),
            Question(
                "sex_for_norms",
                "Which reference values suit you?",
                CHOICE,
                hint="Some strength values are published for women and men apart. If you prefer "
                "not to say, we look at both.",
                choices=SEXES,
            ),
        ),
    ),
    Section(
        "health",
        "Your health",
        (
            MEDICATIONS,
            CONDITIONS,
            Question(
                "pregnancy_or_postpartum",
                "Are you pregnant, or did you have a baby lately?",
                CHOICE,
                choices=PREGNANCY,
            ),
            Question(
                "low_energy_concern",
                "Are you worried about missed periods, or about not eating enough?",
                CHOICE,
                choices=CONCERN,
            ),
        ),
    ),
)
SHORT = (
    Section(
        "visit",
        "What brings you",
        (
            Question("reason_text", "What brings you to us?", WORDS),
            Question("since_text", "Since when?"),
            Question("goal_text", "What would you like to do again?", WORDS),
        ),
    ),
    Section(
        "health",
        "Your health",
        (
            MEDICATIONS,
            CONDITIONS,
            Question("anything_else", "Anything else we should know?", WORDS),
        ),
    ),
)
FORMS = {"running": RUNNING, "short": SHORT}


def sections_of(form: str) -> tuple[Section, ...]:
    return FORMS[form]


def injury_names() -> list[dict[str, str]]:
    """Return the fields' names of each row of past injuries."""
    return [
        {part: f"injury_{row}_{part}" for part in INJURY_PARTS}
        for row in range(1, MOST_INJURIES + 1)
    ]


def names_of(section: Section) -> list[str]:
    """Return every field of a section."""
    own = [question.name for question in section.questions]
    rows = injury_names()[: section.rows]
    return own + [name for row in rows for name in row.values()]


def numbers() -> dict[str, Question]:
    """Return the questions that take a number and have a column of their own, by name."""
    return {
        question.name: question
        for sections in FORMS.values()
        for section in sections
        for question in section.questions
        if question.kind == NUMBER and question.name not in WEEKS
    }


def parts_answered(form: str, typed: dict) -> tuple[int, int]:
    """Return in how many sections something was answered, and of how many."""
    sections = sections_of(form)
    answered = sum(any(typed.get(name) for name in names_of(section)) for section in sections)
    return answered, len(sections)


def as_read(form: str, typed: dict) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the saved answers section by section, each with its question; none left empty."""
    shown = []
    for section in sections_of(form):
        rows = [
            (question.label, text)
            for question in section.questions
            if (text := _shown(question, typed.get(question.name)))
        ]
        injuries = [_injury(row, typed) for row in injury_names()[: section.rows]]
        rows += [(f"Injury {n}", text) for n, text in enumerate(filter(None, injuries), start=1)]
        if rows:
            shown.append((section.title, rows))
    return shown


def _shown(question, answer):
    if not answer:
        return ""
    words = dict(question.choices)
    if isinstance(answer, list):
        return ", ".join(words.get(one, one) for one in answer)
    return f"{words.get(answer, answer)} {question.unit}".strip()


def _injury(row, typed):
    site, side, when, weeks, over = (typed.get(row[part], "") for part in INJURY_PARTS)
    words = [
        site,
        dict(INJURY_SIDES).get(side, side).lower(),
        when,
        f"{weeks} weeks lost" if weeks else "",
        {"yes": "over", "no": "not quite over"}.get(over, over),
    ]
    return ", ".join(filter(None, words))
