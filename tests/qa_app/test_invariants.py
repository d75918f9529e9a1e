"""H9: each invariant names what violates it, and is silent about what does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from qa_app.audits.models import Kind, Status
from qa_app.db import db, now, transaction
from qa_app.invariants import INVARIANTS, differing_grades, violations
from qa_app.people.models import Team
from qa_app.plan.models import Priority, RagCount
from qa_app.tools.models import ToolVersion
from qa_app.trail import record
from tests import factories
from tests.databases import ON_POSTGRESQL
from tests.factories import SHORT_TOOL


@pytest.fixture(autouse=True)
def no_constraints(rolled_back: None) -> Iterator[None]:
    """A database that was restored or mended by hand, and lost its constraints on the way."""
    raw = db.session.connection().connection.driver_connection.cursor()
    if ON_POSTGRESQL:
        checks = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
        for table, name in raw.execute(checks).fetchall():
            raw.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield
    else:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        yield
        raw.execute("PRAGMA ignore_check_constraints = OFF")


def altered(thing: Any, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(thing, name, value)
    factories.given(thing)


def pair(**columns: Any) -> tuple:
    first = factories.audit(**columns)
    return first, factories.audit(on=first.entry, version=first.tool_version, kind=Kind.SECOND, **columns)


def final_without_a_final_grade():
    altered(factories.audit(final_grade="good"), final_grade=None)


def sent_without_a_grade():
    altered(factories.audit(), status=Status.SUBMITTED, submitted_at=now())


def graded_without_being_sent():
    altered(factories.audit(), given_grade="good")


def sent_at_no_time():
    altered(factories.audit(given_grade="good"), submitted_at=None)


def a_finding_on_an_open_audit():
    factories.finding(factories.audit())


def a_second_audit_alone():
    factories.audit(kind=Kind.SECOND)


def both_audits_by_one_person():
    first = factories.audit()
    factories.audit(first.auditor, on=first.entry, version=first.tool_version, kind=Kind.SECOND)


def a_case_of_the_auditors_own_team():
    entry = factories.entry()
    factories.audit(factories.person(team_id=entry.team_id), on=entry)


def a_case_of_the_team_the_auditor_left_afterwards():
    entry = factories.entry()
    auditor, elsewhere = factories.person(team_id=entry.team_id), factories.team()
    factories.audit(auditor, on=entry, allocated_at=now() - timedelta(days=1))
    with transaction():
        auditor.team = db.session.get(Team, elsewhere.id)
        record("person:move", auditor, by=None)


def a_round_closed_over_an_open_audit():
    factories.moderation_round(None, pair(), status="closed", closed_at=now())


def a_round_closed_at_no_time():
    factories.moderation_round(None, pair(final_grade="good"), status="closed")


def a_worst_grade_without_a_response():
    factories.audit(final_grade="inadequate")


def a_response_to_another_grade():
    factories.response(factories.audit(final_grade="good"))


def closed(**columns: Any) -> Any:
    return factories.audit(**{"final_grade": "good", "status": "closed", "released_at": now(), **columns})


def a_closed_audit_that_is_disputed():
    factories.dispute(closed(), factories.person())


def a_closed_audit_without_a_response():
    factories.response(closed(final_grade="inadequate"))


def a_dispute_answered_by_the_auditor():
    audit = factories.audit(final_grade="good")
    answer = {"outcome": "upheld", "answer": "Yes.", "answered_by": audit.auditor, "answered_at": now()}
    factories.dispute(audit, factories.person(), **answer)


def ratings_that_do_not_add_up():
    priority = factories.given(Priority(number=1, title="Priority", lead="Director"))
    columns = {"total": 10, "blue": 1, "green": 1, "amber": 1, "red": 1}
    factories.given(RagCount(priority=priority, as_at="March 2027", **columns))


def a_sampled_case_of_another_list():
    factories.sampled(factories.cycle(), factories.entry())


def a_published_version_that_is_no_tool():
    version = factories.tool_version("no = 'tool'")
    factories.answers(factories.audit(version=version, final_grade="good"), "voice", word="x")


def a_draft_that_cannot_be_read():
    factories.tool_version(SHORT_TOOL.replace('kind = "choice"', 'kind = "guess"'), status="draft", published_at=None)


def an_audit_made_with_a_draft():
    factories.audit(version=factories.tool_version(status="draft", published_at=None))


def a_cycle_made_with_a_draft():
    factories.cycle(factories.tool_version(status="draft", published_at=None))


def two_drafts_of_one_tool():
    first = factories.tool_version(status="draft", published_at=None)
    columns = {"audit_tool": first.audit_tool, "source": first.source, "digest": first.digest, "status": "draft"}
    factories.given(ToolVersion(number=2, **columns))


def answers_to_no_section():
    factories.answers(factories.audit(), "elsewhere", word="x")


def a_grade_that_is_no_grade():
    factories.audit(given_grade="splendid")


def an_agreed_grade_that_is_no_grade():
    made = factories.moderation_round(None, pair(given_grade="good"))
    altered(made.cases[0], agreed_grade="splendid")


def a_concern_sent_to_nobody():
    factories.concern(factories.audit(), status="sent", sent_at=now(), minutes_to_acknowledge=60, minutes_per_step=30)


def a_concern_without_a_clock():
    factories.concern(factories.audit(), factories.person(), minutes_per_step=None)


def a_concern_sent_to_the_one_who_raised_it():
    audit = factories.audit()
    factories.concern(audit, audit.auditor)


def a_concern_acknowledged_by_nobody():
    columns = {"status": "acknowledged", "acknowledged_at": now()}
    factories.concern(factories.audit(), factories.person(), **columns)


def a_concern_of_another_case():
    altered(factories.concern(factories.audit()), entry_id=factories.entry().id)


def a_number_that_is_none():
    if ON_POSTGRESQL:
        pytest.skip("PostgreSQL takes no NaN into JSON")
    factories.answers(factories.audit(), "voice", deep=[{"share": float("nan")}])


def an_event_written_past_the_chain():
    columns = "number, at, kind, subject, detail, changes, previous_hash, hash"
    values = "1, '2026-01-01 00:00:00', 'x:y', 'x', '{}', '{}', '', 'forged'"
    raw = db.session.connection().connection.driver_connection.cursor()
    raw.execute(f"INSERT INTO trail_event (id, {columns}) VALUES (1, {values})")


AUDIT = "An audit has what its status says: Audit {} is "
VIOLATED = {
    final_without_a_final_grade: AUDIT + "final, and its final grade is missing.",
    sent_without_a_grade: AUDIT + "submitted, and its given grade is missing.",
    graded_without_being_sent: AUDIT + "allocated, and its given grade is good.",
    sent_at_no_time: AUDIT + "submitted, and its moment of sending is missing.",
    a_finding_on_an_open_audit: "Findings stand on sent audits: Finding",
    a_second_audit_alone: "A second audit has a first by somebody else: Audit",
    both_audits_by_one_person: "A second audit has a first by somebody else: Audit",
    a_case_of_the_auditors_own_team: "Nobody was given a case of their own team: Audit",
    a_case_of_the_team_the_auditor_left_afterwards: "Nobody was given a case of their own team: Audit",
    a_round_closed_over_an_open_audit: "A round and its audits stand at the same point: Round",
    a_round_closed_at_no_time: "A round and its audits stand at the same point: Round",
    a_worst_grade_without_a_response: "The worst grade has one response and no other has any: Audit",
    a_response_to_another_grade: "The worst grade has one response and no other has any: Audit",
    a_closed_audit_that_is_disputed: "A closed audit waits for nothing: Audit",
    a_closed_audit_without_a_response: "A closed audit waits for nothing: Audit",
    a_dispute_answered_by_the_auditor: "A dispute is answered by somebody else: Dispute",
    ratings_that_do_not_add_up: "Delivery ratings add up: Delivery rating",
    a_sampled_case_of_another_list: "A sample comes from its cycles case list: Sampled case",
    a_published_version_that_is_no_tool: "Tools can be read: Tool version",
    a_draft_that_cannot_be_read: "Tools can be read: Tool version",
    an_audit_made_with_a_draft: "Nothing is audited with a draft: Audit",
    a_cycle_made_with_a_draft: "Nothing is audited with a draft: Cycle",
    two_drafts_of_one_tool: "A tool has one draft at most: Tool",
    answers_to_no_section: "Answers belong to a section of the tool: Answers",
    a_grade_that_is_no_grade: "Grades are on the tools scale: The given grade",
    an_agreed_grade_that_is_no_grade: "Grades are on the tools scale: The agreed grade",
    a_concern_sent_to_nobody: "A concern has what its status says: Concern",
    a_concern_without_a_clock: "A concern has what its status says: Concern",
    a_concern_sent_to_the_one_who_raised_it: "A concern has what its status says: Concern",
    a_concern_acknowledged_by_nobody: "A concern has what its status says: Concern",
    a_concern_of_another_case: "A concern is of the case of its audit: Concern",
    a_number_that_is_none: "No number is nonsense: The column answers of section_answers",
    an_event_written_past_the_chain: "The trail is whole: The trail is broken at event 1",
}


@pytest.mark.parametrize("violate", VIOLATED, ids=lambda violate: violate.__name__)
def test_H9_a_violation_is_named(violate):
    violate()
    found = violations()
    before, _, after = VIOLATED[violate].partition("{}")
    assert found
    assert all(each.startswith(before) and after in each for each in found), found


def test_H9_every_invariant_has_a_violation_that_proves_it():
    named = {said.partition(":")[0] for said in VIOLATED.values()}
    assert named == {each.__name__.replace("_", " ").capitalize() for each in INVARIANTS}


def test_H9_an_unfinished_draft_violates_nothing():
    factories.tool_version(SHORT_TOOL.replace('title = "The child’s voice"', 'title = ""'), status="draft")
    assert violations() == []


def test_H9_sound_rows_violate_nothing():
    first, second = pair(final_grade="good")
    factories.moderation_round(None, (first, second), status="closed", closed_at=now())
    factories.finding(first)
    factories.answers(first, "voice", **{"voice-said": "A text with NaN and Infinity in it"})
    factories.answers(first, "overall", grade="good", reason="Because.")
    moved = factories.audit(allocated_at=now() - timedelta(days=1))
    with transaction():
        moved.auditor.team_id = moved.entry.team_id
        record("person:move", moved.auditor, by=None)
    assert violations() == []


def test_check_grades_finds_a_suggestion_that_does_not_follow_from_the_answers(app):
    audit = factories.audit(given_grade="good", suggested_grade="good")
    for section in ("voice", "risk", "plan"):
        factories.answers(audit, section, **{f"{section}-grade": "good"})
    assert list(differing_grades()) == []
    altered(audit, suggested_grade="outstanding")
    result = app.test_cli_runner().invoke(args=["check-grades"])
    assert result.exit_code == 1
    assert result.output == f"Error: Audit {audit.id} was suggested outstanding; its answers give good.\n"


def test_check_invariants_says_what_is_wrong_and_fails(app):
    run = app.test_cli_runner().invoke
    sound = run(args=["check-invariants"])
    assert (sound.exit_code, sound.output) == (0, f"All {len(INVARIANTS)} invariants hold.\n")
    a_finding_on_an_open_audit()
    broken = run(args=["check-invariants"])
    assert broken.exit_code == 1
    assert "stands on audit" in broken.output
