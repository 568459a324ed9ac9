"""A bundle made of plain values: every part has something in it, and all of it fits."""

from decimal import Decimal

from assessments.biomechanics.metrics import METRICS
from assessments.bundle import recomputing, schema
from assessments.judging import grading, thresholds
from assessments.measuring.step_values import METHOD_VERSION

INSTANT = "2026-11-23T17:00:00Z"
CLICK_SD = Decimal("1.0")
CAPTURE = "6f1f3c1e-0000-4000-8000-000000000001"
SET_UP = schema.SetUp(
    surface="treadmill",
    speed_kmh=Decimal("10.5"),
    incline_pct=Decimal("0.0"),
    acclimation_min=6,
    treadmill_experience="some",
    footwear="usual",
    shoes="Harrier “Daybreak” 3",
    shoe_age_km=None,
    shoe_drop_mm=Decimal("8.0"),
    orthoses="",
    camera_height_cm=90,
    camera_distance_cm=None,
    markers_on_skin=True,
)
RUN = schema.Run(
    fatigue_protocol="fixed_time",
    run_minutes=Decimal("30.0"),
    run_km=None,
    rpe_end=7,
    nprs_before=0,
    nprs_during_max=3,
    nprs_after=1,
    pain_locations=["anterior_knee_R"],
    pain_context=["sport"],
    pain_behaviour="warms_up",
    pain_onset_min=None,
    pain_onset_km=None,
    pain_stop=False,
)


def _capture(steps=()):
    capture = schema.Capture(
        reference=CAPTURE,
        task="running",
        state="fresh",
        view="posterior",
        mirrored=False,
        landmark_set="psis",
        is_still=False,
        width_px=1080,
        height_px=1920,
        frame_count=4000,
        capture_fps=Decimal("240.000"),
        playback_fps=Decimal("30.000"),
        is_exact=True,
        clip_mark="a1b2",
        horizon=[[0.0, 1000.5], [1000.0, 1003.0]],
        roll_deg=None,
        scale=[[100.0, 1800.0], [900.0, 1800.0]],
        scale_length_cm=Decimal("60.00"),
        cm_per_px=None,
        steps=list(steps),
    )
    return capture.model_copy(
        update={
            "roll_deg": schema.in_decimals(recomputing.roll_of(capture)),
            "cm_per_px": schema.in_decimals(recomputing.scale_of(capture)),
        }
    )


def _step(capture, at, side, point_set, points, event="midstance"):
    step = schema.Step(
        reference=f"6f1f3c1e-0000-4000-9000-{at:012}",
        frame_number=100 + 40 * at,
        time_s=Decimal("0.1667") * (at + 2),
        side=side,
        event=event,
        point_set=point_set,
        points=points,
        values=[],
    )
    values = [
        schema.StepValue(
            metric=each.metric,
            value=each.value,
            click_sd=each.click_sd,
            problem=each.problem,
            method_version=METHOD_VERSION,
        )
        for each in recomputing.measures_of(capture, step, SET_UP, CLICK_SD)
    ]
    return step.model_copy(update={"values": values})


def _steps(capture):
    """Yield four steps a side, the pelvis a little lower in each, and where the heels land."""
    for at in range(8):
        side, out = ("R", 1) if at % 2 else ("L", -1)
        pelvis = {
            "stance_pelvis": [540.25 + 55 * out, 500.125],
            "swing_pelvis": [540.25 - 55 * out, 505.5 + at],
        }
        yield _step(capture, at, side, "pelvis", pelvis)
        feet = {"heel": [540.5 + 30 * out, 1700.25], "midline": [540.5, 1700.0]}
        yield _step(capture, at + 100, side, "feet", feet).model_copy(
            update={"frame_number": 100 + 40 * at}
        )


def _measurements(capture):
    for mean in recomputing.means_of([capture], CLICK_SD):
        yield schema.Measurement(
            **{name: getattr(mean, name) for name in type(mean).__slots__},
            unit=METRICS[mean.metric].unit,
            mdc=thresholds.mdc_of(mean.metric, thresholds.defaults()),
            method="2d_manual",
            from_frames=True,
            method_version=METHOD_VERSION,
        )


def _test(side, best, code="hip_abd_force_n"):
    return schema.Test(
        code=code,
        side=side,
        state="fresh",
        trials=[Decimal(best) - 5, Decimal(best)],
        best=Decimal(best),
        arm_cm=Decimal("40.0"),
        mass_kg=Decimal("64.0"),
        contraction="break",
        position="side_lying",
        load_kg=None,
        pain=None,
        is_valid=True,
    )


def _findings(parts):
    for judged in recomputing.judged_of(parts, thresholds.defaults()):
        verdict = judged.verdict
        yield schema.Finding(
            rule=verdict.rule,
            rule_version=grading.VERSION,
            about=judged.about,
            side=judged.side,
            state=judged.state,
            basis={
                name: str(value) if isinstance(value, str) else value
                for name, value in judged.basis.items()
            },
            limits=dict(verdict.limits),
            grade=verdict.grade,
            label=str(verdict.label),
            why_no_grade=verdict.why_no_grade,
            override="mild" if judged.about == "cpd" else "",
            override_reason="Seen twice." if judged.about == "cpd" else "",
        )


def sample() -> schema.Parts:
    bare = _capture()
    capture = _capture(_steps(bare))
    measurements = list(_measurements(capture))
    tests = [_test("L", "180.0"), _test("R", "150.0"), _test("L", "21.0", "trendelenburg_s")]
    parts = schema.Parts(
        assessment=schema.Assessment(
            reference="6f1f3c1e-0000-4000-a000-000000000001",
            begun_at=INSTANT,
            performed_at=INSTANT,
            practitioner="Ana Ruiz",
            revision=12,
            is_quick=False,
            signed_at="2026-11-23T18:00:00.120000Z",
            signed_by="Ana Ruiz, physiotherapist",
            needs_cosignature=False,
        ),
        versions=schema.Versions(method=[], rules=[], questionnaires=[]),
        person=schema.Person(age=34, sex="female"),
        set_up=SET_UP,
        run=RUN,
        thresholds=schema.Thresholds(
            in_force=thresholds.defaults(), earlier={"mdc_cpd": [Decimal("3.1")]}
        ),
        captures=[capture],
        frames=[
            schema.Frame(
                capture=CAPTURE, number=100, width_px=1080, height_px=1920, sha256="0a" * 32
            )
        ],
        measurements=measurements,
        sides=recomputing.sides_of(measurements, thresholds.defaults()),
        seen=[schema.Seen(item="pelvic_drop", side="R", grade="mild", confidence="sure")],
        tests=tests,
        strength=recomputing.strength_of(tests, age=34, sex="female"),
        questionnaires=[
            schema.Questionnaire(
                code="lefs",
                answers=[3] * 20,
                score=Decimal("60.0"),
                scorer_version=1,
                language="en",
            )
        ],
        findings=[],
        causes=schema.Causes(suggested=["weakness"], chosen=["weakness"]),
        targets=[schema.Target(rank=1, metric="cpd", side="R", state="fresh")],
    )
    parts = parts.model_copy(update={"findings": list(_findings(parts))})
    return parts.model_copy(update={"versions": recomputing.versions_of(parts)})
