"""A plan is taken in once; taking it in again changes what differs, makes no twins and loses no link (E4)."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from qa_app import trail
from qa_app.db import db, transaction
from qa_app.plan.models import FindingLink, Measure, PlanAction, Priority, RagCount, Recommendation
from qa_app.plan.operations import import_plan, link
from qa_app.plan.queries import crosswalk, plan_actions, rag_table
from qa_app.plan.reading import PlanProblems
from qa_app.refusals import Refusal
from qa_app.trail.models import TrailEvent
from tests import factories
from tests.qa_app.plan.files import changed, own_plan

TABLES = (Priority, Recommendation, PlanAction, Measure, RagCount)


def taken_in(files=None):
    with transaction():
        return import_plan(files or own_plan(), by=None)


def counts():
    return [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def action(ref):
    return db.session.scalars(select(PlanAction).where(PlanAction.ref == ref)).one()


def newest_event():
    return db.session.scalars(select(TrailEvent).order_by(TrailEvent.number.desc()).limit(1)).one()


def test_the_first_import_creates_everything():
    done = taken_in()
    assert counts() == [4, 6, 18, 12, 4]
    assert (done.priorities, done.actions, done.added, done.changed, done.removed) == (4, 18, 44, 0, 0)
    assert crosswalk() == [(1, 5), (2, 6), (3, 4), (4, 2), (5, 4), (6, 4)]
    assert [each.ref for each in plan_actions()][:7] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1"]
    assert {each.number for each in action("1.2").recommendations} == {1, 2}
    assert [each.measured_by for each in action("4.2").measures] == ["moderation"]
    assert newest_event().kind == "plan:import"
    assert newest_event().detail["added"] == 44


def test_E4_importing_the_same_again_makes_no_twins():
    taken_in()
    ids = {each.ref: each.id for each in plan_actions()}
    done = taken_in()
    assert (done.added, done.changed, done.removed) == (0, 0, 0)
    assert counts() == [4, 6, 18, 12, 4]
    assert {each.ref: each.id for each in plan_actions()} == ids
    assert trail.verify() is None


def test_an_import_changes_what_differs_and_adds_what_is_new():
    taken_in()
    kept = action("1.2").id
    files = changed("actions.csv", "\n1.2,1,1;2,Hold a midway review", "\n1.2,2,2,Hold an early review")
    files["actions.csv"] += b"4.5,4,6,Publish what changed,,,,,,,,\n"
    files["recommendations.csv"] = (
        files["recommendations.csv"].replace(b'does not.",5', b'does not.",4').replace(b"change.,4", b"change.,5")
    )
    files["rag-summary-2026-10.csv"] = (
        b"priority,total,blue,green,amber,red\n1,5,1,2,1,1\n2,5,1,2,2,0\n3,4,1,1,1,1\n4,5,1,2,1,1\n"
    )
    done = taken_in(files)
    assert (done.added, done.removed) == (1, 0)
    changed_one = action("1.2")
    assert (changed_one.id, changed_one.priority.number, changed_one.text[:19]) == (kept, 2, "Hold an early revie")
    assert [each.number for each in changed_one.recommendations] == [2]
    assert action("4.5").position == 19
    assert dict(crosswalk())[6] == 5
    assert [line.counts["R"] for line in rag_table().lines] == [1, 0, 1, 1]
    homes = [action(ref).priority_id for ref in ("1.1", "2.1")]
    assert ["plan_action", kept, "priority_id", *homes] in newest_event().changes["changed"]
    assert any(each[2] == "text" and each[1] == kept for each in newest_event().changes["changed"])


def test_a_reworded_measure_replaces_the_old_one():
    taken_in()
    done = taken_in(changed("measures.csv", "Weeks in pre-proceedings", "Average weeks in pre-proceedings"))
    assert (done.added, done.removed) == (1, 1)
    assert [each.text for each in action("2.2").measures] == ["Average weeks in pre-proceedings"]
    assert counts()[3] == 12


def test_an_earlier_month_stays_when_a_new_one_comes():
    taken_in()
    files = own_plan()
    files["rag-summary-2026-11.csv"] = files.pop("rag-summary-2026-10.csv")
    taken_in(files)
    assert counts()[4] == 8
    assert rag_table().as_at == "2026-11"


def test_without_a_rag_column_the_ratings_stay():
    taken_in()
    files = changed("actions.csv", ",rag,", ",")
    rows = files["actions.csv"].decode().splitlines()
    for letter in "BGAR":
        rows = [row.replace(f",{letter},completed", ",completed").replace(f",{letter},", ",") for row in rows]
    files["actions.csv"] = "\n".join(rows).encode()
    taken_in(files)
    assert Counter(each.rag for each in plan_actions()) == {"B": 4, "G": 7, "A": 5, "R": 2}


def without(file, start):
    files = own_plan()
    rows = files[file].splitlines(keepends=True)
    left = [row for row in rows if not row.startswith(start.encode())]
    assert len(left) == len(rows) - 1
    files[file] = b"".join(left)
    return files


def test_E4_an_import_that_leaves_out_an_action_is_refused_and_changes_nothing():
    taken_in()
    finding = factories.finding(factories.audit(final_grade="good"))
    manager = factories.person()
    with transaction():
        link(finding, [action("3.1")], by=manager)
    files = without("actions.csv", "3.1,")
    files["recommendations.csv"] = files["recommendations.csv"].replace(b"families.,4", b"families.,3")
    files["measures.csv"] = without("measures.csv", "3.1,")["measures.csv"]
    files["priorities.csv"] = files["priorities.csv"].replace(b"settled", b"changed")
    del files["rag-summary-2026-10.csv"]
    with pytest.raises(Refusal, match=r"leave out something that the plan has: action 3\.1$"):
        taken_in(files)
    assert counts() == [4, 6, 18, 12, 4]
    assert db.session.scalar(select(func.count()).select_from(FindingLink)) == 1
    assert "settled" in db.session.scalars(select(Priority).where(Priority.number == 3)).one().title


def test_an_import_that_leaves_out_a_priority_or_recommendation_is_refused():
    taken_in()
    with transaction():
        db.session.add(Priority(number=9, title="Empty", lead=""))
        trail.record("plan:import", db.session.scalars(select(Priority).where(Priority.number == 1)).one(), by=None)
    with pytest.raises(Refusal, match="priority 9"):
        taken_in()


def test_files_with_a_problem_change_nothing():
    with pytest.raises(PlanProblems):
        taken_in(changed("actions.csv", "2026-10-31", "soon"))
    assert counts() == [0, 0, 0, 0, 0]


def test_without_a_board_summary_the_table_is_counted_from_the_actions():
    files = own_plan()
    del files["rag-summary-2026-10.csv"]
    taken_in(files)
    counted = rag_table()
    assert (counted.as_at, counted.has_unrated) == ("", False)
    assert [line.counts for line in counted.lines] == [
        {"B": 1, "G": 2, "A": 2, "R": 1},
        {"B": 1, "G": 2, "A": 1, "R": 0},
        {"B": 1, "G": 1, "A": 1, "R": 1},
        {"B": 1, "G": 2, "A": 1, "R": 0},
    ]
    assert counted.overall.total == 18
    assert counted.overall.counts == {"B": 4, "G": 7, "A": 5, "R": 2}
