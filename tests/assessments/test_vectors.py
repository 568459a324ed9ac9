import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments import vectors

VECTORS = json.loads((Path(__file__).parent / "biomechanics_vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_the_geometry_agrees_with_the_evidence_base(vector):
    assert vectors.check([vector]) == []


def test_there_are_as_many_vectors_as_the_evidence_base_has():
    assert len(VECTORS) == 47


@pytest.fixture
def vector_file(tmp_path):
    def write(content):
        file = tmp_path / "vectors.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    return write


def test_check_vectors_says_so_when_all_agree(vector_file, capsys):
    call_command("check_vectors", vector_file(VECTORS))

    assert capsys.readouterr().out == "Every vector agrees.\n"


def test_check_vectors_prints_each_mismatch_and_fails(vector_file, capsys):
    wrong = [{**VECTORS[0], "expect": 5.21}, {**VECTORS[4], "expect": 1.0}, VECTORS[1]]

    with pytest.raises(CommandError, match="2 of the vectors do not agree"):
        call_command("check_vectors", vector_file(wrong))

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "T01 cpd: expected 5.21",
        "T05 cpd: expected 1.0",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no JSON",
        "{}",
        "[]",
        [1],
        [{"id": "X", "fn": "unknown", "inp": {}, "expect": 1}],
        [{"id": "X", "fn": "cpd", "inp": {}, "expect": 1}],
        [{"id": "X", "fn": "cpd", "inp": {"view": "above"}, "expect": 1}],
        [{"id": "X", "fn": "fppa", "inp": {**VECTORS[8]["inp"], "hip": [1]}, "expect": 1}],
        [{"id": "X", "fn": "mdc95", "inp": {"sd": "a", "icc": 0.5}, "expect": 1}],
    ],
)
def test_check_vectors_fails_clearly_on_a_file_it_cannot_read(vector_file, content):
    with pytest.raises(CommandError):
        call_command("check_vectors", vector_file(content))


@pytest.mark.parametrize("expected", ["5.2", "5,2 deg", {"mean": 5.2}, ["5.2"], [[5.2]]])
def test_check_vectors_names_an_expectation_that_is_no_number(vector_file, expected):
    wrong = [VECTORS[0], {**VECTORS[1], "expect": expected}]

    with pytest.raises(CommandError, match=r"Vector T02 expects .*: give a number"):
        call_command("check_vectors", vector_file(wrong))


def test_check_vectors_names_a_vector_that_expects_nothing(vector_file):
    without = {name: part for name, part in VECTORS[1].items() if name != "expect"}

    with pytest.raises(CommandError, match="Vector T02 has no “expect”"):
        call_command("check_vectors", vector_file([without]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_check_vectors_reads_a_file_with_a_byte_order_mark(tmp_path, capsys, encoding):
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(VECTORS), encoding=encoding)

    call_command("check_vectors", file)

    assert capsys.readouterr().out == "Every vector agrees.\n"


def test_check_vectors_fails_clearly_without_the_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_vectors", tmp_path / "none.json")


@pytest.mark.parametrize(
    ("expected", "computed", "agree"),
    [(1.0, 1.009, True), (1.0, 1.02, False), (True, 1, False), (None, 0.0, False)],
)
def test_a_number_agrees_within_a_hundredth_and_a_truth_only_with_itself(
    monkeypatch, expected, computed, agree
):
    monkeypatch.setitem(vectors.FUNCTIONS, "cpd", lambda given: computed)

    found = vectors.check([{"id": "X", "fn": "cpd", "inp": {}, "expect": expected}])

    assert (found == []) == agree
