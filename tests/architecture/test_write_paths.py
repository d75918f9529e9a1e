"""G1: the ways to write are few and listed: one place commits, and none goes past the session."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import calls, name_of, parsed, python_files

WRITING = re.compile(r"^\W*(insert|update|delete|replace|merge|truncate|drop|alter|create)\b", re.IGNORECASE)
PAST_THE_SESSION = {
    "begin", "begin_nested", "connect", "raw_connection", "exec_driver_sql", "create_all", "drop_all", "cursor",
    "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "executescript", "executemany",
}  # fmt: skip
FOUNDATIONS = ("qa_app/db.py", "qa_app/trail/")
FILES = [path for path in python_files("qa_app") if not name_of(path).startswith(FOUNDATIONS)]


def says_a_writing_verb(call: ast.Call) -> bool:
    said = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(WRITING.match(text) for text in said)


def ways_to_write(path: object) -> list[str]:
    found = []
    for name, call in calls(path):
        past = name in {"commit", "connection", *PAST_THE_SESSION} and isinstance(call.func, ast.Attribute)
        if name == "begin" and ast.unparse(call.func) in {"sessions.begin"}:
            continue
        if past or (name in {"text", "execute"} and says_a_writing_verb(call)):
            found.append(f"{name_of(path)}:{call.lineno} {ast.unparse(call.func)}")
    return found


def test_G1_nothing_outside_the_foundations_writes_but_through_objects():
    assert [way for path in FILES for way in ways_to_write(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "db.session.commit()",
        "db.session.connection().execute(x)",
        "db.session.execute(text('UPDATE person SET name = 1'))",
        "with db.engine.begin() as c: pass",
        "db.session.bulk_save_objects([])",
        "session.begin_nested()",
    ],
)
def test_G1_the_search_finds_what_it_is_for(line, tmp_path, monkeypatch):
    file = tmp_path / "wrong.py"
    file.write_text(line)
    monkeypatch.setattr("tests.architecture.test_write_paths.name_of", str)
    assert len(ways_to_write(file)) >= 1


def test_one_place_commits():
    places = [
        (name_of(path), ast.unparse(call.func))
        for path in python_files("qa_app", "audit_tools", "moderation")
        for name, call in calls(path)
        if name == "commit"
    ]
    assert places == [("qa_app/db.py", "session.commit")]


def test_the_way_past_the_trail_is_open_to_migrations_alone():
    users = {
        name_of(path)
        for path in python_files("qa_app", "migrations")
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.keyword) and node.arg == "unrecorded")
        or (isinstance(node, ast.Constant) and node.value == "unrecorded")
    }
    assert users == {"migrations/env.py", "qa_app/trail/seal.py"}
