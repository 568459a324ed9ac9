"""A bad morning at the desk: somebody is ill, a treadmill is broken, and all is mended at once."""

from datetime import timedelta
from time import monotonic

import pytest
from playwright.sync_api import expect

from bookings.actions import book_appointment
from bookings.links.visits import visit_key, visit_path
from bookings.mail.times import clinic_time
from bookings.models import Appointment
from clinic.models import Message, MessageState
from tests.factories import NINE, FrontDeskFactory, PatientFactory, WorkingHoursFactory, bookable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
LAPTOP = {"width": 1280, "height": 900}
HALF = timedelta(minutes=30)


def full_day(*, visits, **about):
    """Return the visits of one practitioner's Tuesday; one more is here each day of the week."""
    service, people = bookable(
        slug="physio", name="Physiotherapy visit", duration_min=30, practitioners=2, **about
    )
    for person, name in zip(people, ("Ada Ill", "Ben Well"), strict=True):
        person.name, person.slug = name, name.split()[0].lower()
        person.save()
        for weekday in (0, 2, 3, 4):
            WorkingHoursFactory(practitioner=person, weekday=weekday)
    booked = [
        book_appointment(
            service=service,
            practitioner=people[0],
            patient=PatientFactory(name=f"Patient {chr(65 + number)}", phone="604 555 0100"),
            starts_at=NINE + number * HALF,
        )
        for number in range(visits)
    ]
    Message.objects.update(state=MessageState.SENT)  # they were told that it is booked
    return booked


@pytest.fixture
def at_the_desk(open_page, log_in, clock):
    """Return a function that opens the desk early on the day, and what counts the clicks."""

    def open_desk():
        clock.move_to(NINE - timedelta(hours=1))
        page = open_page("/", viewport=LAPTOP)
        log_in(page, FrontDeskFactory())
        page.goto("/desk/")
        return page, Clicks(page)

    return open_desk


class Clicks:
    """Presses as somebody at the desk does, and counts each."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, role, name):
        self.page.get_by_role(role, name=name).first.click()
        self.count += 1

    def choose(self, label, option):
        self.page.get_by_label(label).select_option(option)
        self.count += 2  # to open the list, and to choose


def told(visits):
    """Return what is to be mailed about each visit, but for reminders."""
    return [
        sorted(
            Message.objects.about(visit)
            .filter(state=MessageState.PLANNED)
            .exclude(kind="reminder")
            .values_list("kind", flat=True)
        )
        for visit in visits
    ]


def test_an_ill_practitioner_with_nine_visits(at_the_desk):
    visits = full_day(visits=9)
    page, clicks = at_the_desk()
    began = monotonic()

    clicks.press("link", "Somebody is away")
    clicks.choose("Who is away, or what is out of order", "Ada Ill")
    clicks.press("button", "Show what this hits")
    clicks.press("button", "Save all the same")
    expect(page.get_by_role("heading", level=1)).to_have_text("Conflicts")
    clicks.press("link", "Mend them in one go")
    expect(page.locator(".mend-row")).to_have_count(9)
    clicks.press("button", "Do this for 9 visits")
    expect(page.get_by_role("status")).to_contain_text("All 9 visits are done")

    assert monotonic() - began < 90
    assert clicks.count <= 12
    assert told(visits) == [["changed"]] * 9
    moved = Appointment.objects.filter(pk__in=[visit.pk for visit in visits])
    assert not moved.filter(conflict_since__isnull=False).exists()
    assert {visit.revision for visit in moved} == {1}


def test_a_broken_treadmill(at_the_desk):
    visits = full_day(visits=4, equipment=2)
    page, clicks = at_the_desk()
    broken = visits[0].equipment
    at_first = {visit.pk: visit.starts_at for visit in visits}
    for visit in visits:
        assert visit.equipment == broken

    page.goto(f"/desk/absences/new/?whom=equipment:{broken.reference}")
    clicks.press("button", "Show what this hits")
    clicks.press("button", "Save all the same")
    clicks.press("link", "Mend them in one go")
    expect(page.locator(".mend-row").first).to_contain_text("same time, on Treadmill")
    clicks.press("button", "Do this for 4 visits")
    expect(page.get_by_role("main")).to_contain_text("Nothing changes for them")

    after = Appointment.objects.filter(pk__in=at_first)
    assert {visit.pk: visit.starts_at for visit in after} == at_first
    assert {visit.equipment for visit in after}.isdisjoint({broken})
    assert told(visits) == [[]] * 4


def test_offered_times_are_chosen_by_the_patient_without_javascript(at_the_desk, open_page):
    [visit] = full_day(visits=1)
    page, clicks = at_the_desk()
    clicks.press("link", "Somebody is away")
    clicks.choose("Who is away, or what is out of order", "Ada Ill")
    clicks.press("button", "Show what this hits")
    clicks.press("button", "Save all the same")
    clicks.press("link", "Mend them in one go")
    page.get_by_label("What becomes of it: Patient A").select_option(
        label="Offer these 3 times by mail"
    )
    clicks.press("button", "Do this for 1 visit")
    expect(page.get_by_role("main")).to_contain_text("Times offered by mail (1)")
    assert told([visit]) == [["times_offered"]]

    visit.refresh_from_db()
    patient = open_page(visit_path(visit, "times", key=visit_key(visit)), javascript=False)
    patient.get_by_role("radio").nth(1).check()
    chosen = patient.get_by_role("radio").nth(1).locator("xpath=..").inner_text()
    patient.get_by_role("button", name="Move my visit there").click()
    expect(patient.get_by_role("main")).to_contain_text("your visit is moved")

    visit.refresh_from_db()
    assert clinic_time(visit.starts_at) in chosen
    assert (visit.revision, visit.conflict_since) == (1, None)
    assert not Appointment.objects.filter(status="held").exists()
