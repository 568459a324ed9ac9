"""The page of questionnaires: only what is answered whole is scored, and nothing typed is lost."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import QuestionnaireCode, QuestionnaireResponse, SectionCode
from assessments.questions import questionnaires
from tests.factories import (
    NINE,
    AssessmentFactory,
    ClinicianFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
UWRI = [2, 3, 2, 3, 3, 2, 3, 2, 4]  # 24 of 36


@pytest.fixture
def send(client, assessment):
    """Return a function that sends the page with what is typed."""

    def send(**typed):
        opened = {"revision": "0", "page": str(uuid4()), "language": "en"}
        return client.post(url_of(assessment), opened | typed)

    return send


def url_of(assessment):
    return reverse("assessments:section", args=[assessment.reference, SectionCode.QUESTIONNAIRES])


def preview_of(assessment):
    return reverse("assessments:questionnaires-preview", args=[assessment.reference])


def answered(code, answers):
    return {f"{code}_{item}": str(answer) for item, answer in enumerate(answers, start=1)}


def of_activities(**points):
    """Return activities of the patient's own words, each with its answer."""
    typed = {}
    for item, (activity, answer) in enumerate(points.items(), start=1):
        typed |= {f"psfs_{item}_activity": activity, f"psfs_{item}": str(answer)}
    return typed


def errors_of(answer):
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def earlier(assessment, *, days=80, **response):
    """Store an earlier assessment of the patient with one response."""
    kept = AssessmentFactory(
        patient=assessment.patient,
        practitioner=assessment.practitioner,
        performed_at=NINE - timedelta(days=days),
    )
    return QuestionnaireResponse.objects.create(assessment=kept, scorer_version=1, **response)


def test_the_codes_are_those_of_the_record():
    assert list(questionnaires.QUESTIONNAIRES) == QuestionnaireCode.values


def test_each_questionnaire_answered_whole_is_stored_with_its_score(send):
    answer = send(
        **answered("uwri", UWRI),
        **answered("lefs", [3] * 20),
        **answered("visa_a", [7] * 7 + [30]),
        **of_activities(Stairs=4, Squatting=6, Hills=7),
        nprs_1="3",
        language="fr",
    )

    assert answer.status_code == 302
    assert [
        (row.code, row.answers, row.activities, row.score, row.scorer_version, row.language)
        for row in QuestionnaireResponse.objects.all()
    ] == [
        ("lefs", [3] * 20, [], 60, 1, "fr"),
        ("nprs", [3], [], 3, 1, "fr"),
        ("psfs", [4, 6, 7], ["Stairs", "Squatting", "Hills"], Decimal("5.7"), 1, "fr"),
        ("uwri", UWRI, [], 24, 1, "fr"),
        ("visa_a", [7] * 7 + [30], [], 79, 1, "fr"),
    ]


def test_what_is_stored_stands_on_the_page_and_saving_it_again_changes_nothing(
    client, send, assessment
):
    typed = answered("uwri", UWRI) | of_activities(Stairs=4) | {"nprs_1": "0", "language": "pa"}
    send(**typed)

    texts = client.get(url_of(assessment)).context["form"].initial
    again = client.post(url_of(assessment), texts | {"revision": "1", "page": str(uuid4())})

    assert texts == typed
    assert again.status_code == 302
    assert QuestionnaireResponse.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (answered("uwri", UWRI[:8]), "uwri_9", "Every item needs an answer"),
        (answered("uwri", [5]), "uwri_1", "This must lie from 0 to 4 points."),
        (answered("uwri", ["2.5"]), "uwri_1", "Write a whole number, such as 3."),
        (answered("lefs", [4] * 19), "lefs_20", "Every item needs an answer"),
        (answered("visa_a", [11]), "visa_a_1", "This must lie from 0 to 10 points."),
        (answered("visa_a", [7] * 7 + [31]), "visa_a_8", "This must lie from 0 to 30 points."),
        ({"nprs_1": "NaN"}, "nprs_1", "Write a number, such as 5.2."),
        ({"nprs_1": "3,5"}, "nprs_1", "Write decimals with a point"),
        ({"nprs_1": "3\x00"}, "nprs_1", "Write a number, such as 5.2."),
        ({"nprs_1": "11"}, "nprs_1", "This must lie from 0 to 10 points."),
        ({"psfs_1": "4"}, "psfs_1_activity", "Write the activity that this answer is about."),
        (
            of_activities(Stairs=4) | {"psfs_2_activity": "Hills"},
            "psfs_2",
            "Every activity needs its answer",
        ),
        (of_activities(**{"x" * 121: 4}), "psfs_1_activity", "Ensure this value has at most 120"),
        ({"language": "klingon"}, "language", "Select a valid choice."),
    ],
)
def test_bad_input_is_said_beside_its_item_and_kept(send, typed, field, said):
    answer = send(**typed)

    assert answer.status_code == 422
    assert said in errors_of(answer)[field][0]
    assert not QuestionnaireResponse.objects.exists()
    form = answer.context["form"]
    assert all(form[name].value() == text for name, text in typed.items())


def test_a_language_that_nobody_chose_is_not_stored(client, assessment):
    page = client.get(url_of(assessment)).context["form"]
    opened = page.initial | {"revision": "0", "page": str(uuid4())}

    client.post(url_of(assessment), opened | {"nprs_1": "2"})

    assert (page["language"].value(), QuestionnaireResponse.objects.get().language) == (None, "")


def test_activities_of_the_last_time_are_asked_again(client, assessment):
    earlier(assessment, code="psfs", answers=[3, 5], activities=["Stairs", "Hills"], score=4)
    earlier(assessment, days=200, code="psfs", answers=[1], activities=["Sitting"], score=1)

    page = client.get(url_of(assessment))

    assert page.context["form"].initial == {
        "psfs_1_activity": "Stairs",
        "psfs_2_activity": "Hills",
    }


def test_activities_that_nobody_answered_are_not_stored(client, send, assessment):
    earlier(assessment, code="psfs", answers=[3], activities=["Stairs"], score=3)

    answer = send(psfs_1_activity="Stairs", nprs_1="2")

    assert answer.status_code == 302
    assert [row.code for row in assessment.questionnaire_responses.all()] == ["nprs"]


@pytest.mark.parametrize(
    ("response", "typed", "said"),
    [
        (
            {"code": "uwri", "answers": [2] * 9, "score": 18},
            answered("uwri", [3] * 9),
            "Since 12 Sep 2026: 9 points better: beyond measurement error (4.1 points, 95 % sure).",
        ),
        (
            {"code": "nprs", "answers": [4], "score": 4},
            {"nprs_1": "3"},
            "Since 12 Sep 2026: No change beyond measurement error (2 points).",
        ),
        (
            {"code": "psfs", "answers": [4], "activities": ["stairs"], "score": 4},
            of_activities(Stairs=7),
            "Since 12 Sep 2026: 3 points better: beyond measurement error (3 points, 90 % sure).",
        ),
        (
            {"code": "psfs", "answers": [4], "activities": ["Stairs"], "score": 4},
            of_activities(Hills=7),
            "Not comparable: the activities differ.",
        ),
        (
            {"code": "visa_a", "answers": [5] * 8, "score": 40},
            answered("visa_a", [7] * 8),
            "Since 12 Sep 2026: The change cannot be judged: no error is published for this score.",
        ),
    ],
)
def test_the_preview_says_the_score_and_what_it_means_since_the_last_time(
    client, assessment, response, typed, said
):
    earlier(assessment, **response)

    shown = client.post(preview_of(assessment), typed).content.decode()

    assert said in shown
    assert not assessment.questionnaire_responses.exists()


def test_the_preview_scores_nothing_with_an_item_missing(client, assessment):
    shown = client.post(preview_of(assessment), answered("uwri", UWRI[:7])).content.decode()

    assert "7 of 9 answered: no score yet." in shown
    assert "score-number" not in shown


def test_a_discarded_assessment_is_no_last_time(client, assessment):
    response = earlier(assessment, code="nprs", answers=[4], score=4)
    discarded = response.assessment
    discarded.status, discarded.discarded_at = "discarded", NINE
    discarded.discarded_by = assessment.practitioner.user
    discarded.save()

    assert "Last time" not in client.get(url_of(assessment)).content.decode()


def test_no_text_of_an_item_is_shown(client, assessment):
    shown = client.get(url_of(assessment)).content.decode()

    assert "Item 9, 0 to 4" in shown
    assert "belong to their authors" in shown


def test_the_preview_is_not_there_for_a_stranger(client, assessment):
    client.force_login(UserFactory())

    assert client.post(preview_of(assessment), {"nprs_1": "3"}).status_code == 404


def test_the_preview_asks_a_clinician_without_ground_for_a_reason(client, assessment):
    client.force_login(ClinicianFactory())

    assert client.post(preview_of(assessment), {"nprs_1": "3"}).status_code == 403


def test_the_page_takes_as_many_queries_after_many_assessments_as_after_one(client, assessment):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(assessment)).status_code == 200
        return len(queries)

    earlier(assessment, code="nprs", answers=[4], score=4)
    after_one = count()
    for days in range(2, 22):
        earlier(assessment, days=days, code="nprs", answers=[4], score=4)

    assert count() == after_one
