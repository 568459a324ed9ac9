"""What is done with accounts is kept, and whoever watches is told."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from clinic import witness
from clinic.delivery import deliver_due
from clinic.models import AccountAct, AccountEvent, ClinicProfile, Message, User
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    PrivacyOfficerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
PASSWORD = "an easy stride"


def kept():
    """Return what was kept, without its time."""
    events = AccountEvent.objects.order_by("pk").select_related("account", "by")
    return [
        (
            event.act,
            event.account and event.account.email,
            event.by and event.by.email,
            event.detail,
        )
        for event in events
    ]


def told(kind="privacy_alert"):
    return list(
        Message.objects.filter(kind=kind)
        .order_by("recipient_email")
        .values_list("recipient_email", flat=True)
    )


@pytest.fixture
def user():
    user = UserFactory(email="ana@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client, email="ana@example.org", password=PASSWORD):
    typed = {"login": email, "password": password}
    return client.post(reverse("account_login"), typed, REMOTE_ADDR="192.0.2.7")


# --- Log-ins --------------------------------------------------------------------------------------


def test_log_ins_failures_and_log_outs_are_kept_and_nobody_is_told(client, user):
    PrivacyOfficerFactory()

    log_in(client, password="wrong password")
    log_in(client)
    client.post(reverse("account_logout"))

    assert kept() == [
        ("log_in_failed", "ana@example.org", None, "password"),
        ("logged_in", "ana@example.org", "ana@example.org", "password"),
        ("logged_out", "ana@example.org", "ana@example.org", ""),
    ]
    assert set(AccountEvent.objects.values_list("address", flat=True)) == {
        "192.0.2.7",
        "127.0.0.1",
    }
    assert told() == []


def test_of_an_email_without_an_account_nothing_is_kept_but_the_failure(client):
    log_in(client, email="nobody@example.org", password="wrong password")

    row = AccountEvent.objects.values().get()
    assert (row["act"], row["account_id"]) == ("log_in_failed", None)
    assert "nobody" not in str(row)
    assert "wrong" not in str(row)


def test_an_address_that_is_none_fails_no_log_in(client, user, settings):
    settings.TRUSTED_PROXIES = 1

    answer = client.post(
        reverse("account_login"),
        {"login": user.email, "password": PASSWORD},
        headers={"X-Forwarded-For": "x" * 5000},
    )

    assert answer.status_code == 302
    assert AccountEvent.objects.get().address == "x" * 64


def test_a_wrong_mailed_code_is_kept_of_whose_log_in_it_is(client, user, mailbox):
    client.post(reverse("account_request_login_code"), {"email": user.email})

    client.post(reverse("account_confirm_login_code"), {"code": "WRONG1"})

    assert kept() == [("log_in_failed", "ana@example.org", None, "code")]


def test_a_wrong_second_factor_is_kept_and_a_right_one_too(client, user):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    log_in(client)

    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    client.post(reverse("mfa_authenticate"), {"code": code})

    assert kept() == [
        ("log_in_failed", "ana@example.org", None, "second_factor"),
        ("logged_in", "ana@example.org", "ana@example.org", "password mfa"),
    ]
    assert secret not in str(list(AccountEvent.objects.values()))


def test_a_log_out_in_the_set_up_is_kept_as_well(client):
    administrator = AdministratorFactory(email="admin@example.org")
    client.force_login(administrator)

    answer = client.post(reverse("admin:logout"))

    assert (answer.status_code, answer.url) == (302, "/")
    assert kept() == [("logged_out", "admin@example.org", "admin@example.org", "")]
    assert client.get("/admin/").status_code == 302


def test_a_new_second_factor_and_its_end_are_kept_and_mailed_to_the_account(
    client, user, mailbox, django_capture_on_commit_callbacks
):
    log_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))

    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code})
    client.post(reverse("mfa_deactivate_totp"))

    own = ("ana@example.org", "ana@example.org")
    assert kept()[1:] == [("factor_added", *own, ""), ("factor_removed", *own, "")]
    assert told("account_changed") == ["ana@example.org"] * 2


def test_every_change_that_allauth_tells_of_has_its_act(client, user, mailbox):
    log_in(client)
    new = {"oldpassword": PASSWORD, "password1": "another stride", "password2": "another stride"}

    client.post(reverse("account_change_password"), new)

    assert kept()[1:] == [("password_set", "ana@example.org", "ana@example.org", "")]
    assert told("account_changed") == ["ana@example.org"]


def test_adding_an_email_asks_for_the_password_and_tells_the_email_of_now(client, user, mailbox):
    log_in(client)

    asked = client.post(reverse("account_email"), {"action_add": "", "email": "evil@example.org"})
    assert (asked.status_code, asked.url.partition("?")[0]) == (
        302,
        reverse("account_reauthenticate"),
    )
    assert mailbox.accepted == []

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "evil@example.org"})

    assert ("email_added", "ana@example.org", "ana@example.org", "") in kept()
    deliver_due()
    [told_of_it] = [mail for mail in mailbox.accepted if mail["To"] == "ana@example.org"]
    assert told_of_it["Subject"] == "Your account at Our clinic was changed"
    assert "Email added" in told_of_it.get_body("plain").get_content()


# --- A second factor that was lost ----------------------------------------------------------------


def reset(client, *users):
    chosen = {"action": "reset_second_factors", "_selected_action": [user.pk for user in users]}
    return client.post(reverse("admin:clinic_user_changelist"), chosen, follow=True)


def test_an_administrator_resets_a_second_factor_and_everybody_is_told(client):
    PrivacyOfficerFactory(email="officer@example.org")
    clinician = ClinicianFactory(email="sam@example.org")
    totp.TOTP.activate(clinician, totp.generate_totp_secret())
    client.force_login(AdministratorFactory(email="admin@example.org"))

    reset(client, clinician)

    assert not clinician.authenticator_set.exists()
    assert kept() == [("factors_reset", "sam@example.org", "admin@example.org", "")]
    assert told() == ["officer@example.org"]
    owner = Message.objects.get(kind="account_changed")
    assert owner.recipient_email == "sam@example.org"


def test_nobody_resets_their_own_second_factor(client):
    administrator, clinician = AdministratorFactory(), ClinicianFactory()
    for user in (administrator, clinician):
        totp.TOTP.activate(user, totp.generate_totp_secret())
    client.force_login(administrator)

    page = reset(client, administrator, clinician)

    assert "Nobody resets their own" in page.text
    assert administrator.authenticator_set.exists()
    assert clinician.authenticator_set.exists()
    assert kept() == []


# --- Roles ----------------------------------------------------------------------------------------


def change(client, user, **typed):
    url = reverse("admin:clinic_user_change", args=[user.pk])
    form = {"email": user.email, "name": user.name, "roles": user.roles, "is_active": "on"} | typed
    return client.post(url, {name: value for name, value in form.items() if value != "off"})


@pytest.mark.parametrize("role", ["clinician", "front_desk", "privacy_officer"])
def test_nobody_gives_themself_a_role(client, role):
    administrator = AdministratorFactory()
    client.force_login(administrator)

    page = change(client, administrator, roles=["administrator", role])

    assert "Nobody changes their own roles" in page.text
    assert User.objects.get(pk=administrator.pk).roles == ["administrator"]
    assert kept() == []


def test_nobody_changes_the_email_of_their_own_account_in_the_set_up(client):
    administrator = AdministratorFactory(email="admin@example.org")
    client.force_login(administrator)

    page = change(client, administrator, email="elsewhere@example.org")

    assert "Your own email is changed under" in page.text
    assert User.objects.get(pk=administrator.pk).email == "admin@example.org"


def test_whatever_an_administrator_changes_of_an_account_is_kept_and_told(client):
    PrivacyOfficerFactory(email="officer@example.org")
    administrator = AdministratorFactory(email="admin@example.org")
    desk = FrontDeskFactory(email="desk@example.org")
    client.force_login(administrator)

    change(client, desk, roles=["clinician"])
    change(client, desk, roles=["clinician"], email="new@example.org")
    change(client, desk, roles=["clinician"], email="new@example.org", is_active="off")
    change(client, desk, roles=["clinician"], email="new@example.org")

    by = ("new@example.org", "admin@example.org")
    assert kept() == [
        ("roles_changed", *by, "+clinician -front_desk"),
        ("email_changed", *by, ""),
        ("shut_out", *by, ""),
        ("let_in", *by, ""),
    ]
    assert told() == ["officer@example.org"] * 4
    owners = Message.objects.filter(kind="account_changed").order_by("pk")
    assert sorted(owners.values_list("recipient_email", flat=True)) == [
        "desk@example.org",
        "desk@example.org",
        "new@example.org",
        "new@example.org",
        "new@example.org",
    ]


def test_a_new_account_with_a_role_is_told_and_a_change_of_name_is_not(client):
    PrivacyOfficerFactory(email="officer@example.org")
    client.force_login(AdministratorFactory(email="admin@example.org"))

    typed = {"email": "sam@example.org", "name": "Sam", "roles": ["clinician"], "is_active": "on"}
    client.post(reverse("admin:clinic_user_add"), typed)
    change(client, User.objects.get(email="sam@example.org"), name="Samuel")

    assert kept() == [("roles_changed", "sam@example.org", "admin@example.org", "+clinician")]
    assert told() == ["officer@example.org"]


# --- Who is told ----------------------------------------------------------------------------------


def test_nobody_is_their_own_witness():
    officer = PrivacyOfficerFactory(email="officer@example.org")
    other = PrivacyOfficerFactory(email="other@example.org")
    PrivacyOfficerFactory(is_active=False)
    administrator = AdministratorFactory(email="admin@example.org")

    assert witness.witnesses_of(None) == [officer, other]
    assert witness.witnesses_of(officer) == [other]
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert witness.witnesses_of(officer) == [administrator]


def test_without_an_officer_the_other_administrators_are_told_to_appoint_one(mailbox):
    ClinicProfile.objects.create(email="clinic@example.org")
    only = AdministratorFactory(email="admin@example.org")

    for by in (ClinicianFactory(), only):
        witness.record(AccountAct.ROLES_CHANGED, account=UserFactory(), by=by)
    deliver_due()

    assert [mail["To"] for mail in mailbox.accepted] == ["admin@example.org", "clinic@example.org"]
    for mail in mailbox.accepted:
        text = mail.get_body("plain").get_content()
        assert "Nobody is the clinic’s privacy officer yet" in text
        assert "/privacy/" not in text


def test_the_officer_reads_what_who_and_when_and_log_ins_on_another_tab(client, user, clock):
    officer = PrivacyOfficerFactory()
    log_in(client)
    administrator = AdministratorFactory(name="Agnes Mill")
    witness.record(
        AccountAct.ROLES_CHANGED,
        account=FrontDeskFactory(name="Felix"),
        by=administrator,
        address="192.0.2.9",
        detail="+clinician -front_desk",
    )
    client.force_login(officer)

    watched = client.get(reverse("clinic:account-event-list")).text
    everything = client.get(reverse("clinic:account-event-list"), {"state": "all"}).text

    for shown in ("Roles changed", "Agnes Mill", "The account of Felix", "from 192.0.2.9"):
        assert shown in watched
    assert "Clinician given, Front desk taken away" in watched
    assert "Mon 23 Nov 2026, 09:00" in watched
    assert "by password" not in watched
    assert "by password" in everything


def test_an_officer_who_works_nowhere_else_lands_on_the_list(client):
    client.force_login(PrivacyOfficerFactory())

    assert client.get("/appointments/").url == reverse("clinic:account-event-list")


# --- What the table refuses -----------------------------------------------------------------------


def test_what_is_kept_is_neither_changed_nor_removed():
    event = witness.record(AccountAct.LOGGED_OUT, account=UserFactory())

    for write in (
        lambda: AccountEvent.objects.update(detail="none"),
        lambda: AccountEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "made_up"},
        {"act": "logged_in", "account": None},
        {"act": "file_opened"},
        {"act": "file_refused"},
        {"act": "logged_in", "patient": True},
    ],
)
def test_the_table_knows_what_belongs_to_an_act(fields):
    account = UserFactory()
    if fields.get("patient"):
        fields = fields | {"patient": PatientFactory()}

    with pytest.raises(IntegrityError), transaction.atomic():
        AccountEvent.objects.create(**{"account": account} | fields)


# --- Files that come with a practitioner ----------------------------------------------------------


def test_whose_account_opens_a_practitioners_files_from_now_on_is_told(client):
    PrivacyOfficerFactory(email="officer@example.org")
    both = ClinicianFactory(email="both@example.org", roles=["clinician", "administrator"])
    boss = PractitionerFactory(user=ClinicianFactory(email="boss@example.org"), slug="boss")
    ana = PractitionerFactory(slug="ana", name="Ana")
    client.force_login(both)
    typed = {"name": "Ana", "discipline": "physiotherapy", "is_active": "on"}
    url = reverse("bookings:practitioner-detail", args=["ana"])

    for change in ({}, {"bio": "New words."}, {"supervisor": boss.slug}):
        typed |= {"user": both.pk, **change}
        shown = client.post(url, typed)
        client.post(url, typed | {"confirmed": shown.context["impact"].mark})

    ana.refresh_from_db()
    assert (ana.user, ana.supervisor) == (both, boss)
    assert kept() == [
        ("files_given", "both@example.org", "both@example.org", "practitioner:ana"),
        ("files_given", "boss@example.org", "both@example.org", "practitioner:ana"),
    ]
    assert told() == ["officer@example.org"] * 2
    assert {event.detail_in_words for event in AccountEvent.objects.all()} == {"practitioner ana"}
