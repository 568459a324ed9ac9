"""Drafts become pages, shares and limits become rows of their own; nothing recorded is changed."""

from decimal import Decimal

from django.db import migrations

OF_THE_RUN = [
    *("performed_at", "speed_kmh", "incline_pct", "run_minutes"),
    *("footwear", "shoes", "notes"),
]
SEEN = ("pelvic_drop_", "knee_valgus_", "knee_window_", "sls_grade_")
MDC = {"cpd": Decimal("2.8"), "fppa_run": Decimal("8.9"), "fppa_sls": Decimal("8.9")}
LIMITS = {
    "cpd_typical_max_deg": ("g1_typical_max_deg", Decimal("5.0")),
    "cpd_marked_above_typical_deg": ("g1_marked_above_typical_deg", Decimal("2.8")),
    "sls_typical_max_deg": ("g3_typical_max_deg", Decimal("10.0")),
    "sls_marked_above_deg": ("g3_marked_above_deg", Decimal("18.6")),
}


def section_of(name):
    if name in OF_THE_RUN:
        return "run-end" if name == "run_minutes" else "set-up"
    return "by-eye" if name.startswith(SEEN) else "degrees"


def split_drafts(apps, schema_editor):
    Section = apps.get_model("assessments", "Section")
    for assessment in apps.get_model("assessments", "Assessment").objects.all():
        typed = {}
        for name, text in assessment.typed.items():
            typed.setdefault(section_of(name), {})[name] = text
        filled = {}
        if assessment.status == "recorded":
            filled = {"set-up": {}, "by-eye": {}, "degrees": {}}
            assessment.seen_at = assessment.recorded_at
            assessment.save(update_fields=["seen_at"])
        for code, texts in (filled | typed).items():
            Section.objects.create(
                assessment=assessment,
                code=code,
                typed=texts,
                saved_at=assessment.recorded_at or assessment.created_at,
                filled_at=assessment.recorded_at if code in filled else None,
            )


def keep_shares(apps, schema_editor):
    Share = apps.get_model("assessments", "Share")
    shared = apps.get_model("assessments", "Assessment").objects.filter(shared_at__isnull=False)
    for assessment in shared:
        Share.objects.create(
            assessment=assessment,
            shared_at=assessment.shared_at,
            shared_by_id=assessment.shared_by_id,
        )


def keep_limits(apps, schema_editor):
    RuleSetting = apps.get_model("assessments", "RuleSetting")
    for limits in apps.get_model("assessments", "GradingLimits").objects.all():
        for name, (code, default) in LIMITS.items():
            if getattr(limits, name) != default:
                RuleSetting.objects.create(code=code, value=getattr(limits, name))


def keep_what_was_judged(apps, schema_editor):
    """Say of each finding what it judged, so that its grade stays while that does."""
    measured = {
        (row.assessment_id, row.metric, row.side, row.state): {
            "mean": f"{row.mean:.3f}",
            "sd": "" if row.sd is None else f"{row.sd:.3f}",
            "n_steps": row.n_steps,
            "levelled": row.levelled,
            "view": row.view,
            "landmark_set": row.landmark_set,
        }
        for row in apps.get_model("assessments", "Measurement").objects.all()
    }
    seen = {
        (row.assessment_id, row.item, row.side, "none"): {"grade": row.grade}
        for row in apps.get_model("assessments", "Observation").objects.all()
    }
    judged = measured | seen
    for finding in apps.get_model("assessments", "Finding").objects.all():
        key = (finding.assessment_id, finding.about, finding.side, finding.state)
        finding.basis = judged.get(key, {})
        finding.save(update_fields=["basis"])


def keep_error_of_the_day(apps, schema_editor):
    Measurement = apps.get_model("assessments", "Measurement")
    for metric, mdc in MDC.items():
        Measurement.objects.filter(metric=metric).update(mdc=mdc)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_measured_assessment")]

    operations = [
        migrations.RunPython(split_drafts, migrations.RunPython.noop),
        migrations.RunPython(keep_shares, migrations.RunPython.noop),
        migrations.RunPython(keep_limits, migrations.RunPython.noop),
        migrations.RunPython(keep_what_was_judged, migrations.RunPython.noop),
        migrations.RunPython(keep_error_of_the_day, migrations.RunPython.noop),
    ]
