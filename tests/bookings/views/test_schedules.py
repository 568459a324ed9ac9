"""The administrators' pages: a change is shown before it is saved, and bad input is explained."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from django.urls import reverse

from bookings.actions import save_equipment
from bookings.forms.setup import EquipmentForm
from bookings.models import Equipment, ScheduleException, Service, WorkingHours
from bookings.models.schedule import ScheduleEffect
from bookings.views.changes import answer_change
from clinic.models import Practitioner
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    EquipmentFactory,
    FrontDeskFactory,
    PractitionerFactory,
    ServiceFactory,
    UserFactory,
    WorkingHoursFactory,
    bookable,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
WEEK = "/desk/schedules/ada/"
CLOSURE = "/desk/schedules/closures/new/"
TUESDAY_HOURS = {"opens_1_0": "09:00", "closes_1_0": "17:00"}
AFTERNOON = {
    "whom": "clinic",
    "effect": "closed",
    "from_day": "2026-12-01",
    "from_time": "12:00",
    "to_time": "17:00",
    "reason": "Staff training",
}
NASTY = ["x" * 10_000, "\x00", "🏃", "9" * 400, "-1"]


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


@pytest.fixture
def ada():
    return PractitionerFactory(name="Ada", slug="ada")


def confirmed(client, path, typed):
    """Check a change, then save what was shown; return both answers."""
    checked = client.post(path, typed)
    assert checked.status_code == 200, checked.context["form"].errors
    mark = checked.context["impact"].mark
    return checked, client.post(path, typed | {"confirmed": mark})


def errors(response):
    assert response.status_code == 422
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def pages(ada):
    service, unit = ServiceFactory(slug="physio"), EquipmentFactory()
    return [
        "/desk/schedules/",
        WEEK,
        "/desk/schedules/closures/",
        "/desk/services/",
        "/desk/services/new/",
        f"/desk/services/{service.slug}/",
        "/desk/equipment/",
        "/desk/equipment/new/",
        f"/desk/equipment/{unit.reference}/",
        "/desk/staff/",
        "/desk/staff/new/",
        "/desk/staff/ada/",
    ]


@pytest.mark.parametrize(
    ("factory", "status"),
    [
        (UserFactory, 403),
        (ClinicianFactory, 403),
        (FrontDeskFactory, 403),
        (AdministratorFactory, 200),
    ],
)
def test_the_pages_open_to_administrators_alone(client, ada, factory, status):
    client.force_login(factory())

    statuses = {path: client.get(path).status_code for path in pages(ada)}

    assert statuses == dict.fromkeys(statuses, status)


def test_nobody_without_a_log_in_sees_or_changes_anything(client, ada):
    exception = ScheduleException.objects.create(
        starts_at=NINE, ends_at=NINE + timedelta(hours=1), reason="Away"
    )
    remove = reverse("bookings:closure-delete", args=[exception.pk])

    assert client.get("/desk/schedules/").status_code == 302
    assert client.post(remove).status_code == 302
    client.force_login(FrontDeskFactory())
    assert client.post(remove).status_code == 403
    assert client.post(CLOSURE, AFTERNOON).status_code == 403  # the desk has a page of its own
    assert list(ScheduleException.objects.all()) == [exception]


def test_a_week_is_shown_with_what_changes_later(administrator, ada):
    WorkingHoursFactory(practitioner=ada, effective_until=date(2026, 12, 12))
    WorkingHoursFactory(practitioner=ada, opens=time(12), effective_from=date(2026, 12, 13))

    now = administrator.get(WEEK).context["form"]
    later = administrator.get(f"{WEEK}?day=2026-12-14").context["form"]

    assert (now["opens_1_0"].value(), now["until_day"].value()) == (time(9), date(2026, 12, 12))
    assert (later["opens_1_0"].value(), later["from_day"].value()) == (
        time(12),
        date(2026, 12, 14),
    )


@pytest.mark.parametrize("closes", ["24:00", "00:00"])
def test_hours_may_last_to_midnight(administrator, ada, closes):
    typed = {"from_day": "2026-11-23", "opens_2_0": "22:00", "closes_2_0": closes}

    confirmed(administrator, WEEK, typed)

    stored = ada.working_hours.get()
    assert (stored.weekday, stored.opens, stored.closes) == (2, time(22), time(0))
    assert "22:00–24:00" in administrator.get("/desk/schedules/").content.decode()


def test_a_week_is_saved_once_it_was_shown(administrator, ada):
    typed = {
        "from_day": "2026-11-23",
        "opens_1_0": "13:00",
        "closes_1_0": "17:00",
        "opens_1_2": "08:00",
        "closes_1_2": "12:00",
    }

    checked, saved = confirmed(administrator, WEEK, typed)

    assert checked.context["form"]["opens_1_2"].value() == "08:00"
    assert (saved.status_code, saved.url) == (302, WEEK)
    assert list(WorkingHours.objects.values_list("opens", "closes", "effective_from")) == [
        (time(8), time(12), date(2026, 11, 23)),
        (time(13), time(17), date(2026, 11, 23)),
    ]


def test_checking_saves_nothing(administrator, ada):
    administrator.post(WEEK, {"from_day": "2026-11-23"} | TUESDAY_HOURS)
    administrator.post(CLOSURE, AFTERNOON)

    assert WorkingHours.objects.count() == ScheduleException.objects.count() == 0


def test_a_period_for_several_services_keeps_them(administrator, ada):
    services = ServiceFactory.create_batch(2)
    row = WorkingHoursFactory(practitioner=ada)
    row.services.set(services)
    both = ",".join(str(service.pk) for service in services)

    form = administrator.get(WEEK).context["form"]
    confirmed(
        administrator,
        WEEK,
        {"from_day": "2026-11-23", "services_1_0": form["services_1_0"].value()} | TUESDAY_HOURS,
    )

    assert form["services_1_0"].value() == both
    assert set(row.services.all()) == set(services)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            {"opens_1_1": "11:00", "closes_1_1": "18:00"},
            {"closes_1_1": ["09:00–17:00 overlaps 11:00–18:00."]},
        ),
        (
            {"opens_1_1": "09:00", "closes_1_1": "17:00"},
            {"closes_1_1": ["09:00–17:00 is there twice."]},
        ),
        (
            {"opens_2_0": "22:00", "closes_2_0": "02:00"},
            {
                "closes_2_0": [
                    "02:00 is not after 22:00. To go on past midnight, end at 24:00 and begin the "
                    "next day at 00:00."
                ]
            },
        ),
        (
            {"opens_2_0": "24:00", "closes_2_0": "02:00"},
            {"opens_2_0": ["There is no 24:00 here: type 00:00 of the next day."]},
        ),
        (
            {"opens_2_0": "22:00"},
            {"closes_2_0": ["Type both times, or empty both to remove the period."]},
        ),
        (
            {"until_day": "2026-11-01"},
            {"until_day": ["It ends before it begins: choose a later day."]},
        ),
        (
            {"from_day": "2026-11-22"},
            {"from_day": ["That day is past: choose today or a later day."]},
        ),
        ({"from_day": ""}, {"from_day": ["This field is required."]}),
        (
            {"from_day": "0001-01-01"},
            {
                "from_day": [
                    "Please choose a day nearer to today.",
                ]
            },
        ),
    ],
)
def test_hours_that_cannot_be_are_explained_beside_them(administrator, ada, typed, expected):
    response = administrator.post(WEEK, {"from_day": "2026-11-23"} | TUESDAY_HOURS | typed)

    assert errors(response) == expected
    assert {name: response.context["form"][name].value() for name in typed} == typed
    for message in next(iter(expected.values())):
        assert message in response.content.decode()
    assert WorkingHours.objects.count() == 0


def test_a_closure_shows_the_visits_it_hits_and_leaves_them(administrator):
    service, [practitioner] = bookable()
    visit = AppointmentFactory(
        service=service, practitioner=practitioner, starts_at=NINE + timedelta(hours=4)
    )

    checked, saved = confirmed(administrator, CLOSURE, AFTERNOON)

    page = checked.content.decode()
    assert visit.get_absolute_url() in page
    assert visit.patient.name in page
    assert "Their patients are not reminded" in page
    assert "Vancouver time" in page
    assert saved.status_code == 302
    closed = ScheduleException.objects.get()
    assert (closed.starts_at, closed.ends_at, closed.reason, closed.effect) == (
        NINE + timedelta(hours=3),
        NINE + timedelta(hours=8),
        "Staff training",
        ScheduleEffect.CLOSED,
    )
    visit.refresh_from_db()
    assert (visit.status, visit.conflict_reason) == ("booked", "Staff training.")


def test_what_has_changed_since_it_was_shown_is_shown_again(administrator):
    service, [practitioner] = bookable()
    checked = administrator.post(CLOSURE, AFTERNOON)
    mark = checked.context["impact"].mark
    AppointmentFactory(
        service=service, practitioner=practitioner, starts_at=NINE + timedelta(hours=4)
    )

    again = administrator.post(CLOSURE, AFTERNOON | {"confirmed": mark})

    assert again.status_code == 409
    assert "This is not what you were shown" in again.content.decode()
    assert ScheduleException.objects.count() == 0


@pytest.mark.parametrize("days", [{}, {"to_day": "2026-12-03"}])
def test_without_clock_times_whole_days_are_closed(administrator, days):
    typed = {"whom": "clinic", "effect": "closed", "from_day": "2026-12-01", "reason": "Away"}

    confirmed(administrator, CLOSURE, typed | days)

    closed = ScheduleException.objects.get()
    last = 3 if days else 1
    assert (closed.starts_at, closed.ends_at) == (
        datetime(2026, 12, 1, 7, tzinfo=UTC),
        datetime(2026, 12, last + 1, 7, tzinfo=UTC),
    )


def test_a_closure_is_for_whom_it_says(administrator, ada):
    unit = EquipmentFactory()

    confirmed(administrator, CLOSURE, AFTERNOON | {"whom": "practitioner:ada"})
    confirmed(administrator, CLOSURE, AFTERNOON | {"whom": f"equipment:{unit.reference}"})

    assert set(ScheduleException.objects.values_list("practitioner", "equipment")) == {
        (ada.pk, None),
        (None, unit.pk),
    }


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"from_day": "2026-11-22"}, "from_day", "That day is past"),
        ({"from_day": "2026-11-23", "from_time": "06:00", "to_time": "08:00"}, "to_time", "over"),
        ({"to_day": "2026-11-30"}, "to_day", "ends before it begins"),
        ({"from_time": "13:00", "to_time": "12:00"}, "to_time", "past midnight"),
        ({"to_time": "24:00"}, "to_time", "There is no 24:00"),
        ({"effect": "open"}, "effect", "There is no holiday then"),
        ({"whom": "practitioner:nobody"}, "whom", "not one of the available choices"),
        ({"reason": ""}, "reason", "required"),
        ({"reason": "x" * 10_000}, "reason", "at most 120"),
        ({"reason": "a\x00b"}, "reason", "Null characters"),
        ({"reason": "a\nb\tc"}, "reason", "control characters"),
    ],
)
def test_a_closure_that_cannot_be_is_explained_beside_it(administrator, typed, field, words):
    response = administrator.post(CLOSURE, AFTERNOON | typed)

    found = errors(response)
    assert list(found) == [field]
    assert words in " ".join(found[field])
    assert response.context["form"][field].value() == (AFTERNOON | typed)[field]
    assert ScheduleException.objects.count() == 0


def test_equipment_is_never_opened(administrator):
    unit = EquipmentFactory()

    response = administrator.post(
        CLOSURE, AFTERNOON | {"whom": f"equipment:{unit.reference}", "effect": "open"}
    )

    assert errors(response) == {"effect": ["Equipment is open unless it is closed."]}


def test_a_holiday_is_opened_from_the_list_and_closed_again(administrator):
    bookable()
    WorkingHours.objects.update(weekday=4)
    listed = administrator.get("/desk/schedules/closures/").content.decode()
    link = (
        f"{CLOSURE}?whom=clinic&amp;effect=open&amp;from_day=2026-12-25"
        "&amp;reason=Open%20on%20Christmas%20Day"
    )
    assert link in listed

    form = administrator.get(link.replace("&amp;", "&")).context["form"]
    typed = {name: form[name].value() for name in ("whom", "effect", "from_day", "reason")}
    checked, _ = confirmed(administrator, CLOSURE, typed)
    opening = ScheduleException.objects.get()
    rows = {
        row.name: row.opened_by
        for row in administrator.get("/desk/schedules/closures/").context["holidays"]
    }
    path = reverse("bookings:closure-delete", args=[opening.pk])
    removal = administrator.post(path)
    gone = administrator.post(path, {"confirmed": removal.context["impact"].mark})

    assert checked.context["impact"].added == 29
    assert rows["Christmas Day"] == opening
    assert rows["New Year's Day"] is None
    assert removal.context["impact"].removed == 29
    assert (gone.status_code, ScheduleException.objects.count()) == (302, 0)


def test_what_is_over_or_unknown_cannot_be_removed(administrator):
    over = ScheduleException.objects.create(
        starts_at=NINE - timedelta(days=60), ends_at=NINE - timedelta(days=59), reason="Away"
    )

    for pk in (over.pk, 10**30):
        assert administrator.post(f"/desk/schedules/closures/{pk}/delete/").status_code == 404
    assert administrator.get(f"/desk/schedules/closures/{over.pk}/delete/").status_code == 405


def typed_of(response):
    """Return what a browser would post back of a form that it was shown."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    unticked = {name for name, value in values.items() if value is False}
    return {
        name: value
        for name, value in values.items()
        if name not in unticked and value not in (None, "")
    }


def test_a_service_with_visits_ahead_is_taken_off_the_offer_knowingly(administrator):
    service, [practitioner] = bookable(slug="physio")
    visit = AppointmentFactory(service=service, practitioner=practitioner)
    path = "/desk/services/physio/"
    typed = typed_of(administrator.get(path))
    del typed["is_active"]

    checked, saved = confirmed(administrator, path, typed)

    assert [hit.appointment for hit in checked.context["impact"].visits] == [visit]
    assert saved.status_code == 302
    service = Service.objects.get()
    assert (service.is_active, list(service.practitioners.all())) == (False, [practitioner])


def test_a_service_that_is_saved_as_it_was_changes_nothing(administrator):
    bookable(
        slug="physio",
        equipment=1,
        buffer_after_min=10,
        price="10",
        currency="CAD",
        price_text="plus tax",
    )
    path = "/desk/services/physio/"
    before = Service.objects.values().get()

    checked, _ = confirmed(administrator, path, typed_of(administrator.get(path)))

    assert Service.objects.values().get() == before
    assert (checked.context["impact"].visits, checked.context["impact"].times) == ((), ())


def test_services_equipment_and_staff_are_added(administrator):
    account = ClinicianFactory()
    confirmed(
        administrator,
        "/desk/staff/new/",
        {"name": "Ada Hill", "discipline": "kinesiology", "is_active": "on", "user": account.pk},
    )
    confirmed(
        administrator,
        "/desk/equipment/new/",
        {"name": "Treadmill", "kind": "treadmill", "is_active": "on"},
    )
    blank = typed_of(administrator.get("/desk/services/new/"))
    administrator.post(
        "/desk/services/new/",
        blank | {"name": "Running", "disciplines": "kinesiology", "practitioners": "ada-hill"},
    )

    ada = Practitioner.objects.get()
    assert (ada.slug, ada.user) == ("ada-hill", account)
    assert Equipment.objects.get().name == "Treadmill"
    assert list(ada.services.values_list("slug", flat=True)) == ["running"]


def test_somebody_new_is_not_shown_until_somebody_says_so(administrator):
    person = typed_of(administrator.get("/desk/staff/new/"))

    confirmed(
        administrator, "/desk/staff/new/", person | {"name": "Bo Lee", "discipline": "kinesiology"}
    )

    assert Practitioner.objects.get().is_active is False
    administrator.get("/desk/staff/")  # which shows the notice
    assert "Bo Lee" not in administrator.get("/team/").content.decode()


@pytest.mark.parametrize(
    ("path", "typed", "fields"),
    [
        ("/desk/services/new/", {}, {"name", "disciplines", "duration_min"}),
        ("/desk/services/new/", {"duration_min": "4", "name": "x" * 10_000}, {"duration_min"}),
        ("/desk/services/new/", {"horizon_days": "9999"}, {"horizon_days"}),
        ("/desk/services/new/", {"summary": "a\x00"}, {"summary"}),
        ("/desk/services/new/", {"description": "x" * 10_000}, {"description"}),
        ("/desk/services/new/", {"practitioners": "\x00"}, {"practitioners"}),
        ("/desk/equipment/new/", {"kind": "rocket"}, {"name", "kind"}),
        ("/desk/equipment/new/", {"name": "Treadmill A", "kind": "treadmill"}, {"name"}),
        ("/desk/staff/new/", {"user": "9" * 400, "services": "x"}, {"user", "services", "name"}),
        ("/desk/staff/new/", {"bio": "x" * 10_000}, {"bio", "discipline"}),
    ],
)
def test_what_cannot_be_set_up_is_explained_beside_it(administrator, path, typed, fields):
    EquipmentFactory(name="Treadmill A")

    found = errors(administrator.post(path, typed))

    assert fields <= set(found)
    assert (Service.objects.count(), Practitioner.objects.count()) == (0, 0)


@pytest.mark.parametrize("nasty", NASTY, ids=["long", "NUL", "emoji", "digits", "negative"])
def test_nothing_that_is_typed_breaks_a_page(administrator, ada, nasty):
    for path in pages(ada):
        shown = administrator.get(path)
        if form := shown.context.get("form"):
            response = administrator.post(path, dict.fromkeys(form.fields, nasty))
            assert (path, response.status_code) == (path, 422)
            assert administrator.post(path, {"confirmed": nasty}).status_code == 422
    assert administrator.get(WEEK, {"day": nasty}).status_code == 400
    prefilled = administrator.get(CLOSURE, {"from_day": nasty, "whom": nasty})
    assert prefilled.status_code == (400 if nasty == "\x00" else 200)


def test_every_field_of_a_form_is_on_its_page(administrator, ada):
    for path in pages(ada):
        response = administrator.get(path)
        form = response.context.get("form")
        if form and path != WEEK:
            page = response.content.decode()
            assert [name for name in form.fields if f'name="{name}"' not in page] == []


def test_every_week_reaches_the_page_that_edits_it(administrator, ada):
    WorkingHoursFactory(practitioner=ada, effective_until=date(2026, 10, 31))
    WorkingHoursFactory(practitioner=ada, opens=time(11), effective_from=date(2026, 12, 15))

    context = administrator.get(WEEK).context

    assert [(week.first, week.last) for week in context["past"]] == [(None, date(2026, 10, 31))]
    assert [(week.first, week.last, week.is_empty) for week in context["weeks"]] == [
        (date(2026, 11, 1), date(2026, 12, 14), True),
        (date(2026, 12, 15), None, False),
    ]


def test_what_somebody_else_was_quicker_with_is_explained_beside_it(rf):
    """The form found the name free; by its turn the action does not."""
    unit = EquipmentFactory(name="Treadmill A")
    typed = {"name": "Treadmill B", "kind": "treadmill", "is_active": "on"}
    form = EquipmentForm(typed)
    assert form.is_valid()
    request = rf.post("/desk/equipment/new/", typed)
    request.user = AdministratorFactory()

    response = answer_change(
        request,
        "bookings/setup/form.html",
        {"form": form, "title": "New equipment", "kind": "Equipment", "back": "/desk/equipment/"},
        change=partial(save_equipment, name=unit.name, kind=unit.kind, is_active=True),
        since=date(2026, 11, 23),
        saved="",
        leads_to="/desk/equipment/",
    )

    assert response.status_code == 422
    assert form.errors == {"name": ["This name is taken already. Please choose another one."]}
    assert "Treadmill B" in response.content.decode()
