"""What the clinicians' edition says: each measure with error, method, rule and source."""

from datetime import datetime

from assessments.models import Assessment
from assessments.reading.whole import ShownAssessment, shown
from assessments.reports.heads import head_of
from assessments.reports.stills import stills_of
from bookings.mail.times import clinic_time

VERSION = 1
TITLE = "Running assessment, technical edition"
NO_ERROR = "No error is published."


def content_of(assessment: Assessment, now: datetime) -> tuple[dict, dict[str, bytes]]:
    """Return the report's content and its pictures by name."""
    whole = shown(assessment, for_clinician=True)
    pictures = {}
    return {
        **head_of(assessment, TITLE, now, version=VERSION),
        "set_up": _pairs(whole.set_up),
        "protocol": [*_pairs(whole.protocol), *([name, words] for name, words in whole.pain)],
        "seen": _seen(whole),
        "measures": _measures(whole),
        "asymmetries": whole.asymmetries,
        "tests": _tests(whole),
        "scores": [[score.name, score.score, score.source] for score in whole.scores],
        "others": [_other(other) for other in whole.others],
        "factors": whole.factors,
        "suggested": whole.suggested,
        "linked": whole.linked,
        "factors_note": assessment.factors_note,
        "targets": whole.targets,
        "notes": assessment.notes,
        "addenda": [
            {"signed": f"{clinic_time(each.signed_at)}, {each.signed_by}", "text": each.text}
            for each in assessment.addenda.select_related("signed_by")
        ],
        "stills": stills_of(assessment, whole.stills, pictures),
        "signed": _signed(assessment),
    }, pictures


def _pairs(facts):
    return [[fact.name, fact.words] for fact in facts]


def _seen(whole: ShownAssessment):
    rows = [
        {
            "name": item.observation.get_item_display(),
            "side": side,
            "grade": item.observation.get_grade_display(),
            "note": " ".join(
                filter(None, (item.observation.get_confidence_display(), item.observation.note))
            ),
            "override": _judged(item.found)["override"],
        }
        for side, seen in [
            *((str(each.side), each.seen) for each in whole.sides),
            ("", whole.runner_seen),
        ]
        for item in seen
    ]
    return sorted(rows, key=lambda row: row["name"])


def _measures(whole: ShownAssessment):
    return [
        {
            "name": value.metric.plain_name,
            "code": value.metric.code,
            "side": str(value.side),
            "state": value.state,
            "value": value.amount,
            "how": value.how,
            "error": value.error_text or NO_ERROR,
            "change": value.change,
            "warnings": value.warnings,
            **_judged(value.found),
        }
        for value in whole.values
    ]


def _judged(found):
    """Return the rule's word, the clinician's where there is one, the limits and their sources."""
    if found is None:
        return {"grade": "", "rule": "", "basis": [], "override": ""}
    row = found.finding
    override = f"{row.get_override_display()}: {row.override_reason}" if row.override else ""
    return {
        "grade": found.rule_words,
        "rule": found.rule,
        "basis": found.basis,
        "override": f"Instead, {override} ({row.override_by})" if override else "",
    }


def _tests(whole: ShownAssessment):
    return [
        {
            "name": ", ".join(filter(None, (test.name, test.state))),
            "legs": [
                {
                    "side": str(leg.side),
                    "reading": leg.reading,
                    "more": [*leg.more, leg.how],
                }
                for leg in test.legs
            ],
            "both": test.both,
        }
        for test in whole.tests
    ]


def _other(other):
    return {"name": other.name, "judged": other.judged, **_judged(other.found)}


def _signed(assessment):
    if not assessment.is_signed:
        return "Not signed."
    said = f"Signed by {assessment.signed_by}, {clinic_time(assessment.signed_at)}."
    cosigned = getattr(assessment, "cosignature", None)
    if cosigned:
        said += f" Co-signed by {cosigned.signed_by}, {clinic_time(cosigned.signed_at)}."
    elif assessment.needs_cosignature:
        said += " It awaits a co-signature."
    return said
