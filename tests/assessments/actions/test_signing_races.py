"""Two signatures, two shares, a signature against a page that is saved."""

import pytest

from assessments.actions import (
    OpenPage,
    Values,
    begin_assessment,
    cosign_assessment,
    fill_section,
    share_assessment,
    sign_assessment,
)
from assessments.exceptions import AlreadyCoSigned, AssessmentChanged, AssessmentClosed
from assessments.models import Assessment, CoSignature, Observation, Section, Share
from bookings.models import Appointment
from clinic.models import Message
from tests.assessments.models.sealed import seal
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
    SafetyCheckFactory,
)
from tests.races import kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


@pytest.fixture
def practitioner():
    return PractitionerFactory(user=ClinicianFactory())


@pytest.fixture
def visit(practitioner):
    return AppointmentFactory(practitioner=practitioner, starts_at=NINE)


def seen(visit, practitioner):
    """Begin an assessment of the visit with one thing seen by eye."""
    assessment = begin_assessment(
        patient=visit.patient, practitioner=practitioner, appointment=visit, now=NINE
    )
    SafetyCheckFactory(assessment=assessment)
    page(assessment, practitioner.user, item="pelvic_drop")()
    return Assessment.objects.get(pk=assessment.pk)


def page(assessment, by, *, item):
    rows = [Observation(item=item, side="R", grade="marked")]
    stored = Section.objects.filter(assessment=assessment, code="by-eye").first()
    return lambda: fill_section(
        assessment=assessment,
        code="by-eye",
        values=Values(rows=rows),
        page=OpenPage(stored.revision if stored else 0),
        by=by,
        now=NINE,
    )


def signing(assessment, by):
    return lambda: sign_assessment(
        assessment=assessment, revision=assessment.revision, by=by, now=NINE
    )


def test_pressed_six_times_at_once_it_is_signed_once(visit, practitioner):
    assessment = seen(visit, practitioner)

    found = race(*[signing(assessment, practitioner.user)] * 6)

    assert kinds(found.outcomes) == {Assessment: 6}
    assert found.deadlocks == 0


def test_two_people_signing_at_once_leave_one_signature(visit, practitioner):
    assessment = seen(visit, practitioner)

    found = race(*[signing(assessment, by) for by in (practitioner.user, ClinicianFactory())])

    assert kinds(found.outcomes) == {Assessment: 1, AssessmentClosed: 1}


def test_a_page_that_is_saved_while_somebody_signs_is_read_first_or_refused(visit, practitioner):
    assessment = seen(visit, practitioner)

    found = race(
        signing(assessment, practitioner.user),
        page(assessment, ClinicianFactory(), item="knee_valgus"),
    )

    stored = Assessment.objects.get()
    refused = kinds(found.outcomes)
    assert refused == (
        {Assessment: 1, AssessmentClosed: 1}
        if stored.is_signed
        else {Section: 1, AssessmentChanged: 1}
    )
    [row] = Observation.objects.all()
    assert row.item == ("pelvic_drop" if stored.is_signed else "knee_valgus")
    assert found.deadlocks == 0


def test_pressed_six_times_at_once_it_is_shared_once(practitioner):
    assessment = seal(AssessmentFactory())

    def share():
        return share_assessment(assessment=assessment, by=practitioner.user, now=NINE)

    found = race(*[share] * 6)

    assert kinds(found.outcomes) == {Share: 6}
    assert Share.objects.count() == 1
    assert Message.objects.filter(kind="report_ready").count() == 1


def test_two_people_cosigning_at_once_leave_one_cosignature(practitioner):
    assessment = seal(AssessmentFactory(needs_cosignature=True))
    others = [practitioner, PractitionerFactory(user=ClinicianFactory())]

    def cosigning(by):
        return lambda: cosign_assessment(assessment=assessment, note="", by=by, now=NINE)

    found = race(*[cosigning(other.user) for other in others])

    assert kinds(found.outcomes) == {CoSignature: 1, AlreadyCoSigned: 1}


def test_the_last_two_of_a_visit_signed_at_once_clear_its_mark(visit, practitioner):
    both = [seen(visit, practitioner) for _ in range(2)]
    assert Appointment.objects.get().note_unsigned_since == NINE

    found = race(*[signing(assessment, practitioner.user) for assessment in both])

    assert kinds(found.outcomes) == {Assessment: 2}
    assert Appointment.objects.get().note_unsigned_since is None
    assert found.deadlocks == 0


def test_an_assessment_begun_while_another_is_signed_keeps_the_visit_marked(visit, practitioner):
    first = seen(visit, practitioner)

    def begin():
        return begin_assessment(
            patient=visit.patient,
            practitioner=practitioner,
            appointment=visit,
            now=NINE,
            is_quick=True,
        )

    found = race(signing(first, practitioner.user), begin)

    assert kinds(found.outcomes) == {Assessment: 2}
    assert Appointment.objects.get().note_unsigned_since == NINE
    assert found.deadlocks == 0
