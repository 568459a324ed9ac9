"""The library holds what evidence base 5 says: its own table is read and compared, value by value.

A changed word there, or here, fails until the other says it too.
"""

import re
from pathlib import Path

import pytest

from assessments.exercises.doses import Counted, Dose
from assessments.exercises.exercise import Laterality, Mark
from assessments.exercises.library import EXERCISES
from assessments.exercises.words import dose_in_words
from assessments.learning.citations import CITATIONS
from assessments.programmes.ladder import steps_from
from assessments.programmes.progression import Direction

EVIDENCE = Path(__file__).resolve().parents[3] / "docs" / "evidence.md"
ROW = re.compile(
    r"^\| \**(?P<code>E\d\d)(?: \(seed item (?P<seed>\d+)\))?\** \| \**(?P<name>.+?)\** "
    r"\((?P<level>\d)\) \| (?P<position>.+?) \| (?P<emg>.+?) \| (?P<dose>.+?) \| (?P<cues>.+?) "
    r"\| (?P<cautions>.+?) \|$",
    re.MULTILINE,
)
TABLE = {found["code"]: found.groupdict() for found in ROW.finditer(EVIDENCE.read_text())}
EVERY_EXERCISE = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
# What the table says about a text, which is not part of it.
ASIDES = r"\(our rule\)|\(ours\)|\(clinic setting\)|\(the Trendelenburg position\)|`\[.*?\]` [VRSU]"
CHANGES_WITH_THE_SENTENCE = {"published", "reworded", "crossover", "needs", "first", "cues"}
# Two values of the table come without a key: who they are of says evidence base 7.4.
NAMED_WITHOUT_KEY = {"E08": [("Boren-11", "S"), ("Bolgla-05", "S")], "E19": [("", "U")]}


def cell(code, name):
    """Return a cell, or that of the exercise which it names instead: “as E03”."""
    text = TABLE[code][name].replace("**", "")
    other = re.match(r"(?:as|see) (E\d\d)", text)
    return cell(other[1], name) + text[other.end() :] if other else text


def words_of(text):
    text = re.sub(ASIDES, "", text).replace(">", "").lower()
    return {
        word
        for word in re.findall(r"[a-z]{4,}|e\d\d|\d+", text)
        if word not in CHANGES_WITH_THE_SENTENCE
    }


def numbers_of(text):
    return sorted(int(number) for number in re.findall(r"(?<![\w-])\d+", text))


def sources_of(text):
    """Return the keys of an EMG cell with their marks; a key without one shares the next."""
    found, waiting = [], []
    for key, mark in re.findall(r"`\[([\w-]+)\]`(?: ([VRSU])\b)?", text):
        waiting.append(key)
        if mark:
            found += [(one, mark) for one in waiting]
            waiting = []
    for key, mark in re.findall(r"`\[([\w-]+)\]` \w \(\d+ % ([VRSU])\)", text):
        found.append((key, mark))
    return found


def dose_of(text):
    """Return the dose that a cell says."""
    text = text.replace("each leg", "").replace("(seed)", "")
    counted = Counted.REPETITIONS
    if "steps" in text:
        counted = Counted.STEPS
    hold = re.search(r"×.*× (\d+) s$", text)
    if text.endswith(" s") and not hold:
        counted = Counted.SECONDS
    late = re.search(r", (\d)–(\d) sets", text)
    sets = late or re.match(r"(\d)(?:–(\d))? ×", text)
    least, most = re.match(r"(?:[\d–]+ × )?(\d+)(?:–(\d+))?", text).groups()
    return Dose(
        sets=int(sets[1]),
        sets_most=int(sets[2]) if sets[2] else None,
        least=int(least),
        most=int(most or least),
        counted=counted,
        hold_s=int(hold[1]) if hold else None,
    )


def test_the_table_has_every_exercise_and_no_other():
    assert list(TABLE) == [f"E{number:02}" for number in range(1, 26)] == list(EXERCISES)


@EVERY_EXERCISE
def test_an_exercise_is_named_and_placed_as_in_the_table(exercise):
    row = TABLE[exercise.code]
    seed_item = int(row["seed"]) if row["seed"] else None

    assert (exercise.name, exercise.level) == (row["name"], int(row["level"]))
    assert exercise.seed_item == seed_item
    if exercise.dose:
        is_each = bool(re.search(r"\beach\b", row["position"]))
        assert (exercise.laterality == Laterality.EACH) == is_each


@EVERY_EXERCISE
def test_its_equipment_is_that_of_the_table(exercise):
    position = cell(exercise.code, "position").lower()
    words = ("band", "weight", "chair", "mirror", "wall", "metronome", "treadmill")
    named = {word: word for word in words} | {"support": "chair", "step ": "step", "step,": "step"}
    said = {equipment for word, equipment in named.items() if word in position}
    ours = {one.value for one in (*exercise.equipment, *exercise.optional_equipment)}
    optional = {one.value for one in exercise.optional_equipment}

    if exercise.code == "E21":  # it stands in the name
        said = {"band"}
    assert said <= ours
    assert ours - said <= {"mat", "mirror", "chair"}
    assert ours - said <= optional
    for word in ("band", "weight"):
        assert (word in optional) == (f"{word} optional" in position)


@EVERY_EXERCISE
def test_its_default_dose_is_that_of_the_table(exercise):
    text = cell(exercise.code, "dose")

    if exercise.dose is None:
        assert words_of(text) <= words_of(exercise.dose_words)
        assert exercise.dose_source == sources_of(text)[0][0]
    else:
        assert exercise.dose == dose_of(text)
        assert ("(seed)" in text) == (exercise.dose_source == "seed")
        assert ("each way" in text) == (exercise.dose_words == "each way")
        assert ("slow" in text) == (exercise.dose_words == "slow")


@EVERY_EXERCISE
def test_its_cues_say_each_word_of_the_table(exercise):
    said = " ".join(exercise.cues).lower()

    missing = {word for word in words_of(cell(exercise.code, "cues")) if word not in said}

    assert missing == set()


@EVERY_EXERCISE
def test_its_cautions_say_each_word_of_the_table(exercise):
    said = " ".join((*exercise.cautions, exercise.needs)).lower()
    text = cell(exercise.code, "cautions")

    missing = {word for word in words_of(text) if word not in said}

    assert missing == set()
    assert bool(exercise.cautions) == (text != "–")


@EVERY_EXERCISE
def test_what_is_known_has_the_numbers_sources_and_marks_of_the_table(exercise):
    text = cell(exercise.code, "emg")
    expected = NAMED_WITHOUT_KEY.get(exercise.code) or sources_of(text)
    expected = [*expected, *sources_of(cell(exercise.code, "cues"))]
    ours = {(one.source, one.mark.value) for one in exercise.emg}

    numbers = sorted(number for one in exercise.emg for number in numbers_of(one.text))

    assert ours == set(expected)
    assert set(numbers) == set(numbers_of(re.sub(r"`\[.*?\]`", "", text)))


@EVERY_EXERCISE
def test_what_a_band_is_made_of_stands_in_its_text(exercise):
    for one in exercise.emg:
        ends = {one.least_percent, one.most_percent} - {None}

        assert (one.least_percent or 0) <= (one.most_percent or 0)
        assert ends <= set(numbers_of(one.text))
        assert bool(ends) == ("%" in one.text and not one.text.startswith("reaching"))


@EVERY_EXERCISE
def test_each_source_is_listed_once_and_known(exercise):
    used = {one.source for one in exercise.emg} - {""}

    assert used <= set(exercise.sources)
    assert len(set(exercise.sources)) == len(exercise.sources)
    assert set(exercise.sources) <= set(CITATIONS)
    assert exercise.dose_source in {"seed", "ours", *exercise.sources}


def test_only_what_nobody_could_check_names_no_source():
    without = [
        (exercise.code, one.mark)
        for exercise in EXERCISES.values()
        for one in exercise.emg
        if not one.source
    ]

    assert without == [("E19", Mark.UNVERIFIED)]


def test_the_founding_doses_are_those_of_the_articles():
    doses = {code: dose_in_words(EXERCISES[code]) for code in ("E01", "E02", "E03")}

    assert doses == {
        "E01": "1 to 3 sets of 10 steps, each side",
        "E02": "1 to 3 sets of 10 to 20",
        "E03": "3 sets of 10, each side",
    }


def test_the_chain_leads_up_as_it_leads_down():
    """And up is a higher level: so no chain leads back to where it began."""
    up = {(low, high) for low, one in EXERCISES.items() for high in one.harder}
    down = {(low, high) for high, one in EXERCISES.items() for low in one.easier}

    assert up == down
    assert {
        (low, high) for low, high in up if EXERCISES[low].level >= EXERCISES[high].level
    } == set()
    assert {("E09", "E02"), ("E02", "E10"), ("E11", "E12"), ("E17", "E18"), ("E05", "E07")} <= up


def test_what_leads_up_by_two_levels_is_shown_and_never_proposed():
    two = [
        (low, high)
        for low, one in EXERCISES.items()
        for high in one.harder
        if EXERCISES[high].level > one.level + 1
    ]

    assert two == [("E11", "E12"), ("E14", "E13")]
    assert [steps_from(low, Direction.UP, EXERCISES) for low, _ in two] == [[], []]


def test_no_two_exercises_share_a_slug():
    slugs = [exercise.slug for exercise in EXERCISES.values()]

    assert len(set(slugs)) == len(slugs) == 25
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z]+(-[a-z]+)*", slug)] == []


@EVERY_EXERCISE
def test_an_exercise_can_be_done_from_its_words(exercise):
    assert 3 <= len(exercise.steps) <= 5
    assert all(step.endswith(".") for step in exercise.steps)
    assert exercise.summary.endswith(".")
    assert len(exercise.summary) <= 100


def test_no_text_has_a_word_that_the_evidence_base_bans():
    line = re.search(r"^Words not to use: (.*)$", EVIDENCE.read_text(), re.MULTILINE)[1]
    banned = [word.lower() for word in re.findall(r'"([^"]+)"', line)]

    said = " ".join(str(exercise) for exercise in EXERCISES.values()).lower()

    assert len(banned) == 7
    assert [word for word in banned if word in said] == []
