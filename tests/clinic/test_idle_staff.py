"""Staff who press nothing for a while are logged out; patients are not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.models import Section
from clinic.models import AccountEvent
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PractitionerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
BY_ITSELF = {"X-Asks-By-Itself": "yes"}


@pytest.fixture(autouse=True)
def half_an_hour(settings):
    settings.STAFF_IDLE_MINUTES = 30


def minutes(number):
    return timedelta(minutes=number)


def test_staff_are_logged_out_after_half_an_hour_and_led_back(client, clock):
    client.force_login(FrontDeskFactory())
    client.get("/desk/")
    clock.shift(minutes(29))
    kept = client.get("/desk/people/")
    clock.shift(minutes(31))

    gone = client.get("/desk/people/?q=kit", follow=True)

    assert kept.status_code == 200
    assert gone.redirect_chain == [
        (f"{reverse('account_login')}?next=/desk/people/%3Fq%3Dkit", 302)
    ]
    assert "You were logged out" in gone.text
    assert list(AccountEvent.objects.values_list("act", "detail")) == [("logged_out", "idle")]


def test_whatever_a_page_asks_by_itself_is_no_press(client, clock):
    client.force_login(FrontDeskFactory())
    client.get("/desk/")
    statuses = []
    for _ in range(4):
        clock.shift(minutes(10))
        statuses.append(client.get("/desk/", headers=BY_ITSELF).status_code)

    assert statuses == [200, 200, 302, 302]


def test_patients_stay_logged_in(client, clock):
    client.force_login(UserFactory())
    client.get("/me/")
    clock.shift(timedelta(days=3))

    assert client.get("/me/").status_code == 200
    assert "seen_at" not in client.session


def test_how_long_is_a_setting(client, clock, settings):
    settings.STAFF_IDLE_MINUTES = 5
    client.force_login(FrontDeskFactory())
    client.get("/desk/")
    clock.shift(minutes(6))

    assert client.get("/desk/").status_code == 302


def test_the_time_is_written_once_a_minute_at_most(client, clock, django_assert_num_queries):
    client.force_login(FrontDeskFactory())
    client.get("/desk/")
    first = client.session["seen_at"]
    clock.shift(timedelta(seconds=30))
    client.get("/desk/")
    second = client.session["seen_at"]
    clock.shift(timedelta(seconds=40))
    client.get("/desk/")

    assert (second - first, client.session["seen_at"] - first) == (0, 70)


def test_what_was_typed_is_kept_and_a_log_in_in_between_goes_on(client, clock):
    clock.move_to(NINE)
    practitioner = PractitionerFactory(user=ClinicianFactory())
    patient = AppointmentFactory(practitioner=practitioner, starts_at=NINE).patient
    draft = AssessmentFactory(patient=patient, practitioner=practitioner)
    page = reverse("assessments:section", args=[draft.reference, "set-up"])
    typed = {"revision": "0", "page": str(draft.reference), "notes": "Hip"}
    client.force_login(practitioner.user)
    client.post(f"{page}draft/", typed)
    clock.shift(minutes(45))

    away = client.post(f"{page}draft/", typed | {"notes": "Hip, right"})
    kept = Section.objects.get().typed["notes"]
    client.force_login(practitioner.user)
    again = client.post(f"{page}draft/", typed | {"notes": "Hip, right"})

    assert (away.status_code, kept) == (302, "Hip")
    assert (again.status_code, Section.objects.get().typed["notes"]) == (200, "Hip, right")
