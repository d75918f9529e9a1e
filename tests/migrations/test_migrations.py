"""H7: every migration goes up, down and up again with rows in the tables, and the head is what the models say."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from qa_app.db import Base, db, now, plain_types, transaction
from qa_app.trail import record, verify
from tests import factories
from tests.databases import ON_POSTGRESQL, beside_the_application

FOLDER = Path(__file__).parents[2] / "migrations"
REVISIONS = [each.revision for each in ScriptDirectory(str(FOLDER)).walk_revisions()]
"""Newest first."""


def one_row_of_everything() -> None:
    first = factories.audit(final_grade="good")
    second = factories.audit(on=first.entry, version=first.tool_version, kind="second", final_grade="good")
    cycle = factories.cycle(first.tool_version, first.entry.case_list)
    cycle.auditors = [first.auditor]
    factories.given(cycle)
    factories.sampled(cycle, first.entry, first, second)
    factories.moderation_round(cycle, (first, second), status="closed", closed_at=now())
    factories.finding(first, factories.theme("plans"))
    factories.answers(first, "voice", **{"voice-sought": "yes"})
    factories.copy(first)
    factories.query(first)
    factories.extension(first)
    factories.notice(first.auditor)
    factories.comment(first, first.auditor)
    factories.dispute(first, first.auditor)
    factories.response(first, void_at=now())
    factories.settings()
    factories.receivers(first.entry.team.service, factories.person())
    factories.concern(first)
    factories.note(factories.concern(first, factories.person(), once="sent"))
    action = factories.plan_action()
    with transaction():
        action.rag = "G"
        record("plan:rate", action, by=None)


def rows() -> dict[str, int]:
    inspector = sa.inspect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
            for name in inspector.get_table_names()
        }


def shape() -> dict[str, object]:
    """Everything that the database knows of its own tables: columns, keys, indexes, rules and triggers."""
    inspector = sa.inspect(db.engine)
    found: dict[str, object] = {}
    for table in sorted(inspector.get_table_names()):
        found[table] = (
            sorted(
                (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)
            ),
            sorted(str(each) for each in inspector.get_foreign_keys(table)),
            sorted(str(each["name"]) for each in inspector.get_unique_constraints(table)),
            sorted(str(each["name"]) for each in inspector.get_indexes(table)),
            sorted((str(each["name"]), each["sqltext"]) for each in inspector.get_check_constraints(table)),
        )
    with db.engine.connect() as connection:
        found["triggers"] = sorted(connection.execute(sa.text(TRIGGERS)).scalars())
    return found


TRIGGERS = (
    "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    if ON_POSTGRESQL
    else "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
)


@pytest.mark.parametrize("place", range(len(REVISIONS)), ids=REVISIONS)
def test_H7_a_migration_goes_down_and_up_again_with_rows_in_the_tables(fresh_app: Flask, place: int):
    """Down to just below it and up again; rows of tables that it does not drop are all still there."""
    one_row_of_everything()
    db.session.remove()
    before, counted = shape(), rows()
    below = REVISIONS[place + 1] if place + 1 < len(REVISIONS) else "base"
    downgrade(revision=below)
    kept = rows()
    assert all(kept[table] == counted[table] for table in kept if table != "alembic_version")
    assert place + 1 == len(REVISIONS) or len(kept) > 1
    upgrade()
    assert shape() == before
    assert all(rows()[table] == kept[table] for table in kept if table != "alembic_version")
    assert verify() is None


def test_H7_the_head_is_what_the_models_say(fresh_app: Flask):
    with redirect_stdout(io.StringIO()):
        check()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_item": plain_types})
        assert compare_metadata(context, Base.metadata) == []


def test_H7_there_is_one_head_and_it_is_pinned():
    (head,) = ScriptDirectory(str(FOLDER)).get_heads()
    assert (FOLDER / "HEAD").read_text("utf-8").strip() == head


def test_H7_every_rule_of_the_models_stands_in_the_migrated_database(fresh_app: Flask):
    """Comparing models with a database does not look at check constraints."""
    inspector = sa.inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        there = {each["name"]: each["sqltext"] for each in inspector.get_check_constraints(table.name)}
        wanted = {each.name: each.sqltext.text for each in table.constraints if isinstance(each, sa.CheckConstraint)}
        assert there.keys() == wanted.keys(), table.name
        if not ON_POSTGRESQL:  # which keeps a rule in its own words; there the violations below must do
            assert there == wanted


VIOLATIONS = {
    "audit known_kind": "UPDATE audit SET kind = 'third'",
    "audit known_status": "UPDATE audit SET status = 'lost', final_grade = NULL",
    "audit graded_when_submitted": "UPDATE audit SET given_grade = NULL",
    "audit final_grade_when_final": "UPDATE audit SET final_grade = NULL",
    "audit signed_when_released": "UPDATE audit SET status = 'released'",
    "audit_copy known_why": "UPDATE audit_copy SET why = 'because'",
    "settings only_one": "UPDATE settings SET id = 2",
    "settings clocks_run": "UPDATE settings SET minutes_per_step = 0",
    "concern known_status": "UPDATE concern SET status = 'lost' WHERE sent_at IS NOT NULL",
    "concern sent_unless_draft": "UPDATE concern SET status = 'sent'",
    "concern acknowledged_before_closed": "UPDATE concern SET acknowledged_at = raised_at",
    "concern closed_when_closed": "UPDATE concern SET closed_at = raised_at",
    "concern clock_when_sent": "UPDATE concern SET minutes_per_step = 30 WHERE sent_at IS NULL",
    "extension later": "UPDATE extension SET until = was_due_on",
    "extension decided_when_granted_or_not": "UPDATE extension SET granted = (1 = 1)",
    "dispute known_outcome": "UPDATE dispute SET outcome = 'lost', answered_at = at, answer = text, "
    "answered_by_id = by_id",
    "dispute answered_in_whole": "UPDATE dispute SET outcome = 'upheld'",
    "response given_in_whole": "UPDATE response SET for_child = 'Seen.'",
    "audit_cycle known_status": "UPDATE audit_cycle SET status = 'lost'",
    "audit_cycle window": "UPDATE audit_cycle SET due_on = '2000-01-01'",
    "audit_cycle double_within_sample": "UPDATE audit_cycle SET double_size = 99",
    "finding known_kind": "UPDATE finding SET kind = 'thought'",
    "moderation_round known_status": "UPDATE moderation_round SET status = 'lost'",
    "round_case known_cause": "UPDATE round_case SET cause = 'weather'",
    "plan_action known_rag": "UPDATE plan_action SET rag = 'X'",
    "rag_count adds_up": "INSERT INTO rag_count (id, priority_id, as_at, total, blue, green, amber, red) "
    "SELECT 1, id, 'March', 10, 1, 1, 1, 1 FROM priority",
    "role_grant heads_head_a_service": "UPDATE role_grant SET role = 'head-of-service'",
    "tool_version known_status": "UPDATE tool_version SET status = 'lost'",
}


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_H7_a_rule_of_the_models_is_kept_by_the_database(fresh_app: Flask, rule: str):
    one_row_of_everything()
    with pytest.raises(Exception, match=rule.replace(" ", "_")):
        beside_the_application(VIOLATIONS[rule])


def test_H7_every_rule_has_a_violation_that_proves_it():
    named = {
        each.name.removeprefix("ck_")
        for table in Base.metadata.sorted_tables
        for each in table.constraints
        if isinstance(each, sa.CheckConstraint)
    }
    assert named == {rule.replace(" ", "_") for rule in VIOLATIONS}


def test_H7_a_worst_grade_that_was_final_before_there_were_responses_is_asked_one(fresh_app: Flask):
    worst = factories.audit(final_grade="inadequate")
    again = {"on": worst.entry, "version": worst.tool_version, "kind": "second"}
    factories.audit(final_grade="inadequate", **again)
    factories.audit(final_grade="good")
    expected = worst.id
    db.session.remove()
    downgrade(revision="0005")
    upgrade()
    with db.engine.connect() as connection:
        asked = connection.execute(sa.text("SELECT audit_id, answered_at, void_at FROM response")).all()
    assert [tuple(row) for row in asked] == [(expected, None, None)]
