from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from assessments.actions.screening import as_stored
from assessments.models import Assessment, Capture, Frame, SafetyCheck, Share
from tests.assessments.form_answers import calm
from tests.factories.appointments import NINE
from tests.factories.people import ClinicianFactory, PatientFactory, PractitionerFactory


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
