"""What holds of every page: axe-core finds nothing, CSP refuses nothing, nothing is too wide."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.utils import timezone

from assessments.access import break_glass
from assessments.actions import begin_version
from assessments.exceptions import TooManyFiles
from assessments.learning.articles import SLUGS
from assessments.models import SectionCode
from bookings.actions import (
    book_appointment,
    cancel_appointment,
    find_unusual_looks,
    renew_feed,
    sign_off_looks,
)
from bookings.links.visits import email_proof, visit_key, visit_path
from bookings.links.waitlist import waitlist_key, waitlist_path
from bookings.models import ScheduleException, Service
from clinic import failing_emails, mailed_links, outage, witness
from clinic.mail import Failure
from clinic.models import (
    AccessEvent,
    AccountAct,
    ClinicProfile,
    DeletionRequest,
    Message,
    MessageOutcome,
    MessageWording,
    OutcomeKind,
)
from tests.assessments.articles import stand_by
from tests.assessments.records import Recorded, film, record, score, value
from tests.browser.looking import NARROW, WIDE, check, faults, small_targets
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    DeskNoteFactory,
    EquipmentFactory,
    FamilyTieFactory,
    FrontDeskFactory,
    PatientFactory,
    PrivacyOfficerFactory,
    UserFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    WorkingHoursFactory,
    bookable,
)
from tests.factories.messages import MessageFactory
from tests.factories.programmes import a_running_plan, log

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
WHY_NOT = "/desk/why-not/?service=physio&practitioner=any&at="
WORDS = "/desk/set-up/messages/"
TEN = "/book/physio/details/?starts_at=2026-12-01T10:00:00-07:00"


@pytest.fixture
def visit():
    ClinicProfile.objects.create(
        name="False Creek Running Clinic", phone="604-555-0100", cancellation_policy="A day before."
    )
    service, people = bookable(
        slug="physio", name="Physiotherapy visit", practitioners=2, what_to_bring="Shorts"
    )
    stand_by(*SLUGS, practitioner=people[0])
    people[0].user = ClinicianFactory()
    people[0].save()
    patient = PatientFactory()
    patient.looked_after_by.add(UserFactory(email="patient@example.org"))
    return book_appointment(
        service=service, practitioner=people[0], patient=patient, starts_at=NINE
    )


def submit(page, button):
    """Press the button; return the status of the page it leads to."""
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name=button, exact=True).click()
    return navigation.value.status


def test_the_public_pages_are_in_order(open_page, axe, visit):
    page = open_page("/")
    key = visit_key(visit)

    found = check(
        page,
        axe,
        [
            "/",
            "/services/",
            "/team/",
            "/learn/",
            *(f"/learn/{slug}/" for slug in SLUGS),
            "/exercises/",
            "/exercises/sideways-hop-and-hold/",
            "/book/",
            "/book/physio/",
            "/book/physio/?from=2026-12-01",
            "/book/physio/?day=2026-12-25",
            TEN,
            "/book/embed/",
            "/book/embed/physio/?day=2026-12-01",
            visit_path(visit, key=key),
            visit_path(visit, key=key, new="1"),
            visit_path(visit, "move", key=key),
            visit_path(visit, "cancel", key=key),
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/password/reset/",
            "/accounts/login/code/",
            "/policies/privacy/",
            "/policies/cookies/",
        ],
    )

    assert found == []


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("patient", ["/me/", "/me/visits/", "/me/family/", "/me/family/new/", "dependant"]),
        ("patient", ["/me/details/", "/me/messages/", "/me/privacy/", "/me/privacy/deletion/"]),
        ("patient", ["/accounts/2fa/", "/accounts/email/"]),
        ("patient", ["/accounts/password/change/", "/accounts/logout/"]),
        ("newcomer", ["/me/", "/me/visits/", "/me/family/", "/me/details/", "/me/messages/"]),
        ("clinician", ["/appointments/?day=2026-12-01", "/appointments/?day=2026-12-02"]),
        ("clinician", ["/desk/articles/glossary/draft/", "/assessments/"]),
        ("clinician", ["/desk/exercises/", "/desk/exercises/new/", "/desk/exercises/E01/"]),
        ("desk", ["/desk/?day=2026-12-01", "/desk/?day=2026-12-02", "visit"]),
        ("desk", ["/desk/visits/new/?day=2026-12-01&time=10:00&q=pat", "block", "move by desk"]),
        (
            "desk",
            [
                "/desk/messages/",
                "message",
                "move",
                "cancel",
                "/desk/conflicts/",
                "/desk/absences/new/",
                "/desk/conflicts/mend/",
            ],
        ),
        ("desk", ["/desk/people/", "/desk/people/?q=patient", "/desk/people/?q=nobody"]),
        ("desk", ["person", "edit", "join", "/desk/people/new/", "times", "details"]),
        ("desk", ["visit-desk", "notes", "family", "carer"]),
        ("administrator", ["/desk/?day=2026-12-01", "/desk/messages/"]),
        ("administrator", ["/desk/set-up/identity/", "/desk/set-up/clinic/"]),
        ("administrator", ["/desk/requests/", "request", "person"]),
        ("administrator", ["/desk/thresholds/", "/desk/articles/", "/desk/articles/new/"]),
        ("administrator", [f"/desk/articles/gluteus-medius/{part}" for part in ("", "versions/")]),
        ("administrator", [f"/desk/set-up/publications/{part}" for part in ("", "terms/")]),
        ("administrator", ["/desk/reports/", "/desk/reports/?by=service&last=2026-12-06"]),
        ("officer", ["/privacy/events/", "/privacy/events/?state=all", "/desk/looks/"]),
        ("officer", ["/desk/looks/?ground=own", "/desk/looks/unusual/", "/desk/looks/signed-off/"]),
    ],
)
def test_the_pages_behind_the_log_in_are_in_order(open_page, axe, visit, log_in, who, paths):
    page = open_page("/")
    log_in(page, account(who, visit))
    family, asked = household_of(visit)
    named = {
        "message": Message.objects.earliest("pk").get_absolute_url(),
        "move": visit_path(visit, "move"),
        "cancel": visit_path(visit, "cancel", back="board"),
        "visit": visit_path(visit),
        "block": f"/desk/visits/{visit.reference}/block/",
        "move by desk": f"/desk/visits/{visit.reference}/move/?time=13:00",
        "person": f"/desk/people/{visit.patient.reference}/",
        "edit": f"/desk/people/{visit.patient.reference}/edit/",
        "join": f"/desk/people/{visit.patient.reference}/join/?file={family.reference}",
        "dependant": f"/me/family/{family.reference}/",
        "visit-desk": f"/desk/visits/{visit.reference}/",
        "notes": f"/desk/people/{visit.patient.reference}/notes/",
        "family": f"/desk/people/{visit.patient.reference}/family/new/?visit={visit.reference}",
        "carer": f"/desk/people/{family.reference}/family/carer/?q=patient",
        "request": f"/desk/requests/{asked.reference}/",
        "times": f"/book/physio/?patient={visit.patient.reference}&from=2026-12-01",
        "details": f"{TEN}&patient={visit.patient.reference}",
    }

    found = check(page, axe, [named.get(path, path) for path in paths])

    assert found == []
    assert page.locator("form[action='/accounts/logout/']").count() > 0


def household_of(visit):
    """Give the patient's account a dependant, a past, a guest's file, a look and a request."""
    user, patient = visit.patient.looked_after_by.get(), visit.patient
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    dependant = PatientFactory(name="Kit Runner", contact_name="Ada Runner")
    dependant.looked_after_by.add(user)
    guest = PatientFactory(name=patient.name, email=user.email, email_proven_at=NINE)
    PatientFactory(name=patient.name, merged_into=patient)
    AppointmentFactory(patient=guest, starts_at=NINE - timedelta(days=40))
    for days in range(30, 37):
        AppointmentFactory(patient=patient, starts_at=NINE - timedelta(days=days))
    FamilyTieFactory(patient=dependant, looked_after_by=patient)
    DeskNoteFactory(patient=patient, text="Rings the back door")
    DeskNoteFactory(
        patient=patient,
        appointment=visit,
        struck_at=NINE,
        struck_by=FrontDeskFactory(),
    )
    AccessEvent.objects.create(
        user=visit.practitioner.user, patient=patient, what="chart", basis="treating"
    )
    return dependant, DeletionRequest.objects.create(user=user, words="I moved away.")


def watched(visit):
    """Have a file opened with a reason, another refused, and roles changed."""
    clinician, patient = ClinicianFactory(name="Sam Lee"), visit.patient
    ClinicProfile.objects.update(break_glass_per_day=1)
    why = "I cover for the clinician who treats them: Anna, who treats her, is away this week"
    seen = {"now": timezone.now(), "address": "192.0.2.7"}
    break_glass(clinician, patient, reason=why, **seen)
    with pytest.raises(TooManyFiles):
        break_glass(clinician, PatientFactory(), reason=why, **seen)
    agnes = AdministratorFactory(name="Agnes Mill")
    AccessEvent.objects.create(user=agnes, patient=PatientFactory(), what="person", basis="desk")
    first, _ = find_unusual_looks(now=timezone.now() + timedelta(hours=2))
    signed = {
        "by": PrivacyOfficerFactory(),
        "outcome": "in_order",
        "note": "Anna is away this week.",
    }
    sign_off_looks(unusual=[first.pk], now=timezone.now(), **signed)
    changed = {"account": clinician, "by": agnes}
    witness.record(AccountAct.ROLES_CHANGED, detail="+clinician -front_desk", **changed)
    witness.record(AccountAct.LOG_IN_FAILED, account=None, detail="password")


def account(who, visit):
    match who:
        case "patient":
            user = visit.patient.looked_after_by.get()
            user.set_password("a password for tests")
            user.save()
            return user
        case "newcomer":
            return UserFactory()
        case "clinician":
            return visit.practitioner.user
        case "desk":
            return FrontDeskFactory()
        case "administrator":
            return AdministratorFactory()
        case "officer":
            watched(visit)
            return PrivacyOfficerFactory()


@pytest.mark.parametrize(
    "paths",
    [
        ["/desk/schedules/", "week"],
        ["/desk/schedules/closures/", "/desk/schedules/closures/new/"],
        ["/desk/services/", "/desk/services/physio/", "/desk/services/new/", "preview"],
        ["/desk/equipment/", "/desk/equipment/new/", "/desk/staff/", "/desk/staff/new/"],
        ["/desk/why-not/", f"{WHY_NOT}soon", f"{WHY_NOT}2026-12-01T09:30", "unit"],
        ["/desk/feeds/", "/desk/exports/", "/desk/imports/", "/desk/clock-changes/"],
        [WORDS, f"{WORDS}confirmation/", f"{WORDS}changed/", f"{WORDS}changed/reset/"],
    ],
    ids=["hours", "closures", "services", "equipment and staff", "why not", "in and out", "words"],
)
def test_the_pages_of_the_schedule_are_in_order(open_page, axe, visit, log_in, paths):
    page = open_page("/")
    log_in(page, AdministratorFactory())
    WorkingHoursFactory(practitioner=visit.practitioner, effective_until=NINE.date())
    ScheduleException.objects.create(
        starts_at=NINE, ends_at=NINE + timedelta(hours=1), reason="Staff training"
    )
    renew_feed(of=visit.practitioner, by=visit.practitioner.user)
    MessageWording.objects.create(
        kind="changed", number=1, subject="Hi", text="{gone}", written_by=visit.practitioner.user
    )
    named = {
        "week": f"/desk/schedules/{visit.practitioner.slug}/",
        "preview": "/desk/services/physio/preview/",
        "unit": f"/desk/equipment/{EquipmentFactory().reference}/",
    }

    found = check(page, axe, [named.get(path, path) for path in paths])

    assert found == [f"{path} answers 422" for path in paths if path.endswith("soon")]


def test_a_change_of_the_schedule_is_shown_in_order(open_page, axe, visit, log_in):
    page = open_page("/")
    log_in(page, AdministratorFactory())
    page.goto(f"/desk/schedules/{visit.practitioner.slug}/")

    page.get_by_label("Tuesday, period 1, closes").fill("08:00")
    statuses = [submit(page, "Check the change")]
    found = faults(page, axe)
    page.get_by_label("Tuesday, period 1, opens").fill("")
    page.get_by_label("Tuesday, period 1, closes").fill("")
    statuses.append(submit(page, "Check the change"))
    page.get_by_text("Times by service and practitioner").click()
    found += faults(page, axe)
    page.goto("/desk/schedules/closures/new/")
    statuses.append(submit(page, "Check the change"))
    found += faults(page, axe)

    assert statuses == [422, 200, 422]
    assert found == []


def test_the_pages_that_refuse_are_in_order(open_page, axe, visit, log_in):
    page = open_page("/")
    log_in(page, UserFactory())
    refused = {
        "/nothing/": 404,
        "/book/physio/?from=yesterday": 400,
        "/desk/messages/": 403,
    }

    found, statuses = [], {}
    for path in refused:
        statuses[path] = page.goto(path).status
        found += faults(page, axe)

    assert statuses == refused
    assert found == []


def test_a_time_that_is_kept_is_in_order(open_page, axe, visit, log_in):
    page = open_page(TEN)
    submit(page, "Keep this time and go on")
    found = faults(page, axe)

    for path in ("/book/", "/book/physio/"):
        page.goto(path)
        found += faults(page, axe)
    log_in(page, visit.patient.looked_after_by.get())
    page.goto(TEN)
    statuses = [submit(page, "Keep this time and go on")]
    page.get_by_label("Somebody new").check()
    found += faults(page, axe)
    statuses.append(page.goto("/book/physio/details/?hold=x").status)
    found += faults(page, axe)

    assert statuses == [200, 404]
    assert found == []


def test_whatever_is_pressed_is_large_enough_for_a_finger(open_page, axe, visit):
    Service.objects.update(
        for_new_patients=False, purposes=["pain_when_running"], intake_form="running"
    )
    page = open_page("/", has_touch=True)
    key = visit_key(visit)
    paths = [
        "/book/",
        "/book/physio/?from=2026-12-01",
        visit_path(visit, key=key),
        visit_path(visit, "cancel", key=key),
        f"/appointments/{visit.reference}/intake/?key={key}",
        f"/appointments/{visit.reference}/safety/?key={key}",
        "/waitlist/join/?service=physio&from=2026-12-01",
    ]

    found = []
    for path in paths:
        page.goto(path)
        found += faults(page, axe) + small_targets(page)
    Service.objects.update(for_new_patients=True)
    page.goto(TEN)
    submit(page, "Keep this time and go on")
    found += faults(page, axe) + small_targets(page)

    assert found == []


def test_the_details_that_come_back_are_in_order(open_page, axe, visit):
    page = open_page(TEN)
    submit(page, "Keep this time and go on")

    statuses = [submit(page, "Book this visit")]
    found = faults(page, axe)
    for practitioner in visit.service.practitioners.all():
        practitioner.working_hours.update(opens="12:00")
    page.get_by_label("Name").fill("Ada Runner")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("I have read the cancellation policy").check()
    statuses.append(submit(page, "Book this visit"))
    found += faults(page, axe)
    page.context.clear_cookies()
    statuses.append(submit(page, "Book this visit"))
    found += faults(page, axe)

    assert statuses == [422, 409, 403]
    assert found == []


def test_a_move_onto_a_taken_time_is_in_order(open_page, axe, visit):
    page = open_page(visit_path(visit, "move", key=visit_key(visit)))
    AppointmentFactory(practitioner=visit.practitioner, starts_at=NINE + timedelta(hours=4))

    page.get_by_role("radio", name="13:00").check()
    status = submit(page, "Move my visit")

    assert status == 409
    assert page.get_by_role("alert").count() == 1
    assert faults(page, axe) == []


def test_a_cancelled_visit_is_in_order(open_page, axe, visit):
    cancel_appointment(appointment=visit)

    page = open_page(visit_path(visit, key=visit_key(visit)))

    assert page.get_by_role("heading", level=1).inner_text() == "This visit is cancelled"
    assert faults(page, axe) == []


@pytest.fixture
def offer(visit):
    """An open offer of a time at which the visit's practitioner is free."""
    return WaitlistOfferFactory(
        entry=WaitlistEntryFactory(service=visit.service, parts_of_day=["morning"]),
        practitioner=visit.practitioner,
        starts_at=NINE + timedelta(hours=4),
    )


def test_the_pages_of_the_waitlist_are_in_order(open_page, axe, visit, offer):
    page = open_page("/")
    over = WaitlistOfferFactory(entry__service=visit.service, status="expired")
    left = WaitlistEntryFactory(service=visit.service, status="left", closed_at=NINE)
    rows = [offer, offer.entry, over, left]

    found = check(
        page,
        axe,
        [
            "/waitlist/join/",
            "/waitlist/join/?service=physio&from=2026-12-01",
            "/waitlist/join/?service=physio&from=2026-12-02&until=2026-12-02",
            visit_path(visit, "earlier", key=visit_key(visit)),
            *[waitlist_path(row, key=waitlist_key(row)) for row in rows],
        ],
    )
    page.goto(waitlist_path(offer, key=waitlist_key(offer)))
    status = submit(page, "Take this time")
    found += faults(page, axe)

    assert status == 422
    assert found == []


def test_the_desks_waitlist_is_in_order(open_page, axe, visit, offer, log_in):
    page = open_page("/")
    log_in(page, FrontDeskFactory())
    first = WaitlistEntryFactory(
        service=visit.service, appointment=visit, patient__email="", put_first_at=NINE
    )

    gap = f"/desk/gaps/?practitioner={visit.practitioner.slug}"

    found = check(
        page,
        axe,
        [
            "/desk/waitlist/",
            "/desk/waitlist/?service=physio",
            "/desk/waitlist/?service=nothing",
            f"/desk/waitlist/{first.reference}/remove/",
            "/desk/gaps/",
            f"{gap}&starts_at=2026-12-01T11:00&minutes=60",
            f"/waitlist/join/?patient={visit.patient.reference}",
            f"/waitlist/join/?service=physio&patient={visit.patient.reference}",
        ],
    )

    assert found == []


def test_a_visit_from_the_mail_is_in_order_and_so_is_a_late_one(open_page, axe, visit, clock):
    key = visit_key(visit)
    proof = email_proof(visit.patient, visit.patient.email)
    page = open_page(visit_path(visit, key=key, proof=proof))

    found = faults(page, axe)
    submit(page, "This address is mine")
    found += faults(page, axe)
    submit(page, "Yes, I will come")
    found += faults(page, axe)
    clock.move_to(NINE - timedelta(hours=2))
    found += check(page, axe, [visit_path(visit, key=key), visit_path(visit, "cancel", key=key)])
    status = submit(page, "Cancel this visit")

    assert status == 422
    assert found + faults(page, axe) == []


def test_the_page_that_asks_for_a_mailed_code_is_in_order(open_page, axe, visit):
    page = open_page("/accounts/login/code/")

    page.get_by_label("Email").fill("patient@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/code/confirm/")

    assert faults(page, axe) == []


def test_the_pages_of_a_second_factor_are_in_order(open_page, axe, visit, log_in):
    user = account("patient", visit)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    page = open_page("/")
    log_in(page, user)
    page.goto("/accounts/2fa/totp/activate/")
    found = faults(page, axe)
    page.get_by_label("Password").fill("a password for tests")
    submit(page, "Go on")
    set_up = ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"]
    found += check(page, axe, set_up)

    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    in_use = ["", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "webauthn/"]
    found += check(page, axe, [f"/accounts/2fa/{path}" for path in in_use])

    assert found == []


def test_the_page_for_the_code_of_an_app_is_in_order(open_page, axe, visit):
    user = account("patient", visit)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    page = open_page("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill("a password for tests")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/accounts/2fa/authenticate/")

    assert faults(page, axe) == []


def test_the_messages_are_in_order_while_no_mail_leaves(open_page, axe, visit, log_in):
    page = open_page("/")
    log_in(page, AdministratorFactory())
    outage.record(Failure("Refused", "ConnectionRefusedError: [Errno 111] refused"), NINE)
    MessageFactory.create_batch(2, state="failed", due_at=timezone.now(), last_error="550 Gone")

    found = check(page, axe, ["/desk/messages/", "/desk/messages/?state=failed"])

    assert found == []
    assert page.get_by_role("button", name="Send all again").count() == 1


def test_the_pages_of_what_became_of_mail_are_in_order(open_page, axe, visit, log_in):
    page = open_page("/")
    log_in(page, FrontDeskFactory())
    returned, refusable = mail_that_came_back(visit)

    found = check(
        page,
        axe,
        [
            "/desk/messages/?state=needs",
            f"{returned.get_absolute_url()}?state=needs",
            f"/desk/people/{visit.patient.reference}/",
            mailed_links.refusal_url(refusable).replace(settings.SITE_URL, ""),
        ],
    )
    page.get_by_role("button", name="Send me no more of these").click()

    assert found + faults(page, axe) == []
    assert page.get_by_role("heading", name="No more reminders before a visit").count() == 1


def mail_that_came_back(visit):
    """Return a message that came back, and one that may be refused."""
    now, person = timezone.now(), visit.patient
    sent = {"recipient": person, "state": "sent", "sent_at": now, "subject": "Your visit is booked"}
    returned = MessageFactory(about=visit, kind="confirmation", **sent)
    refusable = MessageFactory(about=visit, kind="reminder", **sent)
    for message, kind, told in (
        (returned, OutcomeKind.BOUNCED, "There is no such mailbox. (5.1.1)"),
        (refusable, OutcomeKind.OPENED, ""),
    ):
        MessageOutcome.objects.create(message=message, kind=kind, told=told)
    failing_emails.record(person.email, "There is no such mailbox. (5.1.1)", now)
    return returned, refusable


def test_the_pages_of_a_course_are_in_order(open_page, axe, visit, log_in):
    page = open_page("/")
    log_in(page, FrontDeskFactory())
    blank = f"/desk/people/{visit.patient.reference}/course/"
    wish = "practitioner=any&first_on=2026-12-01&at=09:00&visits=3&every=7&tolerance=2"

    found = check(page, axe, [blank, f"{blank}?service=physio&{wish}"])
    submit(page, "Book these visits")
    course = page.url
    found += faults(page, axe)
    found += check(page, axe, [page.get_by_role("link", name="Move").nth(1).get_attribute("href")])
    page.goto(course)
    found += check(
        page, axe, [page.get_by_role("link", name="Cancel").nth(1).get_attribute("href")]
    )
    page.goto(f"{blank}?service=physio&{wish.replace('visits=3', 'visits=1')}")
    found += faults(page, axe)
    page.goto(course)
    page.get_by_label("The patient", exact=True).check()
    page.get_by_label("In words, as the patient may read them").fill("Moves to another town")
    submit(page, "Cancel 3 visits")

    assert found == []
    assert page.get_by_text("3 visits of").is_visible()
    assert page.locator(".board-cancelled").count() == 3


def test_the_page_of_too_many_attempts_is_in_order(open_page, axe, visit, settings):
    settings.RATE_LIMIT_HOLDS = "0/h"
    page = open_page("/book/physio/?day=2026-12-01")

    page.locator("form[action$='/hold/'] button").first.click()
    page.get_by_role("heading", name="That was a lot at once").wait_for()

    assert faults(page, axe) == []
    assert page.get_by_text("Please try again after").is_visible()


def test_the_pages_of_an_assessment_are_in_order(open_page, log_in, axe, visit):
    assessment = AssessmentFactory(
        patient=visit.patient, practitioner=visit.practitioner, appointment=visit, seen_at=NINE
    )
    url = assessment.get_absolute_url()
    page = open_page("/")
    log_in(page, visit.practitioner.user)

    codes = ["safety", *SectionCode.values, "discard", "sign"]
    found = check(page, axe, [f"{url}{code}/" for code in (*codes, "reports")])
    page.goto(f"{url}by-eye/")
    for summary in page.locator("main details > summary").all():
        if summary.is_visible():
            summary.click()
    found += small_targets(page)
    with page.expect_navigation():
        page.locator("[data-save]").click()  # refused: the two that decide are missing

    assert found + faults(page, axe) == []


def filled(visit, *, days_ago, drop, **options):
    """Return an assessment with steps, means, answers and a target."""
    recorded = Recorded(
        set_up={"notes": "Right hip tires."},
        seen={("pelvic_drop", "R"): "marked", ("knee_window", "R"): "closed"},
        values=[
            value("cpd", "L", "4.8"),
            value("cpd", "R", drop),
            value("cpd", "R", "11.2", state="end_of_run"),
            value("femoral_adduction", "R", "9.0"),
        ],
        scores=[score("lefs", 61, [3] * 20)],
        targets=[("cpd", "R", "fresh")],
        findings={"factors": ["fatigue"], "factors_note": "Longer sets."},
    )
    return record(visit.patient, visit.practitioner, recorded, days_ago=days_ago, **options)


def test_the_pages_of_a_measured_assessment_are_in_order(open_page, log_in, axe, visit):
    shared = filled(visit, days_ago=40, drop="8.3", share=True)
    signed = filled(visit, days_ago=10, drop="8.1")
    draft = filled(visit, days_ago=1, drop="8.0", sign=False)
    film(draft, steps=2, frames=0)
    url, chart = draft.get_absolute_url(), f"/charts/{visit.patient.reference}/"
    page = open_page("/")
    log_in(page, visit.practitioner.user)

    codes = [*SectionCode.values, "measure", "sign"]
    paths = [f"{url}{code}/" for code in codes]
    paths += [url, signed.get_absolute_url(), f"{signed.get_absolute_url()}addenda/new/"]
    found = check(page, axe, ["/assessments/", chart, f"{chart}compare/", *paths])
    page.goto(f"{url}measure/")
    is_demo_told = page.get_by_text("Demo clinic", exact=True).is_visible()
    typed = page.get_by_role("link", name="Type degrees", exact=True).get_attribute("href")
    log_in(page, visit.patient.looked_after_by.get())
    found += check(page, axe, ["/me/assessments/", shared.get_absolute_url()])

    assert found == []
    assert (is_demo_told, typed) == (True, f"{url}degrees/")


def test_the_pages_of_a_plan_are_in_order(open_page, log_in, axe, visit):
    filled(visit, days_ago=40, drop="8.3")
    practitioner, patient = visit.practitioner, visit.patient
    visit.service.intake_form = "running"
    visit.service.save()
    plan = a_running_plan("E04", "E24", "E02", practitioner=practitioner, patient=patient)
    log(plan, "E02", pain=7)
    begin_version(programme=plan, by=practitioner.user, now=timezone.now())
    url = f"/charts/{patient.reference}/programme/"
    page = open_page("/")
    log_in(page, practitioner.user)

    alert = f"{url}alerts/{plan.alerts.get().reference}/"
    found = check(page, axe, [url, f"{url}draft/preview/", f"{url}end/", alert, "/assessments/"])
    found += check(page, axe, [f"{url}draft/"])
    page.locator("[name=i0-sets]").fill("0")
    with page.expect_navigation():
        page.get_by_role("button", name="Send to", exact=False).click()  # refused

    assert found + faults(page, axe) + small_targets(page) == []


@pytest.mark.parametrize(("viewport", "is_open"), [(NARROW, False), (WIDE, True)])
def test_what_explains_a_shared_assessment_is_folded_where_there_is_no_room(
    open_page, log_in, visit, viewport, is_open
):
    shared = filled(visit, days_ago=40, drop="8.3", share=True)
    page = open_page("/", viewport=viewport)
    log_in(page, visit.patient.looked_after_by.get())

    page.goto(shared.get_absolute_url())

    folds = page.locator("[data-fold]").evaluate_all("all => all.map(one => one.open)")
    assert set(folds) == {is_open}
