"""Use cases that own their transactions."""

from assessments.actions.beginning import begin_assessment, discard_assessment
from assessments.actions.checking import ask_safety, confirm_safety, note_safety
from assessments.actions.clips import delete_withdrawn, keep_clip, tidy_strays, withdraw_clip
from assessments.actions.intake import Answers, save_intake
from assessments.actions.judgement import Override
from assessments.actions.measuring import (
    keep_frame,
    remove_capture,
    remove_step,
    save_capture,
    save_step,
)
from assessments.actions.pages import OpenPage
from assessments.actions.screening import answer_screen, review_screen
from assessments.actions.sections import Values, fill_section, keep_typed
from assessments.actions.sharing import share_assessment, withdraw_share
from assessments.actions.signing import (
    add_addendum,
    cosign_assessment,
    may_cosign,
    sign_assessment,
)
from assessments.actions.thresholds import set_thresholds

__all__ = [
    "Answers",
    "OpenPage",
    "Override",
    "Values",
    "add_addendum",
    "answer_screen",
    "ask_safety",
    "begin_assessment",
    "confirm_safety",
    "cosign_assessment",
    "delete_withdrawn",
    "discard_assessment",
    "fill_section",
    "keep_clip",
    "keep_frame",
    "keep_typed",
    "may_cosign",
    "note_safety",
    "remove_capture",
    "remove_step",
    "review_screen",
    "save_capture",
    "save_intake",
    "save_step",
    "set_thresholds",
    "share_assessment",
    "sign_assessment",
    "tidy_strays",
    "withdraw_clip",
    "withdraw_share",
]
