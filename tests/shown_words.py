"""Every word that somebody may read: pages, mails, prints, data, scripts and documents."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("clinic", "bookings", "assessments", "demo")
READ = {".py", ".html", ".txt", ".md", ".typ", ".svg", ".js", ".json"}


def strings_of(path):
    """Return the strings of a Python module but for its docstrings, each as one line."""
    tree = ast.parse(path.read_text())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node)
    }
    return "\n".join(
        " ".join(node.value.split())
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    )


@cache
def words_of_the_product():
    """Return what patients and staff may read, by its file: pages, mails, prints, data, scripts."""
    folders = ("templates", "static/js", *APPS)
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.*"))]
    kept = [path for path in paths if path.suffix in READ and "migrations" not in path.parts]
    return {
        str(path.relative_to(ROOT)): strings_of(path)
        if path.suffix == ".py"
        else " ".join(path.read_text().split())
        for path in kept
    }


@cache
def words_of_the_documents():
    """Return the documents' words but those of docs/evidence.md, which lists what is banned."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.example")]
    return {
        str(path.relative_to(ROOT)): " ".join(path.read_text().split())
        for path in paths
        if path.name != "evidence.md"
    }


def said_anywhere(*patterns):
    """Return where the product says something that matches, whatever its case."""
    return [
        f"{name}: {found[0]}"
        for name, words in words_of_the_product().items()
        for pattern in patterns
        for found in re.finditer(pattern, words, re.I)
    ]
