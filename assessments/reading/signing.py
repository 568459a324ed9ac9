"""What a clinician reads before they sign, in short, and what stands beside it afterwards."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from assessments import actions, flow, queries
from assessments.biomechanics.metrics import METRICS
from assessments.models import (
    Addendum,
    Assessment,
    Capture,
    ClipFile,
    CoSignature,
    RuleSetting,
    RunState,
    Share,
)
from clinic.models import Practitioner, User


@dataclass(frozen=True)
class Ready:
    """An assessment as it stands at `revision`, in counts, with its open ends."""

    revision: int
    counts: list[tuple[str, int]]
    unfinished: list[flow.Page]
    warnings: list[str]
    supervisor: Practitioner | None  # of whoever signs
    is_anothers: bool

    @property
    def has_content(self) -> bool:
        return any(count for _, count in self.counts)


def ready_to_sign(assessment: Assessment, user: User) -> Ready:
    """Return what `user` would seal; the number of queries does not grow with the rows."""
    measurements = list(assessment.measurements.all())
    captures = list(assessment.captures.filter(removed_at__isnull=True))
    steps = assessment.steps.filter(removed_at__isnull=True, capture__removed_at__isnull=True)
    targets = assessment.target_measures.count()
    counts = [
        ("seen by eye", len(assessment.observations.all())),
        ("measured values", len(measurements)),
        ("steps with points", steps.count()),
        ("clinical tests", assessment.clinical_tests.count()),
        ("questionnaires", assessment.questionnaire_responses.count()),
        ("findings", len(assessment.findings.all())),
        ("targets for the retest", targets),
    ]
    practitioner = Practitioner.objects.select_related("supervisor").filter(user=user).first()
    return Ready(
        revision=assessment.revision,
        counts=counts,
        unfinished=[page for page in flow.rail(assessment).pages if page.state == flow.TYPED],
        warnings=_warnings(measurements, captures, targets),
        supervisor=practitioner.supervisor if practitioner else None,
        is_anothers=assessment.practitioner.user_id != user.pk,
    )


@dataclass(frozen=True)
class CaptureClip:
    """A capture, and the clip that is kept of it now, if one is."""

    capture: Capture
    clip: ClipFile | None


@dataclass(frozen=True)
class AfterSigning:
    """What stands beside a signed assessment, and what this clinician may do there."""

    cosignature: CoSignature | None
    addenda: list[Addendum]
    shares: list[Share]
    clips: list[CaptureClip]
    withdrawn_clips: list[ClipFile]
    clip_max_bytes: int
    awaits_cosignature: bool
    may_cosign: bool
    may_share: bool


def after_signing(assessment: Assessment, user: User) -> AfterSigning:
    """Return it for one assessment; one query a table."""
    cosignature = (
        CoSignature.objects.select_related("signed_by").filter(assessment=assessment).first()
    )
    awaits = assessment.is_signed and assessment.needs_cosignature and cosignature is None
    clips = queries.clip_files_of(assessment)
    kept = {clip.capture_id: clip for clip in clips if clip.withdrawn_at is None}
    filmed = Q(removed_at__isnull=True, is_still=False)
    captures = assessment.captures.filter(filmed | Q(pk__in=kept))
    return AfterSigning(
        cosignature=cosignature,
        addenda=list(assessment.addenda.select_related("signed_by")),
        shares=list(assessment.shares.select_related("shared_by", "withdrawn_by")),
        clips=[CaptureClip(capture, kept.get(capture.pk)) for capture in captures],
        withdrawn_clips=[clip for clip in clips if clip.withdrawn_at is not None],
        clip_max_bytes=settings.CLIP_MAX_BYTES,
        awaits_cosignature=awaits,
        may_cosign=awaits and actions.may_cosign(assessment=assessment, user=user),
        may_share=assessment.is_signed and not awaits,
    )


def _warnings(measurements, captures, targets):
    found = []
    bare = [capture for capture in captures if capture.roll_deg is None]
    if bare:
        found.append(
            f"{len(bare)} of {len(captures)} clips without a level line: a tilted camera tilts "
            "every angle measured on them."
        )
    wanted = int(RuleSetting.objects.current()["stable_steps"])
    found += [
        f"{METRICS[row.metric].name}, {_where(row)}: {row.n_steps} of {wanted} steps. The mean is "
        "not stable yet."
        for row in measurements
        if METRICS[row.metric].counted == "steps" and row.n_steps < wanted
    ]
    if not targets:
        found.append("No measure is chosen as a target for the retest.")
    return found


def _where(row):
    words = [row.get_side_display().lower() if row.side else ""]
    words.append(row.get_state_display().lower() if row.state != RunState.NONE else "")
    return ", ".join(word for word in words if word) or "both sides"
