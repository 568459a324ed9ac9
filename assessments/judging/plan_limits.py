"""What a plan moves on by: each limit with its source, which a clinic may set. Pure.

The rule itself is evidence base 5: up one level when the top of the range is reached in all sets on
two sessions in a row with little pain and good control, down after much pain or a worse next day.
"""

from assessments.judging.criteria import setting

SESSIONS_IN_A_ROW = "plan_sessions_in_a_row"
UP_PAIN_MAX = "plan_up_pain_max"
DOWN_PAIN_ABOVE = "plan_down_pain_above"
DAYS_BETWEEN_LEVELS = "plan_days_between_levels"
MOVES_BY_ITSELF = "plan_moves_by_itself"
SILENCE_DAYS = "plan_silence_days"
EFFORT_FROM = "plan_effort_from"
WEEKS = "plan_weeks"
DAYS_A_WEEK = "plan_days_a_week"
SESSION_PAIN_RISE = "plan_session_pain_rise"

PROPOSE, BY_ITSELF = 0, 1  # the values of MOVES_BY_ITSELF

PLAN = (
    setting(
        SESSIONS_IN_A_ROW,
        "Sessions in a row, all well done, before a harder exercise",
        "2",
        "sessions",
        "The clinic’s rule: evidence base 5 gives two (unverified).",
    ),
    setting(
        UP_PAIN_MAX,
        "Pain in a session, one level up only up to",
        "2",
        "/10",
        "Common in running rehabilitation (unverified): the clinic decides.",
    ),
    setting(
        DOWN_PAIN_ABOVE,
        "Pain in a session, one level down above",
        "5",
        "/10",
        "Common in running rehabilitation (unverified): the clinic decides.",
    ),
    setting(
        DAYS_BETWEEN_LEVELS,
        "Days from one level of an exercise to the next",
        "7",
        "days",
        "A rule of this clinic, never two levels in a week (unverified).",
    ),
    setting(
        MOVES_BY_ITSELF,
        "What happens when a rule is met",
        "0",
        "choice",
        "A rule of this clinic: by default a clinician decides each step.",
        words=("A step is proposed to the clinician", "The plan moves on by itself"),
    ),
    setting(
        SILENCE_DAYS,
        "Tell the clinician when nothing was logged for",
        "7",
        "days",
        "A rule of this clinic (unverified).",
    ),
    setting(
        EFFORT_FROM,
        "Tell the clinician of an effort of a session from",
        "9",
        "/10",
        "A rule of this clinic (unverified).",
    ),
    setting(
        SESSION_PAIN_RISE,
        "Gait retraining: stop the session when pain rises by more than",
        "2",
        "/10",
        "Evidence base 5, E25: the clinic decides (unverified).",
    ),
    setting(
        WEEKS,
        "Length of a programme",
        "6",
        "weeks",
        "The hip programme that was tested lasted 6 weeks (Willy 2011, verified).",
    ),
    setting(
        DAYS_A_WEEK,
        "Days of exercise a week",
        "3",
        "days",
        "The hip programme that was tested had 3 days a week (Willy 2011, verified).",
    ),
)
