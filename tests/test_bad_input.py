"""Every form that is new to patients, guests and the desk, sent what nobody should send.

Whatever comes, the answer is a page that a person can read: what was typed is in it again, the
error stands beside its field, and where the form was refused nothing has changed.
"""

import json
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.forms import BaseForm
from django.test.utils import ContextList

from bookings.links.visits import visit_key
from clinic.models import Patient
from tests import filled_forms as forms
from tests.factories import AppointmentFactory, bookable
from tests.unexpected import EMOJI, FORM, RIGHT_TO_LEFT, TAGS, TEXTS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "demo", "reminder_rules", "unlimited"),
]
WATCHED = {
    *("Appointment", "Course", "WaitlistEntry", "WaitlistOffer", "Patient", "DeletionRequest"),
    *("Message", "Intake", "RedFlagScreen", "ScreenReview", "SafetyCheck"),
    *("Assessment", "Section", "Observation", "Measurement"),
    *("ClinicalTest", "QuestionnaireResponse"),
    *("Finding", "TargetMeasure", "RuleSetting", "OwnExercise"),
    *("Addendum", "CoSignature", "Share"),
    *("SessionLog", "PlanAlert", "ProgressionStep"),
    *("ArticleVersion", "ArticleReview", "ArticleSetting"),
    *("Run", "FollowUp", "FollowUpAnswer"),
    *("ClinicProfile", "PublicationVersion", "PublicationShown"),
    *("LookReview", "UnusualLook", "DisclaimerAcceptance"),
    *("DeskNote", "FamilyTie", "Mending", "MendedVisit", "FreedTime"),
    *("Programme", "ProgrammeVersion", "ProgrammeItem", "DoseDefault"),
}
MOST_ALONE = 4  # fields: of a long form, the first are enough
ALONE = ["a\x00b", f"{EMOJI} {RIGHT_TO_LEFT} {TAGS}"]  # the second is a text like any other


@pytest.fixture
def unlimited(settings):
    settings.RATE_LIMITS = False


every_form = pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.__name__)
BUTTONS_ALONE = (
    *(forms.leave, forms.waitlist_remove, forms.separate_files, forms.discard, forms.share),
    *(forms.run_remove, forms.follow_up_withdraw, forms.note_strike),
)
WITHOUT_A_MUST = (
    *BUTTONS_ALONE,
    forms.cosign,
    forms.cancel,
    forms.message_choices,
    forms.privacy_contact,
)
SAVED_AS_TYPED = (forms.intake, forms.intake_draft, forms.short_intake, forms.section_draft)


# --- What must hold -------------------------------------------------------------------------------


def stored():
    """Return the rows of every table that is watched; it is one question, as it is asked often."""
    tables = [model._meta for model in apps.get_models() if model.__name__ in WATCHED]
    rows = [
        f"(SELECT json_agg(t ORDER BY {table.pk.column})::text FROM {table.db_table} t)"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(rows)}")
        return [json.loads(found or "[]", parse_float=Decimal) for found in cursor.fetchone()]


def send(client, sent, typed):
    """Send a form, take back what it did, and return the answer with what was stored by it."""
    body = urlencode(typed, doseq=True, errors="surrogatepass")
    with transaction.atomic():
        response = client.post(sent.url, body, content_type=FORM)
        then = stored()
        transaction.set_rollback(True)
    return response, then


class Page(HTMLParser):
    """The fields of a page with their values, the ids on it, and all its words."""

    def __init__(self, response):
        super().__init__()
        self.fields, self.ids, self.words, self.open = {}, set(), "", None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        element = dict(attributes)
        self.ids.add(element.get("id"))
        if tag in ("input", "select", "textarea") and "name" in element:
            self.fields.setdefault(element["name"], {"type": tag, "value": ""} | element)
            self.open = self.fields[element["name"]] if tag == "textarea" else None

    def handle_data(self, data):
        self.words += data
        if self.open:
            self.open["value"] += data

    def handle_endtag(self, tag):
        self.open = None


def refused_forms(response):
    """Return the forms of a page that say what is wrong with them."""
    if not response.context:
        return []
    whole = isinstance(response.context, ContextList)
    parts = response.context if whole else [response.context]
    shown = {id(value): value for part in parts for value in part.flatten().values()}
    return [form for form in shown.values() if isinstance(form, BaseForm) and form.errors]


def lacks(page, form, typed):
    """Return what a page does not say of a refused form: an error, or what was typed."""
    lacking = []
    for name, errors in form.errors.items():
        field = page.fields.get(name, {"type": "hidden"})
        lacking += [str(error) for error in errors if str(error) not in page.words]
        if field["type"] not in ("hidden", "radio", "checkbox"):
            ids = field.get("aria-describedby", "no id").split()
            lacking += [f"{name} is not marked"] * ("aria-invalid" not in field)
            lacking += [f"{name} is described by {one}" for one in ids if one not in page.ids]
    for name in form.fields.keys() & typed.keys() & page.fields.keys():
        field = page.fields[name]
        if field["type"] in ("text", "email", "tel", "date", "textarea"):
            text = typed[name].encode(errors="surrogatepass").decode(errors="replace")
            lacking += [f"{name} as typed"] * (field["value"].strip() != text.strip())
    return lacking


@every_form
def test_whatever_is_typed_is_answered_by_a_page_that_has_it_still(client, form):
    sent = form(client)
    names = list(sent.typed)
    mixed = [
        {name: TEXTS[(place + shift) % len(TEXTS)] for place, name in enumerate(names)}
        for shift in range(0, len(TEXTS), 1 + len(names) // 2)
    ]
    alone = [sent.typed | {name: text} for name in names[:MOST_ALONE] for text in ALONE]
    missing = [
        {name: text for name, text in sent.typed.items() if name != left_out}
        for left_out in names[:MOST_ALONE]
    ]
    before = stored()

    for typed in (*mixed, *alone, *missing):
        response, then = send(client, sent, typed)

        assert (typed, response.status_code < 500) == (typed, True)
        assert then == before or response.status_code < 400 or form in SAVED_AS_TYPED
        for refused in refused_forms(response):
            assert (typed, lacks(Page(response), refused, typed)) == (typed, [])


@every_form
def test_a_repeated_submit_makes_nothing_more(client, form):
    sent = form(client)

    first = client.post(sent.url, sent.typed)
    once = [len(rows) for rows in stored()]
    again = client.post(sent.url, sent.typed)

    assert first.status_code in (200, 302)
    assert again.status_code in (200, 302, 404, 409)
    assert [len(rows) for rows in stored()] == once


@every_form
def test_what_is_no_form_is_refused(client, form):
    sent = form(client)
    before = stored()

    answers = [
        client.put(sent.url).status_code,
        client.post(sent.url, f"name={'x' * 1_000_001}", content_type=FORM).status_code,
        client.post(
            sent.url, "&".join(f"f{n}=x" for n in range(1001)), content_type=FORM
        ).status_code,
        client.post(sent.url, "x", content_type="multipart/form-data").status_code,
        client.post(sent.url, sent.typed, content_type="application/json").status_code,
        client.post(sent.url, uploads(sent)).status_code,
    ]

    reads_nothing = not sent.typed
    assert answers[0] == 405
    assert answers[1:4] == [400, 400, 400] or reads_nothing
    assert all(status < 500 for status in answers)
    assert stored() == before or form in (*WITHOUT_A_MUST, *SAVED_AS_TYPED)


def uploads(sent):
    """Return a form with a file where each text is expected."""
    return {name: SimpleUploadedFile(f"{name}.txt", b"x") for name in sent.typed}


@pytest.mark.parametrize(
    "form",
    [
        forms.booking_by_a_guest,
        forms.booking_somebody_new,
        forms.booking_by_the_desk,
        forms.join_by_a_guest,
        forms.family_new,
        forms.family_edit,
        forms.own_details,
        forms.own_details_first,
    ],
    ids=lambda form: form.__name__,
)
@pytest.mark.parametrize(
    "name",
    ["  Zoë  van der  Berg ", "JOSÉ o'neil", "Ame\u0301lie", f"{RIGHT_TO_LEFT} {EMOJI}"],
    ids=["spaces", "case", "combining", "right to left"],
)
def test_a_name_is_stored_exactly_as_typed(client, form, name):
    sent = form(client)

    response = client.post(sent.url, sent.typed | {"name": name})

    assert (response.status_code, Patient.objects.filter(name=name).count()) == (302, 1)


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/book/", ["for", "practitioner", "patient"]),
        ("/book/physio/", ["day", "from", "practitioner", "patient"]),
        ("/book/embed/physio/", ["day", "from", "practitioner"]),
        ("/book/physio/details/", ["hold", "starts_at", "practitioner", "patient"]),
        ("/waitlist/join/", ["service", "practitioner", "from", "until"]),
    ],
)
def test_a_strange_query_is_answered_with_a_page(client, path, names):
    bookable(slug="physio")

    for name in names:
        for text in TEXTS:
            asked = {"service": "physio"} | {name: text}
            response = client.get(f"{path}?{urlencode(asked, errors='surrogatepass')}")

            assert response.status_code in (200, 302, 400, 404), (name, text)


def test_a_strange_query_of_a_course_is_answered_with_its_form(client):
    page = forms.course_times(client).url.split("?")[0]

    for name in forms.COURSE:
        for text in TEXTS[2::3]:
            response = client.get(
                f"{page}?{urlencode(forms.COURSE | {name: text}, errors='surrogatepass')}"
            )

            assert response.status_code in (200, 400, 422), (name, text)
            for refused in refused_forms(response):
                assert lacks(Page(response), refused, forms.COURSE | {name: text}) == []


@pytest.mark.parametrize(
    "form",
    [
        forms.confirm,
        forms.move,
        forms.cancel,
        forms.earlier,
        forms.accept,
        forms.leave,
        forms.intake,
        forms.safety,
        forms.safety_draft,
        forms.safety_phone,
        forms.follow_up,
    ],
)
def test_a_tampered_key_opens_nothing(client, form):
    sent = form(client)
    page, key = sent.url.split("?key=")
    strangers = visit_key(AppointmentFactory())
    before = stored()

    for tampered in (key[:-1], f"{key}x", key.swapcase(), strangers, *TEXTS):
        query = urlencode({"key": tampered}, errors="surrogatepass")
        response = client.post(f"{page}?{query}", sent.typed)

        assert response.status_code in ((302,) if not tampered else (400, 404)), tampered
    assert stored() == before


def test_a_tampered_proof_proves_nothing(client):
    sent = forms.prove(client)

    for tampered in (sent.typed["proof"][:-1], sent.typed["proof"].swapcase(), *TEXTS):
        response, _ = send(client, sent, {"proof": tampered})

        assert (tampered, response.status_code) == (tampered, 409)
    assert not Patient.objects.filter(email_proven_at__isnull=False).exists()
