"""What the runner's edition says: three sentences, one runner, the plan, the next date, numbers."""

from datetime import datetime

from assessments.models import Assessment, RuleSetting
from assessments.reading.agreed import agreed_with
from assessments.reading.runner import runner_of
from assessments.reading.told import told
from assessments.reading.whole import shown
from assessments.reports import plans
from assessments.reports.heads import head_of

VERSION = 1
TITLE = "Your running assessment"
FIGURE_MM, FIGURE_BELOW_LONG_TEXT_MM = 122, 104
LONG = 520  # characters of the sentences and their notes


def content_of(assessment: Assessment, now: datetime) -> tuple[dict, dict[str, bytes]]:
    """Return the report's content and its pictures by name."""
    settings = RuleSetting.objects.current()
    agreed, pictures = agreed_with(assessment.patient, now), {}
    said = told(assessment, settings, agreed.as_told)
    runner = runner_of(assessment, said.stance)
    if runner:
        pictures["runner.svg"] = runner.paper.encode()
    length = sum(len(text) for _, text in said.sentences) + sum(map(len, said.notes))
    return {
        **head_of(assessment, TITLE, now, version=VERSION),
        "told": [list(pair) for pair in said.sentences],
        "notes": list(said.notes),
        "figures": [_figure(runner)] if runner else [],
        "figure_height": FIGURE_MM if length < LONG else FIGURE_BELOW_LONG_TEXT_MM,
        "plan": plans.content_of(agreed, pictures),
        "next": agreed.next_words,
        "numbers": numbers_of(assessment),
    }, pictures


def _figure(runner):
    return {"file": "runner.svg", "alt": runner.text, "caption": runner.caption}


def numbers_of(assessment: Assessment) -> list[dict]:
    """Return every value that the runner's page shows, with its error and its usual range."""
    return [
        {
            "name": value.metric.plain_name,
            "side": str(value.side),
            "value": value.amount,
            "state": value.state,
            "words": value.found.words if value.found else "",
        }
        for value in shown(assessment, for_clinician=False).values
    ]
