"""Who may do what: each role's permissions in one table, and what the pages of staff ask for.

A patient is a user without a staff role.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.db import models


class StaffRole(models.TextChoices):
    CLINICIAN = "clinician", "Clinician"
    FRONT_DESK = "front_desk", "Front desk"
    ADMINISTRATOR = "administrator", "Administrator"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"


# What the pages of the desk ask for; the table below says which roles have it.
ADD_PEOPLE = "clinic.add_patient"
ANSWER_DELETIONS = "clinic.change_deletionrequest"
BOOK_VISITS = "bookings.add_appointment"
CHANGE_CLINIC = "clinic.change_clinicprofile"
CHANGE_EXERCISES = "assessments.change_ownexercise"
CHANGE_PEOPLE = "clinic.change_patient"
CHANGE_VISITS = "bookings.change_appointment"
CHANGE_WAITLIST = "bookings.change_waitlistentry"
CLOSE_ANY_DAY = "bookings.add_scheduleexception"
CLOSE_TODAY = "bookings.close_today"
EXPORT_LISTS = "clinic.export_lists"
EDIT_ARTICLES = "assessments.add_articleversion"
IMPORT_LISTS = "bookings.add_import"
REVIEW_ARTICLES = "assessments.add_articlereview"
REVIEW_LOOKS = "clinic.add_lookreview"
SEE_ACCOUNT_EVENTS = "clinic.view_accountevent"
SEE_ARTICLES = "assessments.view_articleversion"
SEE_DELETIONS = "clinic.view_deletionrequest"
SEE_LOOKS = "clinic.view_accessevent"
SEE_MAIL = "clinic.view_message"
SEE_PEOPLE = "clinic.view_patient"
SEE_REPORTS = "bookings.view_reports"
SEE_VISITS = "bookings.view_appointment"
SEE_WAITLIST = "bookings.view_waitlistentry"
SEND_MAIL_AGAIN = "clinic.change_message"
SET_UP_FEEDS = "bookings.change_calendarfeed"

DESK = frozenset(
    {
        ADD_PEOPLE,
        BOOK_VISITS,
        CHANGE_PEOPLE,
        CHANGE_VISITS,
        CHANGE_WAITLIST,
        CLOSE_TODAY,
        SEE_DELETIONS,
        SEE_MAIL,
        SEE_PEOPLE,
        SEE_VISITS,
        SEE_WAITLIST,
        SEND_MAIL_AGAIN,
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
ANSWERS = frozenset({ANSWER_DELETIONS})
EDITORS = frozenset({EDIT_ARTICLES, SEE_ARTICLES})
REVIEWERS = frozenset({REVIEW_ARTICLES, SEE_ARTICLES})
EXERCISES = frozenset({CHANGE_EXERCISES})
FEEDS = frozenset({SET_UP_FEEDS})
IN_AND_OUT = frozenset({EXPORT_LISTS, IMPORT_LISTS})
REPORTS = frozenset({SEE_REPORTS})
LOOKS = frozenset({SEE_LOOKS, REVIEW_LOOKS})
WATCHING = frozenset({SEE_ACCOUNT_EVENTS}) | LOOKS
DELETABLE = frozenset({"bookings.delete_scheduleexception", "bookings.delete_workinghours"})

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    StaffRole.CLINICIAN: REVIEWERS | EXERCISES,
    StaffRole.FRONT_DESK: DESK,
    StaffRole.ADMINISTRATOR: DESK
    | REFERENCE_DATA
    | DELETABLE
    | ANSWERS
    | EDITORS
    | EXERCISES
    | FEEDS
    | IN_AND_OUT
    | REPORTS
    | LOOKS,
    StaffRole.PRIVACY_OFFICER: WATCHING,
}


def permissions_of(roles: list[str]) -> frozenset[str]:
    """Return the permissions of somebody who holds all of `roles`."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def needs(permission: str) -> Callable:
    """Answer 403 to whoever lacks a permission; one that no role has would shut out everybody."""
    if permission not in permissions_of(list(StaffRole)):
        raise ValueError(f"No role has {permission}.")
    return permission_required(permission, raise_exception=True)
