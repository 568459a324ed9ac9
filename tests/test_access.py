"""Who may open what: every path asks for a log-in, but those listed here."""

import pytest
from allauth.account.models import EmailAddress
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

from bookings.links.visits import visit_key
from clinic.handlers import PlainHandler
from clinic.models import User
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
    "clinic:publication-detail",
    "clinic:publication-version",
    # how the clinic looks, which says nothing of anybody
    "clinic:identity-colours",
    "clinic:identity-preview-colours",
    "clinic:identity-picture",
    "clinic:identity-letter",
    "clinic:identity-manifest",
    "clinic:healthz",
    "clinic:readyz",
    "bookings:home",
    "bookings:service-list",
    "bookings:booking-start",
    "bookings:slot-list",
    "bookings:booking-details",
    "bookings:hold-create",
    "bookings:hold-release",
    "bookings:embed-start",
    "bookings:embed-slots",
    "assessments:article-list",
    "assessments:article-detail",
    "assessments:exercise-list",
    "assessments:exercise-detail",
    "assessments:exercise-picture",
    "assessments:my-plan-worker",  # says nothing of anybody
    # what a patient answers before a visit, opened by the same key
    "assessments:intake",
    "assessments:intake-draft",
    "assessments:safety",
    "assessments:safety-draft",
    "assessments:safety-phone",
    "bookings:mail-refuse",  # of a mail that may be refused, by a link of its own
    "bookings:feed",  # a diary with initials, by a link of its own
    # what is asked between visits, opened by a key of its own
    "assessments:follow-up-answer",
    # a visit's pages, opened by a signed key
    "bookings:appointment-detail",
    "bookings:appointment-move",
    "bookings:appointment-cancel",
    "bookings:appointment-again",
    "bookings:appointment-calendar",
    "bookings:appointment-links",
    "bookings:appointment-confirm",
    "bookings:appointment-prove",
    "bookings:appointment-earlier",
    "bookings:appointment-times",
    # the waitlist: to join, and pages opened by a signed key
    "bookings:waitlist-join",
    "bookings:waitlist-detail",
    "bookings:waitlist-leave",
    "bookings:waitlist-offer",
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
        "another's key": client.get(path, {"key": visit_key(other)}).status_code,
        "a guess": client.get(path, {"key": "x" * 43}).status_code,
        "no key": client.get(path).status_code,
        "its key": client.get(path, {"key": visit_key(visit)}).status_code,
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


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_an_old_mailbox_opens_nothing_once_the_email_was_changed_in_the_set_up(client):
    desk = FrontDeskFactory(email="old@example.org")
    EmailAddress.objects.create(user=desk, email=desk.email, primary=True, verified=True)
    client.force_login(AdministratorFactory())

    client.post(
        f"/admin/clinic/user/{desk.pk}/change/",
        {"email": "new@example.org", "roles": ["front_desk"], "is_active": "on"},
    )

    assert list(EmailAddress.objects.filter(user=desk).values_list("email", "verified")) == [
        ("new@example.org", True)
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_nobody_searches_the_set_up_by_a_passwords_hash(client):
    client.force_login(AdministratorFactory())

    response = client.get("/admin/clinic/user/?password__startswith=pbkdf2")

    assert response.status_code == 400


@pytest.mark.django_db
def test_an_account_that_was_only_signed_up_for_has_no_password(client):
    client.post(
        "/accounts/signup/", {"email": "victim@example.org", "password1": "attacker-pass-123"}
    )

    assert not User.objects.get(email="victim@example.org").has_usable_password()


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "rot13", "unicode_escape", "undefined", "nothing"])
@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x"])
def test_a_charset_named_by_the_sender_changes_nothing(charset, content_type):
    handler = PlainHandler()
    environ = RequestFactory().get("/book/?practitioner=%41").environ
    environ["CONTENT_TYPE"] = f"{content_type}; charset={charset}"

    response = handler.get_response(handler.request_class(environ))

    assert response.status_code == 404


@pytest.mark.django_db
def test_a_nul_byte_in_a_cookie_is_a_400(client):
    client.cookies["sessionid"] = "\x00aaaaaaaaaaaaaaaa"

    assert client.get("/appointments/").status_code == 400


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_no_cache_keeps_what_an_account_was_shown(client):
    client.force_login(UserFactory())

    assert "no-store" in client.get("/appointments/").headers["Cache-Control"]
    assert "no-store" in client.get("/book/").headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("referer", "back_to"),
    [
        ("http://testserver/learn/weak-or-tired/?x=1", "/learn/weak-or-tired/"),
        ("https://elsewhere.example/learn/", "/appointments/"),
        ("//elsewhere.example/", "/appointments/"),
        ("", "/appointments/"),
    ],
)
def test_a_log_in_leads_back_to_a_page_and_not_to_what_takes_a_post(client, referer, back_to):
    response = client.post("/learn/weak-or-tired/review/", headers={"Referer": referer})

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={back_to}")
