"""Signing, signing with it, adding to it; the visit's mark that goes with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.access import ground_for, treats
from assessments.actions import (
    OpenPage,
    Values,
    add_addendum,
    begin_assessment,
    cosign_assessment,
    discard_assessment,
    fill_section,
    keep_typed,
    share_assessment,
    sign_assessment,
)
from assessments.exceptions import (
    AlreadyCoSigned,
    AssessmentChanged,
    AssessmentClosed,
    AwaitsCoSignature,
    NoCoSignatureDue,
    NoCoSigner,
    NothingRecorded,
    NotSigned,
    PagesUnfinished,
    ReasonNeeded,
)
from assessments.models import Addendum, Assessment, CoSignature, Observation
from clinic.models import AccessBasis
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    PractitionerFactory,
    SafetyCheckFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def practitioner():
    return PractitionerFactory(user=ClinicianFactory())


@pytest.fixture
def student(practitioner):
    return PractitionerFactory(user=ClinicianFactory(), supervisor=practitioner)


def later(practitioner):
    return AppointmentFactory(practitioner=practitioner, starts_at=NINE + timedelta(days=1))


def begun(practitioner, visit=None):
    """Begin an assessment of a visit and record what was seen."""
    visit = visit or AppointmentFactory(practitioner=practitioner, starts_at=NINE)
    assessment = begin_assessment(
        patient=visit.patient, practitioner=practitioner, appointment=visit, now=NINE
    )
    SafetyCheckFactory(assessment=assessment)
    seen = Observation(item="pelvic_drop", side="R", grade="marked")
    fill_section(
        assessment=assessment,
        code="by-eye",
        values=Values(rows=[seen]),
        page=OpenPage(0),
        by=practitioner.user,
        now=NINE,
    )
    return current(assessment)


def current(assessment):
    return Assessment.objects.get(pk=assessment.pk)


def signed(assessment, by=None, *, revision=None):
    return sign_assessment(
        assessment=assessment,
        revision=assessment.revision if revision is None else revision,
        by=by or assessment.practitioner.user,
        now=NINE,
    )


def cosigned(assessment, by, note=""):
    return cosign_assessment(assessment=assessment, note=note, by=by, now=NINE)


def is_marked(assessment):
    return current(assessment).appointment.note_unsigned_since is not None


# --- Signing --------------------------------------------------------------------------------------


def test_sign_seals_it_with_a_name_and_a_time(practitioner):
    assessment = signed(begun(practitioner))

    assert (assessment.status, assessment.signed_at, assessment.signed_by) == (
        "signed",
        NINE,
        practitioner.user,
    )
    assert not current(assessment).needs_cosignature
    with pytest.raises(AssessmentClosed):
        keep_typed(
            assessment=assessment,
            code="set-up",
            read=lambda _: {"notes": "x"},
            page=OpenPage(0),
            by=practitioner.user,
            now=NINE,
        )


def test_sign_again_by_the_same_person_changes_nothing(practitioner):
    assessment = begun(practitioner)

    assert signed(assessment) == signed(assessment)
    with pytest.raises(AssessmentClosed):
        signed(assessment, ClinicianFactory())


def test_sign_refuses_what_was_not_read(practitioner):
    assessment = begun(practitioner)

    with pytest.raises(AssessmentChanged):
        signed(assessment, revision=assessment.revision - 1)

    assert current(assessment).is_draft


def test_sign_refuses_while_something_is_typed_and_not_stored(practitioner):
    assessment = begun(practitioner)
    keep_typed(
        assessment=assessment,
        code="tests",
        read=lambda _: {"trendelenburg_R": "2o"},
        page=OpenPage(0),
        by=practitioner.user,
        now=NINE,
    )

    with pytest.raises(PagesUnfinished) as caught:
        signed(assessment)

    assert caught.value.pages == ["Tests"]


def test_sign_refuses_an_empty_assessment_and_a_discarded_one(practitioner):
    visit = AppointmentFactory(practitioner=practitioner)
    empty = begin_assessment(
        patient=visit.patient, practitioner=practitioner, appointment=None, now=NINE
    )
    SafetyCheckFactory(assessment=empty)

    with pytest.raises(NothingRecorded):
        signed(empty)
    discard_assessment(assessment=empty, by=practitioner.user, now=NINE)
    with pytest.raises(AssessmentClosed):
        signed(empty)


# --- Co-signing -----------------------------------------------------------------------------------


def test_what_a_supervised_clinician_signs_awaits_another_and_is_not_shared(student):
    assessment = signed(begun(student))

    assert list(Assessment.objects.awaiting_cosignature()) == [assessment]
    with pytest.raises(AwaitsCoSignature):
        share_assessment(assessment=assessment, by=student.user, now=NINE)


def test_cosign_ends_the_wait(practitioner, student):
    assessment = signed(begun(student))

    made = cosigned(assessment, practitioner.user, "Agreed.")

    assert (made.note, made.signed_by, made.signed_at) == ("Agreed.", practitioner.user, NINE)
    assert not Assessment.objects.awaiting_cosignature().exists()
    assert share_assessment(assessment=assessment, by=student.user, now=NINE).withdrawn_at is None


def test_cosign_again_is_the_first_and_anothers_is_refused(practitioner, student):
    assessment = signed(begun(student))
    colleague = PractitionerFactory(user=ClinicianFactory())

    made = cosigned(assessment, practitioner.user, "Agreed.")

    assert cosigned(assessment, practitioner.user, "Twice.") == made
    with pytest.raises(AlreadyCoSigned):
        cosigned(assessment, colleague.user)
    assert CoSignature.objects.get().note == "Agreed."


def test_nobody_cosigns_their_own_nor_under_supervision_nor_without_a_profile(student):
    assessment = signed(begun(student))
    other_student = PractitionerFactory(
        user=ClinicianFactory(), supervisor=PractitionerFactory(user=ClinicianFactory())
    )

    for by in (student.user, other_student.user, ClinicianFactory()):
        with pytest.raises(NoCoSigner):
            cosigned(assessment, by)


def test_the_signer_does_not_cosign_once_supervision_has_ended(student):
    assessment = signed(begun(student))
    student.supervisor = None
    student.save()

    with pytest.raises(NoCoSigner):
        cosigned(assessment, student.user)
    assert current(assessment).needs_cosignature


def test_cosign_refuses_what_needs_none(practitioner, student):
    unsigned, plain = begun(student), signed(begun(practitioner))

    for assessment in (unsigned, plain):
        with pytest.raises(NoCoSignatureDue):
            cosigned(assessment, PractitionerFactory(user=ClinicianFactory()).user)


def test_a_supervisor_treats_those_whom_the_supervised_treat(practitioner, student):
    visit = AppointmentFactory(practitioner=student, starts_at=NINE)
    colleague = ClinicianFactory()

    assert treats(practitioner.user, visit.patient, NINE)
    assert ground_for(practitioner.user, visit.patient, NINE) == (AccessBasis.TREATING, "")
    with pytest.raises(ReasonNeeded):
        ground_for(colleague, visit.patient, NINE)


def test_the_supervised_do_not_treat_their_supervisors_patients(practitioner, student):
    visit = AppointmentFactory(practitioner=practitioner, starts_at=NINE)

    assert not treats(student.user, visit.patient, NINE)


# --- Addenda --------------------------------------------------------------------------------------


def test_an_addendum_is_signed_dated_and_stored_once(practitioner):
    assessment, submission = signed(begun(practitioner)), uuid4()
    wanted = {
        "assessment": assessment,
        "text": "Pain is gone.",
        "submission": submission,
        "by": practitioner.user,
        "now": NINE,
    }

    assert add_addendum(**wanted) == add_addendum(**wanted)

    kept = Addendum.objects.get()
    assert (kept.text, kept.signed_by, kept.signed_at) == (
        "Pain is gone.",
        practitioner.user,
        NINE,
    )


def test_an_addendum_needs_a_signed_assessment(practitioner):
    with pytest.raises(NotSigned):
        add_addendum(
            assessment=begun(practitioner),
            text="More.",
            submission=uuid4(),
            by=practitioner.user,
            now=NINE,
        )


def test_a_page_that_sends_another_addendum_is_told_and_keeps_the_text(client, demo, practitioner):
    """As after Back: the page is the one that was sent before."""
    assessment, submission = signed(begun(practitioner)), str(uuid4())
    client.force_login(practitioner.user)
    page = f"{assessment.get_absolute_url()}addenda/new/"
    client.post(page, {"text": "Pain is gone.", "submission": submission})

    told = client.post(page, {"text": "Shoes are new.", "submission": submission})

    assert told.status_code == 409
    assert "Shoes are new." in told.text
    anew = told.context["form"]["submission"].value()
    client.post(page, {"text": "Shoes are new.", "submission": anew})
    kept = list(Addendum.objects.values_list("text", flat=True))
    assert kept == ["Pain is gone.", "Shoes are new."]


def test_the_key_of_another_assessments_addendum_adds_nothing_and_is_no_fault(
    client, demo, practitioner
):
    one, other = signed(begun(practitioner)), signed(begun(practitioner, later(practitioner)))
    sent = {"text": "Pain is gone.", "submission": str(uuid4())}
    client.force_login(practitioner.user)

    statuses = [
        client.post(f"{each.get_absolute_url()}addenda/new/", sent).status_code
        for each in (one, other)
    ]

    assert statuses == [302, 409]
    assert [added.assessment for added in Addendum.objects.all()] == [one]


# --- The visit's mark -----------------------------------------------------------------------------


def test_the_visit_is_marked_from_the_beginning_until_it_is_signed(practitioner):
    assessment = begun(practitioner)
    assert current(assessment).appointment.note_unsigned_since == NINE

    signed(assessment)

    assert not is_marked(assessment)


def test_the_mark_stays_until_the_cosignature(practitioner, student):
    assessment = signed(begun(student))
    assert is_marked(assessment)

    cosigned(assessment, practitioner.user)

    assert not is_marked(assessment)


def test_discarding_clears_the_mark_and_beginning_again_sets_it(practitioner):
    first = begun(practitioner)
    discard_assessment(assessment=first, by=practitioner.user, now=NINE)
    assert not is_marked(first)

    second = begun(practitioner, first.appointment)

    assert second != first
    assert is_marked(second)


def test_the_mark_goes_with_the_last_of_two_assessments(practitioner, student):
    visit = AppointmentFactory(practitioner=practitioner, starts_at=NINE)
    first, second, third = (begun(who, visit) for who in (practitioner, student, practitioner))
    signed(first)
    assert is_marked(first)

    signed(second)
    discard_assessment(assessment=third, by=practitioner.user, now=NINE)
    assert is_marked(first)
    cosigned(second, practitioner.user)

    assert not is_marked(first)
