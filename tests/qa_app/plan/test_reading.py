"""A plan is read whole, or every problem it has is said with file, row and column."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from qa_app.plan.reading import PlanProblems, read_plan
from tests.qa_app.plan.files import changed, own_plan
from tests.shared import shared


def problems_of(files):
    with pytest.raises(PlanProblems) as no:
        read_plan(files)
    return [(each.file, each.row, each.column, each.reason) for each in no.value.problems]


def test_the_own_plan_is_read_whole():
    plan = read_plan(own_plan())
    assert (len(plan.priorities), len(plan.recommendations), len(plan.actions), len(plan.measures)) == (4, 6, 18, 12)
    assert Counter(action.priority for action in plan.actions) == {1: 6, 2: 4, 3: 4, 4: 4}
    assert plan.crosswalk() == [(1, 5), (2, 6), (3, 4), (4, 2), (5, 4), (6, 4)]
    second = plan.actions[1]
    assert (second.ref, second.recommendations, second.due_on, second.rag) == ("1.2", (1, 2), date(2026, 10, 31), "A")
    assert [(row.as_at, row.total, row.counts) for row in plan.rag][:1] == [
        ("2026-10", 6, {"B": 1, "G": 2, "A": 2, "R": 1})
    ]
    assert plan.rates_actions
    assert plan.left_out == ()


def test_the_own_plan_rates_actions_as_its_summary_counts_them():
    plan = read_plan(own_plan())
    rated = Counter((action.priority, action.rag) for action in plan.actions)
    assert {(row.priority, letter): n for row in plan.rag for letter, n in row.counts.items() if n} == dict(rated)


def test_the_shared_plan_has_the_published_numbers():
    plan = read_plan({path.name: path.read_bytes() for path in shared("plan").glob("*.csv")})
    assert plan.crosswalk() == list(enumerate([21, 11, 6, 2, 11, 14, 2, 8, 1, 8], start=1))
    assert len(plan.actions) == 62
    assert [Counter(action.priority for action in plan.actions)[number] for number in range(1, 6)] == [22, 12, 9, 9, 10]
    assert len(plan.measures) == 44
    assert plan.left_out == ("indicators-2015-09.csv",)
    assert not plan.rates_actions


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "said"),
    [
        ("actions.csv", "\n1.2,1,", "\n1.2,9,", 3, "priority", "“9” is not in priorities.csv."),
        ("actions.csv", "\n1.2,1,1;2", "\n1.2,1,1;77", 3, "recommendations", "“77” is not in recommendations.csv."),
        ("actions.csv", "\n1.2,1,1;2", "\n1.2,1,2;2", 3, "recommendations", "2 stands there twice."),
        ("actions.csv", "\n1.2,1,", "\n1.1,1,", 3, "ref", "“1.1” stands in row 2 already."),
        ("actions.csv", "\n1.2,1,", "\n=1+1,1,", 3, "ref", "is not a reference"),
        ("actions.csv", "2026-10-31", "2026-02-30", 3, "due", "“2026-02-30” is not a day between 1990 and 2100."),
        ("actions.csv", "2026-10-31", "0001-01-01", 3, "due", "is not a day between 1990 and 2100."),
        ("actions.csv", "2026-10-31", "10/31/2026", 3, "due", "“10/31/2026” is not a day"),
        ("actions.csv", "2026-10-31", "soon", 3, "due", "“soon” is not a date: write 2026-11-21"),
        ("actions.csv", ",A,\n", ",X,\n", 3, "rag", "“X” is not in the delivery ratings B, G, A, R."),
        ("measures.csv", "\n1.2,", "\n9.9,", 3, "action_ref", "“9.9” is not in actions.csv."),
        ("priorities.csv", "\n2,", "\n1,", 3, "number", "“1” stands in row 2 already."),
        ("priorities.csv", "\n2,", "\ntwo,", 3, "number", "“two” is not a whole number"),
        ("priorities.csv", "\n2,", "\n１,", 3, "number", "“１” is not a whole number"),
        ("priorities.csv", "Managers who steer the work", "", 3, "priority", "This is empty and must be filled in."),
        ("recommendations.csv", "\n2,", "\n1,", 3, "number", "“1” stands in row 2 already."),
        ("recommendations.csv", ",6\n", ",7\n", 3, "published_action_count", "publishes 7 for recommendation 2, but 6"),
        ("rag-summary-2026-10.csv", "\n1,6,1,2,2,1", "\n1,6,1,2,2,2", 2, "total", "add up to 7, but the total says 6."),
        ("rag-summary-2026-10.csv", "\n1,6,1,2,2,1", "\n1,7,1,3,2,1", 2, "total", "but priority 1 has 6 actions."),
        ("rag-summary-2026-10.csv", "\n1,6,1,2,2,1", "\n1,6,1,3,1,1", 2, "amber", "says 1, but 2 actions are rated A."),
        ("rag-summary-2026-10.csv", "\n1,6,", "\n8,6,", 2, "priority", "“8” is not in priorities.csv."),
        ("rag-summary-2026-10.csv", "4,4,1,2,1,0\n", "", 0, "", "There is no row for priority 4."),
    ],
)
def test_a_problem_names_file_row_column_and_reason(file, old, new, row, column, said):
    found = problems_of(changed(file, old, new))
    assert [each for each in found if each[:3] == (file, row, column) and said in each[3]], found


def test_every_problem_is_said_at_once():
    files = changed("actions.csv", "2026-10-31", "soon")
    files["measures.csv"] = files["measures.csv"].replace(b"\n1.2,", b"\n9.9,", 1)
    assert [each[:3] for each in problems_of(files)] == [("actions.csv", 3, "due"), ("measures.csv", 3, "action_ref")]


@pytest.mark.parametrize("name", ["priorities.csv", "recommendations.csv", "actions.csv", "measures.csv"])
def test_a_missing_file_is_said(name):
    files = own_plan()
    del files[name]
    assert problems_of(files) == [(name, 0, "", "This file is missing.")]


def test_a_missing_and_an_extra_column_are_said():
    assert ("priorities.csv", 1, "lead", "The column “lead” is missing.") in problems_of(
        changed("priorities.csv", "lead", "leader")
    )
    assert any(
        each[:3] == ("priorities.csv", 1, "leader") and "Remove it" in each[3]
        for each in problems_of(changed("priorities.csv", "lead", "leader"))
    )


def test_the_board_summary_is_optional_and_must_say_its_month():
    files = own_plan()
    summary = files.pop("rag-summary-2026-10.csv")
    assert read_plan(files).rag == ()
    assert problems_of({**files, "rag-summary-2026-13.csv": summary})[0][3].startswith("The name must say the month")


def test_without_a_rag_column_actions_are_not_rated():
    files = own_plan()
    lines = files["actions.csv"].decode().replace(",rag,status", ",status").splitlines()
    head, *rows = lines
    kept = [row for row in rows if row.endswith((",B,completed", ",G,", ",A,", ",R,"))]
    assert len(kept) == 18
    stripped = [row.rsplit(",", 2)[0] + "," + row.rsplit(",", 2)[2] for row in kept]
    files["actions.csv"] = "\n".join([head, *stripped]).encode()
    plan = read_plan(files)
    assert not plan.rates_actions
    assert {action.rag for action in plan.actions} == {None}


def test_english_dates_and_empty_dates_are_read():
    plan = read_plan(changed("actions.csv", "2026-10-31", "31/10/2026"))
    assert plan.actions[1].due_on == date(2026, 10, 31)
    assert plan.actions[3].due_on is None


def test_an_action_may_answer_no_recommendation():
    files = changed("actions.csv", "\n1.3,1,3,", "\n1.3,1,,")
    files["recommendations.csv"] = files["recommendations.csv"].replace(b'done for them.",4', b'done for them.",3')
    assert read_plan(files).actions[2].recommendations == ()
