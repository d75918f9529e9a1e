"""Allocating cases to auditors."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_app.access import Role
from qa_app.audits.models import Audit, Kind
from qa_app.audits.operations import allocate
from qa_app.audits.queries import audits_to_do, counting_findings, get_audit, get_finding
from qa_app.db import db, today, transaction
from qa_app.refusals import Refusal
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.audits.story import auditor


def allocated(entry, version, to, kind=Kind.FIRST) -> Audit:
    with transaction():
        return allocate(entry, version, to, kind=kind, due_on=today() + timedelta(days=14), by=None)


def test_a_case_is_allocated_with_an_address_that_tells_nothing():
    who, entry, version = auditor(), factories.entry(), factories.tool_version()
    audit = allocated(entry, version, who)
    assert (audit.status, audit.kind, audit.case_id) == ("allocated", "first", entry.case_id)
    assert list(audits_to_do(who)) == [audit]
    assert get_audit(audit.key) is audit
    assert len(audit.key) >= 16
    assert str(audit.id) != audit.key
    (event,) = db.session.query(TrailEvent).all()
    assert (event.kind, event.detail["auditor"]) == ("audit:allocate", who.id)
    assert audit.key not in str(event.changes)


def test_what_cannot_be_allocated_is_refused_in_words():
    team = factories.team()
    entry, version = factories.entry(team), factories.tool_version()
    colleague = factories.person(Role.AUDITOR, team=team)
    retired = factories.tool_version(status="retired")
    closed = factories.person(Role.AUDITOR, is_active=False)
    for refused, say in (
        (lambda: allocated(entry, retired, auditor()), "not published"),
        (lambda: allocated(entry, version, factories.person(Role.QA_MANAGER)), "is not an auditor"),
        (lambda: allocated(entry, version, closed), "is not an auditor"),
        (lambda: allocated(entry, version, colleague), "works in the team"),
    ):
        with pytest.raises(Refusal, match=say):
            refused()
    assert not db.session.query(Audit).count()


def test_a_case_has_one_first_and_one_second_audit_by_two_people():
    entry, version, who = factories.entry(), factories.tool_version(), auditor()
    allocated(entry, version, who)
    with pytest.raises(Refusal, match="already allocated"):
        allocated(entry, version, auditor())
    with pytest.raises(Refusal, match="already with"):
        allocated(entry, version, who, Kind.SECOND)
    allocated(entry, version, auditor(), Kind.SECOND)
    allocated(entry, factories.tool_version(), who)
    assert db.session.query(Audit).count() == 3


def test_a_final_grade_is_not_opened_again_by_a_second_audit():
    first = factories.audit(final_grade="good")
    with pytest.raises(Refusal, match="final grade already"):
        allocated(first.entry, first.tool_version, auditor(), Kind.SECOND)


def test_what_counts_is_the_final_first_audit_of_the_services_asked_for():
    north, south = factories.service(), factories.service()
    version = factories.tool_version()
    in_north, in_south = (
        factories.entry(factories.team(in_service=north)),
        factories.entry(factories.team(in_service=south)),
    )
    first = factories.audit(on=in_north, version=version, final_grade="good")
    second = factories.audit(on=in_north, version=version, kind="second", final_grade="good")
    other = factories.audit(on=in_south, version=version, final_grade="good")
    waiting = factories.audit(on=factories.entry(in_north.team), version=version, given_grade="inadequate")
    found = [factories.finding(audit) for audit in (first, second, other, waiting)]
    assert {finding.id for finding in counting_findings(None)} == {found[0].id, found[2].id}
    assert list(counting_findings({south.id})) == [found[2]]
    assert list(counting_findings(set())) == []
    assert get_finding(found[0].key) is found[0]
