"""Every act in every status, by everybody: generated from the one table of statuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa_app.access import Role
from qa_app.audits.models import Audit, Finding, RefusedSave, SectionAnswers, Status
from qa_app.audits.operations import hold_for_moderation, save_section, settle, submit
from qa_app.audits.queries import paper_of
from qa_app.audits.statuses import STEPS, Verb
from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.audits.story import auditor, finished, section_path

ACTS: dict[Verb, Callable[[Audit], object]] = {
    Verb.SAVE: lambda audit: save_section(audit, "plan", {"plan-grade": "inadequate"}, based_on=1, by=audit.auditor),
    Verb.SUBMIT: lambda audit: submit(audit, seen=paper_of(audit).digest, by=audit.auditor),
    Verb.HOLD: lambda audit: hold_for_moderation(audit, by=None),
    Verb.SETTLE: lambda audit: settle(audit, "inadequate", by=None),
}


def an_audit_that_is(status: Status) -> Audit:
    """A complete audit of a case that is graded twice."""
    audit = finished(factories.audit())
    factories.audit(on=audit.entry, version=audit.tool_version, kind="second", given_grade="good")
    audit.status = status
    if status not in {Status.ALLOCATED, Status.IN_PROGRESS}:
        audit.given_grade, audit.given_reason, audit.submitted_at = "good", "Because.", audit.allocated_at
        audit.suggested_grade = "good"
    audit.final_grade = "good" if status is Status.FINAL else None
    return factories.given(audit)


def everything() -> list[list[object]]:
    db.session.expire_all()
    tables = (Audit, SectionAnswers, Finding, RefusedSave, TrailEvent)
    return [list(map(tuple, db.session.execute(table.__table__.select()).all())) for table in tables]


def test_every_act_of_the_table_is_tried():
    assert set(ACTS) | {Verb.STAND} == set(STEPS)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(ACTS))
def test_B4_every_act_in_every_status_is_done_or_refused_and_changes_nothing(verb, status):
    audit = an_audit_that_is(status)
    before = everything()
    if status in STEPS[verb].possible_in:
        with transaction():
            ACTS[verb](audit)
        assert audit.status == STEPS[verb].leads_to
        assert everything() != before
    else:
        with pytest.raises(Refusal), transaction():
            ACTS[verb](audit)
        assert everything() == before


WHO = ("its auditor", "another auditor", "QA manager", "head of its service", "head of another", "administrator")


def somebody(who: str, audit: Audit):
    return {
        "its auditor": lambda: audit.auditor,
        "another auditor": auditor,
        "QA manager": lambda: factories.person(Role.QA_MANAGER),
        "head of its service": lambda: factories.person(heads=(audit.entry.team.service,)),
        "head of another": lambda: factories.person(heads=(factories.service(),)),
        "administrator": lambda: factories.person(Role.ADMINISTRATOR),
    }[who]()


def expected(who: str, verb: Verb, status: Status) -> int:
    """Who may act is its auditor alone; who may know of it is told no, all others that there is no such page."""
    if who == "its auditor":
        return 302 if status in STEPS[verb].possible_in else 409
    knows = {
        "QA manager": status not in {Status.ALLOCATED, Status.IN_PROGRESS},
        "head of its service": status is Status.FINAL,
    }
    return 403 if knows.get(who) else 404


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", [Verb.SAVE, Verb.SUBMIT])
@pytest.mark.parametrize("who", WHO)
def test_B4_every_act_by_everybody_in_every_status_answers_as_the_table_says(browser_of, who, verb, status):
    audit = an_audit_that_is(status)
    seen = paper_of(audit).digest
    browser = browser_of(somebody(who, audit))
    before = everything()
    code = expected(who, verb, status)
    if verb is Verb.SAVE:
        browser.submit(section_path(audit, "plan"), expect=code, version="1", **{"q-plan-grade": "inadequate"})
    else:
        browser.submit(f"/audits/{audit.key}/check", expect=code, seen=seen)
    if code in {403, 404}:
        assert everything() == before
    if code == 409:
        assert everything()[:3] == before[:3], "only what was typed may be kept beside"


def test_a_final_grade_must_be_on_the_scale():
    audit = an_audit_that_is(Status.IN_MODERATION)
    with pytest.raises(Refusal, match="scale"), transaction():
        settle(audit, "excellent", by=None)
    assert audit.status == Status.IN_MODERATION
