"""What of a bundle does not fit: its digests, and every value computed again from its points. Pure.

A stored value was rounded when it was stored, to three decimals or to a tenth; the value that is
computed again is rounded in the same way, and both are then alike within 1e-9.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.biomechanics.metrics import METRICS
from assessments.bundle import canonical, recomputing
from assessments.bundle.recomputing import CLICK_SD, Held
from assessments.bundle.schema import Capture, Finding, Measurement, Parts, Step
from assessments.judging import grading
from assessments.judging.verdicts import Judged
from assessments.measuring.step_means import Mean
from assessments.measuring.step_values import METHOD_VERSION
from assessments.questions import questionnaires

TOLERANCE = Decimal("1e-9")
OF_A_MEAN = ("mean", "sd", "n_steps", "click_sd", "view", "landmark_set", "levelled")
OF_A_VERDICT = ("rule", "grade", "label", "why_no_grade")


@dataclass(kw_only=True)
class Report:
    """What does not fit, and what this program could not compute again; a line each."""

    misfits: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    counted: int = 0  # of the values that were computed again

    def compare(self, where: str, what: str, stored: object, again: object) -> None:
        self.counted += 1
        if not is_alike(stored, again):
            self.misfits.append(
                f"{where}: {what} is stored as {_said(stored)}, computed again {_said(again)}."
            )


def is_alike(stored: object, again: object) -> bool:
    """Say whether two values are the same, numbers within 1e-9."""
    numbers = (stored, again)
    if all(isinstance(one, Decimal | float | int) for one in numbers) and not any(
        isinstance(one, bool) for one in numbers
    ):
        return abs(Decimal(str(stored)) - Decimal(str(again))) <= TOLERANCE
    return stored == again


def _said(value):
    if value is None or value == "":
        return "nothing"
    return f"“{value}”" if isinstance(value, str) else f"{value}"


def check(raw: bytes) -> Report:
    """Return what of a file does not fit. Raises BundleUnreadable where it is no bundle."""
    content, parts = canonical.read(raw)
    report = Report()
    report.misfits += _changed(raw, content)
    for name, check_part in CHECKS:
        try:
            check_part(parts, report)
        except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError):
            report.misfits.append(
                f"{name}: what stands there cannot be computed; it is nothing we can have stored."
            )
    report.misfits = [canonical.in_one_line(line) for line in report.misfits]
    report.unchecked = [canonical.in_one_line(line) for line in report.unchecked]
    return report


def _changed(raw: bytes, content: dict) -> Iterator[str]:
    """Yield which parts are not those that the file was made with."""
    for name, digest in content["digests"].items():
        if canonical.digest_of(content["parts"][name]) != digest:
            yield f"The part “{name}” was changed: its digest does not fit."
    head = {name: content[name] for name in ("schema", "schema_version", "digests")}
    if canonical.digest_of(head) != content["digest"]:
        yield "The digests were changed: the one over all of them does not fit."
    if canonical.written(content) != raw:
        yield "The file was written anew: its bytes are not those that it was made with."


# --- Captures and steps ---------------------------------------------------------------------------


def _check_captures(parts: Parts, report: Report) -> None:
    for at, capture in enumerate(parts.captures, start=1):
        where = f"Clip {at} ({capture.state}, {capture.view})"
        roll, scale = recomputing.roll_of(capture), recomputing.scale_of(capture)
        report.compare(where, "the camera's roll", capture.roll_deg, roll)
        report.compare(where, "the scale", capture.cm_per_px, scale)
        for step in capture.steps:
            _check_step(parts, capture, step, where, report)


def _check_step(parts, capture: Capture, step: Step, clip: str, report: Report) -> None:
    place = f"{clip}, frame {step.frame_number}, {step.event}, leg {step.side}"
    where = f"{place}, step {step.reference}"
    if other := {row.method_version for row in step.values} - {METHOD_VERSION}:
        report.unchecked.append(_other_method(where, other))
        return
    click_sds = Held.of(parts).values(CLICK_SD)
    tries = [_step_against(parts, capture, step, where, click_sd) for click_sd in click_sds]
    _take_best(report, tries)


def _step_against(parts, capture, step, where, click_sd):
    """Return a report on a step, were its clicks' error this."""
    found = Report()
    stored = {row.metric: row for row in step.values}
    again = {
        each.metric: each for each in recomputing.measures_of(capture, step, parts.set_up, click_sd)
    }
    if len(stored) < len(step.values):
        found.misfits.append(f"{where}: a measure stands there twice.")
    for metric in {**stored, **again}:
        name, row, each = METRICS[metric].plain_name, stored.get(metric), again.get(metric)
        if row is None or each is None:
            said = "is stored, and its points make none" if row else "is missing"
            found.misfits.append(f"{where}: {name} {said}.")
            continue
        found.compare(where, name, row.value, each.value)
        found.compare(where, f"the click error of {name}", row.click_sd, each.click_sd)
        found.compare(where, f"the problem of {name}", row.problem, each.problem)
    return found


def _take_best(report: Report, tries: list[Report]) -> None:
    """Keep of several reports on one thing the one with the fewest misfits, the first of equals."""
    best = min(tries, key=lambda each: len(each.misfits))
    report.misfits += best.misfits
    report.unchecked += best.unchecked
    report.counted += best.counted


def _other_method(where, versions):
    said = " and ".join(str(version) for version in sorted(versions))
    return (
        f"{where}: measured by version {said} of the method; this program has version "
        f"{METHOD_VERSION} and did not compute it again."
    )


# --- Means ----------------------------------------------------------------------------------------


def _check_measurements(parts: Parts, report: Report) -> None:
    rows = [row for row in parts.measurements if row.from_frames]
    others = {row.method_version for row in rows} - {METHOD_VERSION}
    if others:
        report.unchecked.append(_other_method("The means", {other or 0 for other in others}))
    else:
        click_sds = Held.of(parts).values(CLICK_SD)
        tries = [_means_against(parts, rows, click_sd) for click_sd in click_sds]
        _take_best(report, tries)
    for row in parts.measurements:
        report.compare(_name_of(row), "the unit", row.unit, METRICS[row.metric].unit)
        errors = recomputing.errors_of(row, Held.of(parts), parts.set_up)
        if row.mdc is not None and not any(is_alike(row.mdc, error) for error in errors):
            report.compare(_name_of(row), "the detectable change", row.mdc, errors[0])


def _means_against(parts, rows, click_sd):
    found = Report()
    stored = _by_key(rows)
    again = _by_key(recomputing.means_of(parts.captures, click_sd))
    if len(_by_key(parts.measurements)) < len(parts.measurements):
        found.misfits.append("Measurements: one value stands there twice.")
    for key in {**stored, **again}:
        row, mean = stored.get(key), again.get(key)
        if row is None or mean is None:
            said = "is stored, and the steps make none" if row else "is missing"
            found.misfits.append(f"{_name_of(row or mean)}: the value {said}.")
            continue
        for name in OF_A_MEAN:
            found.compare(_name_of(row), f"“{name}”", getattr(row, name), getattr(mean, name))
    return found


def _by_key(rows):
    return {(row.metric, row.side, row.state): row for row in rows}


def _name_of(row: Measurement | Mean) -> str:
    side = f", leg {row.side}" if row.side else ""
    return f"{METRICS[row.metric].plain_name}{side}, {row.state}"


# --- What follows from them -----------------------------------------------------------------------


def _check_sides(parts: Parts, report: Report) -> None:
    settings = Held.of(parts).settings()
    again = recomputing.sides_of(parts.measurements, settings)
    _compare_rows(report, "Left and right", parts.sides, again, ("metric", "state"))


def _check_tests(parts: Parts, report: Report) -> None:
    for test in parts.tests:
        where = f"Test {test.code}, leg {test.side}, {test.state}"
        report.compare(where, "the best of the trials", test.best, max(test.trials))
    person = {"age": parts.person.age, "sex": parts.person.sex}
    again = recomputing.strength_of(parts.tests, **person)
    names = ("measure", "test", "side", "state", "norm_for")
    _compare_rows(report, "Strength", parts.strength, again, names)


def _compare_rows(report, title, stored, again, names):
    """Compare rows that are told apart by `names`, field by field."""

    def by_name(rows):
        return {tuple(getattr(row, name) for name in names): row for row in rows}

    if len(by_name(stored)) < len(stored):
        report.misfits.append(f"{title}: one row stands there twice.")
    stored, again = by_name(stored), by_name(again)
    for key in {**stored, **again}:
        where = f"{title}, {', '.join(filter(None, key))}"
        row, made = stored.get(key), again.get(key)
        if row is None or made is None:
            said = "is stored, and nothing makes it" if row else "is missing"
            report.misfits.append(f"{where}: the row {said}.")
            continue
        for name in type(row).model_fields:
            if name not in names:
                report.compare(where, f"“{name}”", getattr(row, name), getattr(made, name))


def _check_questionnaires(parts: Parts, report: Report) -> None:
    for row in parts.questionnaires:
        where = f"Questionnaire {row.code}"
        if row.scorer_version != questionnaires.VERSION:
            report.unchecked.append(
                f"{where}: scored by version {row.scorer_version}; this program has version "
                f"{questionnaires.VERSION} and did not score it again."
            )
            continue
        report.compare(where, "the score", row.score, recomputing.score_of(row.code, row.answers))


def _check_findings(parts: Parts, report: Report) -> None:
    held = Held.of(parts)
    by_key = {(row.about, row.side, row.state): row for row in parts.findings}
    if len(by_key) < len(parts.findings):
        report.misfits.append("Findings: one stands there twice.")
    by_limits: dict[tuple, dict] = {}
    for finding in parts.findings:
        limits = tuple(sorted(finding.limits.items()))
        if limits not in by_limits:
            settings = held.settings(finding.limits)
            by_limits[limits] = {each.key: each for each in recomputing.judged_of(parts, settings)}
        _check_finding(finding, by_limits[limits], held, report)
    for judged in recomputing.judged_of(parts, held.settings()):
        if judged.key not in by_key:
            about = ", ".join(filter(None, judged.key))
            report.misfits.append(f"Finding {about}: it is missing.")


def _check_finding(
    finding: Finding, by_key: dict[tuple, Judged], held: Held, report: Report
) -> None:
    where = "Finding " + ", ".join(filter(None, (finding.about, finding.side, finding.state)))
    if finding.rule_version != grading.VERSION:
        report.unchecked.append(
            f"{where}: judged by version {finding.rule_version} of the rules; this program has "
            f"version {grading.VERSION} and did not judge it again."
        )
        return
    for code, limit in finding.limits.items():
        if not any(is_alike(limit, value) for value in held.values(code)):
            report.compare(where, f"the limit {code}", limit, held.in_force.get(code))
    judged = by_key.get((finding.about, finding.side, finding.state))
    if judged is None:
        report.misfits.append(f"{where}: it is stored, and nothing is there to judge.")
        return
    for name in OF_A_VERDICT:
        report.compare(where, f"“{name}”", getattr(finding, name), getattr(judged.verdict, name))
    limits = {code for code, _ in judged.verdict.limits}
    report.compare(where, "the names of its limits", sorted(finding.limits), sorted(limits))
    for name, value in finding.basis.items():  # of an earlier day it may have known less
        report.compare(where, f"what it judged as “{name}”", value, judged.basis.get(name))


def _check_versions(parts: Parts, report: Report) -> None:
    again = recomputing.versions_of(parts)
    for name, value in again.model_dump().items():
        report.compare("Versions", f"“{name}”", getattr(parts.versions, name), value)


def _check_frames(parts: Parts, report: Report) -> None:
    clips = {capture.reference: capture for capture in parts.captures}
    for frame in parts.frames:
        if frame.capture not in clips or frame.number >= clips[frame.capture].frame_count:
            report.misfits.append(f"Frame {frame.number}: no clip of the bundle has it.")


CHECKS: tuple[tuple[str, Callable[[Parts, Report], None]], ...] = (
    ("Versions", _check_versions),
    ("Clips and steps", _check_captures),
    ("Frames", _check_frames),
    ("Measurements", _check_measurements),
    ("Left and right", _check_sides),
    ("Tests", _check_tests),
    ("Questionnaires", _check_questionnaires),
    ("Findings", _check_findings),
)
