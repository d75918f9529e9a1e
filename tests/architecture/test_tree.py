"""The shape of the tree: short files, no drawers for odds and ends, tests that mirror what they test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name_of, parsed, python_files, tracked

LONGEST = 300
DRAWERS = {"utils", "util", "helpers", "helper", "common", "services", "managers", "misc"}
LOCKS = ("package-lock.json", "requirements.lock", "requirements-dev.lock", "requirements-node.lock")
GENERATED = {"migrations/versions/0001_first_tables.py", *LOCKS}


def text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {
        name_of(path): lines
        for path in tracked()
        if path.suffix in {".py", ".html", ".js", ".css"}
        and name_of(path) not in GENERATED
        and (lines := text_of(path).count("\n")) > LONGEST
    }
    assert long == {}


def test_there_are_no_drawers_for_odds_and_ends():
    named = {
        name_of(path)
        for path in tracked()
        for part in (*path.relative_to(ROOT).parts[:-1], path.stem)
        if part in DRAWERS
    }
    assert named == set()


def test_every_module_postpones_its_annotations():
    bare = [
        name_of(path)
        for path in python_files("qa_app", "audit_tools", "moderation", "tests")
        if path.name != "__init__.py"
        and not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in parsed(path).body)
    ]
    assert bare == []


def is_page(path: Path) -> bool:
    return "{% extends" in text_of(path)


def test_every_page_has_a_title():
    pages = [path for path in tracked() if path.suffix == ".html" and is_page(path)]
    base = {"base.html"}
    untitled = [
        name_of(path) for path in pages if path.name not in base and not re.search(r"{%-? set title\b", text_of(path))
    ]
    assert pages
    assert untitled == ["qa_app/web/templates/web/refused.html"], "refused.html is given its title by what refuses"


NOT_MIRRORING = {"architecture", "bench", "faults", "journeys", "reference", "studies"}
"""Folders of tests that are of the whole, or of published values, or that measure."""


def test_every_test_folder_mirrors_what_it_tests():
    for folder in {path.parent.relative_to(ROOT / "tests") for path in python_files("tests")}:
        if folder.parts and NOT_MIRRORING.isdisjoint(folder.parts):
            assert (ROOT / folder).is_dir(), f"tests/{folder} tests nothing that there is"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert '"resolved"' not in text


ELSEWHERE = re.compile(rf"{re.escape(str(ROOT))}/|/home/\w|/Users/\w|\bregistry\.|(?<!emit-)index-url")


def test_no_file_names_a_machine_a_registry_or_a_download():
    here = Path(__file__).resolve()
    found = {
        name_of(path): match[0] for path in tracked() if path != here and (match := ELSEWHERE.search(text_of(path)))
    }
    assert found == {}
