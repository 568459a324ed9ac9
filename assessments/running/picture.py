"""Where the bars of the weeks lie in their drawing, with the worst pain above each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from assessments.running.history import Week

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 40.0, 6.0, 34.0, 30.0, 230.0
OF_A_WEEK, BAR = 38.0, 26.0  # so that eight weeks are read on a phone
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200)
MOST_RULES = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One week's distance as it is drawn; `middle` is where its words stand.

    It is marked where its worst pain is more than the clinic calls mild; every second one, from the
    last on, has its day written.
    """

    week: Week
    is_marked: bool
    is_named: bool
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + BAR / 2


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """The drawing: its width, its bars, and the rules of its scale in kilometres."""

    width: float
    bars: list[Bar]
    scale: list[tuple[int, float]]

    @property
    def right(self) -> float:
        return self.width - RIGHT

    @property
    def floor(self) -> float:
        return HEIGHT - BOTTOM


def picture(weeks: Sequence[Week], mild_pain: Decimal) -> WeekPicture:
    """Return the drawing of weeks, oldest first."""
    most = max((float(week.km) for week in weeks), default=0.0)
    step = next((each for each in STEPS if most / each <= MOST_RULES), STEPS[-1])
    top = max(1, ceil(most / step)) * step
    tall = HEIGHT - TOP - BOTTOM

    def down(km: float) -> float:
        return TOP + tall * (1 - km / top)

    return WeekPicture(
        width=LEFT + RIGHT + OF_A_WEEK * len(weeks),
        bars=[
            Bar(
                week=week,
                is_named=(len(weeks) - place) % 2 == 1,
                is_marked=week.worst_pain is not None and week.worst_pain > mild_pain,
                x=LEFT + OF_A_WEEK * place + (OF_A_WEEK - BAR) / 2,
                y=down(float(week.km)),
                height=tall * float(week.km) / top,
            )
            for place, week in enumerate(weeks)
        ],
        scale=[(km, down(km)) for km in range(0, top + 1, step)],
    )
