"""Static files as a clinic serves them: under names by their content, in imports too."""

import re

import pytest
from django.conf import settings as clinic
from django.core.management import call_command
from django.test import override_settings

STORAGE = {"BACKEND": "clinic.static_files.ModuleStaticFilesStorage"}
IMPORTED = re.compile(r"""^(?:import|export)\b[^;]*?["'](\.[^"']+)["'];""", re.MULTILINE)
BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.m?js$")


@pytest.fixture
def collected(tmp_path):
    with override_settings(
        STORAGES={**clinic.STORAGES, "staticfiles": STORAGE}, STATIC_ROOT=tmp_path
    ):
        ignored = ["admin", "ninja", "django_htmx", "css", "*.woff2", "*.css"]
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=ignored)
        yield tmp_path


def test_a_module_imports_the_file_of_its_own_version(collected):
    modules = sorted((collected / "js/measuring").glob("*.js"))

    imported = [
        (module.parent / path).resolve()
        for module in modules
        for path in IMPORTED.findall(module.read_text())
    ]

    assert len(imported) > 20
    assert [path for path in imported if not BY_CONTENT.search(path.name)] == []
    assert [path for path in imported if not path.is_file()] == []
