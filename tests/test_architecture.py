"""The tree's promises: imports point one way, among apps and inside each, and some stay pure."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["clinic", "bookings", "assessments"]  # each may import itself and those before it
LAYERS = {  # from the lowest up, whole: a module imports only those before it
    "clinic": """
        celery __init__ settings logs handlers
        demo_environment demo_logins embedded_postgres processes one_off_command supervisor wsgi
        roles zones caches static_files rate_limits models emails outbox mail delivery accounts
        health tasks context_processors templatetags middleware admin views urls page_urls
        management apps
    """,
    "bookings": """
        __init__ exceptions intervals availability weekly_hours reminder_times holidays typed_values
        waitlist spacing models prepared diaries queries policies person_search households impact
        links calendar_files waiting waitlist_links messages replanning composers waitlist_composers
        health actions tasks forms account_forms booking_forms schedule_forms setup_forms
        waitlist_forms slot_pages series_pages series_forms waitlist_pages day_board schedule_pages
        api api_urls views urls admin apps
    """,
    "assessments": """
        __init__ biomechanics metrics judging grading change causes questionnaires strength_values
        strength_sentences sentences red_flags load vectors intake_questions exceptions citations
        articles frames measuring models finding_words findings_table suggesting analysis
        clip_store composers access queries flow actions tasks context_processors middleware fields
        forms signing_pages reading measuring_pages visit_forms export export_words templatetags
        views urls demo management apps
    """,
}
PURE = [
    "bookings/intervals.py",
    "bookings/availability.py",
    "bookings/reminder_times.py",
    "bookings/waitlist.py",
    "bookings/spacing.py",
    "bookings/weekly_hours.py",
    "assessments/biomechanics/__init__.py",
    "assessments/biomechanics/points.py",
    "assessments/biomechanics/pelvis.py",
    "assessments/biomechanics/knee.py",
    "assessments/biomechanics/foot.py",
    "assessments/biomechanics/cadence.py",
    "assessments/biomechanics/strength.py",
    "assessments/biomechanics/error.py",
    "assessments/metrics.py",
    "assessments/measuring/point_sets.py",
    "assessments/measuring/step_values.py",
    "assessments/measuring/step_means.py",
    "assessments/judging/shapes.py",
    "assessments/judging/criteria.py",
    "assessments/judging/rules.py",
    "assessments/judging/thresholds.py",
    "assessments/change.py",
    "assessments/causes.py",
    "assessments/questionnaires.py",
    "assessments/strength_values.py",
    "assessments/strength_sentences.py",
    "assessments/vectors.py",
    "assessments/grading.py",
    "assessments/sentences.py",
    "assessments/reading/figures.py",
    "assessments/reading/trends.py",
    "assessments/red_flags.py",
    "assessments/load.py",
    "assessments/intake_questions.py",
    "assessments/export_words.py",
]


def modules(app):
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def layer_of(app, path):
    return path.relative_to(ROOT / app).parts[0].removesuffix(".py")


def imported(path):
    """Return the full names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imports_inside_functions(path):
    tree = ast.parse(path.read_text())
    return [
        inner.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_the_apps_below_it(app):
    forbidden = set(APPS[APPS.index(app) + 1 :]) | {"tests", "benchmarks"}

    offenders = {
        str(path.relative_to(ROOT)): name
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] in forbidden
    }

    assert offenders == {}


@pytest.mark.parametrize("app", APPS)
def test_every_module_has_its_layer(app):
    assert {layer_of(app, path) for path in modules(app)} == set(LAYERS[app].split())


@pytest.mark.parametrize("app", APPS)
def test_a_module_imports_only_the_layers_below_it(app):
    height = {layer: at for at, layer in enumerate(LAYERS[app].split())}

    offenders = {
        (str(path.relative_to(ROOT)), name)
        for path in modules(app)
        for name in imported(path)
        if name.startswith(f"{app}.") and height[name.split(".")[1]] > height[layer_of(app, path)]
    }

    assert offenders == set()


@pytest.mark.parametrize("path", PURE)
def test_a_pure_module_imports_neither_django_nor_a_database(path):
    pure = {path.removesuffix(".py").replace("/", ".") for path in PURE}
    below = {name for name in imported(ROOT / path) if name.split(".")[0] in APPS}

    assert {name for name in below if not name.startswith(tuple(pure))} == set()
    assert {
        name
        for name in imported(ROOT / path)
        if name.split(".")[0] in ("django", "psycopg", "celery")
    } == set()


@pytest.mark.parametrize("app", APPS)
def test_no_import_hides_inside_a_function(app):
    assert {
        str(path.relative_to(ROOT)): lines
        for path in modules(app)
        if (lines := imports_inside_functions(path))
    } == {}


def test_nothing_asks_the_machine_for_its_zone_or_its_clock():
    forbidden = (
        "time.localtime",
        "formatdate(localtime",
        "datetime.now()",
        "AT TIME ZONE",
        "TruncDate",
    )

    found = {
        (str(path.relative_to(ROOT)), word)
        for app in APPS
        for path in modules(app)
        for word in forbidden
        if word in path.read_text()
    }

    assert found == set()
