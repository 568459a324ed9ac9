"""A page asks the database as often for many rows as for one."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import renew_feed
from bookings.links.visits import visit_key, visit_path
from bookings.models import Import, ScheduleException
from clinic.models import (
    AccessEvent,
    DeletionRequest,
    LookReview,
    MessageWording,
    UnusualLook,
)
from clinic.wording.catalogue import kinds
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    CourseFactory,
    EquipmentFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    PrivacyOfficerFactory,
    ServiceFactory,
    UserFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    WorkingHoursFactory,
    bookable,
)
from tests.factories.messages import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
MANY = 4
SHOWN_OF_A_PERSON = ("ahead", "behind", "joined", "perhaps_same", "mail", "wishes")


class Page(NamedTuple):
    path: str
    count_shown: Callable  # from the page's context
    add_row: Callable


def visit_on_equipment(**details):
    return AppointmentFactory(equipment=EquipmentFactory(), **details)


def patients_list(client):
    user = UserFactory()
    client.force_login(user)

    def add_row():
        patient = PatientFactory()
        patient.looked_after_by.add(user)
        visit_on_equipment(patient=patient)
        visit_on_equipment(patient=patient, starts_at=NINE - timedelta(days=30))

    return Page("/me/", lambda shown: min(len(shown["upcoming"]) + 1, len(shown["past"])), add_row)


def patients_own(client):
    """Return an account with a file of its own; its first visit is the page's one main thing."""
    own = PatientFactory()
    user = UserFactory()
    own.looked_after_by.add(user)
    client.force_login(user)
    return user, own


def past_visits(client):
    _, own = patients_own(client)

    def add_row():
        visit_on_equipment(
            patient=own, starts_at=NINE - timedelta(days=30 + own.appointments.count())
        )

    return Page("/me/visits/", lambda shown: len(shown["page_obj"]), add_row)


def family(client):
    user, _ = patients_own(client)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)

    def add_row():
        PatientFactory().looked_after_by.add(user)
        AppointmentFactory(patient=PatientFactory(email=user.email, email_proven_at=NINE))

    return Page(
        "/me/family/", lambda shown: min(len(shown["people"]) - 1, len(shown["guests"])), add_row
    )


def message_choices(client):
    user, _ = patients_own(client)

    def add_row():
        PatientFactory().looked_after_by.add(user)

    return Page("/me/messages/", lambda shown: len(shown["forms"]) - 1, add_row)


def wishes(client):
    _, own = patients_own(client)

    def add_row():
        WaitlistOfferFactory(
            entry=WaitlistEntryFactory(patient=own, practitioner=PractitionerFactory())
        )

    return Page("/me/", lambda shown: len(shown["wishes"]), add_row)


def desks_waitlist(client):
    client.force_login(FrontDeskFactory())
    service = ServiceFactory()

    def add_row():
        earlier = {"appointment": visit_on_equipment(), "practitioner": PractitionerFactory()}
        WaitlistOfferFactory(entry=WaitlistEntryFactory(service=service, **earlier))

    return Page(
        "/desk/waitlist/",
        lambda shown: min(len(shown["board"].queues[0].rows), len(shown["board"].recent)),
        add_row,
    )


def course(client):
    client.force_login(FrontDeskFactory())
    course = CourseFactory()

    def add_row():
        visit_on_equipment(
            course=course,
            patient=course.patient,
            starts_at=NINE + timedelta(days=course.appointments.count()),
        )

    return Page(f"/desk/courses/{course.reference}/", lambda shown: len(shown["rows"]), add_row)


def looks(client):
    _, own = patients_own(client)

    def add_row():
        clinician = PractitionerFactory(user=ClinicianFactory()).user
        joined = PatientFactory(merged_into=own)
        AccessEvent.objects.create(user=clinician, patient=joined, what="chart", basis="treating")

    return Page("/me/privacy/", lambda shown: len(shown["looks"]), add_row)


def requests_to_answer(client):
    client.force_login(AdministratorFactory())

    def add_row():
        DeletionRequest.objects.create(user=UserFactory())
        DeletionRequest.objects.create(
            user=UserFactory(),
            answered_at=NINE,
            answered_by=AdministratorFactory(),
            answer="Done.",
        )

    return Page(
        "/desk/requests/",
        lambda shown: min(len(shown["open_requests"]), len(shown["answered"])),
        add_row,
    )


def desks_person(client):
    client.force_login(FrontDeskFactory())
    person = PatientFactory(name="Robin Vale")

    def add_row():
        joined = PatientFactory(merged_into=person)
        PatientFactory(name="Robin Vale")
        days = timedelta(days=joined.pk)
        visit_on_equipment(patient=joined, starts_at=NINE + days)
        past = visit_on_equipment(patient=joined, starts_at=NINE - timedelta(days=30) - days)
        MessageFactory(recipient=joined, about=past)
        WaitlistEntryFactory(patient=joined, practitioner=PractitionerFactory())

    return Page(
        f"/desk/people/{person.reference}/",
        lambda shown: min(len(shown[rows]) for rows in SHOWN_OF_A_PERSON),
        add_row,
    )


def desks_day(client):
    client.force_login(FrontDeskFactory())
    return Page("/desk/?day=2026-12-01", lambda shown: len(shown["board"].rows), visit_on_equipment)


def desks_search(client):
    client.force_login(FrontDeskFactory())
    return Page("/desk/people/?q=patient", lambda shown: len(shown["people"]), PatientFactory)


def clinicians_day(client):
    practitioner = PractitionerFactory(user=ClinicianFactory())
    client.force_login(practitioner.user)

    def add_row():
        hours = timedelta(hours=practitioner.appointments.count())
        visit_on_equipment(practitioner=practitioner, starts_at=NINE + hours)

    return Page("/appointments/?day=2026-12-01", lambda shown: len(shown["appointments"]), add_row)


def team(client):
    return Page("/team/", lambda shown: len(shown["practitioners"]), PractitionerFactory)


def offer():
    bookable(equipment=1)


def services(client):
    return Page("/services/", lambda shown: len(shown["services"]), offer)


def home(client):
    return Page("/", lambda shown: min(len(shown["services"]), len(shown["practitioners"])), offer)


def start_of_a_booking(client):
    return Page("/book/", lambda shown: len(shown["services"]), offer)


def start_with_a_practitioner(client):
    practitioner = PractitionerFactory(slug="ada")

    def add_row():
        ServiceFactory(practitioners=[practitioner])

    return Page("/book/?practitioner=ada", lambda shown: len(shown["services"]), add_row)


def move(client):
    service, _ = bookable(equipment=1)
    visit = AppointmentFactory(
        service=service, practitioner=service.practitioners.get(), starts_at=NINE
    )

    def add_row():
        colleague = PractitionerFactory()
        WorkingHoursFactory(practitioner=colleague)
        service.practitioners.add(colleague)
        unit = EquipmentFactory()
        AppointmentFactory(practitioner=colleague, equipment=unit, service=service)

    return Page(
        visit_path(visit, "move", key=visit_key(visit)),
        lambda shown: len(shown["practitioners"]) - 1,
        add_row,
    )


def desks_messages(client):
    client.force_login(FrontDeskFactory())

    def add_row():
        visit = AppointmentFactory()
        MessageFactory(recipient=visit.patient, about=visit)

    return Page("/desk/messages/", lambda shown: len(shown["page_obj"]), add_row)


def schedules(client):
    client.force_login(AdministratorFactory())

    def add_row():
        hours = WorkingHoursFactory()
        hours.services.set([ServiceFactory()])
        ScheduleException.objects.create(
            practitioner=hours.practitioner,
            starts_at=NINE,
            ends_at=NINE + timedelta(hours=1),
            reason="Away",
        )

    return Page("/desk/schedules/", lambda shown: len(shown["rows"]), add_row)


def closures(client):
    client.force_login(AdministratorFactory())

    def add_row():
        ScheduleException.objects.create(
            practitioner=PractitionerFactory(),
            starts_at=NINE,
            ends_at=NINE + timedelta(hours=1),
            reason="Away",
        )

    return Page("/desk/schedules/closures/", lambda shown: len(shown["rows"]), add_row)


def all_services(client):
    client.force_login(AdministratorFactory())
    return Page("/desk/services/", lambda shown: len(shown["order"].services), offer)


def all_equipment(client):
    client.force_login(AdministratorFactory())
    return Page("/desk/equipment/", lambda shown: len(shown["units"]), EquipmentFactory)


def figures(client):
    client.force_login(AdministratorFactory())

    def add_row():
        service, [practitioner] = bookable(equipment=1)
        AppointmentFactory(service=service, practitioner=practitioner)

    return Page(
        "/desk/reports/?first=2026-01-01&last=2026-12-31&by=practitioner",
        lambda shown: len(shown["figures"][0]["figure"].lines),
        add_row,
    )


def an_unusual_look():
    look = AccessEvent.objects.create(
        user=FrontDeskFactory(),
        patient=PatientFactory(merged_into=PatientFactory()),
        what="person",
        basis="desk",
    )
    return UnusualLook.objects.create(look=look, oddities=["no_visit"])


def looks_at_files(client):
    client.force_login(AdministratorFactory())

    def add_row():
        LookReview.objects.create(
            unusual=an_unusual_look(),
            reviewed_by=PrivacyOfficerFactory(),
            outcome="in_order",
            note="A call",
        )

    return Page("/desk/looks/", lambda shown: len(shown["rows"]), add_row)


def looks_to_sign_off(client):
    client.force_login(AdministratorFactory())
    return Page("/desk/looks/unusual/", lambda shown: len(shown["cases"]), an_unusual_look)


def words_of_messages(client):
    client.force_login(AdministratorFactory())
    left = iter(kinds())

    def add_row():
        MessageWording.objects.create(
            kind=next(left), number=1, subject="Hi", text="{no}", written_by=AdministratorFactory()
        )

    return Page(
        "/desk/set-up/messages/",
        lambda shown: sum(row["row"] is not None for _, rows in shown["groups"] for row in rows),
        add_row,
    )


def looks_signed_off(client):
    page = looks_at_files(client)
    return Page("/desk/looks/signed-off/", lambda shown: len(shown["page_obj"]), page.add_row)


def all_staff(client):
    client.force_login(AdministratorFactory())

    def add_row():
        person = PractitionerFactory(user=ClinicianFactory())
        ServiceFactory(practitioners=[person])

    return Page("/desk/staff/", lambda shown: len(shown["practitioners"]), add_row)


def calendar_feeds(client):
    by = AdministratorFactory()
    client.force_login(by)

    def add_row():
        for whose in (PractitionerFactory(), EquipmentFactory()):
            renew_feed(of=whose, by=AdministratorFactory())

    return Page("/desk/feeds/", lambda shown: len(shown["rows"]) // 2, add_row)


def lists_brought_in(client):
    client.force_login(AdministratorFactory())

    def add_row():
        Import.objects.create(
            kind="people", file_name="list.csv", uploaded_by=AdministratorFactory()
        )

    return Page("/desk/imports/", lambda shown: len(shown["lately"]), add_row)


@pytest.mark.parametrize(
    "page",
    [
        lists_brought_in,
        calendar_feeds,
        words_of_messages,
        patients_list,
        past_visits,
        family,
        message_choices,
        wishes,
        desks_waitlist,
        course,
        looks,
        requests_to_answer,
        desks_person,
        desks_day,
        desks_search,
        clinicians_day,
        team,
        services,
        home,
        start_of_a_booking,
        start_with_a_practitioner,
        move,
        desks_messages,
        schedules,
        closures,
        all_services,
        all_equipment,
        all_staff,
        figures,
        looks_at_files,
        looks_to_sign_off,
        looks_signed_off,
    ],
    ids=lambda page: page.__name__,
)
def test_a_page_asks_the_same_queries_for_one_row_and_for_many(client, page):
    path, count_shown, add_row = page(client)

    def shown_and_queries():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert response.status_code == 200
        return count_shown(response.context), len(captured)

    add_row()
    client.get(path)  # fills what a process keeps, such as content types
    one, queries_for_one = shown_and_queries()
    for _ in range(MANY - 1):
        add_row()
    many, queries_for_many = shown_and_queries()

    assert (one, many) == (1, MANY)
    assert queries_for_many == queries_for_one
