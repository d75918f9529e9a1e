"""Imports point down, and a tool says so; the cores stand alone and are quick to load."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, tracked

FORBIDDEN = ("flask", "sqlalchemy", "jinja2", "werkzeug", "wtforms", "qa_app", "config")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as go; go()"
    return subprocess.run([sys.executable, "-c", program, "--no-cache"], cwd=folder, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path in tracked():
        where = path.relative_to(ROOT)
        if path.suffix in {".py", ".toml"} and where.parts[0] in {
            "qa_app",
            "audit_tools",
            "moderation",
            "config.py",
            "pyproject.toml",
        }:
            (tmp_path / where).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, tmp_path / where)
    return tmp_path


def test_the_import_contracts_are_kept():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_new_package_without_a_floor_fails(copy):
    (copy / "qa_app/newcomer").mkdir()
    (copy / "qa_app/newcomer/__init__.py").write_text("")
    result = lint(copy)
    assert result.returncode == 1
    assert "newcomer" in result.stdout + result.stderr


def test_an_import_that_points_up_fails(copy):
    (copy / "qa_app/cases/upwards.py").write_text("import qa_app.plan.models\n")
    result = lint(copy)
    assert result.returncode == 1
    assert "qa_app.cases is not allowed to import qa_app.plan" in result.stdout


def loaded_by(package: str) -> set[str]:
    program = f"import sys, {package}; print('\\n'.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize("core", ["audit_tools", "moderation"])
def test_a_core_loads_nothing_of_the_web_or_the_database(core):
    loaded = loaded_by(core)
    assert core in loaded
    assert {name for name in loaded if name.partition(".")[0] in FORBIDDEN} == set()


def test_loading_moderation_does_not_load_the_statistics_that_few_results_need():
    assert "scipy.stats" not in loaded_by("moderation")
