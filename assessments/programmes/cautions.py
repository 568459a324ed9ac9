"""What forbids a plan, what asks for a note first, and which exercise pain speaks against. Pure.

The filter of evidence base 5.1: an open red flag blocks; an operation, a pregnancy, a risk of
falling or an acute injury warns and asks for a note. The cautions of single exercises are those of
the table of evidence base 5.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Caution(StrEnum):
    POST_OP = "post_op"
    PREGNANCY = "pregnancy"
    BALANCE_RISK = "balance_risk"
    ACUTE_INJURY = "acute_injury"


WORDS = {
    Caution.POST_OP: "After an operation",
    Caution.PREGNANCY: "Pregnant, or had a baby lately",
    Caution.BALANCE_RISK: "Risk of falling, or poor balance",
    Caution.ACUTE_INJURY: "An injury of the last 72 hours",
}
BLOCKED = "A safety answer is open, so no plan can be sent: {groups}. {actions}"
NOTE_NEEDED = "Say in the note what you did about: {cautions}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoidance:
    """Pain at one of `sites`, or a caution, that speaks against an exercise, or asks for care."""

    exercises: tuple[str, ...]
    words: str
    sites: tuple[str, ...] = ()
    caution: Caution | None = None
    avoids: bool = False  # rather another exercise; otherwise this one, with care


HIP, KNEECAP = ("hip_lateral",), ("anterior_knee",)
BONE_TENDON_JOINT = (  # what lies at a site: E23 of evidence base 5
    *("hip_lateral", "groin", "anterior_knee", "lateral_knee"),
    *("medial_shin", "achilles", "foot"),
)
AVOIDANCES = (
    Avoidance(
        exercises=("E08",),
        sites=HIP,
        words="No deep drop with pain at the outer hip: it loads the tendon (GT-pedia, verified).",
        avoids=True,
    ),
    Avoidance(
        exercises=("E20",),
        sites=HIP,
        words="Not across the midline with pain at the outer hip (GT-pedia, verified).",
        avoids=True,
    ),
    Avoidance(
        exercises=("E05",),
        sites=HIP,
        words="Pain lying on the side: a pillow between the knees, or E07 instead.",
    ),
    Avoidance(
        exercises=("E04",),
        sites=("groin",),
        words="Pinching at the front of the hip: bend the hip less.",
    ),
    Avoidance(exercises=("E01", "E21"), sites=KNEECAP, words="Knee-cap pain: a smaller squat."),
    Avoidance(exercises=("E15", "E16", "E17"), sites=KNEECAP, words="Knee-cap pain: a lower step."),
    Avoidance(exercises=("E20",), sites=KNEECAP, words="Knee-cap pain: a reverse lunge."),
    Avoidance(
        exercises=("E03", "E18"),
        sites=("anterior_knee", "lateral_knee"),
        words="Acute knee pain: half as deep.",
    ),
    Avoidance(
        exercises=("E01", "E21"),
        sites=("lateral_knee",),
        words="Pain at the outer knee or ankle: the band above the knees.",
    ),
    Avoidance(
        exercises=("E02", "E09"),
        sites=("low_back",),
        words="Back pain on arching: lift less high.",
    ),
    Avoidance(exercises=("E19",), sites=("low_back",), words="Back pain: a shorter range."),
    Avoidance(
        exercises=("E13",), sites=("low_back",), words="Low-back pain: E14 instead.", avoids=True
    ),
    Avoidance(
        exercises=("E24",),
        sites=("calf", "achilles"),
        words="Calf or Achilles pain: a smaller change of step rate, built up.",
    ),
    Avoidance(
        exercises=("E23",),
        sites=BONE_TENDON_JOINT,
        words="No hops with pain of a bone, tendon or joint.",
        avoids=True,
    ),
    Avoidance(
        exercises=("E02", "E09"),
        caution=Caution.PREGNANCY,
        words="Late in a pregnancy: not long on the back.",
    ),
    Avoidance(
        exercises=("E03", "E18", "E22"),
        caution=Caution.BALANCE_RISK,
        words="Balance: hold on to a support.",
    ),
    Avoidance(
        exercises=("E23",),
        caution=Caution.BALANCE_RISK,
        words="Balance: no hops.",
        avoids=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Whether a plan may be sent: `blocked` says why not, `note_needed` what a note must say."""

    blocked: str = ""
    note_needed: str = ""

    @property
    def may_be_sent(self) -> bool:
        return not (self.blocked or self.note_needed)


def check(
    *,
    open_flags: Collection[str] = (),
    actions: Iterable[str] = (),
    cautions: Collection[Caution] = (),
    note: str = "",
) -> Checked:
    """Return what stands between a plan and its patient.

    `open_flags` are the groups of safety answers that nobody has noted anything to, in words, and
    `actions` what they ask for.
    """
    if open_flags:
        groups = ", ".join(open_flags).lower()
        return Checked(blocked=BLOCKED.format(groups=groups, actions=" ".join(actions)).strip())
    if cautions and not note.strip():
        named = ", ".join(WORDS[code].lower() for code in Caution if code in cautions)
        return Checked(note_needed=NOTE_NEEDED.format(cautions=named))
    return Checked()


def cares_for(
    exercise: str, sites: Collection[str], cautions: Collection[Caution] = ()
) -> list[Avoidance]:
    """Return what is to be borne in mind with one exercise, the gravest first."""
    found = [
        each
        for each in AVOIDANCES
        if exercise in each.exercises and (set(each.sites) & set(sites) or each.caution in cautions)
    ]
    return sorted(found, key=lambda each: not each.avoids)


def avoided(sites: Collection[str], cautions: Collection[Caution] = ()) -> dict[str, str]:
    """Return the exercises that had better not be taken, each with why."""
    return {
        code: each.words
        for each in AVOIDANCES
        if each.avoids and (set(each.sites) & set(sites) or each.caution in cautions)
        for code in each.exercises
    }
