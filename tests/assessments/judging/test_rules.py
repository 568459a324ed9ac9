from decimal import Decimal

import pytest

from assessments.judging import rules
from assessments.judging.shapes import Judgement

DEFAULTS = rules.defaults()


def judged(measure, value, sex=""):
    [rule] = rules.rules_for(measure, sex)
    return rule.judge(Decimal(value), DEFAULTS)


@pytest.mark.parametrize(
    ("measure", "value", "grade", "label"),
    [
        ("cpd", "-4", "typical", ""),
        ("cpd", "5.0", "typical", ""),
        ("cpd", "5.1", "mild", ""),
        ("cpd", "7.8", "mild", ""),
        ("cpd", "7.9", "marked", ""),
        ("fppa_sls", "10.0", "typical", ""),
        ("fppa_sls", "-10.0", "typical", ""),
        ("fppa_sls", "10.1", "mild", "valgus"),
        ("fppa_sls", "18.6", "mild", "valgus"),
        ("fppa_sls", "18.7", "marked", "valgus"),
        ("fppa_sls", "-10.1", "mild", "varus"),
        ("hip_adduction", "16.0", "typical", ""),
        ("hip_adduction", "16.1", "mild", ""),
        ("hip_adduction", "19.9", "mild", ""),
        ("hip_adduction", "20.0", "marked", ""),
        ("crossover", "0", "typical", ""),
        ("crossover", "1", "mild", ""),
        ("crossover", "2", "marked", ""),
        ("tibial_inclination", "4.8", "typical", "vertical"),
        ("tibial_inclination", "4.9", "mild", "extended"),
        ("tibial_inclination", "-4.9", "typical", "flexed"),
        ("cadence_spm", "166.1", "typical", ""),
        ("cadence_spm", "166", "mild", "low"),
        ("knee_flexion_ms", "32.9", "mild", "less flexed"),
        ("knee_flexion_ms", "33", "typical", ""),
        ("knee_flexion_ms", "48", "typical", ""),
        ("knee_flexion_ms", "48.1", "mild", "more flexed"),
        ("vertical_oscillation_cm", "4.9", "mild", "lower"),
        ("vertical_oscillation_cm", "12", "typical", ""),
        ("trendelenburg_s", "30", "typical", "negative"),
        ("trendelenburg_s", "29", "mild", "delayed"),
        ("trendelenburg_s", "1", "mild", "delayed"),
        ("trendelenburg_s", "0", "marked", "immediate"),
        ("hip_abd_z", "-0.9", "typical", ""),
        ("hip_abd_z", "-1", "mild", "low"),
        ("hip_abd_z", "-1.9", "mild", "low"),
        ("hip_abd_z", "-2", "marked", "low"),
        ("lsi_pct", "90", "typical", ""),
        ("lsi_pct", "89.9", "mild", ""),
        ("lsi_pct", "80", "mild", ""),
        ("lsi_pct", "79.9", "marked", ""),
        ("nprs_during_max", "2", "typical", ""),
        ("nprs_during_max", "3", "mild", ""),
        ("nprs_during_max", "5", "mild", ""),
        ("nprs_during_max", "6", "marked", ""),
        ("session_spike_ratio", "1.10", "typical", ""),
        ("session_spike_ratio", "1.11", "mild", ""),
        ("session_spike_ratio", "2.00", "mild", ""),
        ("session_spike_ratio", "2.01", "marked", ""),
    ],
)
def test_a_rule_judges_at_its_limits(measure, value, grade, label):
    assert judged(measure, value) == Judgement(grade, label)


@pytest.mark.parametrize(
    ("measure", "sex", "value", "grade"),
    [
        ("fppa_landing", "female", "12.0", "typical"),
        ("fppa_landing", "female", "20.9", "mild"),
        ("fppa_landing", "female", "21.0", "marked"),
        ("fppa_landing", "male", "9.0", "typical"),
        ("fppa_landing", "male", "9.1", "mild"),
        ("fppa_landing", "male", "18.0", "marked"),
        ("side_bridge_s", "female", "64", "typical"),
        ("side_bridge_s", "female", "63", "mild"),
        ("side_bridge_s", "male", "83", "typical"),
        ("side_bridge_s", "male", "82", "mild"),
    ],
)
def test_a_norm_of_one_sex_judges_that_sex(measure, sex, value, grade):
    assert judged(measure, value, sex).grade == grade


def test_both_norms_are_shown_to_who_would_rather_not_say():
    assert [rule.only_for for rule in rules.rules_for("fppa_landing")] == ["female", "male"]


@pytest.mark.parametrize(
    "measure", ["fppa_run", "trunk_lean_ipsi", "rearfoot_to_vertical", "rearfoot_to_shank"]
)
def test_what_has_no_threshold_is_never_graded(measure):
    [rule] = rules.rules_for(measure)

    assert rule.judge is None
    assert rule.note.startswith("Shown, not graded: ")


def test_every_threshold_has_a_code_of_its_own_and_its_source():
    settings = [setting for rule in rules.RULES for setting in rule.settings]

    assert len({setting.code for setting in settings}) == len(settings)
    assert [setting.code for setting in settings if not setting.source.endswith(".")] == []


def test_the_rules_cover_g1_to_g20_but_what_is_seen_by_eye():
    codes = {int(rule.code[1:]) for rule in rules.RULES}

    assert set(range(1, 21)) - codes == {10, 14}


def test_a_clinics_own_limit_is_the_one_that_judges():
    [rule] = rules.rules_for("cpd")

    stricter = DEFAULTS | {"g1_typical_max_deg": Decimal("4.0")}

    assert rule.judge(Decimal("4.5"), stricter).grade == "mild"
