"""Whether a service is for somebody: some are for a first visit, some for those who know us."""

from datetime import datetime

from bookings.exceptions import ForNewPatients, ForReturningPatients
from bookings.models import Appointment, AppointmentStatus, Service
from clinic.models import Patient


def check_is_for(*, service: Service, patient: Patient | None, starts_at: datetime) -> None:
    """Raise when the service is not for this person; None is a guest, who counts as new.

    Somebody has been here before with any visit that takes place before `starts_at`. Raises
    ForReturningPatients or ForNewPatients.
    """
    if service.for_new_patients and service.for_returning_patients:
        return
    if patient is None:
        if not service.for_new_patients:
            raise ForReturningPatients
    elif _has_a_visit_before(patient, starts_at):
        if not service.for_returning_patients:
            raise ForNewPatients
    elif not service.for_new_patients:
        raise ForReturningPatients(ForReturningPatients.to_an_account)


def _has_a_visit_before(patient, starts_at):
    visits = Appointment.objects.of_person(patient).taking_place()
    came = visits.exclude(status=AppointmentStatus.NOSHOW)
    return came.filter(starts_at__lt=starts_at).exists()
