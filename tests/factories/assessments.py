from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from assessments.actions.screening import as_stored
from assessments.models import Assessment, Capture, FollowUp, Frame, Run, SafetyCheck, Share
from tests.assessments.form_answers import calm
from tests.factories.appointments import NINE
from tests.factories.people import (
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)


class AssessmentFactory(DjangoModelFactory):
    """An open one was asked about its safety, and nothing stops; not with `safety=False`."""

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    patient = factory.SubFactory(PatientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    performed_at = NINE

    @factory.post_generation
    def safety(self, create, is_asked, **kwargs):
        if create and is_asked is not False and self.is_open:
            by = self.practitioner.user or ClinicianFactory()
            SafetyCheckFactory(assessment=self, checked_at=self.performed_at, checked_by=by)


class SafetyCheckFactory(DjangoModelFactory):
    """The questions asked at an assessment: all “no”, but for `answers`."""

    class Meta:
        model = SafetyCheck

    assessment = factory.SubFactory("tests.factories.AssessmentFactory", safety=False)
    checked_at = NINE
    checked_by = factory.SubFactory(ClinicianFactory)
    answered_at = factory.SelfAttribute("checked_at")
    submission = factory.LazyFunction(uuid4)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        answers = kwargs.pop("answers", None) or calm()
        return super()._create(model_class, *args, **as_stored(answers), **kwargs)


class CaptureFactory(DjangoModelFactory):
    class Meta:
        model = Capture

    assessment = factory.SubFactory(AssessmentFactory)
    created_by = factory.SubFactory(ClinicianFactory)
    state = "fresh"
    view = "posterior"
    landmark_set = "psis"
    width_px = 1080
    height_px = 1920
    frame_count = 4000
    capture_fps = 240


class FrameFactory(DjangoModelFactory):
    class Meta:
        model = Frame

    capture = factory.SubFactory(CaptureFactory, assessment=factory.SelfAttribute("..assessment"))
    assessment = factory.SubFactory(AssessmentFactory)
    number = 1
    picture = b"\xff\xd8\xff\xd9"
    width_px = 1080
    height_px = 1920


class ShareFactory(DjangoModelFactory):
    """What the patient may read now."""

    class Meta:
        model = Share

    assessment = factory.SubFactory(AssessmentFactory)
    shared_by = factory.SubFactory(ClinicianFactory)
    shared_at = NINE


class RunFactory(DjangoModelFactory):
    """A run that was typed in, by somebody who looks after the patient."""

    class Meta:
        model = Run

    patient = factory.SubFactory(PatientFactory)
    ran_on = date(2026, 11, 22)
    distance_km = Decimal("8.00")
    duration_s = 2700
    nprs_during_max = 1
    submission = factory.LazyFunction(uuid4)
    said = "as it was"
    logged_at = NINE
    logged_by = factory.SubFactory(UserFactory)


class FollowUpFactory(DjangoModelFactory):
    """Questionnaires that are open, asked of somebody with an email."""

    class Meta:
        model = FollowUp

    patient = factory.SubFactory(PatientFactory)
    kind = "questions"
    codes = factory.LazyFunction(lambda: ["psfs"])
    due_at = NINE - timedelta(days=9)  # before the clock of the tests
    closes_at = NINE + timedelta(days=9)
    is_mailed = True
    asked_by = factory.SubFactory(ClinicianFactory)
