"""What the settings refuse: nothing is guessed, and the demo shows itself to nobody else."""

import re

import pytest

from tests.clinic.starting import ROOT, SET_BY_US, settings_with


def test_a_clinic_of_its_own_starts(tmp_path):
    origins = "https://www.example.org,http://localhost:8080"

    assert settings_with(tmp_path, EMBED_ORIGINS=origins).returncode == 0


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "# 50 random characters that somebody forgot to replace"}, "SECRET_KEY"),
        ({"SITE_URL": None}, "SITE_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"EMBED_ORIGINS": "*"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https:"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://*.example.org"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://example.org; script-src *"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://example.org/frame"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://www.example.org,'unsafe-inline'"}, "EMBED_ORIGINS"),
        ({"STANCE_DEMO": "1"}, "STANCE_DEMO"),
        ({"STANCE_DEMO": "1", "SITE_URL": "http://localhost:8000"}, "STANCE_DEMO"),
    ],
)
def test_the_start_stops_with_a_reason(tmp_path, changes, word):
    started = settings_with(tmp_path, **changes)

    assert started.returncode != 0
    assert word in started.stderr


def test_the_examples_list_every_variable_and_no_other():
    read = re.compile(r"""(?:\benv(?:\.\w+)*\(|environ(?:\.get\(|\[))\s*"([A-Z_]+)\"""")
    settings = ("clinic/settings.py", "clinic/delivery_settings.py", "gunicorn.conf.py")
    code = "".join((ROOT / name).read_text() for name in settings)

    listed = {
        name: re.findall(r"^([A-Z_]+)=", (ROOT / name).read_text(), re.MULTILINE)
        for name in (".env.example", ".env.owner.example")
    }

    assert listed[".env.owner.example"] == ["DATABASE_OWNER_URL"]
    assert sorted(name for names in listed.values() for name in names) == sorted(
        set(read.findall(code)) - SET_BY_US
    )
