"""An assessment with a bit of everything that a page can show."""

from decimal import Decimal

from assessments.actions import share_assessment, sign_assessment
from assessments.models import Frame
from demo.runner_drawing import HEIGHT, WIDTH, Stride, picture_of
from tests.assessments.records import Recorded, film, force, record, score, value
from tests.factories import NINE


def _everything(right, **set_up):
    """Return a bit of everything that a page can show."""
    drop = Decimal(right)
    return Recorded(
        set_up={"notes": "Right hip tires.", **set_up},
        seen={
            ("pelvic_drop", "R"): "marked",
            ("knee_window", "R"): "closed",
            ("arm_swing", ""): "symmetrical",
        },
        values=[
            value("cpd", "L", "4.8", sd=Decimal("3.4")),
            value("cpd", "R", drop, n_steps=2),
            value("cpd", "L", "6.1", state="end_of_run"),
            value("cpd", "R", drop + 4, state="end_of_run"),
            value("femoral_adduction", "R", "9.0"),
            value("fppa_run", "R", "6.8"),
            value("rearfoot_to_vertical", "L", "4.0"),
            value("cadence_spm", "", "164", n_steps=40, method="visual"),
        ],
        tests=[force("L", "180"), force("R", "150")],
        scores=[score("lefs", 61, [3] * 20)],
        targets=[("cpd", "R", "fresh")],
        end={"nprs_during_max": 3, "run_minutes": Decimal(25)},
        findings={"factors": ["fatigue"], "factors_note": "Longer sets."},
    )


def a_full_record(visit, *, days_ago, right, **set_up):
    """Sign and share an assessment of the visit's patient that has a bit of everything."""
    draft = record(
        visit.patient,
        visit.practitioner,
        _everything(right, **set_up),
        days_ago=days_ago,
        sign=False,
    )
    for state in ("fresh", "end_of_run"):
        film(draft, state=state, steps=2)
    stride = Stride(side="R", drop_deg=8, thigh_deg=8, knee_deg=6)
    Frame.objects.filter(assessment=draft).update(
        picture=picture_of(stride), width_px=WIDTH, height_px=HEIGHT
    )
    by = visit.practitioner.user
    signed = sign_assessment(assessment=draft, revision=draft.revision, by=by, now=NINE)
    share_assessment(assessment=signed, by=by, now=NINE)
    return signed
