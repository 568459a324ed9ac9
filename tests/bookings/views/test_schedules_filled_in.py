"""What spares an administrator typing: copied days and weeks, repeated closures, a broken unit."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bookings.models import ScheduleException, WorkingHours
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    EquipmentFactory,
    PractitionerFactory,
    WorkingHoursFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
WEEK = "/desk/schedules/ada/"
CLOSURE = "/desk/schedules/closures/new/"
TRAINING = {
    "whom": "practitioner:ada",
    "effect": "closed",
    "from_day": "2026-12-01",
    "from_time": "12:00",
    "to_time": "13:00",
    "reason": "Training",
    "every_week_until": "2026-12-15",
}


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


@pytest.fixture
def ada():
    return PractitionerFactory(name="Ada", slug="ada")


def confirmed(client, path, typed=()):
    checked = client.post(path, dict(typed))
    assert checked.status_code == 200, checked.context["form"].errors
    mark = checked.context["impact"].mark
    return checked, client.post(path, dict(typed) | {"confirmed": mark})


def week_of(form):
    """Return the times of each weekday that a form shows."""
    return {
        day: [
            (
                str(form[f"opens_{day}_{line}"].value())[:5],
                str(form[f"closes_{day}_{line}"].value())[:5],
            )
            for line in form.lines
            if form[f"opens_{day}_{line}"].value()
        ]
        for day in range(7)
    }


def test_a_day_is_copied_to_others_and_nothing_is_saved(administrator, ada):
    typed = {
        "from_day": "2026-11-23",
        "opens_1_0": "09:00",
        "closes_1_0": "12:00",
        "opens_1_1": "13:00",
        "closes_1_1": "17:00",
        "opens_2_0": "07:00",
        "closes_2_0": "08:00",
        "opens_2_2": "20:00",
        "closes_2_2": "21:00",
        "copy": "day",
        "copied_day": "1",
        "onto": ["2", "4"],
    }

    answer = administrator.post(WEEK, typed)

    tuesday = [("09:00", "12:00"), ("13:00", "17:00")]
    assert answer.status_code == 200
    assert week_of(answer.context["form"]) == {
        day: tuesday if day in (1, 2, 4) else [] for day in range(7)
    }
    assert WorkingHours.objects.count() == 0


@pytest.mark.parametrize(
    "typed", [{"copied_day": "1"}, {"onto": "x", "copied_day": "1"}, {"onto": "2"}]
)
def test_a_copy_without_its_days_keeps_what_was_typed(administrator, ada, typed):
    answer = administrator.post(WEEK, typed | {"copy": "day", "opens_1_0": "09:00"})

    assert answer.status_code == 422
    assert answer.context["form"]["opens_1_0"].value() == "09:00"
    assert answer.context["copying"].errors


def test_enter_checks_the_change_and_copies_nothing(administrator, ada):
    """A browser presses the first button of a form."""
    page = administrator.get(WEEK).text

    [week] = [form for form in page.split("<form")[1:] if 'name="from_day"' in form]
    buttons = week.split('type="submit"')[1:]
    assert ["Check the change" in buttons[0], "Copy the day" in buttons[-1]] == [True, True]


def test_a_week_is_filled_in_from_a_colleague_and_from_another_date(administrator, ada):
    bo = PractitionerFactory(name="Bo", slug="bo")
    WorkingHoursFactory(practitioner=bo, weekday=3, opens=time(7), closes=time(11))
    WorkingHoursFactory(practitioner=ada, effective_until=date(2026, 12, 12))
    WorkingHoursFactory(practitioner=ada, opens=time(12), effective_from=date(2026, 12, 13))

    like_bo = administrator.get(f"{WEEK}?day=2026-12-01&like=bo&on=2026-12-01")
    like_later = administrator.get(f"{WEEK}?day=2026-12-01&like=ada&on=2026-12-20")

    assert week_of(like_bo.context["form"])[3] == [("07:00", "11:00")]
    assert week_of(like_bo.context["form"])[1] == []
    assert "Filled in from the week of Bo" in like_bo.content.decode()
    assert week_of(like_later.context["form"])[1] == [("12:00", "17:00")]
    assert like_later.context["form"]["until_day"].value() == date(2026, 12, 12)
    for nobody in ("?like=nobody", "?like=bo&on=x", "?like=bo&on=0001-01-01"):
        assert administrator.get(WEEK + nobody).status_code == 400


@pytest.mark.parametrize("also", [{}, {"copy": "day", "copied_day": "1", "onto": "2"}])
@pytest.mark.parametrize(("typed", "kept"), [("2027-01-04", "2027-01-04"), ("x", "2026-11-23")])
def test_filling_in_a_week_keeps_the_day_that_was_typed(administrator, ada, also, typed, kept):
    page = administrator.post(WEEK, {"from_day": typed} | also)

    assert f'<input type="hidden" name="day" value="{kept}">' in page.text


def test_a_closure_comes_again_each_week_on_the_clinics_clock(administrator, ada):
    confirmed(
        administrator,
        CLOSURE,
        TRAINING | {"from_day": "2027-03-09", "every_week_until": "2027-03-22"},
    )

    rows = ScheduleException.objects.all()
    noon = [datetime(2027, 3, day, 19, tzinfo=UTC) for day in (9, 16)]
    assert [row.starts_at for row in rows] == noon
    assert len({row.repeat for row in rows} - {None}) == 1


def test_repeated_closures_show_all_they_hit_and_go_one_by_one_or_together(administrator):
    service, [ada] = bookable(slug="physio")
    ada.slug = "ada"
    ada.save()
    hit = [
        AppointmentFactory(
            service=service,
            practitioner=ada,
            starts_at=NINE + timedelta(days=days, hours=3),
        )
        for days in (0, 14)
    ]

    checked, _ = confirmed(administrator, CLOSURE, TRAINING)
    first, second, third = ScheduleException.objects.all()
    listed = administrator.get("/desk/schedules/closures/").content.decode()
    confirmed(administrator, f"/desk/schedules/closures/{second.pk}/delete/")
    left = list(ScheduleException.objects.all())
    together = f"/desk/schedules/closures/repeats/{first.repeat}/delete/"
    removal, _ = confirmed(administrator, together)

    assert [one.appointment for one in checked.context["impact"].visits] == hit
    assert "Remove all 3" in listed
    assert "3 of\n" in listed or "3 of 3" in " ".join(listed.split())
    assert left == [first, third]
    assert "2 times" in " ".join(removal.content.decode().split())
    assert ScheduleException.objects.count() == 0
    assert administrator.post(together).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"every_week_until": "2026-11-30"}, "It ends before it begins"),
        ({"every_week_until": "2028-01-01"}, "within a year"),
        ({"to_day": "2026-12-09"}, "shorter than one"),
        ({"every_week_until": "31/12/2026"}, "Type a day such as"),
    ],
)
def test_a_repeat_that_cannot_be_is_explained_beside_it(administrator, ada, typed, words):
    answer = administrator.post(CLOSURE, TRAINING | typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["every_week_until"]
    assert words in answer.context["form"].errors["every_week_until"][0]
    assert ScheduleException.objects.count() == 0


@pytest.mark.parametrize("nasty", ["x" * 10_000, "\x00", "🏃", "9" * 400, "-1", "0001-01-01"])
def test_nothing_that_is_typed_breaks_a_button(administrator, ada, nasty):
    unit = EquipmentFactory()

    statuses = {
        path: administrator.post(path, typed).status_code
        for path, typed in {
            f"/desk/equipment/{unit.reference}/out/": {"reason": nasty, "until_day": nasty},
            WEEK: {"copy": "day", "copied_day": nasty, "onto": nasty, "opens_1_0": nasty},
            CLOSURE: TRAINING | {"every_week_until": nasty},
            "/desk/services/order/": {"a": nasty},
        }.items()
    }

    assert statuses == dict.fromkeys(statuses, 422) | {"/desk/services/order/": 302}
    assert ScheduleException.objects.count() == 0


def test_a_unit_is_out_of_order_from_its_page_and_works_again(administrator, clock):
    service, [ada] = bookable(slug="physio", equipment=1)
    unit = EquipmentFactory._meta.model.objects.get()
    visit = AppointmentFactory(service=service, practitioner=ada, equipment=unit)
    page = f"/desk/equipment/{unit.reference}/"
    wrong = administrator.post(f"{page}out/", {"reason": "", "until_day": "2026-11-01"})

    broken = {"reason": "Belt torn", "until_day": "2026-12-02"}
    checked, saved = confirmed(administrator, f"{page}out/", broken)
    closure = ScheduleException.objects.get()
    listed = administrator.get("/desk/equipment/").content.decode()
    shown = administrator.get(saved.url).content.decode()
    confirmed(administrator, f"/desk/schedules/closures/{closure.pk}/delete/")

    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"reason", "until_day"})
    assert [one.appointment for one in checked.context["impact"].visits] == [visit]
    assert (closure.equipment, closure.reason) == (unit, "Belt torn")
    assert closure.starts_at <= datetime(2026, 11, 23, 16, 1, tzinfo=UTC)
    assert closure.ends_at == datetime(2026, 12, 3, 7, tzinfo=UTC)
    assert "Belt torn" in listed
    assert "It works again" in shown
    assert ScheduleException.objects.count() == 0
