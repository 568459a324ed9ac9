"""Who opens whose file, on what ground; each look leaves an event that nothing removes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from assessments.access import break_glass, open_file, open_own, treats
from assessments.actions import discard_assessment
from assessments.exceptions import NoAccess, ReasonNeeded
from clinic.models import AccessEvent, ClinicProfile
from tests.assessments.measured import Screen, ready_assessment
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    ShareFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LATER = NINE + timedelta(days=1)


@pytest.fixture
def clinician():
    user = ClinicianFactory()
    PractitionerFactory(user=user)
    return user


@pytest.fixture
def patient(clinician):
    return AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE).patient


def events():
    return list(AccessEvent.objects.order_by("pk").values_list("what", "basis", "reason"))


def chart(patient):
    return reverse("assessments:chart-detail", args=[patient.reference])


@pytest.mark.parametrize(("days", "answer"), [(-30, True), (1, True), (365, True), (366, False)])
def test_a_clinician_treats_from_the_booking_until_a_year_after_the_last_visit(
    clinician, patient, days, answer
):
    assert treats(clinician, patient, NINE + timedelta(days=days)) is answer


def test_a_cancelled_visit_and_anothers_visit_open_nothing(clinician):
    cancelled = AppointmentFactory(
        practitioner=clinician.practitioner, status="cancelled", cancelled_at=NINE
    )
    anothers = AppointmentFactory()

    assert not treats(clinician, cancelled.patient, LATER)
    assert not treats(clinician, anothers.patient, LATER)


def test_a_visit_in_a_file_that_was_joined_opens_the_one_it_was_joined_to(clinician, patient):
    patient.merged_into = PatientFactory()
    patient.save()

    assert treats(clinician, patient.merged_into, LATER)


def test_a_reason_opens_a_file_for_a_while_and_each_look_is_kept(clinician):
    stranger = PatientFactory()
    minutes = ClinicProfile.objects.current().break_glass_minutes
    with pytest.raises(ReasonNeeded):
        open_file(clinician, stranger, what="chart", now=NINE)

    break_glass(clinician, stranger, reason="Covers for a colleague", now=NINE)
    open_file(clinician, stranger, what="chart", now=NINE + timedelta(minutes=minutes - 1))

    assert events() == [
        ("break_glass", "break_glass", "Covers for a colleague"),
        ("chart", "break_glass", "Covers for a colleague"),
    ]
    with pytest.raises(ReasonNeeded):
        open_file(clinician, stranger, what="chart", now=NINE + timedelta(minutes=minutes))
    with pytest.raises(ReasonNeeded):
        open_file(ClinicianFactory(), stranger, what="chart", now=NINE + timedelta(minutes=1))


def test_what_was_typed_is_saved_though_the_reason_has_run_out(client, clinician, clock):
    draft = AssessmentFactory()
    clock.move_to(NINE)
    break_glass(clinician, draft.patient, reason="Covers for a colleague", now=NINE)
    clock.move_to(NINE + timedelta(hours=2))
    client.force_login(clinician)
    page = reverse("assessments:section", args=[draft.reference, "set-up"])
    typed = {"revision": "0", "page": draft.reference, "notes": "Hip"}

    kept = client.post(f"{page}draft/", typed)

    assert (kept.status_code, draft.sections.get().typed) == (200, {"notes": "Hip"})
    assert client.get(page).status_code == 403
    assert client.post(f"{draft.get_absolute_url()}share/").status_code == 403


def test_what_is_saved_after_the_reason_has_run_out_is_answered_with_nothing_else(
    client, clinician, clock
):
    screen = Screen(client, ready_assessment(), clinician)
    break_glass(clinician, screen.assessment.patient, reason="Covers for a colleague", now=NINE)
    clock.move_to(NINE + timedelta(minutes=1))
    capture, step = screen.capture(), uuid4()
    screen.steps(capture, 3)
    while_open = screen.put_step(capture, step, frame_number=500)
    clock.move_to(NINE + timedelta(hours=2))

    saved = screen.put_step(capture, uuid4(), frame_number=700)
    others = screen.put_step(capture, step, frame_number=501, revision=0)
    removed = screen.delete_step(capture, step)
    discarded = client.post(screen.url("assessment-discard"))

    assert set(while_open.json()) == {"step", "summary"}
    assert (saved.status_code, set(saved.json())) == (201, {"step"})
    assert (others.status_code, others.json()["code"]) == (403, "reason_needed")
    assert "step" not in others.json()
    assert (removed.status_code, removed.json()) == (200, {})
    assert discarded.status_code == 403
    assert screen.client.get(screen.url("capture-list")).status_code == 403


def test_a_discarded_assessment_is_shared_no_more(client, clinician):
    user, patient = UserFactory(), PatientFactory()
    patient.looked_after_by.add(user)
    recorded = {"patient": patient, "status": "recorded", "recorded_at": NINE}
    assessment = ShareFactory(assessment=AssessmentFactory(**recorded)).assessment
    discard_assessment(assessment=assessment, by=clinician, now=NINE)
    client.force_login(user)

    page = client.get(assessment.get_absolute_url())
    listed = client.get(reverse("assessments:assessment-list"))

    assert (page.status_code, list(listed.context["assessments"])) == (404, [])


def test_an_assessment_in_a_joined_file_opens_with_the_file_it_was_joined_to(
    client, clinician, patient, clock
):
    clock.move_to(LATER)
    recorded = {"status": "recorded", "recorded_at": NINE}
    assessment = ShareFactory(assessment=AssessmentFactory(patient=patient, **recorded)).assessment
    patient.merged_into = PatientFactory()
    patient.save()
    family = UserFactory()
    patient.merged_into.looked_after_by.add(family)

    for user in (clinician, family):
        client.force_login(user)
        assert client.get(assessment.get_absolute_url()).status_code == 200
    listed = client.get(reverse("assessments:assessment-list"))
    assert list(listed.context["assessments"]) == [assessment]


def test_a_clinician_reads_their_own_childs_assessment_as_patients_do(client, clinician):
    recorded = {"status": "recorded", "recorded_at": NINE}
    assessment = ShareFactory(assessment=AssessmentFactory(**recorded)).assessment
    assessment.patient.looked_after_by.add(clinician)
    client.force_login(clinician)

    page = client.get(assessment.get_absolute_url())

    assert (page.status_code, page.context["for_clinician"]) == (200, False)
    assert events() == [("assessment", "own", "")]


@pytest.mark.parametrize("factory", [UserFactory, FrontDeskFactory, AdministratorFactory])
def test_nobody_but_a_clinician_opens_a_file_or_breaks_glass(factory, patient):
    user = factory()

    with pytest.raises(NoAccess):
        open_file(user, patient, what="chart", now=LATER)
    with pytest.raises(NoAccess):
        break_glass(user, patient, reason="I would like to know", now=LATER)
    with pytest.raises(NoAccess):
        open_own(user, patient, what="assessment", now=LATER, reference=patient.reference)
    assert events() == []


def test_an_event_is_neither_changed_nor_removed(clinician, patient):
    event = open_file(clinician, patient, what="chart", now=LATER)

    for change in (
        lambda: AccessEvent.objects.update(reason="none"),
        lambda: AccessEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_each_view_of_a_chart_leaves_one_event(client, clinician, patient, clock):
    clock.move_to(LATER)
    client.force_login(clinician)

    for _ in range(2):
        assert client.get(chart(patient)).status_code == 200

    assert events() == [("chart", "treating", ""), ("chart", "treating", "")]


def test_a_stranger_to_the_patient_gives_a_reason_first(client, clinician):
    stranger = PatientFactory(name="Zoe Stranger")
    client.force_login(clinician)

    asked = client.get(chart(stranger))
    too_short = client.post(f"{chart(stranger)}open/", {"ground": "here", "reason": "because"})
    opened = client.post(
        f"{chart(stranger)}open/", {"ground": "here", "reason": "Walked in, limping badly"}
    )

    assert (asked.status_code, too_short.status_code) == (403, 422)
    assert "because" in too_short.text
    assert opened.url == chart(stranger)
    assert client.get(chart(stranger)).status_code == 200
    assert [what for what, _, _ in events()] == ["break_glass", "chart"]


def test_a_patient_reads_what_was_shared_and_only_that(client, clinician):
    user, patient = UserFactory(), PatientFactory()
    patient.looked_after_by.add(user)
    recorded = {"patient": patient, "status": "recorded", "recorded_at": NINE}
    shared = ShareFactory(assessment=AssessmentFactory(**recorded)).assessment
    kept = AssessmentFactory(**recorded)
    client.force_login(user)

    pages = [client.get(assessment.get_absolute_url()) for assessment in (shared, kept)]
    listed = client.get(reverse("assessments:assessment-list"))

    assert [page.status_code for page in pages] == [200, 404]
    assert list(listed.context["assessments"]) == [shared]
    assert events() == [("assessment", "own", "")]


def test_the_desk_and_administrators_see_no_clinical_content(client, clinician, patient):
    assessment = AssessmentFactory(patient=patient, status="recorded", recorded_at=NINE)
    ShareFactory(assessment=assessment)
    for factory in (FrontDeskFactory, AdministratorFactory):
        client.force_login(factory())

        assert client.get(chart(patient)).status_code == 404
        assert client.get(assessment.get_absolute_url()).status_code == 404
        assert client.get(f"{assessment.get_absolute_url()}sign/").status_code == 404
        assert client.get(reverse("assessments:assessment-worklist")).status_code == 404
    assert events() == []
