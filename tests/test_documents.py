"""The documents say what is: each section, rule, paper, file and link that is named is there."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from assessments.learning.citations import CITATIONS

ROOT = Path(__file__).resolve().parent.parent
APPS = ["clinic", "bookings", "assessments"]
SOURCES = [*APPS, "demo", "launch", "benchmarks", "templates", "static", "tests"]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OF_NOW = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]  # what was may be gone
EVIDENCE = (ROOT / "docs" / "evidence.md").read_text()
VECTORS = next(ROOT.glob("tests/**/biomechanics_vectors.json"))
NUMBER = r"\d(?:\.\d+)?"
CITED = re.compile(rf"\bevidence base ({NUMBER}(?:(?:,| and| to) {NUMBER})*)", re.IGNORECASE)
OTHER_WAYS = re.compile(r"evidence page|\bof the evidence base", re.IGNORECASE)
AUTHOR_AND_YEAR = re.compile(r"\b([A-Z][a-zö]+) ((?:19|20)\d\d)\b(?:, (?:verified|computed)|[);:])")
MADE_AT_RUN_TIME = "var/"


@cache
def text_of(path):
    """Return the text with its lines joined, comments too, so that a citation may be wrapped."""
    return re.sub(r"\s*\n\s*(?:#|//|\*)?\s*", " ", path.read_text())


@cache
def sources():
    return [
        path
        for folder in SOURCES
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".html", ".txt", ".svg", ".css", ".js")
        and path != Path(__file__).resolve()
    ]


def named(pattern, paths):
    """Return what a pattern finds, each with the first file that names it."""
    return {
        found: str(path.relative_to(ROOT))
        for path in reversed(list(paths))
        for found in re.findall(pattern, text_of(path))
    }


def rows(code):
    """Return what stands in the first column of the evidence base's tables."""
    return set(re.findall(rf"^\| ({code}) \|", EVIDENCE, re.MULTILINE))


def missing(found, there):
    return {name: where for name, where in found.items() if name not in there}


# --- The evidence base ----------------------------------------------------------------------------


def test_every_section_that_is_cited_has_its_heading():
    headings = set(re.findall(rf"^##+ ({NUMBER})\.? ", EVIDENCE, re.MULTILINE))
    cited = {
        number: where
        for numbers, where in named(CITED, [*sources(), *DOCUMENTS]).items()
        for number in re.findall(NUMBER, numbers)
    }

    assert {"2.11", "3.3", "4.2", "4.6"} <= set(cited)
    assert missing(cited, headings) == {}


def test_it_is_cited_in_one_way():
    assert named(OTHER_WAYS, sources()) == {}


def test_every_rule_that_is_named_has_its_row():
    assert missing(named(r"\bG\d{1,2}\b", [*sources(), *DOCUMENTS]), rows(r"G\d+")) == {}


def test_every_worked_example_has_its_row_and_its_vector():
    vectors = {vector["id"] for vector in json.loads(VECTORS.read_text())}

    assert rows(r"T\d\d") == vectors
    assert missing(named(r"\bT\d\d\b", sources()), vectors) == {}


def test_every_paper_that_a_text_rests_on_has_its_row():
    assert set(CITATIONS) - rows(r"[\w-]+") == set()


def test_every_paper_named_by_author_and_year_has_its_row():
    papers = re.findall(r"^\| [\w-]+ \| .*$", EVIDENCE, re.MULTILINE)
    found = named(AUTHOR_AND_YEAR, (ROOT / "assessments").rglob("*.py"))

    assert len(found) > 5
    assert {
        paper: where
        for paper, where in found.items()
        if not any(all(word in row for word in paper) for row in papers)
    } == {}


# --- Files and links ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(path):
    links = re.findall(r"\]\(([^)\s]+)\)|\bsrc=\"([^\"]+)\"", path.read_text())
    own = [link for pair in links for link in pair if link and "://" not in link]

    assert [link for link in own if not (path.parent / link.partition("#")[0]).exists()] == []


def is_there(name):
    """Say whether a path is in the tree; a folder that each app has may be named alone."""
    return any((ROOT / base / name).exists() for base in ("", *APPS))


@pytest.mark.parametrize("path", OF_NOW, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_in_backticks_exists(path):
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    paths = re.findall(r"`([\w.-]+/(?:[\w.-]+/?)*)`", text)
    gone = [name for name in paths if not name.startswith(MADE_AT_RUN_TIME) and not is_there(name)]

    assert gone == []


def drawn_in(document):
    """Return the paths of the trees that a document draws: folders, and what is indented below."""
    found, folder = [], ""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL)
    for line in "".join(lines for language, lines in blocks if not language).splitlines():
        if inside := re.match(r"  (\S.*?)(?:  |$)", line):
            found += [f"{folder}{name}" for name in inside[1].split(", ")]
        else:
            folder, *beside = re.findall(r"(?:^|   )(\w+/) ", line)
            found += [folder, *beside]
    return found


@pytest.mark.parametrize(("name", "least"), [("README.md", 40), ("docs/architecture.md", 5)])
def test_every_path_of_a_drawn_tree_exists(name, least):
    paths = drawn_in(ROOT / name)

    assert len(paths) >= least
    assert [path for path in paths if not (ROOT / path).exists()] == []
