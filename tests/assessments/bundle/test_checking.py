"""A bundle fits as it was made; whatever is changed in it is found, and nothing ends in a trace."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bundle import canonical
from assessments.bundle.canonical import BundleUnreadable
from assessments.bundle.checking import check
from tests.assessments.bundle.sample import sample

RAW = canonical.write(sample())
CONTENT = json.loads(RAW)


def leaves(content, path=()):
    """Return the way to each value that is neither an object nor a list, an empty one included."""
    if isinstance(content, dict | list) and content:
        pairs = content.items() if isinstance(content, dict) else enumerate(content)
        return [leaf for name, inner in pairs for leaf in leaves(inner, (*path, name))]
    return [path]


def at(content, path):
    for name in path:
        content = content[name]
    return content


def with_value(path, value, content=CONTENT):
    changed = deepcopy(content)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def changed_digit(text):
    """Return a number's text with its first digit that is not a leading zero made another."""
    place = next(place for place, sign in enumerate(text) if sign.isdigit())
    other = "2" if text[place] == "1" else "1"
    return text[:place] + other + text[place + 1 :]


def another(value):
    """Return another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value and value.lstrip("-").replace(".", "", 1).isdigit():
            return changed_digit(value)
        case str():
            return f"{value}x"
    return "x"


def sealed_anew(path, value):
    """Return the file with a changed value whose digests were made to fit as well."""
    return canonical.written(canonical.sealed(with_value(path, value)["parts"]))


def found(raw):
    """Return what is said of a file, whether it can be read or not."""
    try:
        return check(raw).misfits
    except BundleUnreadable as error:
        return list(error.lines)


def test_a_bundle_fits_as_it_was_made():
    report = check(RAW)

    assert (report.misfits, report.unchecked, report.counted > 200) == ([], [], True)


@given(st.sampled_from(leaves(CONTENT)))
def test_any_changed_value_is_found(path):
    assert found(canonical.written(with_value(path, another(at(CONTENT, path))))) != []


@given(st.integers(0, len(RAW) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(place, difference):
    raw = bytearray(RAW)
    raw[place] ^= difference

    assert found(bytes(raw)) != []


@given(st.sampled_from(leaves(CONTENT)))
def test_any_missing_value_is_found(path):
    changed = deepcopy(CONTENT)
    del at(changed, path[:-1])[path[-1]]

    assert found(canonical.written(changed)) != []


COMPUTED = {
    "captures": {"roll_deg", "cm_per_px", "value", "click_sd", "problem"},
    "measurements": {"mean", "sd", "n_steps", "click_sd", "mdc", "unit", "levelled", "view"},
    "sides": {"difference", "says"},
    "tests": {"best"},
    "strength": {"value", "weaker", "why_not", "unit"},
    "questionnaires": {"score"},
    "findings": {"rule", "grade", "label", "why_no_grade"},
    "versions": {"method", "rules", "questionnaires"},
}


def computed_leaves():
    """Return one way to each kind of result, and of a finding to each that judges another thing."""
    kinds = {}
    for path in leaves(CONTENT["parts"]):
        names = tuple(name for name in path if isinstance(name, str))
        if COMPUTED.get(path[0], set()) & {*names} or {"basis", "limits"} & {*names}:
            about = at(CONTENT["parts"], path[:2])["about"] if path[0] == "findings" else ""
            kinds.setdefault((names, about), ("parts", *path))
    return list(kinds.values())


def test_every_result_that_was_changed_together_with_its_digests_is_found():
    paths = computed_leaves()

    unseen = [path for path in paths if not found(sealed_anew(path, another(at(CONTENT, path))))]

    assert (unseen, len(paths) > 80) == ([], True)


def test_a_moved_point_says_which_step_and_which_value_no_longer_fit():
    path = ("parts", "captures", 0, "steps", 0, "points", "swing_pelvis", 1)
    where = (
        "Clip 1 (fresh, posterior), frame 100, midstance, leg L, step "
        "6f1f3c1e-0000-4000-9000-000000000000"
    )

    assert found(sealed_anew(path, "508.5")) == [
        f"{where}: Pelvic drop is stored as 2.654, computed again 4.211.",
        f"{where}: the click error of Pelvic drop is stored as 0.736, computed again 0.734.",
    ]


def test_a_changed_part_is_named():
    raw = canonical.written(with_value(("parts", "set_up", "shoes"), "Others"))

    assert check(raw).misfits == ["The part “set_up” was changed: its digest does not fit."]


def test_a_file_that_was_only_laid_out_anew_is_told_from_a_changed_one():
    assert check(json.dumps(CONTENT).encode()).misfits == [
        "The file was written anew: its bytes are not those that it was made with."
    ]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", "The file is not JSON: Expecting value: line 1 column 1 (char 0)."),
        (b"\xff\xd8", "The file is not text in UTF-8."),
        (b"[" * 100_000, "The file is nested deeper than any bundle."),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "The file is nested deeper than any bundle."),
        (b"[]", "This is no bundle: it does not say “schema”: “stance-assessment”."),
        (b'{"a":1,"a":2}', "The name “a” stands twice in one place."),
        (
            b'{"a":NaN}',
            "NaN stands there as a bare number: a bundle writes decimal numbers in quotes.",
        ),
        (b" " * (canonical.MOST_BYTES + 1), "The file is larger than any bundle (32 MiB)."),
    ],
    ids=["empty", "a picture", "deep", "deep enough", "a list", "twice", "NaN", "huge"],
)
def test_what_is_no_bundle_is_said_in_one_line(raw, line):
    with pytest.raises(BundleUnreadable) as refused:
        check(raw)

    assert list(refused.value.lines) == [line]


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("schema_version",), "1", "“schema_version” is no whole number."),
        (("digests",), {}, "“digests” does not hold one text for each part."),
        (
            ("schema_version",),
            2,
            "The bundle is of schema version 2; this program reads version 1. Use the release of "
            "this program that it was made with, or a later one.",
        ),
        (
            ("parts", "captures", 0, "steps", 0, "side"),
            "M",
            "parts.captures[0].steps[0].side: this program knows no “M”.",
        ),
        (
            ("parts", "measurements", 0, "mean"),
            5,
            "parts.measurements[0].mean: a decimal number in quotes belongs here, as “5.194”.",
        ),
        (("parts", "run"), [], "parts.run: should be a valid dictionary or instance of Run."),
        (("parts", "more"), 1, "parts.more: is nothing that a bundle holds."),
    ],
)
def test_what_is_not_as_a_bundle_is_said_with_its_place(path, value, line):
    with pytest.raises(BundleUnreadable) as refused:
        check(canonical.written(with_value(path, value)))

    assert list(refused.value.lines) == [line]


def test_what_another_version_made_is_said_to_be_unchecked():
    report = check(sealed_anew(("parts", "findings", 0, "rule_version"), 1))

    assert report.unchecked == [
        "Finding cpd, L, fresh: judged by version 1 of the rules; this program has version 2 and "
        "did not judge it again."
    ]


ANYTHING = [
    *(None, True, -1, 0, 10**7, 2**53, "", "x", "0", "-1", "0.00001", "9999999", "none", "L"),
    *([], {}, [[]], [None], ["1", "2"], {"a\n\x1b[2J": "\n"}, {"cpd": "1"}),
]


@given(st.sampled_from(leaves(CONTENT["parts"])), st.sampled_from(ANYTHING), st.integers(0, 3))
def test_whatever_stands_in_its_place_nothing_but_lines_comes_of_it(path, value, higher):
    place = ("parts", *path)[: max(2, len(path) + 1 - higher)]

    said = found(sealed_anew(place, value))

    assert all(line.isprintable() for line in said)
