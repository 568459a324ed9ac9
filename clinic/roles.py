"""What each role may do, in one table; a patient is a user without a staff role."""

from django.db import models


class StaffRole(models.TextChoices):
    CLINICIAN = "clinician", "Clinician"
    FRONT_DESK = "front_desk", "Front desk"
    ADMINISTRATOR = "administrator", "Administrator"


DESK = frozenset(
    {
        "bookings.add_appointment",
        "bookings.change_appointment",
        "bookings.change_waitlistentry",
        "bookings.view_appointment",
        "bookings.view_waitlistentry",
        "clinic.add_patient",
        "clinic.change_message",
        "clinic.change_patient",
        "clinic.view_deletionrequest",
        "clinic.view_message",
        "clinic.view_patient",
    }
)
# Set-up in the Django admin: reference data alone, no patient and no visit.
REFERENCE_DATA = frozenset(
    f"{model.split('.')[0]}.{verb}_{model.split('.')[1]}"
    for model in (
        "assessments.rulesetting",
        "bookings.equipment",
        "bookings.reminderrule",
        "bookings.scheduleexception",
        "bookings.service",
        "bookings.workinghours",
        "clinic.clinicprofile",
        "clinic.practitioner",
        "clinic.user",
    )
    for verb in ("add", "change", "view")
)
ANSWERS = frozenset({"clinic.change_deletionrequest"})
DELETABLE = frozenset({"bookings.delete_scheduleexception", "bookings.delete_workinghours"})

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    StaffRole.CLINICIAN: frozenset(),
    StaffRole.FRONT_DESK: DESK,
    StaffRole.ADMINISTRATOR: DESK | REFERENCE_DATA | DELETABLE | ANSWERS,
}


def permissions_of(roles: list[str]) -> frozenset[str]:
    """Return the permissions of somebody who holds all of `roles`."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
