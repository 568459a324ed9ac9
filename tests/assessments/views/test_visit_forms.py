"""The pages before a visit: who may read what was answered, and what each of them sees."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import review_screen
from assessments.models import Intake, RedFlagScreen, ScreenReview
from assessments.questions import red_flags
from assessments.questions.red_flags import GROUPS
from bookings.advice import BEFORE_RUNNING, LEVELS
from bookings.links.visits import email_proof, visit_key
from bookings.mail.planning import plan_for
from bookings.mail.visits import compose_confirmation
from bookings.models import Appointment
from clinic.models import AccessEvent, ClinicProfile, Message
from tests.assessments.form_answers import calm, posted, screened
from tests.browsing import Browser
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
    UserFactory,
)
from tests.instants import FromNowOn
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def visit():
    ClinicProfile.objects.create(name="Harbour", phone="604 555 0199")
    patient = PatientFactory(name="Ada Runner")
    patient.looked_after_by.add(UserFactory(email="ada@example.org"))
    return AppointmentFactory(
        patient=patient,
        practitioner=PractitionerFactory(user=ClinicianFactory()),
        service=ServiceFactory(intake_form="running"),
    )


def path(visit, page, *, key=True):
    own = reverse(f"assessments:{page}", args=[visit.reference])
    return f"{own}?key={visit_key(visit)}" if key else own


def mailed(visit, page):
    """Return the path that the link in a mail leads to."""
    return f"{path(visit, page)}&proof={email_proof(visit.patient, visit.patient.email)}"


def own_page(visit):
    return f"{visit.get_absolute_url()}?key={visit_key(visit)}"


def by_account(visit):
    client = Browser()
    client.force_login(visit.patient.looked_after_by.get())
    return client


def looks():
    return list(AccessEvent.objects.order_by("pk").values_list("what", "basis", "user__email"))


SECRET = "My left knee whispers."
OTHERS = "Somebody else’s answer."


def fill(client, visit, **changes):
    return client.post(path(visit, "intake"), posted(goal_text=SECRET, **changes))


@pytest.mark.parametrize("form", ["running", "short"])
def test_both_parts_are_asked_by_the_link_in_the_mail_safety_first(client, visit, form):
    visit.service.intake_form = form
    visit.service.save()
    before = client.get(own_page(visit))
    went_on = client.post(path(visit, "safety"), calm())
    between = client.get(own_page(visit))
    questions = client.get(went_on.url)
    sending = FromNowOn()
    done = client.post(path(visit, "intake"), posted(goal_text=SECRET), follow=True)

    assert f'href="{path(visit, "safety", key=False)}"' in before.text
    assert ["Form missing" in page.text for page in (before, between, done)] == [True, True, False]
    assert went_on.url == path(visit, "intake", key=False)
    assert 'class="done"><a href="' + path(visit, "safety", key=False) in as_read(questions.text)
    assert "1 of 2" in questions.text
    until = "Tuesday 1 December 2026 at 09:00, Vancouver time."
    assert f"Your answers are saved; you can change them until {until}" in as_read(done.text)
    assert f"You can change them until {until}" in as_read(done.text)
    assert Intake.objects.get().goal_text == SECRET
    assert RedFlagScreen.objects.get().answered_by is None
    assert Appointment.objects.get().form_filled_at == sending


def test_the_questions_first_lead_to_safety_and_the_form_is_missing_until_then(client, visit):
    went_on = fill(client, visit)
    client.force_login(FrontDeskFactory())

    assert went_on.url == path(visit, "safety", key=False)
    assert "Form missing" in client.get("/desk/?day=2026-12-01").text


def test_the_visits_page_asks_for_the_form_and_leads_to_it_with_the_key(client, visit):
    page = client.get(f"{visit.get_absolute_url()}?key={visit_key(visit)}")

    assert "Please answer a few questions before you come" in page.text
    assert f'href="{path(visit, "safety", key=False)}"' in page.text


def test_what_cannot_be_read_comes_back_as_typed_beside_its_error_and_after_a_reload(client, visit):
    answered = fill(client, visit, mass_kg="sixty")
    reloaded = client.get(path(visit, "intake"))

    assert answered.status_code == 422
    for page in (answered, reloaded):
        assert 'value="sixty"' in page.text
        assert "Write a number, such as 5.2." in page.text
        assert SECRET in page.text
    assert Intake.objects.get().finished_at is None


def test_a_draft_is_kept_while_it_is_typed(client, visit):
    page = posted(goal_text="R")
    answers = [
        client.post(path(visit, "intake-draft"), page | {"goal_text": text})
        for text in ("R", "Ru", "Run")
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "Saved at 09:00" in as_read(answers[-1].text)
    assert re.search(r"\d of 7 parts have answers", as_read(answers[-1].text))
    intake = Intake.objects.get()
    assert (intake.goal_text, intake.finished_at) == ("Run", None)


def test_an_older_tab_is_told_and_keeps_what_was_typed(client, visit):
    fill(client, visit)
    fill(client, visit, sports="Rowing")

    older = fill(client, visit, sports="Tennis")
    draft = client.post(path(visit, "intake-draft"), posted(sports="Tennis"))

    assert (older.status_code, draft.status_code) == (409, 409)
    assert "Tennis" in older.text
    assert "Nothing of yours was saved over them" in older.text
    assert Intake.objects.get().sports == "Rowing"
    fill(client, visit, sports="Tennis", replace=str(Intake.objects.get().revision))
    assert Intake.objects.get().sports == "Tennis"


def test_the_same_answers_sent_twice_are_one_screen_and_changed_ones_another(client, visit):
    submission = {"submission": str(uuid4())}

    for answers in (calm(), calm(), calm(groin_pain="yes")):
        client.post(path(visit, "safety"), answers | submission)

    screens = RedFlagScreen.objects.order_by("pk").values_list("stops", flat=True)
    assert list(screens) == [False, True]


# --- None of these, and what was begun ------------------------------------------------------------

EMERGENCIES = [item.code for item in red_flags.ITEMS if item.group == "emergency"]


def without(codes, **changes):
    return {name: text for name, text in calm(**changes).items() if name not in codes}


def answers_of(screen):
    return {row["code"]: row["answer"] for row in screen.asked}


def test_none_of_these_says_no_to_each_question_of_its_group(client, visit):
    client.post(path(visit, "safety"), without(EMERGENCIES) | {"none_emergency": "on"})

    screen = RedFlagScreen.objects.get()
    assert (answers_of(screen), screen.stops) == (calm(), False)


def test_a_yes_takes_none_of_these_back(client, visit):
    sent = without([*EMERGENCIES, "eating"]) | {"none_emergency": "on", "saddle_numbness": "yes"}

    refused = client.post(path(visit, "safety"), sent)
    client.post(path(visit, "safety"), sent | {"eating": "no"})

    form = refused.context["form"]
    assert refused.status_code == 422
    assert form.errors == {"eating": ["Please answer this question."]}
    assert form["none_emergency"].value() is False
    assert [form[code].value() for code in EMERGENCIES] == ["yes", *["no"] * 7]
    screen = RedFlagScreen.objects.get()
    assert answers_of(screen) == calm(saddle_numbness="yes")
    assert screen.fired == ["emergency"]


def test_none_of_these_is_of_its_own_group_alone(client, visit):
    page = client.post(path(visit, "safety"), {"none_emergency": "on", "pain_site": "nowhere"})

    others = [item.code for item in red_flags.ITEMS if item.group != "emergency"]
    assert list(page.context["form"].errors) == others


SCORE = [item.code for item in red_flags.SCORE_ITEMS]


def test_what_adds_to_the_score_is_asked_for_a_pain_where_it_holds(client, visit):
    missing = client.post(path(visit, "safety"), without(SCORE, pain_site="lower_leg"))
    client.post(path(visit, "safety"), without(SCORE, pain_site="hip_pelvis"))

    assert list(missing.context["form"].errors) == SCORE
    screen = RedFlagScreen.objects.get()
    assert answers_of(screen) == without(SCORE, pain_site="hip_pelvis")
    assert screen.score is None


def test_what_was_begun_is_kept_for_its_own_browser_until_it_is_sent(client, visit):
    begun = {"none_emergency": "on", "unwell": "yes", "night_pain": "perhaps"}

    line = client.post(path(visit, "safety-draft"), begun)
    form = client.get(path(visit, "safety")).context["form"]
    elsewhere = by_account(visit).get(path(visit, "safety", key=False)).context["form"]
    no_screen = not RedFlagScreen.objects.exists()
    client.post(path(visit, "safety"), calm())
    again = client.get(f"{path(visit, 'safety')}&again=1").context["form"]

    assert "Saved at 09:00" in as_read(line.text)
    assert "1 of 5 parts have answers" in as_read(line.text)
    assert form["none_emergency"].value() is True
    assert {form[code].value() for code in EMERGENCIES} == {"no"}
    assert [form[code].value() for code in ("unwell", "night_pain")] == ["yes", None]
    assert no_screen
    for empty in (elsewhere, again):
        assert {empty[item.code].value() for item in red_flags.ITEMS} == {None}


def test_nothing_is_begun_once_the_visit_has(client, visit, clock):
    clock.move_to(visit.starts_at)

    assert client.post(path(visit, "safety-draft"), calm()).status_code == 409


# --- Who may read ---------------------------------------------------------------------------------


def test_a_stranger_with_the_mail_to_a_mistyped_address_reads_nothing(client, visit):
    fill(client, visit)
    client.post(path(visit, "safety"), calm(groin_pain="yes"))
    stranger = Browser()

    pages = [stranger.get(mailed(visit, page)) for page in ("intake", "safety")]

    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert SECRET not in page.text
        assert "Half marathon" not in page.text
        assert "bone is under too much stress" not in page.text
        assert "We do not show the answers here" in page.text
    assert AccessEvent.objects.count() == 0


def test_a_stranger_who_writes_anew_sees_their_own_and_the_clinician_both(client, visit):
    fill(client, visit)
    stranger = Browser()
    anew = stranger.get(path(visit, "intake"))
    refused = stranger.post(path(visit, "intake-draft"), posted(goal_text=OTHERS))

    stranger.post(path(visit, "intake"), posted(goal_text=OTHERS, anew="1"))

    assert 'name="anew"' in anew.text
    assert refused.status_code == 409
    assert OTHERS in stranger.get(path(visit, "intake")).text
    assert OTHERS not in client.get(path(visit, "intake")).text
    clinician = Browser()
    clinician.force_login(visit.practitioner.user)
    page = clinician.get(path(visit, "visit-forms", key=False)).text
    assert OTHERS in page
    assert SECRET in page


def test_whoever_did_not_know_of_earlier_answers_replaces_nothing(client, visit):
    fill(client, visit)

    answered = Browser().post(path(visit, "intake"), posted(goal_text="Other"))

    assert answered.status_code == 409
    assert "Other" in answered.text
    assert SECRET not in answered.text
    assert Intake.objects.get().goal_text == SECRET


def test_each_who_may_read_leaves_their_own_kind_of_event(client, visit):
    fill(client, visit)
    client.post(path(visit, "safety"), calm())
    visit.patient.email_proven_at = NINE
    visit.patient.save()
    readers = {"the session": client, "the account": by_account(visit), "the proven": Browser()}

    shown = {who: SECRET in each.get(mailed(visit, "intake")).text for who, each in readers.items()}

    assert shown == dict.fromkeys(readers, True)
    assert looks() == [
        ("intake", "link", None),
        ("intake", "own", "ada@example.org"),
        ("intake", "link", None),
    ]


def test_the_screen_leaves_an_event_when_its_answers_are_shown(client, visit):
    client.post(path(visit, "safety"), calm())
    client.get(path(visit, "safety"))
    by_account(visit).get(path(visit, "safety", key=False))

    assert looks() == [
        ("safety questions", "link", None),
        ("safety questions", "own", "ada@example.org"),
    ]


def test_whoever_booked_for_another_reads_nothing_by_their_key(client, visit):
    booked_by = Browser()
    visit.patient.email_proven_at = NINE
    visit.patient.save()
    client.post(mailed(visit, "intake"), posted(goal_text=SECRET))
    client.post(mailed(visit, "safety"), calm(groin_pain="yes"))
    other = AppointmentFactory(patient=PatientFactory(email="other@example.org"), starts_at=NINE)
    stolen = email_proof(other.patient, other.patient.email)

    pages = [
        booked_by.get(path(visit, page) + more)
        for page in ("intake", "safety")
        for more in ("", "&proof=", "&proof=x", f"&proof={stolen}")
    ]

    assert [page.status_code for page in pages] == [200] * 8
    for page in pages:
        assert SECRET not in page.text
        assert "bone is under too much stress" not in page.text
        assert "We do not show the answers here" in page.text
    assert not AccessEvent.objects.exists()


def test_what_the_link_in_a_mail_carried_is_in_no_address_and_holds_on_every_page(client, visit):
    own = client.get(f"{visit.get_absolute_url()}?{mailed(visit, 'intake').split('?')[1]}")
    form = client.get(path(visit, "intake", key=False))
    went_on = client.post(path(visit, "intake", key=False), posted())
    proof = email_proof(visit.patient, visit.patient.email)
    proven = client.post(f"{visit.get_absolute_url()}prove/", {"proof": proof})

    safety = path(visit, "safety", key=False)
    assert f'href="{safety}"' in own.text
    assert f'href="{visit.get_absolute_url()}"' in form.text
    assert f'data-draft-url="{path(visit, "intake-draft", key=False)}"' in form.text
    assert (went_on.url, proven.url) == (safety, visit.get_absolute_url())
    for page in (own, form):
        assert visit_key(visit) not in page.text
        assert f"proof={proof}" not in page.text


WHO_SEES = {
    # who: (intake, safety, forms) without a key
    "patient": (200, 200, 404),
    "stranger": (404, 404, 404),
    "clinician": (302, 302, 200),
    "colleague": (404, 404, 403),
    "desk": (404, 404, 404),
    "administrator": (404, 404, 404),
    "visitor": (302, 302, 302),
}


def test_nobody_else_opens_what_was_answered(client, visit):
    fill(client, visit)
    screened(visit, unwell="yes")
    people = {
        "patient": visit.patient.looked_after_by.get(),
        "stranger": UserFactory(),
        "clinician": visit.practitioner.user,
        "colleague": ClinicianFactory(),
        "desk": FrontDeskFactory(),
        "administrator": AdministratorFactory(),
        "visitor": None,
    }

    seen, told = {}, {}
    for who, user in people.items():
        reader = Browser()
        if user:
            reader.force_login(user)
        pages = [
            reader.get(path(visit, one, key=False)) for one in ("intake", "safety", "visit-forms")
        ]
        seen[who] = tuple(page.status_code for page in pages)
        told[who] = any(SECRET in page.text for page in pages)

    assert seen == WHO_SEES
    assert {who for who, is_told in told.items() if is_told} == {"patient", "clinician"}


@pytest.mark.parametrize("factory", [FrontDeskFactory, AdministratorFactory])
def test_a_key_opens_nothing_to_the_desk(client, visit, factory):
    fill(client, visit)
    visit.patient.email_proven_at = NINE
    visit.patient.save()
    client.force_login(factory())

    assert [client.get(path(visit, page)).status_code for page in ("intake", "safety")] == [
        404,
        404,
    ]


def test_a_wrong_key_opens_nothing(client, visit):
    answers = [
        client.get(reverse(f"assessments:{page}", args=[visit.reference]), {"key": "x"})
        for page in ("intake", "safety")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_service_without_a_form_has_no_such_pages(client):
    visit = AppointmentFactory()

    assert client.get(path(visit, "intake")).status_code == 404


# --- A stopping answer ----------------------------------------------------------------------------


def test_the_patient_reads_what_to_do_and_whom_to_call(client, visit):
    page = client.post(path(visit, "safety"), calm(saddle_numbness="yes"), follow=True)

    shown = as_read(page.text)
    level = LEVELS["emergency"]
    told = [level.advice_title, level.advice, BEFORE_RUNNING]
    assert [text for text in told if text not in shown] == []
    main = shown[shown.index("<main") :]
    assert re.findall(r'<a class="btn btn-primary[^"]*" href="([^"]*)"', main) == ["tel:911"]
    for link in ("tel:811", "tel:604 555 0199"):
        assert f'class="btn btn-quiet" href="{link}"' in shown


def test_why_is_read_by_who_may_and_the_level_by_whoever_has_the_key(client, visit):
    client.post(path(visit, "safety"), calm(groin_pain="yes"))

    own = as_read(client.get(path(visit, "safety")).text)
    other = as_read(Browser().get(path(visit, "safety")).text)

    why = GROUPS["bone_stress"].why
    title = LEVELS["no_running"].advice_title
    assert ([why in own, title in own], [why in other, title in other]) == (
        [True, True],
        [False, True],
    )


def test_a_later_calm_screen_keeps_the_advice_until_a_clinician_has_looked(client, visit):
    client.post(path(visit, "safety"), calm(saddle_numbness="yes"))
    client.post(path(visit, "safety"), calm())
    during = client.get(path(visit, "safety"))
    latest = RedFlagScreen.objects.first()
    review_screen(screen=latest, note="Called.", by=visit.practitioner.user)
    after = client.get(path(visit, "safety"))

    title = LEVELS["emergency"].advice_title
    assert [title in page.text for page in (during, after)] == [True, False]
    assert "Nothing you answered asks for a call" not in during.text
    assert "Nothing you answered asks for a call" in after.text


def test_a_phone_is_asked_for_where_none_is_known_and_kept_in_the_file(client, visit):
    calm_page = client.post(path(visit, "safety"), calm(), follow=True)
    client.post(path(visit, "safety"), calm(unwell="yes"))
    asked = client.get(path(visit, "safety"))
    refused = client.post(path(visit, "safety-phone"), {"phone": "6" * 41})
    left = client.post(path(visit, "safety-phone"), {"phone": "604 555 0123"}, follow=True)
    changed = client.post(path(visit, "safety-phone"), {"phone": "604 555 0666"})

    assert 'name="phone"' not in calm_page.text
    assert 'name="phone"' in asked.text
    assert refused.status_code == 422
    assert "Ensure this value has at most 40 characters" in refused.text
    assert "6" * 41 in refused.text
    assert 'name="phone"' not in left.text
    visit.patient.refresh_from_db()
    assert (changed.status_code, visit.patient.phone) == (302, "604 555 0123")


def test_an_unanswered_question_is_said_beside_it_and_nothing_typed_is_lost(client, visit):
    answers = calm(groin_pain="yes")
    del answers["eating"]

    page = client.post(path(visit, "safety"), answers)

    assert page.status_code == 422
    assert page.context["form"].errors == {"eating": ["Please answer this question."]}
    assert page.context["form"]["groin_pain"].value() == "yes"
    assert not RedFlagScreen.objects.exists()


def test_a_visit_under_review_cannot_be_moved_by_its_patient_but_cancelled(client, visit):
    screened(visit, unwell="yes")
    own = f"{visit.get_absolute_url()}?key={visit_key(visit)}"

    page = client.get(own)

    assert "We would like to speak with you first. Please call the clinic" in page.text
    assert "Move this visit" not in page.text
    assert "Cancel this visit" in page.text
    assert "unwell" not in page.text.lower()
    moved = client.post(f"{visit.get_absolute_url()}move/?key={visit_key(visit)}", {})
    assert moved.status_code == 409


def test_another_assessment_of_a_patient_under_review_says_so_instead_of_a_move(client, visit):
    other = AppointmentFactory(
        patient=visit.patient, service=visit.service, starts_at=visit.starts_at + timedelta(days=7)
    )
    screened(visit, unwell="yes")

    page = client.get(f"{other.get_absolute_url()}?key={visit_key(other)}")

    assert "We would like to speak with you first. Please call the clinic" in page.text
    assert "Move this visit" not in page.text


def test_the_desk_sees_call_first_and_the_missing_form_without_a_word_of_why(client, visit):
    screened(visit, night_pain="yes")
    client.force_login(FrontDeskFactory())

    pages = [
        client.get("/desk/?day=2026-12-01").text,
        client.get(visit.get_absolute_url()).text,
        client.get(f"/desk/people/{visit.patient.reference}/").text,
    ]

    for page in pages:
        assert "Call first" in page
        assert "Form missing" in page
        assert "night" not in page.lower().replace("tonight", "")
        assert reverse("assessments:visit-forms", args=[visit.reference]) not in page


def test_a_clinician_reads_reviews_and_clears_it(client, visit):
    fill(client, visit)
    screen = screened(visit, pain_site="lower_leg", bone_tender="yes")
    client.force_login(visit.practitioner.user)
    page = client.get(path(visit, "visit-forms", key=False))
    diary = client.get("/appointments/?day=2026-12-01")
    empty = client.post(path(visit, "visit-review", key=False), {"screen": screen.reference})

    done = client.post(
        path(visit, "visit-review", key=False),
        {"screen": screen.reference, "note": "Called: imaging first."},
        follow=True,
    )

    assert "Bone stress score: 3 of 8." in page.text
    assert "consider imaging" in page.text
    assert "No running test; refer for an imaging decision." in page.text
    assert "1.50 × the longest of the last 30 days" in page.text
    assert "28,5 km" in page.text
    assert "Call first" in diary.text
    assert empty.status_code == 422
    assert "Called: imaging first." in done.text
    assert ScreenReview.objects.get().reviewed_by == visit.practitioner.user
    assert Appointment.objects.get().under_review_since is None
    assert AccessEvent.objects.filter(what="forms before a visit", basis="treating").count() == 2


def test_new_answers_are_read_before_older_ones_are_cleared(client, visit):
    answering = FromNowOn()
    first = screened(visit, unwell="yes")
    screened(visit, blood_clot="yes")
    client.force_login(visit.practitioner.user)

    page = client.post(
        path(visit, "visit-review", key=False), {"screen": first.reference, "note": "Called."}
    )

    assert page.status_code == 409
    assert "answered again meanwhile" in page.text
    assert "Called." in page.text
    assert Appointment.objects.get().under_review_since == answering


def test_the_answers_of_another_visit_cannot_be_reviewed_here(client, visit):
    other = AppointmentFactory(service=visit.service, starts_at=NINE + timedelta(days=1))
    screen = screened(other, unwell="yes")
    client.force_login(visit.practitioner.user)

    page = client.post(
        path(visit, "visit-review", key=False), {"screen": screen.reference, "note": "Called."}
    )

    assert page.status_code == 404
    assert not ScreenReview.objects.exists()


def test_once_the_visit_has_begun_the_answers_are_read_only(client, visit, clock):
    fill(client, visit)
    clock.move_to(visit.starts_at)

    page = client.get(path(visit, "intake"))
    late = fill(client, visit, sports="Rowing")

    assert SECRET in page.text
    assert "<textarea" not in page.text
    assert late.status_code == 409
    assert Intake.objects.get().sports == ""


def test_the_confirmation_asks_for_the_form_and_names_no_service_in_its_subject(visit):
    plan_for(visit, now=NINE - timedelta(days=2))

    composed = compose_confirmation(Message.objects.get(kind="confirmation"))

    assert "Please answer a few questions before you come." in composed.body_text
    assert visit.service.name not in composed.subject


def test_the_clinicians_page_asks_as_often_for_many_screens_as_for_one(client, visit):
    fill(client, visit)
    client.force_login(visit.practitioner.user)
    counts = []
    for _ in range(3):
        screen = screened(visit, unwell="yes")
        review_screen(screen=screen, note="Called.", by=visit.practitioner.user)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path(visit, "visit-forms", key=False))
        counts.append(len(asked))

    assert len(page.context["forms"].superseded) == 2
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_the_board_asks_no_more_for_forms_than_without_them(client, visit):
    client.force_login(FrontDeskFactory())
    counts = []
    for hours in (2, 4):
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/?day=2026-12-01")
        counts.append(len(asked))
        AppointmentFactory(service=visit.service, starts_at=NINE + timedelta(hours=hours))

    assert counts[0] == counts[1]


def test_old_answers_keep_the_words_of_their_day(client, visit, monkeypatch):
    screened(visit, groin_pain="yes")
    monkeypatch.setattr(red_flags, "ITEMS", ())
    client.force_login(visit.practitioner.user)

    page = client.get(path(visit, "visit-forms", key=False))

    assert "Do you get pain in the groin when you exercise?" in page.text
    assert "Does it hurt at rest or at night?" in page.text
