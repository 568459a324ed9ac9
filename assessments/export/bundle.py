"""A signed assessment as a bundle: what was sealed, and nothing that is known of the person else.

The same assessment makes the same bytes on any day. Free text is left out, but for the reason of a
grade that the clinician put beside the rule's.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import BinaryField, F, Func

from assessments import queries
from assessments.biomechanics.metrics import METRICS
from assessments.bundle import canonical, recomputing, schema
from assessments.bundle.recomputing import Held
from assessments.exceptions import NotSigned
from assessments.findings.analysis import captures_of
from assessments.judging import plan_limits, thresholds
from assessments.models import Assessment, Frame, RuleSetting
from bookings.people.households import staff_name

OF_A_CAPTURE = (
    *("task", "state", "view", "mirrored", "landmark_set", "is_still", "width_px", "height_px"),
    *("frame_count", "capture_fps", "playback_fps", "is_exact", "clip_mark", "roll_deg"),
    *("scale_length_cm", "cm_per_px"),
)


def bundle_of(assessment: Assessment) -> bytes:
    """Return the file of a signed assessment. Raises NotSigned."""
    if not assessment.is_signed:
        raise NotSigned("Only a signed assessment makes a bundle: until then it can change.")
    captures = [_capture(capture) for capture in captures_of(assessment)]
    body = queries.body_of(assessment)
    rows = {
        "captures": captures,
        "frames": list(_frames(assessment)),
        "measurements": [
            _row(schema.Measurement, row, unit=METRICS[row.metric].unit)
            for row in assessment.measurements.all()
        ],
        "seen": [_row(schema.Seen, row) for row in assessment.observations.all()],
        "tests": [_row(schema.Test, row) for row in assessment.clinical_tests.all()],
        "questionnaires": [
            _row(schema.Questionnaire, row) for row in assessment.questionnaire_responses.all()
        ],
        "findings": [_finding(row) for row in assessment.findings.all()],
        "targets": [_row(schema.Target, row) for row in assessment.target_measures.all()],
    }
    held = _thresholds(assessment)
    person = schema.Person(age=_age(body), sex=body.sex)
    settings = Held(held.in_force, held.earlier).settings()
    parts = schema.Parts(
        assessment=_assessment(assessment),
        versions=schema.Versions(method=[], rules=[], questionnaires=[]),
        person=person,
        set_up=_row(schema.SetUp, assessment),
        run=_row(schema.Run, assessment),
        thresholds=held,
        sides=recomputing.sides_of(rows["measurements"], settings),
        strength=recomputing.strength_of(rows["tests"], age=person.age, sex=person.sex),
        causes=schema.Causes(
            suggested=list(assessment.suggested_factors), chosen=list(assessment.factors)
        ),
        **rows,
    )
    parts = parts.model_copy(update={"versions": recomputing.versions_of(parts)})
    return canonical.write(parts)


def _row(kind, row, **more):
    """Return a part of the fields that a stored row has by the same names."""
    named = {name: getattr(row, name) for name in kind.model_fields if name not in more}
    return kind(**{name: _plain(value) for name, value in named.items()}, **more)


def _plain(value):
    """Return a stored value as the schema has it: a code of a choice is its text."""
    return str(value) if isinstance(value, str) else value


def _age(body: queries.Body) -> int | None:
    """Return the age; none where the birth date that is told cannot be."""
    return body.age if body.age is not None and 0 <= body.age <= schema.OLDEST else None


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _assessment(assessment):
    return schema.Assessment(
        reference=str(assessment.reference),
        begun_at=instant(assessment.created_at),
        performed_at=instant(assessment.performed_at),
        practitioner=assessment.practitioner.name,
        revision=assessment.revision,
        is_quick=assessment.is_quick,
        signed_at=instant(assessment.signed_at),
        signed_by=staff_name(assessment.signed_by),
        needs_cosignature=assessment.needs_cosignature,
    )


# --- Clips ----------------------------------------------------------------------------------------


def _capture(capture):
    return schema.Capture(
        reference=str(capture.reference),
        horizon=_line(capture, "horizon"),
        scale=_line(capture, "scale"),
        steps=[_step(step) for step in capture.steps.all()],
        **{name: _plain(getattr(capture, name)) for name in OF_A_CAPTURE},
    )


def _line(capture, name):
    """Return the two points of a line; None where it was not marked."""
    ends = [[getattr(capture, f"{name}_{axis}{at}") for axis in ("x", "y")] for at in (1, 2)]
    return None if None in [number for end in ends for number in end] else ends


def _step(step):
    return schema.Step(
        reference=str(step.reference),
        frame_number=step.frame_number,
        time_s=step.time_s,
        side=step.side,
        event=step.event,
        point_set=step.point_set,
        points={mark.name: [mark.x, mark.y] for mark in step.landmarks.all()},
        values=[_row(schema.StepValue, row) for row in step.values.all()],
    )


def _frames(assessment) -> Iterable[schema.Frame]:
    """Yield the hash of each kept picture, as the database makes it: none is loaded for it."""
    sha256 = Func(F("picture"), function="sha256", output_field=BinaryField())
    frames = Frame.objects.filter(assessment=assessment, capture__removed_at__isnull=True)
    named = frames.annotate(sha256=sha256).order_by("capture__created_at", "capture", "number")
    for capture, number, width, height, digest in named.values_list(
        "capture__reference", "number", "width_px", "height_px", "sha256"
    ):
        yield schema.Frame(
            capture=str(capture),
            number=number,
            width_px=width,
            height_px=height,
            sha256=bytes(digest).hex(),
        )


# --- Rules ----------------------------------------------------------------------------------------


def _finding(row):
    limits = {code: Decimal(str(limit)) for code, limit in row.limits.items()}
    return _row(schema.Finding, row, limits=limits)


def _thresholds(assessment) -> schema.Thresholds:
    """Return what was in force at the signing, and what else was since the assessment began.

    What a plan moves on by judges nothing here.
    """
    changes = RuleSetting._meta.get_field("events").related_model.objects.filter(
        changed_at__lte=assessment.signed_at
    )
    of_plans = {each.code for each in plan_limits.PLAN}
    in_force = {
        code: value for code, value in thresholds.defaults().items() if code not in of_plans
    }
    earlier: dict[str, list[Decimal]] = {}
    rows = changes.exclude(code__in=of_plans).order_by("changed_at", "pgh_id")
    for code, value, changed_at in rows.values_list("code", "value", "changed_at"):
        if changed_at >= assessment.created_at and code in in_force:
            earlier.setdefault(code, []).append(in_force[code])
        in_force[code] = value
    return schema.Thresholds(
        in_force=in_force,
        earlier={code: _others(values, in_force[code]) for code, values in earlier.items()},
    )


def _others(values, last):
    return [value for value in dict.fromkeys(reversed(values)) if value != last]
