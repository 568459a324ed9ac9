"""What tests answer before a visit: a calm screen and a form that says a little of everything."""

from uuid import uuid4

from assessments.actions import answer_screen
from assessments.questions import red_flags


def calm(**changes):
    """Return a “no” to every safety question, but for `changes`."""
    answers = {item.code: red_flags.NO for item in (*red_flags.ITEMS, *red_flags.SCORE_ITEMS)}
    return {**answers, red_flags.SITE: "nowhere", **changes}


def screened(visit, **changes):
    """Answer the safety questions of a visit and return the screen."""
    return answer_screen(appointment=visit, answers=calm(**changes), written_by=uuid4())


def runner(**changes):
    """Return what a runner types, as a browser sends it."""
    return {
        "goal_text": "Run without pain.",
        "goal_event": "Half marathon",
        "goal_date": "2027-05-02",
        "running_years": "7,5",
        "sessions_per_week": "3",
        "weekly_km": "32",
        "longest_run_30d_km": "12",
        "planned_next_long_km": "18",
        "weekly_km_1": "30",
        "weekly_km_2": "28,5",
        "weekly_km_4": "20",
        "recent_change": ["shoes", "hills"],
        "injury_1_site": "Shin",
        "injury_1_side": "left",
        "injury_1_when": "spring 2024",
        "injury_1_weeks": "6",
        "injury_1_over": "yes",
        "stress_0_10": "4",
        "height_cm": "171",
        "mass_kg": "64,5",
        "birth_date": "1986-04-17",
        "sex_for_norms": "not_said",
        "medications": "None",
        **changes,
    }


def posted(**changes):
    """Return a runner's answers as the page sends them."""
    return {"revision": "0", "page": str(uuid4()), **runner(**changes)}
