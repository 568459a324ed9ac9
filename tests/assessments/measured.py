"""An assessment that is ready to be measured, and the calls of the measuring screen."""

import json
from uuid import UUID, uuid4

from django.urls import reverse

from assessments.models import Assessment, Measurement
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)

FILMED = {
    "task": "running",
    "state": "fresh",
    "view": "posterior",
    "mirrored": False,
    "landmark_set": "psis",
    "is_still": False,
    "width_px": 1080,
    "height_px": 1920,
    "frame_count": 4000,
    "capture_fps": 240,
    "playback_fps": 30,
    "is_exact": True,
    "clip_mark": "a1b2",
    "horizon": None,
    "scale": None,
    "revision": 0,
}
# T01, evidence base 3.5: standing on the right, the left PSIS is lower by 5.194°.
DROP = {"stance_pelvis": [1010, 500], "swing_pelvis": [900, 510]}
LEFT_DROP = {"stance_pelvis": [900, 500], "swing_pelvis": [1010, 510]}
PLACED = {
    "frame_number": 100,
    "time_s": 0.4167,
    "side": "R",
    "event": "midstance",
    "point_set": "pelvis",
    "points": DROP,
    "revision": 0,
}


def ready_assessment(**changes) -> Assessment:
    """Return a draft whose runner was seen by eye, of a patient whom its clinician treats."""
    practitioner = changes.pop("practitioner", None) or PractitionerFactory(user=ClinicianFactory())
    visit = AppointmentFactory(practitioner=practitioner, starts_at=NINE)
    fields = {"seen_at": NINE, "seen_by": practitioner.user} | changes
    return AssessmentFactory(
        patient=visit.patient, practitioner=practitioner, appointment=visit, **fields
    )


def fields_at_fault(answer) -> list[str]:
    """Return which fields a refusal names."""
    return [error["field"] for error in answer.json()["errors"]]


def stored(metric="cpd"):
    """Return the means of a measure as plain values."""
    fields = ("side", "state", "mean", "n_steps", "levelled", "from_frames")
    return [
        (side, state, str(mean), *rest)
        for side, state, mean, *rest in Measurement.objects.filter(metric=metric).values_list(
            *fields
        )
    ]


class Screen:
    """The measuring screen of one assessment, as its script calls the server."""

    def __init__(self, client, assessment, user=None):
        self.client, self.assessment = client, assessment
        self.client.force_login(user or assessment.practitioner.user)

    def url(self, name, *parts):
        return reverse(f"assessments:{name}", args=[self.assessment.reference, *parts])

    def put(self, url, body):
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.put(url, sent, content_type="application/json")

    def put_capture(self, reference: UUID, **changes):
        return self.put(self.url("capture-detail", reference), FILMED | changes)

    def put_step(self, capture: UUID, reference: UUID | None = None, **changes):
        url = self.url("step-detail", capture, reference or uuid4())
        return self.put(url, PLACED | changes)

    def delete_step(self, capture, reference):
        return self.client.delete(self.url("step-detail", capture, reference))

    def delete_capture(self, reference):
        return self.client.delete(self.url("capture-detail", reference))

    def put_frame(self, capture, number, sent, content_type="image/jpeg"):
        url = self.url("frame-keep", capture, number)
        return self.client.put(url, sent, content_type=content_type)

    def capture(self, **changes) -> UUID:
        """Return the identifier of a new capture."""
        reference = uuid4()
        response = self.put_capture(reference, **changes)
        assert response.status_code == 201, response.content
        return reference

    def steps(self, capture, count, **changes):
        """Measure `count` steps, the pelvis a little lower in each."""
        for step in range(count):
            points = {"stance_pelvis": [1010, 500], "swing_pelvis": [900, 508 + step]}
            response = self.put_step(
                capture, frame_number=100 + 90 * step, points=points, **changes
            )
            assert response.status_code == 201, response.content
