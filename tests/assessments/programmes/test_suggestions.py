"""From findings to exercises, what forbids them, the ready programmes: evidence base 5, 5.1."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exercises.doses import Counted, Dose
from assessments.exercises.exercise import Laterality
from assessments.exercises.library import EXERCISES
from assessments.models.choices import PainSite
from assessments.programmes import cautions, suggestions
from assessments.programmes.cautions import Caution
from assessments.programmes.ladder import steps_from
from assessments.programmes.progression import Direction
from assessments.programmes.suggestions import ROWS, Fact, Found, Rank, suggest
from assessments.programmes.templates import TEMPLATES

BY_FOUND = {row.found: row for row in ROWS}
RETRAINING = {"E24", "E25"}
EVIDENCE = Path(__file__).parents[3] / "docs" / "evidence.md"


def codes(made, rank=Rank.FIRST):
    return [item.code for item in made.items if item.rank == rank]


def facts(*found, sides=()):
    return [Fact(found=each, words="", sides=sides) for each in found]


# --- The table ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "first", "add"),
    [
        ("drop_and_weak", "E05 E22 E08 E01 E24", "E02 E10 E12"),
        ("drop_by_technique", "E24 E25", "E22 E17"),
        ("drop_when_tired", "E05 E01 E22 E11 E24", ""),
        ("tires_with_effort", "E05 E01 E22 E11", "E24"),
        ("collapse_in_squat", "E17 E18 E01", "E03 E15"),
        ("collapse_in_running", "E25 E24", "E17"),
        ("hip_adduction", "E25 E24", "E05 E01"),
        ("crossover", "E25", "E01 E21"),
        ("trunk_lean", "E11 E22 E24", "E08 E12"),
        ("trendelenburg", "E22 E05", "E08 E07"),
        ("weaker_side", "E05 E07 E10", ""),
        ("short_hold", "E11 E05", "E13"),
        ("extended_or_low", "E24", ""),
        ("lateral_hip_pain", "E06 E07 E09", ""),
        ("kneecap_pain", "E05 E01 E17", "E24"),
    ],
)
def test_each_row_suggests_what_the_evidence_base_says_with_retraining_for_running(
    found, first, add
):
    made = suggest(facts(Found(found)))

    assert codes(made) == first.split()
    assert codes(made, Rank.ADD) == add.split()


def test_every_row_has_exercises_of_the_library_and_sources_of_the_evidence_base():
    papers = set(re.findall(r"^\| ([A-Z][\w-]*\w) \|", EVIDENCE.read_text(), re.MULTILINE))

    assert set(BY_FOUND) == set(Found)
    for row in ROWS:
        assert {*row.first, *row.add, *row.endurance} <= set(EXERCISES), row.found
        assert set(row.endurance) <= {*row.first, *row.add}
        assert row.template in ("", *TEMPLATES)
        assert {source.key for source in row.sources if source.key} <= papers


@given(st.sets(st.sampled_from(Found), min_size=1))
def test_a_finding_in_running_is_never_answered_by_strength_alone(found):
    made = suggest(facts(*found))

    if any(BY_FOUND[each].is_running for each in found):
        assert RETRAINING & set(codes(made))
    assert all(item.reasons for item in made.items)
    assert len({item.code for item in made.items}) == len(made.items)


@given(st.sets(st.sampled_from(Found)))
def test_nothing_is_suggested_while_a_red_flag_is_open(found):
    made = suggest(facts(*found), is_referred=True)

    assert (made.items, made.refer) == ((), suggestions.REFER)


def test_the_weaker_side_goes_first_with_one_more_set_and_two_sides_with_none():
    one = suggest(facts(Found.WEAKER_SIDE, sides=("R",))).items
    both = suggest(facts(Found.WEAKER_SIDE, sides=("L", "R"))).items

    assert {(item.first_side, item.extra_set) for item in one} == {("R", True)}
    assert {(item.first_side, item.extra_set) for item in both} == {("", False)}


def test_the_weaker_side_goes_first_also_where_another_finding_names_the_other_one():
    right_drops = facts(Found.DROP_AND_WEAK, sides=("R",))
    left_is_weaker = facts(Found.WEAKER_SIDE, sides=("L",))

    leg_lift = next(each for each in suggest([*right_drops, *left_is_weaker]).items)

    assert (leg_lift.code, leg_lift.first_side, leg_lift.extra_set) == ("E05", "L", True)


def test_strength_comes_before_endurance_where_both_stand_for_an_exercise():
    tired = suggest(facts(Found.DROP_WHEN_TIRED)).items
    weak_too = suggest(facts(Found.DROP_WHEN_TIRED, Found.WEAKER_SIDE)).items
    at_the_end = Fact(found=Found.WEAKER_SIDE, words="", is_at_the_end=True)
    weak_then = suggest([*facts(Found.DROP_WHEN_TIRED), at_the_end]).items

    assert {item.code for item in tired if item.as_endurance} == {"E05", "E01", "E22"}
    assert {item.code for item in weak_too if item.as_endurance} == {"E01", "E22"}
    assert {item.code for item in weak_then if item.as_endurance} == {"E05", "E01", "E22"}


def test_no_side_goes_first_in_what_is_done_while_running():
    made = suggest(facts(Found.HIP_ADDUCTION, sides=("R",))).items

    assert {item.code: item.first_side for item in made} == {
        "E25": "",
        "E24": "",
        "E05": "R",
        "E01": "R",
    }


def test_every_reason_of_an_exercise_stands_with_it_in_words_with_its_source():
    made = suggest(
        [
            Fact(found=Found.DROP_AND_WEAK, words="Pelvic drop, right: 8.1°.", sides=("R",)),
            Fact(found=Found.TRENDELENBURG, words="", sides=("R",)),
        ]
    )

    hold = next(item for item in made.items if item.code == "E22")
    assert [reason.words for reason in hold.reasons] == [
        "Pelvis drops, not yet strong enough. Pelvic drop, right: 8.1°. "
        "Strength may rise without a change in how one runs.",
        "Trendelenburg test positive. Never by itself: its link to strength is weak.",
    ]
    assert hold.reasons[0].sources_words == "Willy-11, verified"


def test_what_pain_speaks_against_comes_last_and_says_why():
    made = suggest(
        facts(Found.DROP_AND_WEAK, Found.LATERAL_HIP_PAIN),
        avoided=cautions.avoided(["hip_lateral"]),
    )

    last = made.items[-1]
    assert (last.code, last.rank, last.avoid.startswith("No deep drop")) == ("E08", Rank.ADD, True)


# --- What forbids a plan --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "may", "said"),
    [
        ({}, True, ""),
        ({"open_flags": ["Urgent"], "note": "Called"}, False, "urgent"),
        ({"cautions": [Caution.POST_OP]}, False, "after an operation"),
        ({"cautions": [Caution.POST_OP], "note": "  "}, False, "after an operation"),
        ({"cautions": [Caution.POST_OP], "note": "Surgeon agrees"}, True, ""),
    ],
)
def test_a_red_flag_blocks_and_a_caution_asks_for_a_note(asked, may, said):
    checked = cautions.check(**asked)

    assert checked.may_be_sent is may
    assert said in checked.blocked + checked.note_needed


def test_the_cautions_speak_of_exercises_and_sites_that_there_are():
    for each in cautions.AVOIDANCES:
        assert set(each.exercises) <= set(EXERCISES)
        assert set(each.sites) <= set(PainSite.values)
        assert each.sites or each.caution


@pytest.mark.parametrize("site", ["hip_lateral", "groin", "lateral_knee", "anterior_knee", "foot"])
def test_nobody_hops_with_pain_of_a_bone_tendon_or_joint(site):
    assert cautions.avoided([site])["E23"] == "No hops with pain of a bone, tendon or joint."
    assert "E23" not in cautions.avoided(["calf", "low_back"])


@pytest.mark.parametrize("code", ["E03", "E18"])
def test_knee_pain_asks_for_half_the_depth(code):
    [care] = cautions.cares_for(code, ["anterior_knee"])

    assert (care.words, care.avoids) == ("Acute knee pain: half as deep.", False)


# --- Ready programmes and the ladder --------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "exercises"),
    [
        ("founding", "E01 E02 E03"),
        ("start", "E05 E04 E02 E22"),
        ("build", "E01 E08 E10 E15 E11"),
        ("strong", "E12 E18 E19 E03"),
        ("endurance", "E05 E01 E22 E11"),
        ("retrain", "E24 E17"),
    ],
)
def test_the_templates_are_those_of_the_evidence_base(code, exercises):
    assert TEMPLATES[code].codes == tuple(exercises.split())


def test_the_endurance_template_has_the_doses_that_the_evidence_base_gives_it():
    doses = {item.code: item.dose for item in TEMPLATES["endurance"].items}

    assert doses == {
        "E05": Dose(sets=2, least=20, most=25, rest_s=30),
        "E01": Dose(sets=3, least=10, most=10, counted=Counted.STEPS, rest_s=30),
        "E22": Dose(sets=4, least=30, most=45, counted=Counted.SECONDS, rest_s=30),
        "E11": None,
    }
    assert EXERCISES["E01"].laterality == Laterality.EACH


@given(st.sampled_from(sorted(EXERCISES)), st.sampled_from(Direction))
def test_a_step_leads_to_another_level_and_up_to_the_next_one_at_most(code, direction):
    here = EXERCISES[code].level

    for other in steps_from(code, direction, EXERCISES):
        rise = EXERCISES[other].level - here
        assert rise <= 1
        assert rise < 0 or direction == Direction.UP


def test_a_step_leaves_out_what_pain_speaks_against():
    assert steps_from("E07", Direction.UP, EXERCISES) == ["E06", "E08"]
    assert steps_from("E07", Direction.UP, EXERCISES, avoided=["E08"]) == ["E06"]
    assert steps_from("E20", Direction.UP, EXERCISES) == []
