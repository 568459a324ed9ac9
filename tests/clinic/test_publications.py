"""What the clinic publishes: ours as it came, its own from a day on, and who was shown what."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import ProgrammingError, transaction
from django.db.models import F

from assessments.export.people import export_for
from clinic.actions import note_shown, publish
from clinic.actions.publications import TextChanged
from clinic.marks import mark_of
from clinic.models import ClinicProfile, PublicationShown, PublicationVersion, ShownAt
from clinic.publications.shipped import shipped
from clinic.published import publications
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    AdministratorFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
EDIT = "/desk/set-up/publications/terms/"
OURS = shipped("terms").text
OWN = "## Ours\n\nAt {clinic} we are kind.\n"
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 24)
LATER_ON = datetime(2026, 12, 24, 18, tzinfo=UTC)


@pytest.fixture
def owner(client):
    ClinicProfile.objects.create(name="Harbour *Run* Clinic", phone="604-555-0100")
    user = AdministratorFactory()
    client.force_login(user)
    return user


def published(by, text=OWN, day=TODAY, before=OURS, now=MONDAY_MORNING):
    return publish(
        kind="terms",
        text=text,
        in_force_on=day,
        mark=mark_of(before),
        by=by,
        now=now,
    )


def read():
    """Return which texts somebody of the clinic has read and published."""
    return [kind for kind, each in publications(TODAY).items() if each.is_read]


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_ours_is_shown_until_the_owner_has_published_another(client, owner):
    before = page(client, "/policies/terms/")
    assert "Harbour *Run* Clinic" in before
    assert "in force from 1 December 2026" in before
    assert read() == []

    typed = {"text": OWN, "in_force_on": "2026-11-23", "mark": mark_of(OURS)}
    preview = client.post(EDIT, typed | {"preview": "1"}).content.decode()
    assert "At Harbour *Run* Clinic we are kind." in preview
    assert PublicationVersion.objects.count() == 0
    sent = client.post(EDIT, typed, follow=True)

    assert "Terms of use: published. It holds from now on." in sent.content.decode()
    assert "At Harbour *Run* Clinic we are kind." in page(client, "/policies/terms/")
    assert read() == ["terms"]


def test_a_text_for_a_later_day_waits_for_it(client, owner, clock):
    first = published(owner)
    second = published(owner, text="Later.\n", day=LATER, before=OWN)

    assert "we are kind" in page(client, "/policies/terms/")
    coming = page(client, f"/policies/terms/{second.number}/")
    assert "Later." in coming
    assert "in force from 24 December 2026" in coming
    clock.move_to(MONDAY_MORNING.replace(month=12, day=25))

    now = page(client, "/policies/terms/")
    assert "Later." in now
    assert f"/policies/terms/{first.number}/" in now
    assert "An earlier version" in page(client, f"/policies/terms/{first.number}/")


def test_a_mistake_is_said_beside_the_field_and_the_words_come_back(client, owner):
    typed = {"text": "At {klinic}.", "in_force_on": "2026-11-22", "mark": mark_of(OURS)}

    answer = client.post(EDIT, typed)

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 1: there is no {klinic}." in said
    assert "This day is past." in said
    assert "At {klinic}." in said
    assert PublicationVersion.objects.count() == 0


def test_what_somebody_else_published_meanwhile_is_not_written_over(client, owner):
    published(owner)

    with pytest.raises(TextChanged):
        published(owner, text="Theirs.\n")
    answer = client.post(
        EDIT, {"text": "Theirs.", "in_force_on": "2026-11-23", "mark": mark_of(OURS)}
    )

    assert answer.status_code == 409
    assert "Theirs." in answer.content.decode()
    assert "/policies/terms/1/" in answer.content.decode()  # what stands, to compare it with
    assert published(owner) == PublicationVersion.objects.get()  # the same, sent again


def test_our_text_can_be_put_back_to_be_read_first(client, owner):
    published(owner)

    answer = client.post(EDIT, {"reset": "1", "mark": mark_of(OWN)})

    assert answer.context["form"]["text"].value() == OURS
    assert PublicationVersion.objects.count() == 1


@pytest.mark.parametrize(("now", "later"), [(OURS, OWN), (OWN, OURS)])
def test_that_what_holds_now_is_ours_is_said_whatever_comes_later(client, owner, now, later):
    published(owner, text=now)
    published(owner, text=later, day=LATER, before=now)

    listed = " ".join(page(client, "/desk/set-up/publications/").split())

    assert (f"published by {owner}, as it came" in listed) is (now == OURS)


def test_each_cookie_that_is_set_is_named(client, owner, settings):
    named = page(client, "/policies/cookies/")

    for name in (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        CookieStorage.cookie_name,
    ):
        assert f"<code>{name}</code>" in named


def test_whoever_answers_for_privacy_is_named_in_the_policy(client, owner):
    client.post("/desk/set-up/publications/contact/", {"contact": "Ana Lim\nana@example.org"})

    assert "Ana Lim<br>\nana@example.org" in page(client, "/policies/privacy/")


def test_a_booking_keeps_which_texts_its_page_named(client, owner):
    bookable(slug="physio", for_new_patients=True)
    client.logout()
    typed = {
        "starts_at": "2026-12-01T09:00:00-07:00",
        "practitioner": "any",
        "name": "Mara Novak",
        "email": "mara@example.org",
        "accepts_policy": "on",
        "submission": str(uuid4()),
    }
    unread = client.post("/book/physio/details/", typed | {"accepts_policy": ""})
    assert "By booking you agree" in unread.content.decode()
    assert PublicationShown.objects.count() == 0

    client.post("/book/physio/details/", typed)
    client.post("/book/physio/details/", typed)  # the same, sent again

    shown = PublicationShown.objects.order_by("version__kind")
    assert [(str(each.patient), each.version.kind, each.version.ours) for each in shown] == [
        ("Mara Novak", "privacy", 1),
        ("Mara Novak", "terms", 1),
    ]
    assert read() == []  # they were shown, and nobody of the clinic has published them
    client.force_login(FrontDeskFactory())
    about = page(client, f"/desk/people/{shown[0].patient.reference}/")
    assert "Privacy policy of 1 Dec 2026" in about


def test_ours_that_somebody_was_shown_can_be_read_after_the_clinic_has_its_own(
    client, owner, clock
):
    clock.move_to(LATER_ON)
    note_shown(kinds=("terms",), at=ShownAt.BOOKING, now=LATER_ON, patient=PatientFactory())
    ours = PublicationVersion.objects.get()
    published(owner, day=LATER, now=LATER_ON)

    assert f"/policies/terms/{ours.number}/" in page(client, "/policies/terms/")
    earlier = page(client, f"/policies/terms/{ours.number}/")
    assert "An earlier version" in earlier
    assert "These terms hold when you use this website" in earlier


def test_a_new_account_keeps_which_texts_its_page_named(client):
    client.post("/accounts/signup/", {"email": "mara@example.org"})

    shown = PublicationShown.objects.all()
    assert {(each.user.email, each.version.kind, each.at) for each in shown} == {
        ("mara@example.org", "terms", "sign_up"),
        ("mara@example.org", "privacy", "sign_up"),
    }


def test_a_copy_of_ones_data_says_what_one_was_shown():
    user, patient = UserFactory(), PatientFactory()
    patient.looked_after_by.add(user)
    note_shown(kinds=("video",), at=ShownAt.CLIP, now=MONDAY_MORNING, patient=patient)
    note_shown(kinds=("terms",), at=ShownAt.SIGN_UP, now=MONDAY_MORNING, user=user)

    export = export_for(user, now=MONDAY_MORNING)

    assert [each["text"] for each in export.people[0]["texts_shown"]] == ["Consent to video"]
    assert [each["text"] for each in export.about["texts_shown"]] == ["Terms of use"]


@pytest.mark.parametrize("model", [PublicationVersion, PublicationShown])
def test_what_was_published_and_shown_is_never_changed(model):
    note_shown(kinds=("terms",), at=ShownAt.BOOKING, now=MONDAY_MORNING, patient=PatientFactory())

    rows = model.objects.all()
    for change in (lambda: rows.update(id=F("id")), lambda: rows._raw_delete("default")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()
