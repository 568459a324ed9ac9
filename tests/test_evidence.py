"""What the founding articles name is found in page, data or code, and no banned word anywhere.

The items are those of evidence base 1, by their numbers.
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from assessments.biomechanics.metrics import METRICS
from assessments.exercises.doses import Counted, Dose
from assessments.exercises.drawing import drawing_of
from assessments.exercises.exercise import Aim, Equipment
from assessments.exercises.library import EXERCISES
from assessments.exercises.words import LEVELS
from assessments.judging import thresholds
from assessments.judging.load import session_spike
from assessments.learning.articles import next_review_due, shipped
from assessments.learning.citations import CITATIONS
from assessments.learning.drawings import DRAWINGS
from assessments.models import (
    ArticleReview,
    Assessment,
    ClinicalTestCode,
    DisclaimerAcceptance,
    ExerciseReview,
    Factor,
    Intake,
    LinkedCondition,
    MetricCode,
    ObservationItem,
    PainContext,
    PainSite,
    QuestionnaireCode,
    RunState,
)
from assessments.programmes.suggestions import ROWS, Found
from assessments.programmes.templates import TEMPLATES
from assessments.programmes.words import load_advice, rules_in_words
from assessments.questions.before_visit import RUNNING
from assessments.questions.questionnaires import ACTIVITIES_OFFERED
from assessments.sentences.telling import CAUTION, Drop, what_we_saw
from bookings.models import Purpose
from clinic.models import Discipline
from demo.services import SERVICES
from tests.markup import as_read
from tests.shown_words import said_anywhere, words_of_the_documents, words_of_the_product

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = (ROOT / "docs/evidence.md").read_text()
DEFAULTS = thresholds.defaults()
BANNED = re.findall(r'"(.+?)"', re.search(r"^Words not to use: (.*)$", EVIDENCE, re.M)[1])
NOT_BORNE_OUT = (  # what evidence base 1.6 takes back, and what frightens
    r"\babnormal",
    r"\bhernia",
    r"\bwill prevent",
    r"\bprevents? (an )?injur",
    r"\bpredicts? (an |your )?injur",
    r"\b(high|higher|lower|more|less|increased) risk\b",
    r"\byour risk\b",
    r"\brisk of injury",
    r"\binjury risk",
    r"80 ?(%|percent) (higher|more)",
    r"\bdysfunction",
    r"\bmen and women train",
    r"\bblocks? (your |training )?progress",
    r"\bweak \w+ (makes|causes)",
    r"\b(causes|caused) (the|your) (collapse|injury)",
)
BY_FOUND = {row.found: row for row in ROWS}
ITEMS = {}


def item(*numbers):
    """Register how the items of these numbers are found."""

    def register(find):
        assert not ITEMS.keys() & set(numbers)
        ITEMS.update(dict.fromkeys(numbers, find))
        return find

    return register


def article(slug):
    return " ".join(shipped()[slug].text.body.replace("*", "").split())


def page(template):
    return as_read(render_to_string(f"assessments/{template}"))


def intake_question(name):
    return next(each for section in RUNNING for each in section.questions if each.name == name)


def labels(choices):
    return dict(choices.choices)


def template(path):
    return (ROOT / "templates/assessments" / path).read_text()


def columns(model):
    return {field.name for field in model._meta.get_fields()}


def keys_of(sources):
    return {source.key for source in sources}


# --- The muscle -----------------------------------------------------------------------------------


@item(1)
def three_gluteal_muscles():
    for muscle in ("maximus", "medius", "minimus"):
        assert f"### Gluteus {muscle} " in article("glossary")
        assert f'{{% term terms "gluteus {muscle}" %}}' in template("reading/_four_jobs.html")


@item(2)
def where_it_lies():
    where = "from the rim of your pelvis down to the top of your thigh bone"
    assert where in article("gluteus-medius")
    assert DRAWINGS["hip-muscles"].key[3:] == ("Rim of the pelvis", "Top of the thigh bone")
    assert "drawing:hip-muscles" in article("gluteus-medius")
    for place in ("reading/_four_jobs.html", "exercises/_known.html"):
        assert '{% drawn_figure "hip-muscles" %}' in template(place)


@item(3)
def it_lifts_the_leg_to_the_side():
    assert "lifts the leg out to the side" in article("gluteus-medius")
    assert labels(ClinicalTestCode)["hip_abd_force_n"] == "Hip-abductor strength"
    assert [EXERCISES[code].name for code in ("E05", "E06", "E07")] == [
        "Side-lying hip abduction",
        "Wall-press isometric abduction",
        "Standing hip abduction, band",
    ]


@item(4)
def it_steadies_the_pelvis_in_running():
    assert "[@Lenhart-14]" in article("gluteus-medius")
    assert "[@Semciw-16]" in article("gluteus-medius")
    assert "This muscle holds your pelvis level while the other leg swings through." in page(
        "reading/_four_jobs.html"
    )
    assert next(iter(METRICS)) == MetricCode.CPD  # the first of all measures


@item(5)
def it_helps_to_move_the_leg_to_the_front_and_back():
    helps = "helps the gluteus maximus to move the leg to the front and to the back"
    assert [slug for slug in shipped() if helps in article(slug)] == ["glossary"]


@item(6)
def it_turns_the_thigh_both_ways():
    turns = "Its front fibres turn the thigh inward, its back fibres turn it outward."
    assert [slug for slug in shipped() if turns in article(slug)] == ["glossary"]


@item(7)
def a_main_stabiliser():
    assert "a main stabiliser of the pelvis" in article("gluteus-medius")
    assert not said_anywhere(r"\bthe main stabili[sz]er")


@item(8)
def what_it_is_needed_for_every_day():
    assert ACTIVITIES_OFFERED == (
        "Pushing off when I walk",
        "Pushing off when I run",
        "Stepping up",
        "Jumping",
        "Turning on one leg",
        "Standing for long",
    )
    assert "part.activities_offered" in template("sections/_questionnaires.html")


@item(9)
def the_largest_force_of_the_hips_muscles():
    assert "more force than any other muscle around the hip" in article("gluteus-medius")
    assert not said_anywhere(r"more force than any other (area|part)")


@item(10)
def often_forgotten():
    *_, silence = rules_in_words(DEFAULTS, by_itself=False)  # what a plan does about it
    assert silence.startswith("If you log nothing for 7 days")
    assert not said_anywhere(r"forgotten muscle")


@item(11)
def size_and_sex_say_nothing_of_strength():
    large = "a large muscle is not always a strong one: the only way to know is to test it"
    assert large in article("gluteus-medius")
    assert not said_anywhere(r"\b(men|women) and (men|women) train")


@item(12, 49)
def sitting_and_work_are_asked():
    sitting, work = intake_question("hours_sitting_per_day"), intake_question("occupation")
    assert (sitting.label, sitting.unit) == ("Sitting on a usual day", "hours")
    assert (sitting.lowest, sitting.highest) == (0, 24)
    assert work.label == "Your work, or what fills your days"
    assert columns(Intake) >= {"hours_sitting_per_day", "occupation"}
    assert not said_anywhere(r"amnesia")


# --- The four jobs --------------------------------------------------------------------------------


@item(13, 14, 15, 16)
def four_jobs_and_their_measures():
    jobs = re.findall(r"<li>(.*?)</li>", page("reading/_four_jobs.html"))
    assert jobs[:4] == [
        "take the push from the ground as you land,",
        "keep the knee from drifting inward,",
        "soften the landing,",
        "keep your pelvis and trunk steady.",
    ]
    assert DRAWINGS["four-jobs"].key == (
        "Take the push from the ground",
        "Guide the knee",
        "Soften the landing",
        "Keep pelvis and trunk steady",
    )
    assert "reading/_four_jobs.html" in template("reading/detail.html")
    assert set(METRICS) >= {
        *("foot_strike_angle", "tibial_inclination", "knee_flexion_ic"),  # 13
        *("fppa_run", "femoral_adduction", "hip_adduction"),  # 14
        *("knee_flexion_ms", "vertical_oscillation_cm", "cadence_spm"),  # 15
        *("cpd", "trunk_lean_ipsi"),  # 16
    }
    assert ObservationItem.KNEE_WINDOW.label == "Knee window"


# --- Two findings, two causes, what follows -------------------------------------------------------


@item(17)
def the_knee_that_collapses():
    assert labels(ObservationItem)["knee_valgus"] == "Knee valgus"
    assert BY_FOUND[Found.COLLAPSE_IN_SQUAT].title == "Knee moves inward in the squat"
    assert BY_FOUND[Found.COLLAPSE_IN_RUNNING].title == "Knee moves inward in running, by eye"


@item(18)
def the_pelvis_that_drops_is_named_by_the_leg_that_stands():
    assert what_we_saw([Drop(stance="R", value=Decimal("5.2"))], []).startswith(
        "In your video the left side of your pelvis drops about 5.2° while you stand on your right "
        "leg"
    )


@item(19, 20, 21)
def causes_that_a_clinician_chooses_several_of():
    assert set(Factor.values) == {"weakness", "fatigue", "technique", "other"}
    assert columns(Assessment) >= {"factors", "suggested_factors", "fatigue_protocol", "rpe_end"}
    assert {"fresh", "end_of_run"} < set(RunState.values)
    assert "Both can be true at once." in article("weak-or-tired")


@item(22)
def what_follows_is_told_as_possible_alone():
    assert "other muscles and structures may have to do more, in the low back too" in article(
        "drop-and-knee"
    )
    assert CAUTION == (
        "Runners with some common injuries have, on average, more drop than runners without. That "
        "does not mean your drop caused your pain, and many pain-free runners have it too."
    )


@item(23, 24)
def linked_problems():
    assert set(LinkedCondition.values) == {
        *("low_back_pain", "knee_injury", "ankle_injury", "foot_injury"),
        *("acl_injury", "patellofemoral_pain", "itb_syndrome"),
        *("medial_tibial_stress_syndrome", "achilles_tendinopathy"),
    }
    assert "linked_conditions" in columns(Assessment)
    assert set(PainSite.values) >= {
        *("low_back", "anterior_knee", "lateral_knee", "medial_shin", "achilles", "foot"),
    }
    assert "### Patellofemoral pain " in article("glossary")
    assert not said_anywhere(r"femoral pain labeled")


@item(25)
def no_disc_is_spared():
    assert not said_anywhere(r"herniat", r"disc protrusion")


@item(26)
def when_it_hurts():
    assert labels(PainContext) == {"sport": "Sport", "work": "Work", "daily_life": "Daily life"}


@item(27)
def the_longest_run():
    assert [session_spike(km, 10).band for km in (11, 13, 20, 21)] == [
        "Within about 10 % of the longest run of the month: the study's base.",
        "Between 10 and 30 % longer than the longest run of the month.",
        "Between 30 and 100 % longer than the longest run of the month.",
        "More than twice the longest run of the month.",
    ]
    assert {"longest_run_30d_km", "planned_next_long_km"} <= columns(Intake)
    assert load_advice(DEFAULTS).startswith(
        "Keep your next long run within about 10 % of your longest run in the past month."
    )


@item(28)
def strength_and_endurance():
    assert {"hip_abd_force_n", "hip_abd_endurance_s"} <= set(ClinicalTestCode.values)
    assert {exercise.aim for exercise in EXERCISES.values()} >= {Aim.STRENGTH, Aim.ENDURANCE}
    assert TEMPLATES["endurance"].items[0].dose == Dose(sets=2, least=20, most=25, rest_s=30)


@item(29)
def training_may_help():
    assert "Training may help you to run and walk with more ease." in article("gluteus-medius")
    assert "[@Souza-16]" in article("gluteus-medius")
    assert not said_anywhere(r"\bprevents? (an )?injur")


@item(30)
def no_threat_of_no_progress():
    assert not said_anywhere(r"blocks? (your |training )?progress")


@item(31)
def activation_is_read_about_and_not_measured():
    assert "[@Barton-13]" in article("drop-and-knee")
    assert not [code for code in METRICS if "emg" in code or "activation" in code]


# --- Exercises ------------------------------------------------------------------------------------


@item(32, 33, 34)
def the_three_founding_exercises():
    assert {
        code: (each.seed_item, each.dose_source, each.laterality, each.dose)
        for code in ("E01", "E02", "E03")
        if (each := EXERCISES[code])
    } == {
        "E01": (32, "seed", "each", Dose(sets_most=3, least=10, most=10, counted=Counted.STEPS)),
        "E02": (33, "seed", "both", Dose(sets_most=3, least=10, most=20)),
        "E03": (34, "seed", "each", Dose(sets=3, least=10, most=10)),
    }


@item(35)
def equipment():
    assert {"band", "step", "mat", "chair", "weight"} <= set(Equipment)
    assert EXERCISES["E01"].equipment == (Equipment.BAND,)


@item(36)
def on_one_leg():
    of_level_4 = {each.code for each in EXERCISES.values() if each.level == 4}
    single = {each.code for each in EXERCISES.values() if each.is_single_limb}
    assert {"E03", "E18", "E19"} <= of_level_4 & single
    assert LEVELS[4] == "One leg with load, or a long lever"
    assert "A bridge on one leg asks more of it than a bridge on both." in article("gluteus-medius")


@item(37)
def each_exercise_is_shown():
    assert not [code for code in EXERCISES if drawing_of(code) is None]
    assert {len(exercise.steps) > 1 for exercise in EXERCISES.values()} == {True}
    assert '<a href="{{ exercise.video_url }}"' in template("exercises/_pictures.html")


@item(38)
def a_ready_programme_of_the_three():
    assert (TEMPLATES["founding"].name, TEMPLATES["founding"].codes) == (
        "Founding three",
        ("E01", "E02", "E03"),
    )


@item(39)
def other_sports():
    assert intake_question("sports").label == "Other sports you do"


# --- The clinic and what it publishes -------------------------------------------------------------


@item(40)
def two_disciplines():
    assert labels(Discipline) == {"physiotherapy": "Physiotherapy", "kinesiology": "Kinesiology"}
    assert {tuple(each["disciplines"]) for each in SERVICES} == {
        ("physiotherapy",),
        ("kinesiology",),
        ("physiotherapy", "kinesiology"),
    }


@item(41)
def the_running_assessment():
    assert [
        (each["slug"], each["duration_min"], each["equipment_kind"])
        for each in SERVICES
        if each.get("requires_running_specialist")
    ] == [("running-assessment", 60, "treadmill")]


@item(42)
def what_brings_somebody():
    assert SERVICES[0]["purposes"] == [Purpose.PAIN_WHEN_RUNNING, Purpose.BETTER_TECHNIQUE]
    assert "to run better, because something hurts, or both" in article("running-assessment")


@item(43)
def findings_are_explained_with_pictures():
    parts = ("_told.html", "_four_jobs.html", "_record.html")
    assert {part: part in template("reading/detail.html") for part in parts} == dict.fromkeys(
        parts, True
    )
    assert "told.sentences" in template("reading/_told.html")
    assert "agreed.exercises" in template("reading/_told.html")


@item(44)
def articles_that_belong_together():
    assert {slug: bool(entry.text.related) for slug, entry in shipped().items()} == dict.fromkeys(
        shipped(), True
    )


@item(45)
def when_it_was_looked_at():
    for review in (ArticleReview, ExerciseReview):
        assert columns(review) >= {"reviewed_on", "reviewed_by"}
    assert next_review_due(date(2026, 11, 30)) == date(2027, 11, 30)
    assert "Reviewed by {{" in template("learning/_status.html")
    for page in ("learning/article.html", "exercises/detail.html"):
        assert "learning/_status.html" in template(page)


@item(46)
def sources():
    named = {key for exercise in EXERCISES.values() for key in exercise.sources}
    assert named <= CITATIONS.keys()
    for slug in ("gluteus-medius", "drop-and-knee", "weak-or-tired", "three-exercises"):
        assert re.search(r"\[@[A-Z]", article(slug)), slug
    assert "Marshall-11" in {key for row in BY_FOUND.values() for key in keys_of(row.sources)}


@item(47)
def the_disclaimer():
    words = re.search(r'required footer\)\*\*\n"(.*?)"\n', EVIDENCE)[1]
    assert as_read(render_to_string("components/_disclaimer.html")).strip() == words
    for path in (
        "components/_footer.html",
        *(f"assessments/{kind}/_foot.html" for kind in ("exercises", "learning")),
    ):
        assert "components/_disclaimer.html" in (ROOT / "templates" / path).read_text()
    for edition in ("patient", "technical"):
        assert "content.disclaimer" in template(f"reports/{edition}.typ")
    assert columns(DisclaimerAcceptance) >= {"user", "text", "accepted_at"}


@item(48)
def how_others_make_up_for_it():
    assert METRICS["trunk_lean_ipsi"].plain_name
    assert "A way of making up for the hip" in BY_FOUND[Found.TRUNK_LEAN].note
    assert {"notes", "factors_note"} <= columns(Assessment)


@item(50)
def what_somebody_wants():
    assert intake_question("goal_text").label == "What would you like from this visit?"
    assert QuestionnaireCode.PSFS.label == "PSFS"


NUMBERS = sorted(int(number) for number in re.findall(r"^\| (\d+) \|", EVIDENCE, re.M))


def test_every_item_is_walked():
    assert NUMBERS == list(range(1, 51)) == sorted(ITEMS)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_item_of_the_founding_articles_is_found(number):
    ITEMS[number]()


@pytest.mark.parametrize("words", BANNED)
def test_a_banned_word_stands_nowhere(words):
    said = words_of_the_product() | words_of_the_documents()

    assert [name for name, text in said.items() if words in text.lower()] == []


def test_the_banned_words_are_those_of_the_evidence_base():
    assert [
        *("gluteal amnesia", "sleeping muscle", "abnormal", "bad form", "80 % higher risk"),
        *("will prevent", "disc herniation prevention"),
    ] == BANNED


@pytest.mark.parametrize("pattern", NOT_BORNE_OUT)
def test_nothing_is_promised_or_foretold(pattern):
    assert said_anywhere(pattern) == []
