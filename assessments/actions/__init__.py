"""Use cases that own their transactions."""

from assessments.actions.articles import (
    add_article,
    change_article,
    hide_article,
    put_back,
    reset_article,
    review_article,
)
from assessments.actions.beginning import begin_assessment, discard_assessment
from assessments.actions.checking import ask_safety, confirm_safety, note_safety
from assessments.actions.clips import delete_withdrawn, keep_clip, tidy_strays, withdraw_clip
from assessments.actions.disclaimers import accept_disclaimer
from assessments.actions.follow_ups import answer_follow_up, ask_questions, withdraw_follow_up
from assessments.actions.intake import Answers, save_intake
from assessments.actions.judgement import Override
from assessments.actions.logging_sessions import (
    answer_next_day,
    log_session,
    take_back_session,
)
from assessments.actions.measuring import (
    keep_frame,
    remove_capture,
    remove_step,
    save_capture,
    save_step,
)
from assessments.actions.pages import OpenPage
from assessments.actions.plan_alerts import raise_silences, see_alert
from assessments.actions.programmes import (
    MOST_ITEMS,
    DraftItem,
    DraftPlan,
    begin_programme,
    begin_version,
    discard_draft,
    save_dose,
    save_draft,
)
from assessments.actions.progressing import accept_step, barred_from, choices_of, decline_step
from assessments.actions.reports import ask_for_report
from assessments.actions.running import add_next_morning, correct_run, log_run, remove_run
from assessments.actions.screening import answer_screen, review_screen
from assessments.actions.sections import Values, fill_section, keep_typed
from assessments.actions.sending import end_programme, send_version
from assessments.actions.sharing import share_assessment, withdraw_share
from assessments.actions.signing import (
    add_addendum,
    cosign_assessment,
    may_cosign,
    sign_assessment,
)
from assessments.actions.thresholds import set_thresholds

__all__ = [
    "MOST_ITEMS",
    "Answers",
    "DraftItem",
    "DraftPlan",
    "OpenPage",
    "Override",
    "Values",
    "accept_disclaimer",
    "accept_step",
    "add_addendum",
    "add_article",
    "add_next_morning",
    "answer_follow_up",
    "answer_next_day",
    "answer_screen",
    "ask_for_report",
    "ask_questions",
    "ask_safety",
    "barred_from",
    "begin_assessment",
    "begin_programme",
    "begin_version",
    "change_article",
    "choices_of",
    "confirm_safety",
    "correct_run",
    "cosign_assessment",
    "decline_step",
    "delete_withdrawn",
    "discard_assessment",
    "discard_draft",
    "end_programme",
    "fill_section",
    "hide_article",
    "keep_clip",
    "keep_frame",
    "keep_typed",
    "log_run",
    "log_session",
    "may_cosign",
    "note_safety",
    "put_back",
    "raise_silences",
    "remove_capture",
    "remove_run",
    "remove_step",
    "reset_article",
    "review_article",
    "review_screen",
    "save_capture",
    "save_dose",
    "save_draft",
    "save_intake",
    "save_step",
    "see_alert",
    "send_version",
    "set_thresholds",
    "share_assessment",
    "sign_assessment",
    "take_back_session",
    "tidy_strays",
    "withdraw_clip",
    "withdraw_follow_up",
    "withdraw_share",
]
