"""The flow over HTTP: bad input is said next to its field, and nothing typed is lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import actions
from assessments.actions import keep_typed
from assessments.models import Assessment, Measurement, Observation, Section
from clinic.models import AccessEvent
from tests.assessments.conftest import LATER
from tests.assessments.pages import SOUND, page_of, path, send
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def draft(clinician):
    """An assessment that is set up and was seen: its angles may be typed."""
    visit = AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)
    assessment = AssessmentFactory(
        patient=visit.patient,
        practitioner=clinician.practitioner,
        appointment=visit,
        seen_at=NINE,
        seen_by=clinician,
        speed_kmh=Decimal("10.5"),
        incline_pct=0,
        footwear="usual",
        surface="treadmill",
    )
    for side, grade in (("L", "typical"), ("R", "marked")):
        Observation.objects.create(
            assessment=assessment, item="pelvic_drop", side=side, grade=grade
        )
    return assessment


def send_draft(client, assessment, code, **changes):
    return client.post(f"{path(assessment, code)}draft/", page_of(**(SOUND[code] | changes)))


# --- Begin, go on, discard ------------------------------------------------------------------------


@pytest.mark.parametrize("button", [{}, {"quick": "1"}])
def test_a_clinician_begins_and_the_safety_questions_open(client, clinician, button):
    visit = AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)
    begin = reverse("assessments:assessment-create", args=[visit.patient.reference])

    opened = client.post(begin, button, follow=True)

    begun = Assessment.objects.get()
    assert (begun.appointment, begun.is_quick) == (visit, bool(button))
    safety = reverse("assessments:assessment-safety", args=[begun.reference])
    assert opened.redirect_chain[-1] == (safety, 302)


def test_an_assessment_begun_long_after_a_visit_is_of_its_own_day(client, draft, clock):
    clock.move_to(LATER + timedelta(days=30))
    client.force_login(draft.practitioner.user)

    client.post(reverse("assessments:assessment-create", args=[draft.patient.reference]))

    begun = Assessment.objects.latest("pk")
    assert (begun.appointment, begun.performed_at.date()) == (None, date(2026, 12, 31))


def test_discarding_asks_first_and_is_a_post(client, draft):
    discard = reverse("assessments:assessment-discard", args=[draft.reference])

    asked = client.get(discard)
    assert (asked.status_code, Assessment.objects.get().status) == (200, "draft")
    done = client.post(discard)

    assert done.url == reverse("assessments:chart-detail", args=[draft.patient.reference])
    assert Assessment.objects.get().status == "discarded"
    assert client.post(discard).status_code == 409


# --- A page is stored, and leads on ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "follows"),
    [
        ("set-up", "by-eye"),
        ("by-eye", "measure"),
        ("degrees", "run-end"),
        ("run-end", "tests"),
    ],
)
def test_a_sound_page_is_stored_and_leads_on(client, draft, code, follows):
    response = send(client, draft, code)

    section = Section.objects.get()
    assert (response.status_code, response.url.split("/")[-2]) == (302, follows)
    assert (section.code, section.typed, section.filled_at) == (code, {}, section.saved_at)


def test_what_was_stored_is_what_was_typed(client, draft):
    for code in SOUND:
        send(client, draft, code)

    draft.refresh_from_db()
    assert (draft.speed_kmh, draft.shoes, draft.markers_on_skin) == (
        Decimal("10.5"),
        "Road 3",
        True,
    )
    assert (draft.rpe_end, draft.pain_locations) == (8, ["anterior_knee_R", "groin_L"])
    assert list(draft.observations.values_list("item", "side", "grade")) == [
        ("knee_window", "L", "open"),
        ("pelvic_drop", "L", "typical"),
        ("pelvic_drop", "R", "marked"),
        ("vertical_bounce", "", "mild"),
    ]
    assert list(draft.measurements.values_list("side", "mean", "sd", "mdc", "levelled")) == [
        ("L", Decimal("4.800"), Decimal("1.100"), Decimal("2.800"), True),
        ("R", Decimal("8.300"), None, Decimal("2.800"), True),
    ]


@pytest.mark.parametrize("code", SOUND)
def test_a_stored_page_opens_as_it_was_and_is_sent_again(client, draft, code):
    send(client, draft, code)

    form = client.get(path(draft, code)).context["form"]
    shown = {name: form[name].value() for name in SOUND[code]}
    again = send(client, draft, code, revision="1")

    assert shown == SOUND[code]
    assert again.status_code == 302
    assert Measurement.objects.count() == (2 if code == "degrees" else 0)


def test_by_eye_needs_the_two_that_decide(client, draft):
    response = send(client, draft, "by-eye", knee_window_L="", pelvic_drop_R="")

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["pelvic_drop_R", "knee_window_L"]


def test_no_degrees_are_typed_or_shown_before_the_runner_was_seen(client, draft):
    Assessment.objects.update(seen_at=None)

    for response in (client.get(path(draft, "degrees")), send(client, draft, "degrees")):
        assert (response.status_code, response.url) == (302, path(draft, "by-eye"))
    assert Measurement.objects.count() == 0


def test_what_was_measured_on_frames_is_read_and_not_typed_over(client, draft):
    Measurement.objects.create(
        assessment=draft,
        metric="cpd",
        side="R",
        state="fresh",
        mean=Decimal("6.1"),
        n_steps=7,
        mdc=Decimal("2.8"),
        view="posterior",
        landmark_set="psis",
        method="2d_manual",
        levelled=True,
        from_frames=True,
        method_version=1,
    )

    page = client.get(path(draft, "degrees"))
    send(client, draft, "degrees")

    assert (
        "measured on frames" in as_read(page.text),
        "cpd_fresh_R" in page.context["form"].fields,
    ) == (
        True,
        False,
    )
    assert list(draft.measurements.values_list("side", "mean", "from_frames")) == [
        ("L", Decimal("4.800"), False),
        ("R", Decimal("6.100"), True),
    ]


# --- Left by the rail -----------------------------------------------------------------------------


def test_leaving_a_sound_page_by_the_rail_stores_it(client, draft):
    response = send(client, draft, "run-end", go="by-eye")

    draft.refresh_from_db()
    assert (response.url, draft.rpe_end) == (path(draft, "by-eye"), 8)


def test_leaving_an_unsound_page_by_the_rail_keeps_it_as_typed(client, draft):
    response = send(client, draft, "run-end", rpe_end="very", go="by-eye")
    arrived = client.get(response.url)
    back = client.get(path(draft, "run-end"))

    assert "“End of run and pain” is kept as typed, and is not stored yet." in arrived.text
    assert (back.context["form"]["rpe_end"].value(), Assessment.objects.get().rpe_end) == (
        "very",
        None,
    )
    assert {page.code: page.state for page in back.context["rail"].pages}["run-end"] == "typed"


def test_passing_through_a_page_stores_nothing(client, draft):
    begun_with = client.get(path(draft, "run-end")).context["form"].initial

    response = client.post(
        path(draft, "run-end"), page_of(go="set-up", **{k: v for k, v in begun_with.items() if v})
    )

    assert (response.url, Section.objects.count()) == (path(draft, "set-up"), 0)


@pytest.mark.parametrize("step", ["nowhere", "http://elsewhere.example/", "\x00"])
def test_a_rail_entry_that_is_none_leads_to_the_next_page(client, draft, step):
    assert send(client, draft, "set-up", go=step).url == path(draft, "by-eye")


# --- The set-up of the first time, and of a retest ------------------------------------------------


def test_a_first_set_up_begins_with_nothing_that_nobody_said(client, clinician):
    visit = AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)
    first = AssessmentFactory(patient=visit.patient, practitioner=visit.practitioner)

    begun_with = client.get(path(first, "set-up")).context["form"].initial
    client.post(path(first, "set-up"), page_of(**begun_with))

    first.refresh_from_db()
    assert [name for name, text in begun_with.items() if text] == ["performed_at"]
    assert first.sections.get().filled_at is not None
    assert (first.surface, first.incline_pct) == ("", None)


@pytest.fixture
def last_time(client, draft):
    """What was set up for the same patient in September."""
    before = AssessmentFactory(
        patient=draft.patient,
        practitioner=draft.practitioner,
        performed_at=NINE - timedelta(days=80),
    )
    send(client, before, "set-up", performed_at="2026-09-12T10:00", shoes="Trail 1")
    Assessment.objects.filter(pk=draft.pk).update(speed_kmh=None, incline_pct=None, footwear="")
    return before


def test_a_retest_begins_with_the_set_up_of_the_last_time(client, draft, last_time):
    page = client.get(path(draft, "set-up"))

    form = page.context["form"]
    assert [form[name].value() for name in ("speed_kmh", "shoes", "performed_at")] == [
        "10.5",
        "Trail 1",
        "2026-12-01T09:00",
    ]
    assert "Taken over from 12 Sep 2026" in page.text


def test_each_difference_from_the_last_time_is_said_beside_its_field(client, draft, last_time):
    send(client, draft, "set-up", speed_kmh="12", shoes="Trail 1")

    page = client.get(path(draft, "set-up"))

    rows = [row for _, rows in page.context["form"].groups for row in rows if row.differs]
    assert [(row.field.name, row.last_time) for row in rows] == [("speed_kmh", "10.5 km/h")]
    assert "1 field differs from 12 Sep 2026" in as_read(page.text)


# --- Bad input ------------------------------------------------------------------------------------

BAD = {
    "a decimal comma": ("degrees", {"cpd_fresh_R": "8,3"}, "cpd_fresh_R", "decimals with a point"),
    "not a number": ("degrees", {"cpd_fresh_R": "NaN"}, "cpd_fresh_R", "Write a number"),
    "infinity": ("degrees", {"cpd_fresh_R": "-inf"}, "cpd_fresh_R", "Write a number"),
    "an exponent": ("degrees", {"cpd_fresh_R": "0e9999999999"}, "cpd_fresh_R", "Write a number"),
    "words": ("degrees", {"cpd_fresh_R": "eight"}, "cpd_fresh_R", "Write a number"),
    "too much": ("degrees", {"cpd_fresh_R": "25.1"}, "cpd_fresh_R", "from −20 to 25 °"),
    "too little": ("degrees", {"cpd_fresh_R": "-20.1"}, "cpd_fresh_R", "from −20 to 25 °"),
    "too fine": ("degrees", {"cpd_fresh_R": "5.1234"}, "cpd_fresh_R", "At most 3 digits"),
    "a spread without steps": (
        "degrees",
        {"cpd_fresh_L_n": "", "cpd_fresh_L": "", "cpd_fresh_L_sd": "1"},
        "cpd_fresh_L_sd",
        "A spread needs the number of steps.",
    ),
    "a spread of one step": ("degrees", {"cpd_fresh_L_n": "1"}, "cpd_fresh_L_sd", "at least 2"),
    "an angle without steps": ("degrees", {"cpd_fresh_R_n": ""}, "cpd_fresh_R_n", "Of how many"),
    "steps without an angle": ("degrees", {"cpd_fresh_R": ""}, "cpd_fresh_R", "have no angle."),
    "no steps at all": ("degrees", {"cpd_fresh_R_n": "0"}, "cpd_fresh_R_n", "At least 1"),
    "no view": ("degrees", {"cpd_view": ""}, "cpd_view", "Say how it was measured."),
    "no word on levelling": ("degrees", {"cpd_levelled": ""}, "cpd_levelled", "Say how"),
    "PSIS from the front": (
        "degrees",
        {"cpd_view": "anterior"},
        "cpd_landmark_set",
        "The PSIS are seen from behind.",
    ),
    "swapped sides": (
        "degrees",
        {"cpd_fresh_L": "8.3", "cpd_fresh_R": "4.8"},
        "cpd_fresh_R",
        "By eye the drop is in right stance, in degrees in the other.",
    ),
    "an underscore": ("set-up", {"speed_kmh": "1_0"}, "speed_kmh", "Write a number"),
    "speed of a car": ("set-up", {"speed_kmh": "60"}, "speed_kmh", "from 4 to 25 km/h"),
    "half a centimetre": ("set-up", {"camera_height_cm": "90.5"}, "camera_height_cm", "whole"),
    "a day alone": ("set-up", {"performed_at": "2026-W48-2"}, "performed_at", "a day and a time"),
    "the future": ("set-up", {"performed_at": "2026-12-02T09:00"}, "performed_at", "in the future"),
    "no such day": ("set-up", {"performed_at": "soon"}, "performed_at", "a day and a time"),
    "a NUL byte": ("set-up", {"notes": "a\x00b"}, "notes", "Null characters"),
    "too many words": ("set-up", {"notes": "x" * 10_001}, "notes", "at most 10000 characters"),
    "a changed choice": ("by-eye", {"pelvic_drop_L": "terrible"}, "pelvic_drop_L", "valid choice"),
    "a note on nothing": ("by-eye", {"crossover_L_note": "Wet"}, "crossover_L_note", "a grade"),
    "an effort of eleven": ("run-end", {"rpe_end": "11"}, "rpe_end", "from 0 to 10"),
    "no such place": ("run-end", {"pain_locations": ["heart_L"]}, "pain_locations", "valid choice"),
    "pain after the end": (
        "run-end",
        {"pain_onset_min": "40"},
        "pain_onset_min",
        "later than the end of the run",
    ),
}


@pytest.mark.parametrize(("code", "changes", "field", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_said_next_to_its_field_and_comes_back(
    client, draft, code, changes, field, said
):
    before = Assessment.objects.values().get(), Measurement.objects.count()

    response = send(client, draft, code, **changes)

    assert response.status_code == 422
    form, sent = response.context["form"], SOUND[code] | changes
    assert said in form.errors[field].as_text()
    assert {name: form[name].value() for name in sent} == sent
    assert (Assessment.objects.values().get(), Measurement.objects.count()) == before


def test_sides_that_were_checked_are_stored_as_they_are(client, draft):
    swapped = {"cpd_fresh_L": "8.3", "cpd_fresh_R": "4.8"}

    assert send(client, draft, "degrees", **swapped, sides_are_right="on").status_code == 302


def test_angles_of_a_run_need_its_setting(client, draft):
    Assessment.objects.update(speed_kmh=None)

    response = send(client, draft, "degrees")

    assert (response.status_code, "on the page “Set-up”" in response.text) == (422, True)


def test_an_easy_run_is_said_to_be_a_weak_comparison(client, draft):
    send(client, draft, "run-end", rpe_end="4")

    assert "An effort below 7 makes a weak comparison" in client.get(path(draft, "run-end")).text


def test_an_address_of_no_page_is_not_there(client, draft):
    assert client.get(f"{draft.get_absolute_url()}degree/").status_code == 404


def test_ten_megabytes_are_refused_and_store_nothing(client, draft):
    assert send(client, draft, "set-up", notes="x" * 10_000_000).status_code == 400
    assert Section.objects.count() == 0


# --- Kept as typed --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["5,2", "🏃‍♀️", "اليمين", "x" * 9_000, "NaN", "a\x00b"])
def test_a_page_is_kept_while_it_is_typed_and_shown_again(client, draft, text):
    kept = send_draft(client, draft, "set-up", notes=text, speed_kmh=text[:20])
    page = client.get(path(draft, "set-up"))

    clean = text.replace("\x00", "")
    assert (kept.status_code, "saved at 11:00" in kept.text) == (200, True)
    assert page.context["form"]["notes"].value() == clean
    assert page.context["form"]["speed_kmh"].value() == clean[:20]
    assert Assessment.objects.get().notes == ""


def test_what_was_kept_on_the_way_is_no_draft_once_the_page_is_stored(client, draft, monkeypatch):
    """A draft that was sent before the page, and comes after it, leaves nothing to be stored."""
    page = page_of(**SOUND["set-up"])

    def keep_after_it_was_stored(**saving):
        client.post(path(draft, "set-up"), page)
        return keep_typed(**saving)

    monkeypatch.setattr(actions, "keep_typed", keep_after_it_was_stored)
    answer = client.post(f"{path(draft, 'set-up')}draft/", page)

    section = Section.objects.get(code="set-up")
    assert (answer.status_code, section.typed) == (200, {})
    assert section.filled_at


def test_a_line_break_counts_once(client, draft):
    text = "x\r\n" * 5_000

    assert send(client, draft, "set-up", notes=text).status_code == 302
    assert Assessment.objects.get().notes == text.strip().replace("\r\n", "\n")


@pytest.mark.parametrize("leaves", [{"go": "by-eye"}, {}])
def test_an_older_page_is_told_keeps_its_words_and_overwrites_nothing(client, draft, leaves):
    send(client, draft, "set-up", shoes="newer")

    response = send(client, draft, "set-up", shoes="older", **leaves)
    autosave = send_draft(client, draft, "set-up", shoes="older")

    assert (response.status_code, autosave.status_code) == (409, 409)
    assert response.context["form"]["shoes"].value() == "older"
    assert "Nothing of yours was saved over it" in response.text
    assert Assessment.objects.get().shoes == "newer"


def test_an_older_page_may_be_stored_over_what_it_was_shown(client, draft):
    send(client, draft, "set-up", shoes="newer")
    told = send(client, draft, "set-up", shoes="older")

    replaced = send(
        client, draft, "set-up", shoes="older", replace=str(told.context["newer"].revision)
    )

    assert (replaced.status_code, Assessment.objects.get().shoes) == (302, "older")


@pytest.mark.parametrize("token", [{"revision": "x"}, {"revision": ""}, {"page": "y"}])
def test_a_page_that_cannot_be_read_overwrites_nothing(client, draft, token):
    assert send(client, draft, "set-up", **token).status_code == 409


@pytest.mark.parametrize("code", SOUND)
def test_a_page_of_what_was_signed_meanwhile_keeps_its_words_and_stores_nothing(
    client, draft, code
):
    Assessment.objects.update(status="signed", signed_at=LATER, signed_by=draft.seen_by)

    response = send(client, draft, code)
    opened = client.get(path(draft, code))

    form = response.context["form"]
    assert (response.status_code, send_draft(client, draft, code).status_code) == (409, 409)
    assert {name: form[name].value() for name in SOUND[code]} == SOUND[code]
    assert "Save and go on" not in response.text
    assert (opened.status_code, opened.url) == (302, draft.get_absolute_url())
    assert Section.objects.count() == 0


# --- Looks, queries -------------------------------------------------------------------------------


def test_each_look_leaves_an_event_and_saving_leaves_none(client, draft):
    for code in SOUND:
        send(client, draft, code)
        send_draft(client, draft, code)

    client.get(path(draft, "by-eye"))

    looks = AccessEvent.objects.values_list("what", "reference")
    assert list(looks) == [("assessment", draft.reference)]


@pytest.mark.parametrize("code", SOUND)
def test_a_page_asks_the_same_queries_however_much_is_recorded(client, draft, code):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path(draft, code)).status_code == 200
        return len(captured)

    for each in SOUND:
        send(client, draft, each)
    queries()
    few = queries()
    for item in ("heel_whip", "overstride", "trunk_lean"):
        Observation.objects.create(assessment=draft, item=item, side="L", grade="mild")

    assert queries() == few
