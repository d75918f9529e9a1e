"""Whole audits with every kind of question: by keyboard, without scripts on a phone, and of a supplied tool."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from audit_tools import Kind, supplied_text
from qa_app.access import Role
from qa_app.audits.models import Audit, Finding, Status
from qa_app.audits.queries import paper_of
from qa_app.db import db
from tests import factories
from tests.journeys import desk
from tests.journeys.form_filling import fill_audit
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_zoom import CUT_OFF, SIDEWAYS, TOO_SMALL

EVERY_KIND = (Path(__file__).parents[1] / "every_kind.toml").read_text("utf-8")
WORDS = "She likes her school."
FINDINGS = [("strength", WORDS), ("area", WORDS)]


@pytest.fixture
def audit_of(fresh_app):
    """An audit made with a tool, of a child whom no section is only for others than."""
    with fresh_app.app_context():
        desk.adopt_themes()
        yield lambda source: factories.audit(
            factories.person(Role.AUDITOR),
            factories.entry(reference="C-1", status="looked-after"),
            factories.tool_version(source),
        )
        db.session.remove()


def answers(audit: Audit) -> dict[str, Any]:
    """Every answer, and the assurance that none is missing of what is asked."""
    db.session.rollback()
    db.session.expire_all()
    paper = paper_of(audit)
    for part in paper.all_parts:
        assert part.answers.keys() == {question.key for question in part.questions}, part.section.title
    return {key: value for part in paper.all_parts for key, value in part.answers.items()}


def assert_every_kind(audit: Audit) -> None:
    """What was chosen and written, kind by kind, as the database has it."""
    kept, day = answers(audit), "2026-06-01"
    assert (audit.status, audit.given_grade) == (Status.FINAL, "good")
    kinds = {question.kind for part in paper_of(audit).parts for question in part.questions}
    assert kinds == {*Kind}, "a kind of question is in no journey"
    assert (kept["period"], kept["worker-conversation"], kept["worker-conversation-on"]) == ("six-months", "held", day)
    assert (kept["visited"], kept["seen-alone"], kept["visits"]) == ("met", "yes", "1")
    assert (kept["sources"], kept["headline"], kept["confidence"]) == (["school"], WORDS, "0")
    assert (kept["practice-grade"], kept["leaving-score"], kept["grade"], kept["reason"]) == (
        "good",
        "0",
        "good",
        WORDS,
    )
    assert kept["strength"]["text"] == kept["area"]["text"] == kept["child-view-said"] == WORDS
    assert kept["strength"]["themes"] == kept["area"]["themes"] == ["plans"]
    assert {tuple(action.values()) for action in kept["actions"]} == {(WORDS, "worker", day)}


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 375)], ids=["with scripts", "narrow without"])
def test_I4_a_whole_audit_with_every_kind_of_question(audit_of, visitor, fresh_app, address, scripts, width):
    audit = audit_of(EVERY_KIND)
    ann = desk.signed_in(visitor(scripts=scripts, width=width), fresh_app, audit.auditor, address)
    ann.open(f"/audits/{audit.key}")
    fill_audit(ann, "good", WORDS)
    ann.sees("You have sent this audit")
    assert_every_kind(audit)
    assert [(each.kind, each.text) for each in db.session.query(Finding).order_by(Finding.id)] == FINDINGS


def test_I1_a_whole_audit_with_every_kind_of_question_by_keyboard_alone(audit_of, visitor, fresh_app, address):
    audit = audit_of(EVERY_KIND)
    ann = desk.signed_in(visitor(), fresh_app, audit.auditor, address)
    ann.open(f"/audits/{audit.key}")
    keys = Keyboard(ann)
    keys.go("About this audit", text="About this audit")
    sections = ("Practice", "Leaving care", "What the child and family say", "Impact and what comes next")
    for heading in (*sections, "Overall judgement", "Check your answers"):
        answered, may_open = set[str](), ann.page.locator(".app-question[hidden]").count()
        keys.answer("good", WORDS, answered)
        assert len(keys.groups()) == len({*keys.groups()}), "a group is one stop"
        if may_open:
            # What the answers opened comes into sight at its place, once they are saved.
            assert keys.tab()["text"] == "Save and stay on this page"
            keys.enter(ann.heading)
            keys.answer("good", WORDS, answered)
        keys.enter(heading)
    keys.go("Audit of case C-1", text="Send this audit")
    ann.sees("You have sent this audit")
    assert_every_kind(audit)


def test_a_whole_audit_of_a_supplied_tool(audit_of, visitor, fresh_app, address):
    audit = audit_of(supplied_text("childs-journey-2"))
    ann = desk.signed_in(visitor(), fresh_app, audit.auditor, address)
    ann.open(f"/audits/{audit.key}")
    fill_audit(ann, "requires-improvement", WORDS)
    ann.sees("You have sent this audit")
    assert len(answers(audit)) > 40
    assert (audit.status, audit.given_grade) == (Status.FINAL, "requires-improvement")


def test_I4_every_kind_of_question_at_400_percent(audit_of, visitor, fresh_app, address):
    audit = audit_of(EVERY_KIND)
    ann = desk.signed_in(visitor(), fresh_app, audit.auditor, address)
    ann.page.set_viewport_size({"width": 320, "height": 256})
    found = []
    for section in [part.section.key for part in paper_of(audit).all_parts]:
        ann.open(f"/audits/{audit.key}/sections/{section}")
        for folded in ann.page.locator("main summary").all():
            folded.click()
        found += [(section, "sideways")] if ann.page.evaluate(SIDEWAYS) else []
        found += [(section, each) for script in (CUT_OFF, TOO_SMALL) for each in ann.page.evaluate(script)]
    assert not found, "\n".join(" ".join(each) for each in found)
    expect(ann.page.locator("#q-reason")).to_be_visible()
