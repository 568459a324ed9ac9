"""A clinic that recorded on the form of one page upgrades, and keeps all it had."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import NINE

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("assessments", "0002_intakes_and_screens")]
AFTER = [("assessments", "0006_seal_signed")]
TYPED = {
    "notes": "Left hip",
    "speed_kmh": "10,5",
    "run_minutes": "20",
    "pelvic_drop_R": "marked",
    "cpd_fresh_R_mean": "8.1",
}


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def latest():
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


@pytest.fixture
def old():
    """The tables as they were, empty; the latest ones are back afterwards."""
    apps = migrate(BEFORE)
    yield apps
    migrate(latest())


@pytest.fixture
def clinic(old):
    """A draft, one recorded, one recorded and shared, and limits of the clinic's own."""
    get = lambda name: old.get_model(*name.split("."))  # noqa: E731
    user = get("clinic.User").objects.create(email="cara@example.org", roles=["clinician"])
    practitioner = get("clinic.Practitioner").objects.create(
        name="Cara", slug="cara", discipline="kinesiology", user=user
    )
    patient = get("clinic.Patient").objects.create(name="Ada Runner")
    of_both = {"patient": patient, "practitioner": practitioner, "performed_at": NINE}
    recorded = {"status": "recorded", "recorded_at": NINE, "revision": 3}
    assessments = get("assessments.Assessment").objects
    draft = assessments.create(**of_both, typed=TYPED, revision=2)
    kept = assessments.create(**of_both, **recorded)
    shared = assessments.create(
        **of_both, **recorded, shared_at=NINE + timedelta(hours=1), shared_by=user
    )
    measured = get("assessments.Measurement").objects.create(
        assessment=kept,
        metric="cpd",
        side="R",
        state="fresh",
        mean_deg=Decimal("8.1"),
        sd_deg=Decimal("1.2"),
        n_steps=8,
        view="posterior",
        landmark_set="psis",
        method="2d_manual",
        levelled=True,
    )
    seen = get("assessments.Observation").objects.create(
        assessment=kept, item="pelvic_drop", side="R", grade="marked"
    )
    finding = {"assessment": kept, "rule_version": 1, "side": "R", "grade": "marked"}
    get("assessments.Finding").objects.create(
        **finding, rule="G1", about="cpd", state="fresh", limits={"typical_max_deg": "5.0"}
    )
    get("assessments.Finding").objects.create(
        **finding, rule="eye", about="pelvic_drop", state="none"
    )
    get("assessments.GradingLimits").objects.create(cpd_typical_max_deg=Decimal("6.0"))
    return {"draft": draft.pk, "kept": kept.pk, "shared": shared.pk, "user": user.pk} | {
        "measured": measured.pk,
        "seen": seen.pk,
    }


def test_an_upgrade_keeps_drafts_records_shares_and_limits(clinic):
    new = migrate(AFTER)

    get = lambda name: new.get_model("assessments", name)  # noqa: E731
    statuses = dict(get("Assessment").objects.values_list("pk", "status"))
    assert statuses == {
        clinic["draft"]: "draft",
        clinic["kept"]: "recorded",
        clinic["shared"]: "recorded",
    }
    typed = get("Section").objects.filter(assessment=clinic["draft"])
    assert dict(typed.values_list("code", "typed")) == {
        "set-up": {"notes": "Left hip", "speed_kmh": "10,5"},
        "run-end": {"run_minutes": "20"},
        "by-eye": {"pelvic_drop_R": "marked"},
        "degrees": {"cpd_fresh_R_mean": "8.1"},
    }
    filled = get("Section").objects.filter(assessment=clinic["kept"], filled_at=NINE)
    assert set(filled.values_list("code", flat=True)) == {"set-up", "by-eye", "degrees"}
    assert get("Assessment").objects.get(pk=clinic["kept"]).seen_at == NINE
    measured = get("Measurement").objects.get()
    assert (measured.pk, measured.mean, measured.sd, measured.mdc) == (
        clinic["measured"],
        Decimal("8.1"),
        Decimal("1.2"),
        Decimal("2.8"),
    )
    findings = get("Finding").objects.order_by("about")
    assert list(findings.values_list("about", "grade", "limits", "basis")) == [
        (
            "cpd",
            "marked",
            {"typical_max_deg": "5.0"},
            {
                "mean": "8.100",
                "sd": "1.200",
                "n_steps": 8,
                "levelled": True,
                "view": "posterior",
                "landmark_set": "psis",
            },
        ),
        ("pelvic_drop", "marked", {}, {"grade": "marked"}),
    ]
    assert list(
        get("Share").objects.values_list("assessment", "shared_at", "shared_by", "withdrawn_at")
    ) == [(clinic["shared"], NINE + timedelta(hours=1), clinic["user"], None)]
    assert list(get("RuleSetting").objects.values_list("code", "value")) == [
        ("g1_typical_max_deg", Decimal("6.000"))
    ]
    # What was recorded before is still open, and can be signed.
    kept = get("Assessment").objects.get(pk=clinic["kept"])
    kept.status, kept.signed_at, kept.signed_by_id = "signed", NINE, clinic["user"]
    kept.save()
    assert get("Assessment").objects.filter(status="signed").count() == 1
