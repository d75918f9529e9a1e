"""Every act in every status, by everybody: generated from the one table of statuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from qa_app.access import Role
from qa_app.audits import disputing, managing, responding
from qa_app.audits.copies import AuditCopy
from qa_app.audits.disputes import Comment, Dispute
from qa_app.audits.extensions import Extension
from qa_app.audits.models import OWED, SETTLED, Audit, Finding, RefusedSave, SectionAnswers, Status
from qa_app.audits.operations import hold_for_moderation, save_section, settle, submit
from qa_app.audits.queries import paper_of
from qa_app.audits.released import disputes_of, responses_to
from qa_app.audits.responses import Response
from qa_app.audits.statuses import STEPS, Verb
from qa_app.audits.threads import AuditQuery
from qa_app.db import db, today, transaction
from qa_app.notices.models import Notice
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.audits.story import auditor, finished, section_path

WORST = "inadequate"


def manager() -> Person:
    return factories.person(Role.QA_MANAGER)


def seen(audit: Audit) -> dict[str, Any]:
    return {"seen": audit.revision, "by": manager()}


ACTS: dict[Verb, Callable[[Audit], object]] = {
    Verb.SAVE: lambda audit: save_section(audit, "plan", {"plan-grade": "inadequate"}, based_on=1, by=audit.auditor),
    Verb.SUBMIT: lambda audit: submit(audit, seen=paper_of(audit).digest, by=audit.auditor),
    Verb.HOLD: lambda audit: hold_for_moderation(audit, by=None),
    Verb.SETTLE: lambda audit: settle(audit, "inadequate", by=None),
    Verb.REVIEW: lambda audit: managing.review(audit, grade="good", reason="Read.", **seen(audit)),
    Verb.RETURN: lambda audit: managing.return_to_auditor(audit, **seen(audit)),
    Verb.RELEASE: lambda audit: managing.release(audit, **seen(audit)),
    Verb.CLOSE: lambda audit: managing.close(audit, **seen(audit)),
    Verb.REASSIGN: lambda audit: managing.reassign(audit, auditor(), reason="Ill.", **seen(audit)),
    Verb.EXTEND: lambda audit: managing.ask_for_time(
        audit, until=audit.due_on + timedelta(days=7), reason="Ill.", by=audit.auditor
    ),
    Verb.EXEMPT: lambda audit: managing.exempt(audit, reason="Ill.", **seen(audit)),
    Verb.WITHDRAW: lambda audit: managing.withdraw(audit, reason="Wrong case.", **seen(audit)),
    Verb.COMMENT: lambda audit: disputing.comment(audit, text="Thank you.", number=1, **seen(audit)),
    Verb.DISPUTE: lambda audit: disputing.dispute(audit, question="grade", text="No.", number=1, **seen(audit)),
    Verb.ANSWER: lambda audit: disputing.answer(
        disputes_of(audit)[0], outcome="upheld", text="Yes.", seen=1, by=manager()
    ),
    Verb.RESPOND: lambda audit: responding.respond(
        audit,
        for_child="Seen today.",
        for_service="Plans are read again.",
        audit_again_on=today() + timedelta(days=90),
        seen=responses_to(audit)[0].id,
        by=manager(),
    ),
}
ALONE = {Verb.REVIEW, Verb.RETURN, Verb.EXEMPT, Verb.WITHDRAW}
"""Acts on a case that nobody else grades."""


def an_audit_that_is(status: Status, *, alone: bool = False, grade: str = "good", query: str = "closed") -> Audit:
    """A complete audit; of a case that is graded twice unless ``alone``."""
    signer = manager().id
    audit = finished(factories.audit())
    if not alone:
        factories.audit(on=audit.entry, version=audit.tool_version, kind="second", given_grade="good")
    audit.status = status
    if status not in OWED:
        audit.given_grade, audit.given_reason, audit.submitted_at = grade, "Because.", audit.allocated_at
        audit.suggested_grade = "good"
    audit.final_grade = "good" if status in SETTLED else None
    if status in {Status.RELEASED, Status.CLOSED}:
        audit.released_at, audit.released_by_id = audit.allocated_at, signer
    factories.given(audit)
    if query == "open":
        factories.query(audit)
    return factories.given(audit)


def everything() -> list[list[object]]:
    db.session.expire_all()
    tables = (Audit, SectionAnswers, Finding, RefusedSave, AuditCopy, AuditQuery, Extension, Notice, TrailEvent)
    tables += (Comment, Dispute, Response)
    return [list(map(tuple, db.session.execute(table.__table__.select()).all())) for table in tables]


def test_every_act_of_the_table_is_tried():
    assert set(ACTS) | {Verb.STAND} == set(STEPS)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(ACTS))
def test_B4_every_act_in_every_status_is_done_or_refused_and_changes_nothing(verb, status):
    audit = an_audit_that_is(
        status,
        alone=verb in ALONE,
        grade=WORST if verb is Verb.REVIEW else "good",
        query="open" if verb is Verb.RETURN else "closed",
    )
    if verb is Verb.ANSWER:
        factories.dispute(audit, manager())
    if verb is Verb.RESPOND:
        factories.response(audit)
    before, stands = everything(), audit.status
    if status in STEPS[verb].possible_in:
        with transaction():
            ACTS[verb](audit)
        stays = STEPS[verb].leads_to is None or (verb is Verb.SAVE and status is Status.RETURNED)
        assert audit.status == (stands if stays else STEPS[verb].leads_to)
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
    knows = {"QA manager": status not in OWED, "head of its service": status in SETTLED}
    return 403 if knows.get(who) else 404


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", [Verb.SAVE, Verb.SUBMIT])
@pytest.mark.parametrize("who", WHO)
def test_B4_every_act_by_everybody_in_every_status_answers_as_the_table_says(browser_of, who, verb, status):
    audit = an_audit_that_is(status)
    digest = paper_of(audit).digest
    browser = browser_of(somebody(who, audit))
    before = everything()
    code = expected(who, verb, status)
    if verb is Verb.SAVE:
        browser.submit(section_path(audit, "plan"), expect=code, version="1", **{"q-plan-grade": "inadequate"})
    else:
        browser.submit(f"/audits/{audit.key}/check", expect=code, seen=digest)
    if code in {403, 404}:
        assert everything() == before
    if code == 409:
        assert everything()[:3] == before[:3], "only what was typed may be kept beside"


def test_a_final_grade_must_be_on_the_scale():
    audit = an_audit_that_is(Status.IN_MODERATION)
    with pytest.raises(Refusal, match="scale"), transaction():
        settle(audit, "excellent", by=None)
    assert audit.status == Status.IN_MODERATION
