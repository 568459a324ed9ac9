"""Recording over HTTP: each bad input is said next to its field, and nothing typed is lost."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import Page, Recording, record_assessment
from assessments.models import Assessment, Measurement
from clinic.models import AccessEvent
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LATER = NINE + timedelta(hours=2)
SIDES = ("L", "R")


@pytest.fixture
def clinician(client, clock):
    clock.move_to(LATER)
    user = ClinicianFactory()
    PractitionerFactory(user=user)
    client.force_login(user)
    return user


@pytest.fixture
def draft(clinician):
    visit = AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)
    return AssessmentFactory(
        patient=visit.patient, practitioner=clinician.practitioner, appointment=visit
    )


def typed(**changes):
    """One pelvic drop of each side, with all that it needs."""
    return {
        "revision": "0",
        "page": str(uuid4()),
        "performed_at": "2026-12-01T09:05",
        "speed_kmh": "10.5",
        "incline_pct": "0",
        "footwear": "usual",
        "cpd_fresh_L": "4.8",
        "cpd_fresh_L_n": "8",
        "cpd_fresh_L_sd": "1.1",
        "cpd_fresh_R": "8.3",
        "cpd_fresh_R_n": "8",
        "cpd_view": "posterior",
        "cpd_landmark_set": "psis",
        "cpd_method": "2d_manual",
        "cpd_levelled": "yes",
        "pelvic_drop_L": "typical",
        "pelvic_drop_R": "marked",
        **changes,
    }


def send(client, assessment, **changes):
    return client.post(f"{assessment.get_absolute_url()}edit/", typed(**changes))


def test_a_clinician_begins_records_and_reads(client, clinician):
    visit = AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)
    begun = client.post(reverse("assessments:assessment-create", args=[visit.patient.reference]))
    draft = Assessment.objects.get()
    assert (begun.url, draft.appointment) == (f"{draft.get_absolute_url()}edit/", visit)

    recorded = send(client, draft)
    page = client.get(recorded.url)

    text = page.text.replace("\u00a0", " ")
    assert "Standing on the right, the left side drops 8.3° ± 2.8°." in text
    assert "Marked: clearly more than usual." in text
    assert "Rule G1, version 1: typical up to 5.0°, marked above 7.8°." in text
    assert "Pelvic drop, fresh: A difference of 3.5° between the sides." in text
    assert list(Measurement.objects.values_list("side", "mean_deg", "sd_deg", "levelled")) == [
        ("L", Decimal("4.800"), Decimal("1.100"), True),
        ("R", Decimal("8.300"), None, True),
    ]


def test_nothing_is_said_of_the_sides_of_a_picture_that_was_not_levelled(client, draft):
    page = client.get(send(client, draft, cpd_levelled="no").url)

    assert "between the sides" not in page.text
    assert "not levelled" in page.text


BAD = {
    "a decimal comma": ({"cpd_fresh_R": "8,3"}, "cpd_fresh_R", "Write decimals with a point"),
    "not a number": ({"cpd_fresh_R": "NaN"}, "cpd_fresh_R", "Write a number"),
    "infinity": ({"cpd_fresh_R": "-inf"}, "cpd_fresh_R", "Write a number"),
    "an exponent": ({"cpd_fresh_R": "0e9999999999"}, "cpd_fresh_R", "Write a number"),
    "an underscore": ({"speed_kmh": "1_0"}, "speed_kmh", "Write a number"),
    "a day alone": ({"performed_at": "2026-W48-2"}, "performed_at", "Write a day and a time"),
    "words": ({"cpd_fresh_R": "eight"}, "cpd_fresh_R", "Write a number"),
    "too much": ({"cpd_fresh_R": "25.1"}, "cpd_fresh_R", "from −20 to 25 °"),
    "too little": ({"cpd_fresh_R": "-20.1"}, "cpd_fresh_R", "from −20 to 25 °"),
    "too fine": ({"cpd_fresh_R": "5.1234"}, "cpd_fresh_R", "At most 3 digits"),
    "a spread without steps": (
        {"cpd_fresh_L_n": "", "cpd_fresh_L": "", "cpd_fresh_L_sd": "1"},
        "cpd_fresh_L_sd",
        "A spread needs the number of steps.",
    ),
    "a spread of one step": ({"cpd_fresh_L_n": "1"}, "cpd_fresh_L_sd", "at least 2 steps"),
    "an angle without steps": ({"cpd_fresh_R_n": ""}, "cpd_fresh_R_n", "Of how many steps?"),
    "steps without an angle": ({"cpd_fresh_R": ""}, "cpd_fresh_R", "The steps have no angle."),
    "no steps at all": ({"cpd_fresh_R_n": "0"}, "cpd_fresh_R_n", "At least 1"),
    "no view": ({"cpd_view": ""}, "cpd_view", "Say how it was measured."),
    "no word on levelling": ({"cpd_levelled": ""}, "cpd_levelled", "Say how it was measured."),
    "PSIS from the front": (
        {"cpd_view": "anterior"},
        "cpd_landmark_set",
        "The PSIS are seen from behind.",
    ),
    "no speed": ({"speed_kmh": ""}, "speed_kmh", "fill this in"),
    "speed of a car": ({"speed_kmh": "60"}, "speed_kmh", "from 4 to 25 km/h"),
    "the future": ({"performed_at": "2026-12-02T09:00"}, "performed_at", "in the future"),
    "no such day": ({"performed_at": "soon"}, "performed_at", "Write a day and a time"),
    "a changed choice": ({"pelvic_drop_L": "terrible"}, "pelvic_drop_L", "Select a valid choice"),
    "a NUL byte": ({"notes": "a\x00b"}, "notes", "Null characters are not allowed."),
    "too many words": ({"notes": "x" * 10_001}, "notes", "at most 10000 characters"),
    "swapped sides": (
        {"pelvic_drop_L": "marked", "pelvic_drop_R": "typical"},
        "cpd_fresh_L",
        "By eye the drop is in left stance, in degrees in the other.",
    ),
}


@pytest.mark.parametrize(("changes", "field", "said"), BAD.values(), ids=BAD)
def test_bad_input_is_said_next_to_its_field_and_comes_back(client, draft, changes, field, said):
    response = send(client, draft, **changes)

    assert response.status_code == 422
    form = response.context["form"]
    assert said in form.errors[field].as_text()
    assert {name: form[name].value() for name in typed(**changes) if name in form.fields} == {
        name: text for name, text in typed(**changes).items() if name in form.fields
    }
    draft.refresh_from_db()
    assert (draft.status, draft.measurements.count()) == ("draft", 0)


def test_sides_that_were_checked_are_recorded_as_they_are(client, draft):
    response = send(
        client, draft, pelvic_drop_L="marked", pelvic_drop_R="typical", sides_are_right="on"
    )

    assert response.status_code == 302


def test_an_empty_form_is_not_recorded(client, draft):
    response = client.post(
        f"{draft.get_absolute_url()}edit/",
        {"revision": "0", "page": str(uuid4()), "performed_at": "2026-12-01T09:05"},
    )

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Record something seen by eye, or something measured."
    ]


@pytest.mark.parametrize("text", ["5,2", "🏃‍♀️", "اليمين", "x" * 9_000, "NaN", "a\x00b"])
def test_a_draft_keeps_what_was_typed_and_shows_it_again(client, draft, text):
    saved = send(client, draft, notes=text, cpd_fresh_R=text[:20], draft="1")
    page = client.get(saved.url)

    kept = text.replace("\x00", "")
    assert page.context["form"]["notes"].value() == kept
    assert page.context["form"]["cpd_fresh_R"].value() == text[:20].replace("\x00", "")
    assert Assessment.objects.get().measurements.count() == 0


def test_a_line_break_counts_once(client, draft):
    text = "x\r\n" * 5_000

    assert send(client, draft, notes=text).status_code == 302
    assert Assessment.objects.get().notes == text.strip().replace("\r\n", "\n")


def test_an_assessment_begun_long_after_a_visit_is_of_its_own_day(client, draft, clock):
    clock.move_to(LATER + timedelta(days=30))
    client.force_login(draft.practitioner.user)

    client.post(reverse("assessments:assessment-create", args=[draft.patient.reference]))

    begun = Assessment.objects.latest("pk")
    assert (begun.appointment, begun.performed_at.date()) == (None, date(2026, 12, 31))


def test_a_patient_reads_plain_words_and_no_number_of_the_knee_in_running(client, draft):
    url = send(
        client,
        draft,
        fppa_run_fresh_R="6.8",
        fppa_run_fresh_R_n="8",
        sls_grade_R="poor",
        fppa_run_view="anterior",
        fppa_run_landmark_set="asis",
        fppa_run_method="2d_manual",
        fppa_run_levelled="yes",
    ).url
    client.post(f"{url}share/", {"revision": "1"})
    patient = UserFactory()
    draft.patient.looked_after_by.add(patient)
    assert "6.8°" in client.get(url).text
    client.force_login(patient)

    text = client.get(url).text

    assert "Clearly more than usual" in text
    assert not any(word in text for word in ("6.8°", "Poor", "Marked", "Rule G1"))


def test_a_draft_is_saved_while_it_is_typed(client, draft):
    response = client.post(f"{draft.get_absolute_url()}draft/", typed(cpd_fresh_R="8,"))

    assert (response.status_code, "Draft saved at 11:00" in response.text) == (200, True)
    draft.refresh_from_db()
    assert draft.typed["cpd_fresh_R"] == "8,"


@pytest.mark.parametrize("button", [{"draft": "1"}, {}])
def test_an_older_page_is_told_keeps_its_words_and_overwrites_nothing(client, draft, button):
    send(client, draft, notes="newer", draft="1")

    response = send(client, draft, notes="older", **button)
    autosave = client.post(f"{draft.get_absolute_url()}draft/", typed(notes="older"))

    assert (response.status_code, autosave.status_code) == (409, 409)
    assert response.context["form"]["notes"].value() == "older"
    assert "Nothing of yours was saved over it" in response.text
    assert Assessment.objects.get().typed["notes"] == "newer"


def test_an_older_page_may_be_recorded_over_what_it_was_shown(client, draft):
    send(client, draft, notes="newer", draft="1")
    told = send(client, draft, notes="older")

    replaced = send(client, draft, notes="older", replace=str(told.context["newer"].revision))

    assert replaced.status_code == 302
    assert Assessment.objects.get().notes == "older"


@pytest.mark.parametrize("token", [{"revision": "x"}, {"revision": ""}, {"page": "y"}])
def test_a_page_that_cannot_be_read_overwrites_nothing(client, draft, token):
    assert send(client, draft, **token).status_code == 409


def test_a_recorded_assessment_opens_with_its_values_and_is_changed(client, draft):
    url = send(client, draft).url
    form = client.get(f"{url}edit/").context["form"]

    assert {name: form[name].value() for name in ("cpd_fresh_L", "cpd_fresh_L_sd", "cpd_view")} == {
        "cpd_fresh_L": "4.8",
        "cpd_fresh_L_sd": "1.1",
        "cpd_view": "posterior",
    }
    assert send(client, draft, revision="1", cpd_fresh_R="5.0").status_code == 302
    assert Measurement.objects.get(side="R").mean_deg == Decimal(5)


def test_sharing_is_a_post_and_can_be_taken_back(client, draft):
    url = send(client, draft).url

    assert client.get(f"{url}share/").status_code == 405
    for revision in ("0", "", "x"):
        client.post(f"{url}share/", {"revision": revision})
    assert Assessment.objects.get().shared_at is None
    client.post(f"{url}share/", {"revision": "1"})
    assert Assessment.objects.get().shared_at
    client.post(f"{url}share/", {"take_back": "1"})
    assert Assessment.objects.get().shared_at is None


def test_each_look_at_an_assessment_leaves_an_event_and_saving_leaves_none(client, draft):
    url = send(client, draft).url
    client.post(f"{url}draft/", typed())

    client.get(url)
    client.get(f"{url}edit/")

    assert (
        list(AccessEvent.objects.values_list("what", "reference"))
        == [("assessment", draft.reference)] * 2
    )


@pytest.mark.parametrize("word", ["risk", "abnormal", "bad form", "amnesia", "sleeping", "prevent"])
def test_no_page_of_the_record_uses_a_word_that_frightens(client, draft, word):
    page = client.get(send(client, draft, notes="").url)

    assert word not in page.text.split("<main")[1].split("</main>")[0].lower()


def test_a_chart_asks_the_same_queries_for_one_assessment_and_for_many(client, draft):
    chart = reverse("assessments:chart-detail", args=[draft.patient.reference])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(chart).status_code == 200
        return len(captured)

    def record(days):
        assessment = AssessmentFactory(
            patient=draft.patient,
            practitioner=draft.practitioner,
            performed_at=NINE - timedelta(days=days),
        )
        row = Measurement(
            metric="cpd",
            side="L",
            state="fresh",
            mean_deg=Decimal(5),
            n_steps=7,
            view="posterior",
            landmark_set="psis",
            method="2d_manual",
            levelled=True,
        )
        record_assessment(
            assessment=assessment,
            recording=Recording(
                fields={"performed_at": assessment.performed_at}, measurements=[row]
            ),
            page=Page(0),
            now=NINE,
        )

    record(1)
    queries()
    one = queries()
    for days in range(2, 7):
        record(days)
    assert queries() == one
