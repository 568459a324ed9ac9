"""What the tests of the record's pages read and send."""

from uuid import uuid4

from django.urls import reverse


def main_of(response):
    """Return what the page says, with its spaces plain and its lines joined."""
    main = response.text.split("<main")[1].split("</main>")[0]
    return " ".join(main.replace("\u00a0", " ").split())


SET_UP = {
    "performed_at": "2026-12-01T09:05",
    "surface": "treadmill",
    "speed_kmh": "10.5",
    "incline_pct": "0",
    "footwear": "usual",
    "shoes": "Road 3",
    "markers_on_skin": "yes",
}
BY_EYE = {
    "pelvic_drop_L": "typical",
    "pelvic_drop_R": "marked",
    "knee_window_L": "open",
    "knee_window_R": "not_seen",
    "vertical_bounce": "mild",
}
DEGREES = {
    "cpd_fresh_L": "4.8",
    "cpd_fresh_L_n": "8",
    "cpd_fresh_L_sd": "1.1",
    "cpd_fresh_R": "8.3",
    "cpd_fresh_R_n": "8",
    "cpd_view": "posterior",
    "cpd_landmark_set": "psis",
    "cpd_method": "2d_manual",
    "cpd_levelled": "yes",
}
RUN_END = {
    "fatigue_protocol": "fixed_time",
    "run_minutes": "30",
    "rpe_end": "8",
    "nprs_during_max": "3",
    "pain_locations": ["anterior_knee_R", "groin_L"],
    "pain_context": ["sport"],
}
SOUND = {"set-up": SET_UP, "by-eye": BY_EYE, "degrees": DEGREES, "run-end": RUN_END}


def path(assessment, code):
    return reverse("assessments:section", args=[assessment.reference, code])


def page_of(**changes):
    return {"revision": "0", "page": str(uuid4()), **changes}


def send(client, assessment, code, **changes):
    return client.post(path(assessment, code), page_of(**(SOUND[code] | changes)))
