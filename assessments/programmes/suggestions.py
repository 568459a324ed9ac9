"""From findings to exercises: evidence base 5.1 as data. Pure.

Always a suggestion, with its reason and source: a clinician takes it, changes it, or leaves it. A
finding in running is never answered with strength alone: stronger hips do not by themselves change
how somebody runs (evidence base, finding 5), so gait retraining is suggested with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.exercises.exercise import Mark
from assessments.programmes.retraining import CODES as RETRAINING
from assessments.programmes.retraining import FEEDBACK, STEP_RATE


class Found(StrEnum):
    """What an assessment may have found, as the rows of 5.1 name it."""

    DROP_AND_WEAK = "drop_and_weak"
    DROP_BY_TECHNIQUE = "drop_by_technique"
    DROP_WHEN_TIRED = "drop_when_tired"
    TIRES_WITH_EFFORT = "tires_with_effort"
    COLLAPSE_IN_SQUAT = "collapse_in_squat"
    COLLAPSE_IN_RUNNING = "collapse_in_running"
    HIP_ADDUCTION = "hip_adduction"
    CROSSOVER = "crossover"
    TRUNK_LEAN = "trunk_lean"
    TRENDELENBURG = "trendelenburg"
    WEAKER_SIDE = "weaker_side"
    SHORT_HOLD = "short_hold"
    EXTENDED_OR_LOW = "extended_or_low"
    LATERAL_HIP_PAIN = "lateral_hip_pain"
    KNEECAP_PAIN = "kneecap_pain"


class Rank(StrEnum):
    FIRST = "first"
    ADD = "add"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A paper by its key in evidence base 7, or none where the row is our own, with its mark."""

    key: str = ""
    mark: Mark

    @property
    def words(self) -> str:
        word = {
            Mark.VERIFIED: "verified",
            Mark.RECORD: "record only",
            Mark.SECOND_HAND: "second-hand",
            Mark.UNVERIFIED: "unverified",
        }[self.mark]
        return f"{self.key or 'our own choice'}, {word}"


OURS = (Source(mark=Mark.UNVERIFIED),)


def _seen(*keys):
    return tuple(Source(key=key, mark=Mark.VERIFIED) for key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of 5.1. `later` are for when the first ones go well; `extra_set` for one side."""

    found: Found
    title: str
    note: str
    first: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    sources: tuple[Source, ...] = OURS
    is_running: bool = False
    template: str = ""
    extra_set: bool = False
    endurance: tuple[str, ...] = ()  # these in the dose of the endurance template
    is_strength: bool = False  # strength is low, which comes first (evidence base 4.6)
    load_first: bool = False


ROWS = (
    Row(
        found=Found.DROP_AND_WEAK,
        title="Pelvis drops, not yet strong enough",
        first=("E05", "E22", "E08", "E01"),
        add=("E02", "E10", "E12"),
        note="Strength may rise without a change in how one runs.",
        sources=_seen("Willy-11"),
        is_running=True,
        template="start",
        is_strength=True,
    ),
    Row(
        found=Found.DROP_BY_TECHNIQUE,
        title="Pelvis drops, strong enough",
        first=(STEP_RATE, FEEDBACK),
        add=("E22", "E17"),
        note="A step rate 10 % higher went with 3.1° less drop, at group level.",
        sources=_seen("Bramah-19"),
        is_running=True,
        template="retrain",
    ),
    Row(
        found=Found.DROP_WHEN_TIRED,
        title="Worse at the end of the run",
        first=("E05", "E01", "E22", "E11"),
        add=(STEP_RATE,),
        endurance=("E05", "E01", "E22"),
        note="A hard run lowered the force of the hip’s abductors. A load plan goes with it.",
        sources=_seen("JAT-fatigue-20"),
        is_running=True,
        template="endurance",
        load_first=True,
    ),
    Row(
        found=Found.TIRES_WITH_EFFORT,
        title="Tires with effort",
        first=("E05", "E01", "E22", "E11"),
        add=(STEP_RATE,),
        endurance=("E05", "E01", "E22"),
        note="The end of the run does not show it. A load plan goes with it.",
        template="endurance",
        load_first=True,
    ),
    Row(
        found=Found.COLLAPSE_IN_SQUAT,
        title="Knee moves inward in the squat",
        first=("E17", "E18", "E01"),
        add=("E03", "E15"),
        note="How one squats did improve with training.",
        sources=_seen("Willy-11"),
    ),
    Row(
        found=Found.COLLAPSE_IN_RUNNING,
        title="Knee moves inward in running, by eye",
        first=(FEEDBACK, STEP_RATE),
        add=("E17",),
        note="Mirror retraining changed it.",
        sources=_seen("Willy-12"),
        is_running=True,
        template="retrain",
    ),
    Row(
        found=Found.HIP_ADDUCTION,
        title="High hip adduction",
        first=(FEEDBACK, STEP_RATE),
        add=("E05", "E01"),
        note="In women it came before knee-cap pain.",
        sources=_seen("Noehren-13"),
        is_running=True,
    ),
    Row(
        found=Found.CROSSOVER,
        title="Feet land on or across the midline",
        first=(FEEDBACK,),
        add=("E01", "E21"),
        note="Use the cue of running on two rails: narrow steps strain the iliotibial band more.",
        sources=_seen("Meardon-12"),
        is_running=True,
    ),
    Row(
        found=Found.TRUNK_LEAN,
        title="Trunk leans to the stance side",
        first=("E11", "E22"),
        add=("E08", "E12"),
        note="A way of making up for the hip: the mechanism alone speaks for it.",
        is_running=True,
    ),
    Row(
        found=Found.TRENDELENBURG,
        title="Trendelenburg test positive",
        first=("E22", "E05"),
        add=("E08", "E07"),
        note="Never by itself: its link to strength is weak.",
        sources=_seen("Trend-20"),
        is_strength=True,
    ),
    Row(
        found=Found.WEAKER_SIDE,
        title="One side weaker, or strength low",
        first=("E05", "E07", "E10"),
        note="The weaker side first, with one extra set: a convention.",
        extra_set=True,
        is_strength=True,
    ),
    Row(
        found=Found.SHORT_HOLD,
        title="Side bridge or hold is short",
        first=("E11", "E05"),
        add=("E13",),
        endurance=("E05",),
        note="A shorter hold went with more hip rotation in running women.",
        sources=_seen("Schmitz-14", "Marshall-11"),
        template="endurance",
    ),
    Row(
        found=Found.EXTENDED_OR_LOW,
        title="Shank reaches ahead, or the step rate is low",
        first=(STEP_RATE,),
        note="Quicker steps took load from the knee and the hip.",
        sources=_seen("Heiderscheit-11"),
        is_running=True,
    ),
    Row(
        found=Found.LATERAL_HIP_PAIN,
        title="Pain at the outer hip",
        first=("E06", "E07", "E09"),
        note="In the middle of the range; no crossed-leg stretches.",
        sources=(
            Source(key="GT-pedia", mark=Mark.VERIFIED),
            Source(key="LEAP", mark=Mark.RECORD),
        ),
    ),
    Row(
        found=Found.KNEECAP_PAIN,
        title="Pain at the knee-cap",
        first=("E05", "E01", "E17"),
        add=(STEP_RATE,),
        note="Load advice first; then any two hip exercises and one for the knee will do.",
        sources=_seen("Esculier-18"),
        load_first=True,
    ),
)
PAIRED = "Strength alone does not change how somebody runs, so a gait-retraining item goes with it."
PAIRED_SOURCES = _seen("Willy-11", "Bramah-19")
REFER = (
    "No exercise plan while a safety answer is open: refer, or note at the safety questions what "
    "was done."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was found, as an assessment says it; `sides` are L, R, both, or none.

    What `is_at_the_end` of the run may be tired, and says nothing of strength (evidence base 4.6).
    """

    found: Found
    words: str
    sides: tuple[str, ...] = ()
    is_at_the_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an exercise is suggested: the row of 5.1, what was found, and its sources."""

    title: str
    facts: tuple[str, ...]
    note: str
    sources: tuple[Source, ...]

    @property
    def words(self) -> str:
        return " ".join([f"{self.title}.", *self.facts, self.note])

    @property
    def sources_words(self) -> str:
        return "; ".join(source.words for source in self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One exercise with every reason for it. `first_side` is "" where neither side goes first."""

    code: str
    rank: Rank
    reasons: tuple[Reason, ...]
    first_side: str = ""
    extra_set: bool = False
    as_endurance: bool = False
    avoid: str = ""  # why it had better not be taken as it is: pain that speaks against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What may be planned: nothing where something is to be referred."""

    items: tuple[Suggestion, ...] = ()
    templates: tuple[str, ...] = ()
    refer: str = ""
    load_first: bool = False

    def ranked(self, rank: Rank) -> tuple[Suggestion, ...]:
        return tuple(item for item in self.items if item.rank == rank)

    @property
    def first(self) -> tuple[Suggestion, ...]:
        return self.ranked(Rank.FIRST)

    @property
    def additions(self) -> tuple[Suggestion, ...]:
        return self.ranked(Rank.ADD)


@dataclass
class _Growing:
    """A suggestion while its reasons are gathered."""

    rank: Rank
    reasons: list[Reason] = field(default_factory=list)
    sides: list[str] = field(default_factory=list)
    weaker: str = ""  # the one side that gets an extra set
    is_strength: bool = False
    is_endurance: bool = False

    @property
    def first_side(self) -> str:
        """The weaker side; without one, the side that every finding names."""
        named = set(self.sides)
        return self.weaker or (self.sides[0] if len(named) == 1 else "")


def suggest(
    facts: Iterable[Fact], *, avoided: Mapping[str, str] | None = None, is_referred: bool = False
) -> Suggestions:
    """Return what evidence base 5.1 suggests for what was found, in the order of its rows.

    `avoided` are exercises that pain speaks against, each with why: they are suggested last, with
    that. `is_referred`: a safety answer is open, or its score asks for imaging.
    """
    if is_referred:
        return Suggestions(refer=REFER)
    by_found: dict[Found, list[Fact]] = {}
    for fact in facts:
        by_found.setdefault(fact.found, []).append(fact)
    rows = [(row, by_found[row.found]) for row in ROWS if row.found in by_found]
    growing: dict[str, _Growing] = {}
    for row, found in rows:
        for rank, codes in ((Rank.FIRST, row.first), (Rank.ADD, row.add)):
            for code in codes:
                _grow(growing, code, rank, row, found)
    _pair(growing, rows)
    return Suggestions(
        items=_in_order(growing, avoided or {}),
        templates=tuple(dict.fromkeys(row.template for row, _ in rows if row.template)),
        load_first=any(row.load_first for row, _ in rows),
    )


def _grow(growing, code, rank, row, found):
    one = growing.setdefault(code, _Growing(rank=rank))
    one.rank = Rank.FIRST if Rank.FIRST in (rank, one.rank) else rank
    words = tuple(fact.words for fact in found if fact.words)
    one.reasons.append(Reason(title=row.title, facts=words, note=row.note, sources=row.sources))
    one.sides += [side for fact in found for side in fact.sides]
    if row.extra_set and len(sides := _sides_of(found)) == 1:
        one.weaker = next(iter(sides))
    is_fresh = any(not fact.is_at_the_end for fact in found)
    one.is_strength = one.is_strength or (row.is_strength and is_fresh)
    one.is_endurance = one.is_endurance or code in row.endurance


def _pair(growing, rows):
    """Suggest gait retraining with what answers a finding in running by strength alone."""
    running = [row for row, _ in rows if row.is_running]
    has_retraining = any(
        code in growing and growing[code].rank == Rank.FIRST for code in RETRAINING
    )
    if not running or has_retraining:
        return
    one = growing.setdefault(STEP_RATE, _Growing(rank=Rank.FIRST))
    one.rank = Rank.FIRST
    titles = "; ".join(row.title for row in running)
    one.reasons.append(Reason(title=titles, facts=(), note=PAIRED, sources=PAIRED_SOURCES))


def _in_order(growing, avoided):
    made = [
        Suggestion(
            code=code,
            rank=Rank.ADD if code in avoided else one.rank,
            reasons=tuple(one.reasons),
            first_side="" if code in RETRAINING else one.first_side,
            extra_set=bool(one.weaker),
            as_endurance=one.is_endurance and not one.is_strength,
            avoid=avoided.get(code, ""),
        )
        for code, one in growing.items()
    ]
    return tuple(sorted(made, key=lambda each: (bool(each.avoid), each.rank == Rank.ADD)))


def _sides_of(found):
    return {side for fact in found for side in fact.sides}
