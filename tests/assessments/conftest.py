"""Who opens the pages of an assessment: a clinician, two hours after the visit began."""

from datetime import timedelta

import pytest

from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)

LATER = NINE + timedelta(hours=2)


@pytest.fixture
def clinician(client, clock):
    clock.move_to(LATER)
    user = ClinicianFactory()
    PractitionerFactory(user=user)
    client.force_login(user)
    return user


@pytest.fixture
def assessment(clinician):
    """The assessment that the clinician has begun at the visit."""
    visit = AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)
    return AssessmentFactory(
        patient=visit.patient, practitioner=clinician.practitioner, appointment=visit
    )
