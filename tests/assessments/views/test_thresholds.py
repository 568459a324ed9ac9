"""The clinic's thresholds: a page for administrators that rewrites no grade."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions import set_thresholds
from assessments.exceptions import ThresholdsChanged
from assessments.forms.thresholds import ThresholdsForm
from assessments.judging import criteria, rules, thresholds
from assessments.models import RuleSetting
from tests.factories import AdministratorFactory

pytestmark = pytest.mark.usefixtures("clock", "demo")
DEFAULTS = thresholds.defaults()


@pytest.fixture
def administrator(client, db):
    user = AdministratorFactory()
    client.force_login(user)
    return user


@pytest.fixture
def url():
    return reverse("assessments:threshold-list")


def sent(**changes):
    """Return the page as it would be posted, with changes."""
    in_force = RuleSetting.objects.current()
    form = ThresholdsForm(in_force=in_force)
    texts = {name: field.initial for name, field in form.fields.items() if name != "mark"}
    return texts | {"mark": thresholds.settings_mark(in_force)} | changes


# --- What the page is made of ---------------------------------------------------------------------


def test_every_threshold_has_a_code_of_its_own_a_source_and_bounds_that_hold_its_default():
    settings = thresholds.all_settings()

    assert len({each.code for each in settings}) == len(settings)
    assert [each.code for each in settings if not each.source.endswith(".")] == []
    for each in settings:
        lowest, highest = thresholds.bounds_of(each)
        assert lowest <= each.default <= highest, each.code


def test_the_defaults_are_in_order_and_every_rule_has_its_title():
    assert thresholds.out_of_order(DEFAULTS) == []
    assert {code for pair in thresholds.ORDERED for code in pair} <= set(DEFAULTS)
    assert {rule.code for rule in rules.RULES} == set(criteria.TITLES)


def test_the_page_shows_each_threshold_with_default_unit_source_and_strength(
    client, administrator, url
):
    page = client.get(url).content.decode()

    assert [
        each.code for each in thresholds.all_settings() if f'name="{each.code}"' not in page
    ] == []
    assert "Smallest detectable difference 2.7–2.8° (Dingenen 2018, verified)." in page
    assert "C: a teaching convention" in page
    assert "grades already given stay as they are" in page


# --- Setting them ---------------------------------------------------------------------------------


def test_a_threshold_of_the_clinics_own_is_stored_with_who_and_when(client, administrator, url):
    answer = client.post(url, sent(g1_typical_max_deg="4.5"), follow=True)

    [row] = RuleSetting.objects.all()
    assert (row.code, row.value, row.changed_by) == (
        "g1_typical_max_deg",
        Decimal("4.5"),
        administrator,
    )
    page = answer.content.decode()
    assert "1 threshold is changed. Grades already given stay as they are." in page
    assert "5° → 4.5°" in page


def test_an_empty_field_goes_back_to_its_default_and_the_history_tells(client, administrator, url):
    RuleSetting.objects.create(code="g1_typical_max_deg", value=Decimal("4.5"))

    client.post(url, sent(g1_typical_max_deg=""))

    assert RuleSetting.objects.current() == DEFAULTS
    changes = RuleSetting.objects.history().values_list("before", "value")
    assert list(changes) == [(Decimal("4.5"), Decimal(5)), (None, Decimal("4.5"))]


def test_the_page_saved_as_it_stands_changes_nothing(client, administrator, url):
    answer = client.post(url, sent(), follow=True)

    assert "Nothing was changed." in answer.content.decode()
    assert not RuleSetting.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "text", "message"),
    [
        ("g1_typical_max_deg", "NaN", "Write a number"),
        ("g1_typical_max_deg", "Infinity", "Write a number"),
        ("g1_typical_max_deg", "1e2", "Write a number"),
        ("g1_typical_max_deg", "٣", "Write a number"),
        ("g1_typical_max_deg", "4,5", "with a point"),
        ("g1_typical_max_deg", "4.555", "At most 2 digits"),
        ("g1_typical_max_deg", "-5", "must lie from 0.1 to 90"),
        ("g1_typical_max_deg", "a\x00b", "Write a number"),
        ("g1_typical_max_deg", "9" * 5000, "must lie from 0.1 to 90"),
        ("mdc_cpd", "0", "must lie from 0.1 to 90"),
        ("stable_steps", "7.5", "At most 0 digits"),
        ("stable_steps", "2", "must lie from 3 to 50"),
        ("g3_typical_max_deg", "18.6", "must lie below “Knee angle in the squat, marked above”"),
        ("g16_typical_above_sd", "-2", "must lie below “Hip-abductor strength, typical above”"),
        ("g17_marked_below_pct", "95", "must lie below “Limb symmetry, typical from”"),
        ("g12_lowest_deg", "48", "must lie below “Knee flexion at midstance, usual up to”"),
        ("mdc_knee_flexion_ic_same_rater", "15", "One rater errs no more"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_all_that_was_typed(
    client, administrator, url, code, text, message
):
    typed = {"g11_low_up_to_spm": "160"} | {code: text}

    answer = client.post(url, sent(**typed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert 'value="160"' in page
    assert not RuleSetting.objects.exists()


@pytest.mark.parametrize(("low", "high"), thresholds.ORDERED)
def test_what_is_typical_stays_apart_from_what_is_marked(low, high):
    assert thresholds.out_of_order(DEFAULTS | {low: DEFAULTS[high]}) == [(low, high)]


# --- Two at once ----------------------------------------------------------------------------------


def test_a_page_older_than_what_is_stored_is_told_loses_nothing_and_may_save_again(
    client, administrator, url
):
    stale = sent(g11_low_up_to_spm="160")
    client.post(url, sent(g1_typical_max_deg="4.5"))

    refused = client.post(url, stale)
    page = refused.content.decode()
    mark = thresholds.settings_mark(RuleSetting.objects.current())
    taken = client.post(url, stale | {"mark": mark})

    assert (refused.status_code, taken.status_code) == (409, 302)
    assert "Somebody else changed a threshold" in page
    assert 'value="160"' in page
    assert f'name="mark" value="{mark}"' in page
    assert "The clinic's own, 4.5°, is in force." in page
    assert RuleSetting.objects.current()["g11_low_up_to_spm"] == Decimal(160)


def test_a_page_without_its_mark_is_never_newer_than_what_is_stored(client, administrator, url):
    typed = sent(g1_typical_max_deg="4.5")
    del typed["mark"]

    assert client.post(url, typed).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told():
    by, mark = AdministratorFactory(), thresholds.settings_mark(DEFAULTS)

    def save(code):
        try:
            set_thresholds(values={code: Decimal(7)}, mark=mark, by=by, now=timezone.now())
        except ThresholdsChanged:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(save, ["g1_typical_max_deg", "g3_typical_max_deg"]))

    assert sorted(answers) == ["saved", "told"]
    assert RuleSetting.objects.count() == 1


def test_the_page_asks_as_often_with_a_history_as_without(client, administrator, url):
    few = queries_of(client, url)
    for at in range(20):
        client.post(url, sent(g1_typical_max_deg=f"4.{at:02}"))

    assert queries_of(client, url) == few


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
