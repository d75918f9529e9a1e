"""The project's own files, as the architecture tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


FOLDERS = (".ci", "audit_tools", "docs", "migrations", "moderation", "qa_app", "tests")
MADE = {"__pycache__", "vendor"}
"""Folders that are made from the others, and never kept."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project that is kept; read off the folders, since a machine may have no git."""
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    beside = (path for path in ROOT.iterdir() if path.suffix in {".py", ".toml", ".md", ".json", ".lock"})
    return tuple(sorted(path for path in (*inside, *beside) if path.is_file() and not MADE & {*path.parts}))


def python_files(*folders: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the last part of what is called."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
