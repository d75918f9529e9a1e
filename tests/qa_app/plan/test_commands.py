"""The plan by command: taken in from a folder, its crosswalk printed."""

from __future__ import annotations

import pytest

from qa_app.plan.queries import plan_actions
from tests.qa_app.plan.files import OWN, changed
from tests.shared import shared


@pytest.fixture
def run(fresh_app):
    return lambda *words: fresh_app.test_cli_runner().invoke(args=["plan", *map(str, words)])


def test_the_own_plan_by_command(run):
    done = run("import", OWN)
    assert (done.exit_code, done.output) == (
        0,
        "Priorities: 4. Actions: 18.\nRows added: 44, changed: 0, removed: 0.\n",
    )
    assert run("import", OWN).output.endswith("Rows added: 0, changed: 0, removed: 0.\n")
    assert run("crosswalk").output == "recommendation,actions\n1,5\n2,6\n3,4\n4,2\n5,4\n6,4\n"


def test_the_shared_plan_by_command(run):
    assert run("import", shared("plan")).output.startswith("Priorities: 5. Actions: 62.\n")
    assert run("crosswalk").output.split() == [
        "recommendation,actions",
        "1,21",
        "2,11",
        "3,6",
        "4,2",
        "5,11",
        "6,14",
        "7,2",
        "8,8",
        "9,1",
        "10,8",
    ]


def test_a_folder_that_is_no_plan_is_refused_with_every_problem(run, tmp_path):
    for name, data in changed("actions.csv", "2026-10-31", "soon").items():
        (tmp_path / name).write_bytes(data)
    done = run("import", tmp_path)
    assert done.exit_code == 1
    assert "Nothing was changed." in done.output
    assert "actions.csv, row 3, due: “soon” is not a date" in done.output
    assert run("crosswalk").output == "recommendation,actions\n"
    assert plan_actions() == []


def test_another_plan_does_not_replace_this_one(run, tmp_path):
    run("import", OWN)
    for name, data in changed("actions.csv", "\n4.4,", "\n4.9,").items():
        (tmp_path / name).write_bytes(data)
    done = run("import", tmp_path)
    assert done.exit_code == 1
    assert "the plan has: action 4.4." in done.output
