"""Who may open what: every path asks for a log-in, but those listed here."""

import pytest
from django.urls import URLPattern, get_resolver

from bookings.links import visit_key
from tests.factories import (
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)

PUBLIC = {
    "clinic:team",
    "clinic:healthz",
    "clinic:readyz",
    "bookings:home",
    "bookings:service-list",
    "bookings:booking-start",
    "bookings:slot-list",
    "bookings:booking-details",
    # a visit's pages, opened by a signed key
    "bookings:appointment-detail",
    "bookings:appointment-move",
    "bookings:appointment-cancel",
    "bookings:appointment-calendar",
    # logging in
    "account_login",
    "account_logout",
    "account_signup",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "admin:login",
}


def named_views(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_views(pattern.url_patterns, inner)


def test_every_view_asks_for_a_log_in_but_the_public_ones():
    public = {
        name
        for name, view in named_views(get_resolver().url_patterns)
        if not getattr(view, "login_required", True) and not name.startswith("api")
    }

    assert public == PUBLIC


def test_every_call_of_the_api_is_open_and_uses_no_log_in():
    asking = {
        name
        for name, view in named_views(get_resolver().url_patterns)
        if name.startswith("api") and getattr(view, "login_required", True)
    }

    assert asking == set()


@pytest.fixture
def visit(db):
    return AppointmentFactory(
        practitioner=PractitionerFactory(user=ClinicianFactory()),
        patient=PatientFactory(),
    )


def seen_by(client, visit, user):
    client.force_login(user)
    return client.get(visit.get_absolute_url()).status_code


@pytest.mark.usefixtures("demo")
def test_a_visit_is_seen_by_its_patient_practitioner_and_the_desk_alone(client, visit):
    patient = UserFactory()
    visit.patient.looked_after_by.add(patient)

    seen = {
        "patient": seen_by(client, visit, patient),
        "another patient": seen_by(client, visit, UserFactory()),
        "practitioner": seen_by(client, visit, visit.practitioner.user),
        "another clinician": seen_by(client, visit, ClinicianFactory()),
        "front desk": seen_by(client, visit, FrontDeskFactory()),
        "administrator": seen_by(client, visit, AdministratorFactory()),
    }

    assert seen == {
        "patient": 200,
        "another patient": 404,
        "practitioner": 200,
        "another clinician": 404,
        "front desk": 200,
        "administrator": 200,
    }


def test_a_visit_opens_with_its_own_key_alone(client, visit):
    other = AppointmentFactory(practitioner=visit.practitioner, starts_at=visit.ends_at)
    path = visit.get_absolute_url()

    statuses = {
        "its key": client.get(path, {"key": visit_key(visit)}).status_code,
        "another's key": client.get(path, {"key": visit_key(other)}).status_code,
        "a guess": client.get(path, {"key": "x" * 43}).status_code,
        "no key": client.get(path).status_code,
    }

    assert statuses == {"its key": 200, "another's key": 404, "a guess": 404, "no key": 302}


@pytest.mark.django_db
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, settings):
    settings.DEMO = False
    client.force_login(FrontDeskFactory())

    response = client.get("/appointments/")

    assert (response.status_code, response.url) == (302, "/accounts/2fa/")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("factory", "status"),
    [
        (UserFactory, 302),
        (ClinicianFactory, 302),
        (FrontDeskFactory, 302),
        (AdministratorFactory, 200),
    ],
)
def test_the_set_up_opens_to_administrators_alone(client, factory, status):
    client.force_login(factory())

    assert client.get("/admin/").status_code == status
