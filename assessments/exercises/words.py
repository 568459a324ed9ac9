"""Doses, levels and what was measured, in words. Pure."""

from enum import StrEnum

from assessments.exercises.doses import Counted, Dose
from assessments.exercises.exercise import Aim, Emg, Equipment, Exercise, Laterality, Mark

LEVELS = {
    1: "No weight on the leg",
    2: "Both feet, or an easy band",
    3: "Control on one leg",
    4: "One leg with load, or a long lever",
    5: "Hops and running drills",
}
EQUIPMENT = {
    Equipment.BAND: "elastic band",
    Equipment.STEP: "step",
    Equipment.MAT: "mat",
    Equipment.CHAIR: "chair",
    Equipment.WEIGHT: "weight",
    Equipment.MIRROR: "mirror",
    Equipment.WALL: "wall",
    Equipment.TREADMILL: "treadmill",
    Equipment.METRONOME: "metronome",
}
AIMS = {
    Aim.STRENGTH: "strength",
    Aim.ENDURANCE: "endurance",
    Aim.CONTROL: "control",
    Aim.RETRAINING: "learning to run another way",
}
MARKS = {
    Mark.VERIFIED: "read in the source",
    Mark.RECORD: "the source was found, the figures were not seen",
    Mark.SECOND_HAND: "quoted by others, not read in the source",
    Mark.UNVERIFIED: "could not be checked",
}


def words_of(dose: Dose, laterality: Laterality) -> str:
    """Return a dose as it is read, such as “3 sets of 8 to 12, each side”."""
    parts = [_sets_of(dose)]
    if dose.hold_s is not None:
        parts.append(f"each held for {dose.hold_s} s")
    if laterality == Laterality.EACH:
        parts.append("each side")
    if dose.rest_s is not None:
        parts.append(f"{dose.rest_s} s of rest between")
    return ", ".join(parts)


def dose_in_words(exercise: Exercise) -> str:
    """Return the default dose with what a number cannot say."""
    numbers = words_of(exercise.dose, exercise.laterality) if exercise.dose else ""
    return ", ".join(part for part in (numbers, exercise.dose_words) if part)


def _sets_of(dose):
    """A hold is one of its own; repetitions and steps come in sets."""
    sets = _range(dose.sets, dose.sets_most or dose.sets)
    is_one = (dose.sets_most or dose.sets) == 1
    counted = _range(dose.least, dose.most)
    if dose.counted == Counted.SECONDS:
        return f"{sets} {'hold' if is_one else 'holds'} of {counted} s"
    unit = ""
    if dose.counted == Counted.STEPS:
        unit = " step" if dose.most == 1 else " steps"
    return f"{sets} {'set' if is_one else 'sets'} of {counted}{unit}"


def _range(least, most):
    return f"{least}" if least == most else f"{least} to {most}"


class Band(StrEnum):
    """How much of its maximal effort the gluteus medius gave; the limits are marked U."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very high"


def band_of(percent: float) -> Band:
    """Return the band of evidence base 5: up to 20, 40, 60 % of maximal effort, and above."""
    if percent <= 20:
        return Band.LOW
    if percent <= 40:
        return Band.MODERATE
    return Band.HIGH if percent <= 60 else Band.VERY_HIGH


def bands_of(emg: tuple[Emg, ...]) -> str:
    """Return what studies measured as one band or two, lowest and highest; "" where none did.

    What could not be checked at all says nothing here.
    """
    measured = [one for one in emg if one.most_percent and one.mark != Mark.UNVERIFIED]
    if not measured:
        return ""
    lowest = band_of(min(one.least_percent for one in measured))
    highest = band_of(max(one.most_percent for one in measured))
    return lowest if lowest == highest else f"{lowest} to {highest}"
