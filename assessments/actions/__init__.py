"""Use cases that own their transactions."""

from assessments.actions.intake import Answers, save_intake
from assessments.actions.recording import (
    Page,
    Recording,
    begin_assessment,
    record_assessment,
    save_draft,
    share_assessment,
    unshare_assessment,
)
from assessments.actions.screening import answer_screen, review_screen

__all__ = [
    "Answers",
    "Page",
    "Recording",
    "answer_screen",
    "begin_assessment",
    "record_assessment",
    "review_screen",
    "save_draft",
    "save_intake",
    "share_assessment",
    "unshare_assessment",
]
