"""Every address, tried by every kind of person: a new one without its row here fails."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from assessments.models import PlanAlert, ProgressionStep
from bookings.models import Import, Mending
from clinic.models import DeletionRequest, Message
from tests.assessments.articles import stand_by
from tests.assessments.models.sealed import clip_of
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    CourseFactory,
    DeskNoteFactory,
    EquipmentFactory,
    FollowUpFactory,
    FrameFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    PrivacyOfficerFactory,
    RunFactory,
    ShareFactory,
    UserFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.factories.programmes import a_running_plan, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]

# What each gets on opening the address; where only a POST is taken, on sending an empty one. 302 is
# the log-in page or where a form leads to, 403 "not for you", 404 "not there for you". The first
# patient's visit is with the first clinician, who shared an assessment of it.
TABLE = """
name visitor patient stranger clinician colleague desk administrator officer
clinic:healthz                             200 200 200 200 200 200 200 200
clinic:readyz                              503 503 503 503 503 503 503 503
clinic:team                                200 200 200 200 200 200 200 200
clinic:publication-detail                  200 200 200 200 200 200 200 200
clinic:publication-version                 404 404 404 404 404 404 404 404
clinic:publication-list                    302 403 403 403 403 403 200 403
clinic:publication-edit                    302 403 403 403 403 403 200 403
clinic:privacy-contact                     302 403 403 403 403 403 302 403
clinic:clinic                              302 403 403 403 403 403 200 403
clinic:identity                            302 403 403 403 403 403 200 403
clinic:identity-preview                    302 403 403 403 403 403 200 403
clinic:identity-colours                    200 200 200 200 200 200 200 200
clinic:identity-preview-colours            200 200 200 200 200 200 200 200
clinic:identity-picture                    404 404 404 404 404 404 404 404
clinic:identity-letter                     404 404 404 404 404 404 404 404
clinic:identity-manifest                   200 200 200 200 200 200 200 200
clinic:account-event-list                  302 403 403 403 403 403 403 200
clinic:message-list                        302 403 403 403 403 200 200 403
clinic:message-detail                      302 403 403 403 403 200 200 403
clinic:message-resend                      302 403 403 403 403 302 302 403
clinic:message-email-works                 302 403 403 403 403 302 302 403
clinic:message-resend-failed               302 403 403 403 403 302 302 403
clinic:wording-list                        302 403 403 403 403 403 200 403
clinic:wording-calendar                    302 403 403 403 403 403 302 403
clinic:wording-detail                      302 403 403 403 403 403 200 403
clinic:wording-preview                     302 403 403 403 403 403 200 403
clinic:wording-reset                       302 403 403 403 403 403 302 403
bookings:home                              200 200 200 200 200 200 200 200
bookings:service-list                      200 200 200 200 200 200 200 200
bookings:booking-start                     200 200 200 200 200 200 200 200
bookings:slot-list                         200 200 200 200 200 200 200 200
bookings:booking-details                   302 302 302 302 302 302 302 302
bookings:hold-create                       422 422 422 422 422 422 422 422
bookings:hold-release                      302 302 302 302 302 302 302 302
bookings:embed-start                       200 200 200 200 200 200 200 200
bookings:embed-slots                       200 200 200 200 200 200 200 200
bookings:appointment-list                  302 302 302 200 200 302 302 302
bookings:appointment-detail                302 200 404 200 404 200 200 404
bookings:appointment-move                  302 200 404 302 404 200 200 404
bookings:appointment-cancel                302 200 404 302 404 200 200 404
bookings:appointment-calendar              302 200 404 200 404 200 200 404
bookings:appointment-links                  302 403 404 403 404 302 302 404
bookings:appointment-again                  302 302 404 302 404 302 302 404
bookings:appointment-restore                302 403 403 403 403 400 400 403
bookings:appointment-confirm               302 400 404 409 404 400 400 404
bookings:appointment-prove                 302 409 404 409 404 409 409 404
bookings:me                                302 200 200 302 302 302 302 302
bookings:past-visits                       302 200 200 302 302 302 302 302
bookings:family                            302 200 200 302 302 302 302 302
bookings:family-create                     302 200 200 302 302 302 302 302
bookings:family-detail                     302 302 404 302 302 302 302 302
bookings:guest-file                        302 404 404 302 302 302 302 302
bookings:details                           302 200 200 302 302 302 302 302
bookings:message-choices                   302 200 200 302 302 302 302 302
bookings:privacy                           302 200 200 302 302 302 302 302
bookings:deletion-create                   302 200 200 302 302 302 302 302
bookings:deletion-list                     302 403 403 403 403 200 200 403
bookings:deletion-detail                   302 403 403 403 403 403 200 403
bookings:appointment-earlier               302 200 404 302 404 200 200 404
bookings:appointment-times                 302 200 404 302 404 200 200 404
bookings:waitlist-join                     200 200 200 200 200 302 302 200
bookings:waitlist-detail                   302 200 404 404 404 200 200 404
bookings:waitlist-leave                    302 302 404 404 404 302 302 404
bookings:waitlist-offer                    302 200 404 404 404 200 200 404
bookings:waitlist-list                     302 403 403 403 403 200 200 403
bookings:waitlist-place                    302 403 403 403 403 400 400 403
bookings:waitlist-remove                   302 403 403 403 403 200 200 403
bookings:gap-detail                        302 403 403 403 403 200 200 403
bookings:gap-offer                         302 403 403 403 403 400 400 403
bookings:gap-book                          302 403 403 403 403 400 400 403
bookings:schedule-list                     302 403 403 403 403 403 200 403
bookings:closure-list                      302 403 403 403 403 403 200 403
bookings:closure-create                    302 403 403 403 403 403 200 403
bookings:closure-delete                    302 403 403 403 403 404 404 403
bookings:schedule-detail                   302 403 403 403 403 403 200 403
bookings:service-admin-list                302 403 403 403 403 403 200 403
bookings:service-admin-create              302 403 403 403 403 403 200 403
bookings:service-admin-detail              302 403 403 403 403 403 200 403
bookings:service-admin-preview             302 403 403 403 403 403 200 403
bookings:service-order                     302 403 403 403 403 403 422 403
bookings:service-publish                   302 403 403 403 403 403 302 403
bookings:equipment-out                     302 403 403 403 403 403 422 403
bookings:repeat-delete                     302 403 403 403 403 403 404 403
bookings:why-not                           302 403 403 403 403 200 200 403
bookings:holiday-open                      302 403 403 403 403 403 400 403
bookings:equipment-list                    302 403 403 403 403 403 200 403
bookings:equipment-create                  302 403 403 403 403 403 200 403
bookings:equipment-detail                  302 403 403 403 403 403 200 403
bookings:practitioner-list                 302 403 403 403 403 403 200 403
bookings:practitioner-create               302 403 403 403 403 403 200 403
bookings:practitioner-detail               302 403 403 403 403 403 200 403
bookings:mail-refuse                       404 404 404 404 404 404 404 404
bookings:feed                              404 404 404 404 404 404 404 404
bookings:clock-change-list                 302 403 403 403 403 403 200 403
bookings:export-list                       302 403 403 403 403 403 200 403
bookings:import-list                       302 403 403 403 403 403 200 403
bookings:import-template                   302 403 403 403 403 403 404 403
bookings:import-detail                     302 403 403 403 403 403 200 403
bookings:import-discard                    302 403 403 403 403 403 302 403
bookings:feed-list                         302 403 403 200 200 403 200 403
bookings:feed-renew                        302 403 403 302 404 403 302 403
bookings:feed-remove                       302 403 403 302 404 403 302 403
bookings:desk                              302 403 403 403 403 200 200 403
bookings:absence-create                    302 403 403 403 403 200 200 403
bookings:conflict-list                     302 403 403 403 403 200 200 403
bookings:mend-conflicts                    302 403 403 403 403 200 200 403
bookings:mending-detail                    302 403 403 403 403 200 200 403
bookings:conflict-keep                     302 403 403 403 403 400 400 403
bookings:visit-create                      302 403 403 403 403 200 200 403
bookings:visit-hold                        302 403 403 403 403 422 422 403
bookings:visit-release                     302 403 403 403 403 204 204 403
bookings:visit-block                       302 403 403 403 403 200 200 403
bookings:visit-move                        302 403 403 403 403 200 200 403
bookings:person-find                       302 403 403 403 403 200 200 403
bookings:appointment-attendance            302 403 403 403 403 400 400 403
bookings:figure-list                       302 403 403 403 403 403 200 403
bookings:figure-table                      302 403 403 403 403 403 404 403
bookings:look-list                         302 403 403 403 403 403 200 200
bookings:look-review                       302 403 403 403 403 403 200 200
bookings:look-reviewed                     302 403 403 403 403 403 200 200
bookings:person-list                       302 403 403 403 403 200 200 403
bookings:person-create                     302 403 403 403 403 200 200 403
bookings:person-detail                     302 403 403 403 403 200 200 403
bookings:person-edit                       302 403 403 403 403 200 200 403
bookings:person-join                       302 403 403 403 403 400 400 403
bookings:person-separate                   302 403 403 403 403 302 302 403
bookings:person-notes                      302 403 403 403 403 200 200 403
bookings:person-dependant                  302 403 403 403 403 200 200 403
bookings:person-book                       302 403 403 403 403 302 302 403
bookings:person-carer                      302 403 403 403 403 200 200 403
bookings:person-tie                        302 403 403 403 403 400 400 403
bookings:person-untie                      302 403 403 403 403 400 400 403
bookings:note-strike                       302 403 403 403 403 302 302 403
bookings:visit-desk                        302 403 403 403 403 200 200 403
bookings:course-create                     302 403 403 403 403 200 200 403
bookings:course-detail                     302 403 403 403 403 200 200 403
assessments:article-list                   200 200 200 200 200 200 200 200
assessments:article-detail                 200 200 200 200 200 200 200 200
assessments:article-review                 302 403 403 302 403 403 403 403
assessments:article-desk                   302 403 403 200 200 403 200 403
assessments:article-create                 302 403 403 403 403 403 200 403
assessments:article-edit                   302 403 403 403 403 403 200 403
assessments:article-draft                  302 403 403 200 200 403 200 403
assessments:article-versions               302 403 403 200 200 403 200 403
assessments:article-version                302 403 403 200 200 403 200 403
assessments:article-put-back               302 403 403 403 403 403 302 403
assessments:article-reset                  302 403 403 403 403 403 302 403
assessments:article-hide                   302 403 403 403 403 403 302 403
assessments:exercise-list                  200 200 200 200 200 200 200 200
assessments:exercise-detail                200 200 200 200 200 200 200 200
assessments:exercise-review                302 403 403 302 403 403 403 403
assessments:exercise-picture               404 404 404 404 404 404 404 404
assessments:chart-detail                   302 404 404 200 403 404 404 404
assessments:chart-open                     302 404 404 422 422 404 404 404
assessments:chart-compare                  302 404 404 200 403 404 404 404
assessments:chart-fhir                     302 404 404 200 403 404 404 404
assessments:chart-table                    302 404 404 200 403 404 404 404
assessments:follow-up-create               302 404 404 200 403 404 404 404
assessments:follow-up-answer               302 200 404 404 404 404 404 404
assessments:follow-up-type-in              302 404 404 200 403 404 404 404
assessments:follow-up-withdraw             302 404 404 302 403 404 404 404
assessments:run-list                       302 200 200 302 302 302 302 302
assessments:run-import                     302 200 200 302 302 302 302 302
assessments:run-import-confirm             302 302 200 302 302 302 302 302
assessments:run-detail                     302 200 404 302 302 302 302 302
assessments:run-next-morning               302 302 404 302 302 302 302 302
assessments:run-remove                     302 302 404 302 302 302 302 302
assessments:assessment-create              302 404 404 302 403 404 404 404
assessments:my-plan                        302 200 200 302 302 302 302 302
assessments:my-plan-log                    401 400 400 400 400 400 400 400
assessments:my-plan-worker                 200 200 200 200 200 200 200 200
assessments:my-plan-next-day               302 302 200 302 302 302 302 302
assessments:my-plan-disclaimer             302 302 200 302 302 302 302 302
assessments:my-plan-take-back              302 404 200 302 302 302 302 302
assessments:my-plan-sheet                  302 200 200 302 302 302 302 302
assessments:assessment-detail              302 200 404 200 403 404 404 404
assessments:assessment-bundle              302 404 404 409 403 404 404 404
assessments:assessment-fhir                302 404 404 200 403 404 404 404
assessments:assessment-table               302 404 404 200 403 404 404 404
assessments:assessment-resume              302 404 404 302 403 404 404 404
assessments:assessment-discard             302 404 404 200 403 404 404 404
assessments:section                        302 404 404 200 403 404 404 404
assessments:section-draft                  302 404 404 409 403 404 404 404
assessments:tests-preview                  302 404 404 200 403 404 404 404
assessments:questionnaires-preview         302 404 404 200 403 404 404 404
assessments:report-list                    302 404 404 200 403 404 404 404
assessments:report-detail                  302 404 404 404 404 404 404 404
assessments:assessment-share               302 404 404 302 403 404 404 404
assessments:assessment-worklist            302 404 404 200 200 404 404 404
assessments:assessment-sign                302 404 404 200 403 404 404 404
assessments:assessment-cosign              302 404 404 302 403 404 404 404
assessments:addendum-create                302 404 404 302 403 404 404 404
assessments:clip                           302 404 404 404 403 404 404 404
assessments:clip-withdraw                  302 404 404 302 403 404 404 404
assessments:assessment-safety              302 404 404 200 403 404 404 404
assessments:measure                        302 404 404 200 403 404 404 404
assessments:capture-list                   401 404 404 200 403 404 404 404
assessments:capture-detail                 401 404 404 405 403 404 404 404
assessments:step-detail                    401 404 404 405 403 404 404 404
assessments:frame-keep                     401 404 404 405 403 404 404 404
assessments:frame-detail                   302 404 404 200 403 404 404 404
assessments:programme-detail               302 404 404 200 403 404 404 404
assessments:programme-begin                302 404 404 302 403 404 404 404
assessments:programme-draft                302 404 404 200 403 404 404 404
assessments:programme-preview              302 404 404 200 403 404 404 404
assessments:programme-discard              302 404 404 302 403 404 404 404
assessments:programme-version-begin        302 404 404 302 403 404 404 404
assessments:programme-version              302 404 404 200 403 404 404 404
assessments:programme-step                 302 404 404 422 403 404 404 404
assessments:programme-alert                302 404 404 200 403 404 404 404
assessments:programme-retest               302 404 404 422 403 404 404 404
assessments:programme-end                  302 404 404 200 403 404 404 404
assessments:assessment-list                302 200 200 200 200 200 200 200
assessments:threshold-list                 302 403 403 403 403 403 200 403
assessments:exercise-admin-list            302 403 403 200 200 403 200 403
assessments:own-exercise-create            302 403 403 200 200 403 200 403
assessments:exercise-admin-detail          302 403 403 200 200 403 200 403
assessments:exercise-use                   302 403 403 302 302 403 302 403
assessments:my-data                        302 200 200 200 200 200 200 200
assessments:intake                         302 200 404 302 404 404 404 404
assessments:intake-draft                   302 200 404 302 404 404 404 404
assessments:safety                         302 200 404 302 404 404 404 404
assessments:safety-draft                   302 200 404 302 404 404 404 404
assessments:safety-phone                   302 302 404 302 404 404 404 404
assessments:visit-forms                    302 404 404 200 403 404 404 404
assessments:visit-review                   302 404 404 422 403 404 404 404
account_login                              200 302 302 302 302 302 302 302
account_logout                             302 200 200 200 200 200 200 200
account_inactive                           200 200 200 200 200 200 200 200
account_signup                             200 302 302 302 302 302 302 302
account_reauthenticate                     302 200 200 200 200 200 200 200
account_email                              302 200 200 200 200 200 200 200
account_email_verification_sent            302 302 302 302 302 302 302 302
account_change_password                    302 200 200 200 200 200 200 200
account_set_password                       302 302 302 302 302 302 302 302
account_reset_password                     200 200 200 200 200 200 200 200
account_confirm_login_code                 302 302 302 302 302 302 302 302
account_reset_password_from_key_done       200 200 200 200 200 200 200 200
account_reset_password_done                200 200 200 200 200 200 200 200
account_request_login_code                 200 302 302 302 302 302 302 302
mfa_index                                  302 200 200 200 200 200 200 200
mfa_authenticate                           302 302 302 302 302 302 302 302
mfa_reauthenticate                         302 302 302 302 302 302 302 302
mfa_activate_totp                          302 302 302 302 302 302 302 302
mfa_deactivate_totp                        302 404 404 404 404 404 404 404
mfa_view_recovery_codes                    302 404 404 404 404 404 404 404
mfa_generate_recovery_codes                302 302 302 302 302 302 302 302
mfa_download_recovery_codes                302 404 404 404 404 404 404 404
mfa_list_webauthn                          302 200 200 200 200 200 200 200
mfa_add_webauthn                           302 302 302 302 302 302 302 302
mfa_reauthenticate_webauthn                302 302 302 302 302 302 302 302
mfa_login_webauthn                         302 302 302 302 302 302 302 302
api:openapi_document                       200 200 200 200 200 200 200 200
api:service_list                           200 200 200 200 200 200 200 200
api:practitioner_list                      200 200 200 200 200 200 200 200
api:slot_list                              422 422 422 422 422 422 422 422
api:appointment_create                     400 400 400 400 400 400 400 400
api:api-root                               404 404 404 404 404 404 404 404
api:unknown-path                           404 404 404 404 404 404 404 404
account_reset_password_from_key            200 200 200 200 200 200 200 200
mfa_remove_webauthn                        302 302 302 302 302 302 302 302
mfa_edit_webauthn                          302 302 302 302 302 302 302 302
api:appointment_detail                     404 404 404 404 404 404 404 404
api:appointment_cancel                     404 404 404 404 404 404 404 404
"""
HEADER, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {name: [int(status) for status in statuses] for name, *statuses in ROWS}
SLUGS = {"service": "physio", "article": "gluteus-medius", "exercise": "clamshell"}
OPEN_IN_ADMIN = {"admin:login", "admin:logout", "admin:jsi18n", "admin:view_on_site"}


def addresses(patterns, namespace="", outer=()):
    """Yield the full name of each named address, with the names of its parts."""
    for pattern in patterns:
        own = [*pattern.pattern.converters, *pattern.pattern.regex.groupindex]
        parts = dict.fromkeys([*outer, *own])
        if not isinstance(pattern, URLPattern):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, parts)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", parts


ADDRESSES = dict(addresses(get_resolver().url_patterns))


@dataclass
class World:
    """One of everything that an address can name."""

    people: dict
    references: dict[str, UUID]

    def url(self, name):
        own = name.split(":")[-1].split("-")[0]
        values = {
            "reference": self.references.get(name) or self.references.get(own),
            "service_slug": "physio",
            "slug": SLUGS.get(own, "ana"),
            "capture": self.references.get("the capture"),
            "step": self.references.get("the step" if own == "programme" else "the capture"),
            "frame": self.references.get("the frame"),
            "version": self.references.get("the version"),
            "alert": self.references.get("the alert"),
            "number": 1,
            "kind": "terms" if own == "publication" else "staff",
            "code": "confirmation" if own == "wording" else "set-up",
            "clip": self.references.get("the clip"),
            "exercise": "E04",
            "picture": self.references.get("the clip"),
            "report": self.references.get("the clip"),
            "pk": 1,
            "repeat": self.references.get("the clip"),
            "object_id": 1,
            "app_label": "clinic",
            "content_type_id": 1,
            "uidb36": "1",
            "key": "x",
            "url": "x",
            "path": "x",
            "unknown": "x",
            "colour": "c2185b",
            "digest": "x",
            "size": 32,
        }
        return reverse(name, kwargs={part: values[part] for part in ADDRESSES[name]})


@pytest.fixture
def world():
    service, (practitioner,) = bookable(slug="physio", intake_form="short")
    practitioner.slug, practitioner.user = "ana", ClinicianFactory()
    practitioner.save()
    patient = PatientFactory()
    patient.looked_after_by.add(UserFactory())
    visit = AppointmentFactory(
        service=service, practitioner=practitioner, patient=patient, starts_at=NINE
    )
    assessment = AssessmentFactory(
        patient=patient,
        practitioner=practitioner,
        status="recorded",
        recorded_at=NINE,
    )
    ShareFactory(assessment=assessment, shared_by=practitioner.user)
    frame = FrameFactory(assessment=assessment, capture__created_by=practitioner.user)
    clip = clip_of(frame.capture)
    message = Message.objects.create(
        kind="confirmation",
        occasion="r0",
        recipient=patient,
        recipient_email=patient.email,
        send_at=NINE,
        due_at=NINE,
    )
    PractitionerFactory(user=ClinicianFactory())
    a_running_plan("E04", patient=patient, practitioner=practitioner)
    stand_by("gluteus-medius", practitioner=practitioner)
    programme = a_running_plan("E04", "E02", patient=patient, practitioner=practitioner)
    log(programme, "E02", pain=8)
    asked = DeletionRequest.objects.create(user=UserFactory())
    return World(
        people={
            "visitor": None,
            "patient": patient.looked_after_by.get(),
            "stranger": UserFactory(),
            "clinician": practitioner.user,
            "colleague": ClinicianFactory(),
            "desk": FrontDeskFactory(),
            "administrator": AdministratorFactory(),
            "officer": PrivacyOfficerFactory(),
        },
        references={
            "appointment": visit.reference,
            "appointment_detail": visit.reference,
            "appointment_cancel": visit.reference,
            "assessment": assessment.reference,
            "section": assessment.reference,
            **dict.fromkeys(("measure", "capture", "step", "frame"), assessment.reference),
            **dict.fromkeys(("tests", "questionnaires"), assessment.reference),
            **dict.fromkeys(("addendum", "clip", "report"), assessment.reference),
            "the clip": clip.reference,
            "the capture": frame.capture.reference,
            "the frame": frame.reference,
            "chart": patient.reference,
            "run": RunFactory(patient=patient).reference,
            "follow": FollowUpFactory(
                patient=patient, due_at=MONDAY_MORNING - timedelta(days=1)
            ).reference,
            "assessments:follow-up-create": patient.reference,
            "programme": patient.reference,
            "the version": programme.in_force.reference,
            "the step": ProgressionStep.objects.get().reference,
            "the alert": PlanAlert.objects.get().reference,
            "person": patient.reference,
            "note": DeskNoteFactory(patient=patient).reference,
            "family": patient.reference,
            "guest": patient.reference,
            "deletion": asked.reference,
            "message": message.reference,
            "mail": message.reference,
            "equipment": EquipmentFactory().reference,
            "closure": visit.reference,
            "feed": practitioner.reference,
            "import": Import.objects.create(
                kind="people", file_name="list.csv", uploaded_by=asked.user
            ).reference,
            "waitlist": WaitlistEntryFactory(patient=patient, service=service).reference,
            "bookings:waitlist-leave": WaitlistEntryFactory(patient=patient).reference,
            "bookings:waitlist-offer": WaitlistOfferFactory(entry__patient=patient).reference,
            "course": CourseFactory(patient=patient, service=service).reference,
            "bookings:conflict-keep": visit.reference,
            "mending": Mending.objects.create(
                submission=uuid4(), started_by=FrontDeskFactory()
            ).reference,
            "bookings:course-create": patient.reference,
            "assessments:assessment-create": patient.reference,
            "intake": visit.reference,
            "safety": visit.reference,
            "visit": visit.reference,
        },
    )


def answers(world, names):
    """Return each address's answers, in the order of the people."""
    clients = []
    for user in world.people.values():
        clients.append(Client(raise_request_exception=True))
        if user:
            clients[-1].force_login(user)
    return {name: [answer(client, world.url(name)) for client in clients] for name in names}


def answer(client, url):
    response = client.get(url)
    return (client.post(url) if response.status_code == 405 else response).status_code


def test_every_address_has_its_row():
    own = {name for name in ADDRESSES if not name.startswith("admin:")}

    assert own == set(EXPECTED)


def test_the_table_is_of_these_people(world):
    assert ["name", *world.people] == HEADER


@pytest.mark.parametrize(
    "app", ["clinic:", "bookings:", "assessments:", "api:", "account_", "mfa_"]
)
def test_an_address_answers_each_person_as_the_table_says(world, app):
    expected = {name: row for name, row in EXPECTED.items() if name.startswith(app)}
    assert answers(world, expected) == expected


def test_the_set_up_sends_everybody_but_administrators_to_the_log_in(world):
    names = [name for name in ADDRESSES if name.startswith("admin:")]

    for name, (*others, administrator, officer) in answers(
        world, set(names) - OPEN_IN_ADMIN
    ).items():
        assert (name, [*others, officer]) == (name, [302] * 7)
        assert administrator < 500
