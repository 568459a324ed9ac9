"""Use cases that own their transactions."""

from assessments.actions.recording import (
    Page,
    Recording,
    begin_assessment,
    record_assessment,
    save_draft,
    share_assessment,
    unshare_assessment,
)

__all__ = [
    "Page",
    "Recording",
    "begin_assessment",
    "record_assessment",
    "save_draft",
    "share_assessment",
    "unshare_assessment",
]
