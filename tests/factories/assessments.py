import factory
from factory.django import DjangoModelFactory

from assessments.models import Assessment, Capture, Frame, Share
from tests.factories.appointments import NINE
from tests.factories.people import ClinicianFactory, PatientFactory, PractitionerFactory


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    patient = factory.SubFactory(PatientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    performed_at = NINE


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
