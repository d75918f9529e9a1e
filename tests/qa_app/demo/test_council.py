"""The demonstration council: what it must show, and that it is told once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from qa_app import invariants, trail
from qa_app.access import Role
from qa_app.audits.disputes import Comment, Dispute
from qa_app.audits.models import Audit, Kind, Status
from qa_app.audits.queries import audits_to_do
from qa_app.audits.released import not_read_yet, released_on_page, responses_to_give
from qa_app.audits.responses import Response
from qa_app.cases.models import Case
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import db, today
from qa_app.demo import council
from qa_app.demo.people import PEOPLE
from qa_app.people.models import Service
from qa_app.people.queries import active_people_with, person_with_email
from qa_app.plan.models import FindingLink
from qa_app.refusals import Refusal
from qa_app.reports.home_queries import assurance
from qa_app.rounds.models import ModerationRound
from tests import factories
from tests.conftest import application, assert_invariants_hold
from tests.databases import copied_database


@pytest.fixture(scope="module")
def told_once(brought_up, tmp_path_factory):
    """The address of a database in which the council is told, to copy it."""
    address = copied_database(tmp_path_factory.mktemp("told"), brought_up)
    app = application(address, is_brought_up=True)
    with app.app_context():
        council.tell()
        db.session.remove()
        db.engine.dispose()
    return address


@pytest.fixture
def told(told_once, tmp_path, fresh_app):
    app = application(copied_database(tmp_path, told_once), is_brought_up=True)
    with app.app_context():
        yield app
        assert_invariants_hold(app)
        db.session.remove()
        db.engine.dispose()


def test_the_demonstration_shows_what_it_must(told):
    finished, running, waiting = db.session.scalars(select(AuditCycle).order_by(AuditCycle.id)).all()
    firsts = select(Audit).join(SampledCase, SampledCase.first_id == Audit.id)
    grades = Counter(audit.final_grade for audit in db.session.scalars(firsts.where(SampledCase.cycle == finished)))
    assert grades == {"good": 10, "requires-improvement": 26, "inadequate": 1}
    assert len(db.session.scalars(select(Case)).all()) == 300
    assert [each.status for each in db.session.scalars(select(ModerationRound).order_by(ModerationRound.id))] == [
        "closed",
        "grading",
    ]
    statuses = Counter(audit.status for audit in db.session.scalars(firsts.where(SampledCase.cycle == running)))
    assert set(statuses) >= {Status.ALLOCATED, Status.IN_PROGRESS, Status.FINAL}
    assert waiting.status == "drawn"
    assert trail.verify() is None
    assert list(invariants.differing_grades()) == []


def test_there_is_work_waiting_for_every_role(told):
    for auditor in active_people_with(Role.AUDITOR):
        if auditor.password_hash:
            assert audits_to_do(auditor), auditor.name
    waiting = assurance()
    assert waiting.to_start
    assert waiting.rounds
    linked = {link.finding_id for link in db.session.scalars(select(FindingLink))}
    assert linked
    for head in active_people_with(Role.HEAD_OF_SERVICE):
        own = [
            finding.id
            for audit in db.session.scalars(select(Audit).where(Audit.kind == Kind.FIRST, Audit.status == Status.FINAL))
            if audit.entry.service_id in head.services_headed
            for finding in audit.findings
        ]
        assert set(own) - linked, head.name
    assert [each.name for each in PEOPLE if not each.has_password]


def test_what_was_said_to_audits_is_there_and_some_of_it_waits(told):
    for role in (Role.PRACTITIONER, Role.TEAM_MANAGER):
        [person] = active_people_with(role)
        audits, total = released_on_page(person, 1)
        assert total == len(not_read_yet(person, audits)) > 0, role
    outcomes = Counter(dispute.outcome for dispute in db.session.scalars(select(Dispute)))
    assert outcomes == {"not-upheld": 1, None: 1}
    assert db.session.scalars(select(Comment)).one().by.has(Role.PRACTITIONER)
    answered, waiting = db.session.scalars(select(Response).order_by(Response.answered_at.is_(None))).all()
    assert answered.by is not None
    assert answered.answered_at.date() <= answered.due_on
    assert today() < waiting.due_on
    [head] = [one for one in active_people_with(Role.HEAD_OF_SERVICE) if responses_to_give(one)]
    assert waiting.audit.entry.service_id in head.services_headed
    assert list(invariants.violations()) == []


def test_a_second_start_keeps_what_is_there_and_prints_who_may_sign_in(told):
    runner = told.test_cli_runner()
    before = db.session.scalars(select(trail.TrailEvent.number)).all()
    assert "there already" in runner.invoke(args=["demo", "seed"]).output
    assert db.session.scalars(select(trail.TrailEvent.number)).all() == before
    printed = runner.invoke(args=["demo", "sign-ins", "--address", "http://127.0.0.1:8000"]).output
    for each in PEOPLE:
        assert (each.email in printed) == each.has_password
        assert person_with_email(each.email) is not None


def test_a_council_that_is_not_invented_is_never_mixed_with_it(fresh_app):
    factories.service("A real service")
    with pytest.raises(Refusal, match="holds a council already"):
        council.tell()
    assert [service.name for service in db.session.scalars(select(Service))] == ["A real service"]


def test_only_the_demonstration_turns_the_clock_back():
    root = Path(council.__file__).parents[1]
    users = {path.parent.name for path in root.rglob("*.py") if "days_ago" in path.read_text("utf-8")}
    assert users == {"qa_app", "demo"}
