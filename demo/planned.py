"""What the demo runners' plans are made of, and what they logged of them: all made up.

Days count from the first day of the plan. Neither has logged anything of today yet.
"""

from dataclasses import dataclass

from demo.recorded import IMOGEN, JUNIPER


@dataclass(frozen=True, kw_only=True)
class Logged:
    """One exercise of one day: how much of each set, pain and effort of 10."""

    code: str
    done: tuple[int, ...]
    pain: int
    effort: int
    note: str = ""
    good_control: bool = True


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The end of a day after which the clinician takes a step that is proposed, and their word."""

    day: int
    code: str
    note: str


@dataclass(frozen=True, kw_only=True)
class DemoPlan:
    """A plan: its exercises by code, three days a week, and how it went so far."""

    patient: str
    weeks: int
    retest_week: int
    note: str
    exercises: tuple[str, ...]
    logs: dict[int, tuple[Logged, ...]]
    decided: tuple[Decided, ...] = ()


def _log(code: str, *done: int, pain: int, effort: int, note: str = "", **more: bool) -> Logged:
    return Logged(code=code, done=done, pain=pain, effort=effort, note=note, **more)


STARTED_DAYS_AGO = 16  # the third day of the third week
TRAINED = (0, 2, 4)  # days of each week

PLANS = (
    DemoPlan(
        patient=JUNIPER,
        weeks=6,
        retest_week=4,
        note=(
            "Three short sessions a week, best after a run or on the evening between two. Your "
            "right side goes first. Stop a set when the form goes, not when the number is reached."
        ),
        exercises=("E05", "E01", "E22", "E09", "E24"),
        logs={
            0: (
                _log("E05", 20, 20, pain=2, effort=6),
                _log("E01", 10, 10, pain=1, effort=5),
                _log("E22", 30, 30, 30, 30, pain=1, effort=5),
                _log("E09", 12, 12, 12, pain=0, effort=3),
            ),
            2: (
                _log("E05", 22, 20, pain=2, effort=6),
                _log("E01", 10, 10, pain=1, effort=5),
                _log("E22", 32, 30, 30, 30, pain=1, effort=5),
                _log("E09", 13, 12, 12, pain=0, effort=3),
                _log("E24", pain=1, effort=4, note="Counted along for ten minutes, then it stuck."),
            ),
            4: (
                _log("E05", 24, 22, pain=1, effort=6, note="Right side shaky at the end."),
                _log("E01", 10, 10, pain=1, effort=4),
                _log("E09", 14, 14, 13, pain=0, effort=3),
            ),
            7: (
                _log("E05", 25, 25, pain=1, effort=6),
                _log("E01", 10, 10, pain=0, effort=4),
                _log("E22", 35, 35, 32, 30, pain=1, effort=5),
                _log("E09", 15, 14, 14, pain=0, effort=3),
            ),
            9: (
                _log("E05", 25, 25, pain=1, effort=5, note="Steady on both sides."),
                _log("E22", 38, 36, 35, 35, pain=0, effort=5),
                _log("E09", 15, 15, 14, pain=0, effort=3),
                _log("E24", pain=1, effort=4),
            ),
            11: (
                _log("E07", 10, 10, 10, pain=1, effort=6, note="Harder standing up!"),
                _log("E01", 10, 10, pain=0, effort=4),
                _log("E22", 40, 38, 38, 36, pain=0, effort=5),
                _log("E09", 15, 15, 15, pain=0, effort=2),
            ),
            14: (
                _log("E07", 12, 11, 11, pain=1, effort=6),
                _log("E01", 10, 10, pain=0, effort=4),
                _log("E22", 40, 40, 40, 38, pain=0, effort=5),
                _log("E09", 15, 15, 15, pain=0, effort=2, note="This one is easy by now."),
                _log("E24", pain=1, effort=3),
            ),
        },
        decided=(
            Decided(day=10, code="E05", note="Level and steady lying down: on your feet now."),
        ),
    ),
    DemoPlan(
        patient=IMOGEN,
        weeks=6,
        retest_week=6,
        note=(
            "The knee-cap decides how fast we go. A little pain while you exercise is fine if it "
            "is gone the next morning; if it is not, tell us here and do less."
        ),
        exercises=("E05", "E08", "E01", "E24"),
        logs={
            0: (
                _log("E05", 16, 15, pain=1, effort=6),
                _log("E08", 10, 10, 10, pain=3, effort=6, good_control=False),
                _log("E01", 10, 10, pain=2, effort=6),
            ),
            2: (
                _log("E05", 18, 16, pain=1, effort=6),
                _log("E08", 10, 10, 10, pain=3, effort=6),
                _log("E24", pain=2, effort=5),
            ),
            7: (
                _log("E05", 18, 18, pain=1, effort=6, note="Missed one, a late shift."),
                _log("E08", 12, 11, 10, pain=3, effort=7),
                _log("E01", 10, 10, pain=2, effort=6),
            ),
            9: (
                _log("E05", 20, 18, pain=1, effort=6),
                _log("E08", 12, 12, 12, pain=4, effort=7),
                _log("E24", pain=3, effort=5),
            ),
            11: (
                _log("E05", 20, 20, pain=0, effort=5),
                _log("E01", 10, 10, pain=2, effort=5),
            ),
            14: (
                _log("E05", 22, 20, pain=1, effort=5),
                _log(
                    "E08",
                    *(12, 8),
                    pain=6,
                    effort=8,
                    good_control=False,
                    note="Front of the knee, since the hilly run the day before. I stopped early.",
                ),
            ),
        },
    ),
)
