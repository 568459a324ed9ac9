"""The tree's promises: imports point one way, pure modules stay pure, files stay small.

A broken one names the file and what it does. A new folder or module needs its place in `LAYERS`,
nothing else: which modules are pure they say themselves.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["clinic", "bookings", "assessments", "demo"]  # each may import itself and those before it
LAYERS = {  # from the lowest up: a module or folder imports only those before it
    "launch": "__init__ embedded_postgres environment one_off_command processes parts supervisor",
    "clinic": """
        file_broker scheduler celery __init__ account_settings
        delivery_settings settings logs handlers serving wsgi
        typed_values csv_cells addresses money countries marks problems roles zones clocks caches
        static_files publications identity clock_face
        rate_limits smtp broker encryption models published wording actions forms emails outbox
        failing_emails mailed_links mail outage pacing mail_reports returned_mail mail_story stalls
        delivery witness second_factor accounts trial_mails health tasks context_processors
        templatetags middleware admin views urls page_urls
        management apps
    """,
    "bookings": """
        __init__ exceptions advice reasons imports models slots freed_times waiting locks links
        people policies queries rules mail actions tasks context_processors pages forms api views
        urls admin health apps
    """,
    "assessments": """
        __init__ exceptions biomechanics questions measuring judging running sentences vectors
        bundle exercises learning programmes files models catalogue links access queries shelf
        safety plans flow findings mail mail_kinds actions context_processors middleware forms
        reading export reports tasks templatetags views urls management apps
    """,
    "demo": """
        __init__ identity logins runner_drawing people regulars answers courses filming recorded
        records between_visits planned schedule services visits plans days waiting reviews seeding
        context_processors management
    """,
}
NOT_PURE = ("django", "psycopg", "celery", "kombu", "ninja", "crispy_forms", "allauth", "os")
CLOCKS = ("now", "today", "localdate", "localtime", "monotonic", "time_ns")
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 150
WIDEST_LINE = 100
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*"))
DRAWN = [path for path in TEMPLATES if path.suffix != ".txt"]  # a line of a mail's text is read so
OUR_STATIC = sorted(
    path for kind in ("css", "js") for path in (ROOT / "static" / kind).rglob("*.*")
)


@cache
def modules(app):
    """Return the modules of an app by their full names, without its migrations."""
    paths = (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)
    return {name_of(path): path for path in paths}


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def everything():
    return {name: path for app in LAYERS for name, path in modules(app).items()}


@cache
def tree_of(path):
    return ast.parse(path.read_text())


@cache
def imported(path):
    """Return the full names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@cache
def imported_modules(name):
    """Return our own modules that a module imports."""
    known = everything()
    found = set()
    for full in imported(known[name]):
        found |= {full} & known.keys() or {full.rpartition(".")[0]} & known.keys()
    return found - {name}


def layer_of(name):
    return name.split(".")[1] if "." in name else "__init__"


def height(name):
    app = name.split(".")[0]
    return LAYERS[app].split().index(layer_of(name))


def says_pure(path):
    """Say whether the first paragraph of the module's docstring ends with the word."""
    return (ast.get_docstring(tree_of(path)) or "").split("\n\n")[0].endswith("Pure.")


def pure_modules():
    """Return what calls itself pure: modules, and all modules of packages that do."""
    pure = {name for name, path in everything().items() if says_pure(path)}
    return {name for name in everything() if name in pure or name.rpartition(".")[0] in pure}


def receives_a_signal(node):
    """Say whether a node names `receiver`, or connects something other than a database."""
    if isinstance(node, ast.ImportFrom):
        return any(alias.name == "receiver" for alias in node.names)
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "connect"
        and not (isinstance(node.value, ast.Name) and node.value.id == "psycopg")
    )


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_the_apps_below_it(app):
    forbidden = {*APPS[APPS.index(app) + 1 :], "launch", "tests", "benchmarks"}

    offenders = {
        name: full
        for name, path in modules(app).items()
        for full in imported(path)
        if full.split(".")[0] in forbidden
    }

    assert offenders == {}


def test_the_launcher_imports_no_app():
    offenders = {
        name: full
        for name, path in modules("launch").items()
        for full in imported(path)
        if full.split(".")[0] in (*APPS, "tests", "benchmarks")
    }

    assert offenders == {}


@pytest.mark.parametrize("app", LAYERS)
def test_every_module_has_its_layer(app):
    assert {layer_of(name) for name in modules(app)} == set(LAYERS[app].split())


@pytest.mark.parametrize("app", LAYERS)
def test_a_module_imports_only_the_layers_below_it(app):
    offenders = {
        (name, other)
        for name in modules(app)
        for other in imported_modules(name)
        if other.split(".")[0] == app and height(other) > height(name)
    }

    assert offenders == set()


def test_no_modules_import_each_other_in_a_circle():
    known, left = everything(), set(everything())
    while free := {name for name in left if not imported_modules(name) & left}:
        left -= free

    assert {name: sorted(imported_modules(name) & left) for name in known if name in left} == {}


def test_a_module_that_calls_itself_pure_imports_neither_django_nor_what_is_not_pure():
    pure, known = pure_modules(), everything()

    offenders = {
        (name, full)
        for name in pure
        for full in imported(known[name])
        if full.split(".")[0] in NOT_PURE
    } | {(name, other) for name in pure for other in imported_modules(name) - pure}

    assert offenders == set()


def test_a_pure_module_asks_no_clock():
    offenders = {
        (name, node.attr, node.lineno)
        for name in pure_modules()
        for node in ast.walk(tree_of(everything()[name]))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    }

    assert offenders == set()


def test_the_slot_engine_and_the_geometry_are_pure():
    """The mark is what the tests above go by: without it they would see nothing."""
    assert pure_modules() >= {
        "bookings.slots.availability",
        "bookings.slots.intervals",
        "bookings.mail.reminder_times",
        "assessments.biomechanics.pelvis",
        "assessments.measuring.step_values",
        "assessments.judging.grading",
        "assessments.questions.red_flags",
        "assessments.sentences.measures",
    }


def test_no_import_hides_inside_a_function():
    offenders = {
        (name, inner.lineno)
        for name, path in everything().items()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }

    assert offenders == set()


def test_a_use_case_can_be_followed_by_reading():
    """No signal of Django's is received, and no `save` or `delete` of a model does more."""
    offenders = {
        (name, node.lineno)
        for name, path in everything().items()
        for node in ast.walk(tree_of(path))
        if receives_a_signal(node)
    } | {
        (name, f"{node.name}.{method.name}")
        for name, path in everything().items()
        if ".models" in name
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete")
    }

    assert offenders == set()


def test_a_module_is_named_after_what_it_knows():
    """And is short enough to be read at once."""
    vague = {"utils", "helpers", "common", "core", "misc"}

    assert {name for name in everything() if vague & set(name.split("."))} == set()
    assert {
        (name, lines)
        for name, path in everything().items()
        if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE
    } == set()


def test_that_one_person_may_have_several_files_is_said_in_one_place():
    """Whoever asks for a person's files or rows goes through it; the rest only joins files."""
    name_it = {name for name, path in everything().items() if "merged_into" in path.read_text()}
    pages = (ROOT / "templates").rglob("*.html")

    assert name_it == {"clinic.models.people", "bookings.actions.joining"}
    assert [path.name for path in pages if "merged_into" in path.read_text()] == []


def test_nothing_asks_the_machine_for_its_zone_or_its_clock():
    forbidden = (
        "time.localtime",
        "formatdate(localtime",
        "datetime.now()",
        "AT TIME ZONE",
        "TruncDate",
    )

    found = {
        (name, word)
        for name, path in everything().items()
        for word in forbidden
        if word in path.read_text()
    }

    assert found == set()


def test_what_several_tests_share_stands_outside_test_modules():
    offenders = {
        (str(path.relative_to(ROOT)), full)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for full in imported(path)
        if any(part.startswith("test_") for part in full.split(".")[:-1])
    }

    assert offenders == set()


def too_wide(paths):
    return {
        (str(path.relative_to(ROOT)), number)
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > WIDEST_LINE
    }


def test_a_template_is_short_enough_to_be_read_at_once():
    assert {
        (str(path.relative_to(ROOT)), lines)
        for path in TEMPLATES
        if (lines := len(path.read_text().splitlines())) > LONGEST_TEMPLATE
    } == set()


def test_lines_of_templates_styles_and_scripts_can_be_compared():
    assert too_wide(DRAWN) == set()
    assert too_wide(OUR_STATIC) == set()


def test_no_blank_is_drawn_before_a_comma():
    """A formatter may break a line between two tags: what opens there begins with no comma."""
    offenders = {
        (str(path.relative_to(ROOT)), line.strip())
        for path in DRAWN
        if path.suffix != ".typ"  # where a line between brackets is code
        for line in path.read_text().splitlines()
        if re.match(r"\s*(\{% (if|for|with) [^%]*%\})*[,.;:!?)](\s|$)", line)
    }

    assert offenders == set()


def test_no_button_ends_with_hidden_words():
    """What a formatter puts after them is one more item of the button, with a gap before it."""
    ending = re.compile(
        r'<span class="visually-hidden">((?!</?span).)*</span>\s+</button>', re.DOTALL
    )

    assert {
        str(path.relative_to(ROOT)) for path in DRAWN if ending.search(path.read_text())
    } == set()
