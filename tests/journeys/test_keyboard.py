"""I1: a whole audit by keyboard, from the sign-in page to the sent audit."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audit_tools.values import TEXT_LENGTH
from qa_app.access import Role
from qa_app.audits.models import Finding, Status
from qa_app.db import db
from tests import factories
from tests.journeys import desk
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import PASSWORD


@pytest.fixture
def audit(fresh_app):
    with fresh_app.app_context():
        desk.adopt_themes()
        yield factories.audit(desk.with_password(Role.AUDITOR, name="Ann Auditor"), factories.entry(reference="C-1"))
        db.session.remove()


def test_I1_a_whole_audit_by_keyboard_alone(audit, visitor):
    ann = visitor()
    keys = Keyboard(ann)
    ann.open("/")
    assert ann.heading == "Sign in"
    keys.to(name="email")
    keys.type("ann@council.example")
    keys.to(name="password")
    keys.type("not the password at all")
    keys.go("Sign in", text="Sign in")

    # Refused: the summary has the focus, and its link leads to the field.
    expect(ann.page.locator(".govuk-error-summary")).to_be_focused()
    keys.to(tag="a")
    ann.page.keyboard.press("Enter")
    expect(ann.page.locator("#email")).to_be_focused()
    keys.here()
    keys.to(name="password")
    keys.type(PASSWORD)
    keys.go("Home", text="Sign in")

    keys.go("My audits", text="Audits")
    keys.go("Audit of case C-1", text="Case C-1")
    keys.go("The child’s voice", text="The child’s voice")
    keys.choose("q-voice-sought", "yes")
    keys.to(name="q-voice-said")
    keys.type("She likes her school.")
    keys.choose("q-voice-grade", "requires-improvement")
    keys.to(name="q-voice-strength")
    keys.type("Her drawings are in the record.")
    keys.tick("t-voice-strength", "voice-and-direct-work")
    keys.to(tag="summary")
    ann.page.keyboard.press("Enter")
    keys.tick("t-voice-strength", "plans")
    keys.to(text="Save and continue")
    assert keys.groups() == ["q-voice-sought", "q-voice-grade"], "a group is one stop"
    keys.enter("Risk and safety")

    # The sections that are left out now are asked for, and each link leads to the field itself.
    keys.go("The plan", text="Next : The plan")
    keys.choose("q-plan-grade", "good")
    keys.go("Overall judgement", text="Save and continue")
    keys.choose("q-grade", "good")
    keys.to(name="q-reason")
    keys.type("Safe and listened to.")
    keys.go("Check your answers", text="Save and continue")
    keys.go("Risk and safety", text="Choose a grade for how well risk is understood")
    expect(ann.page.locator("#q-risk-grade")).to_be_focused()
    keys.here()
    ann.page.keyboard.press("Space")
    ann.page.keyboard.press("ArrowDown")
    assert keys.here()["value"] == "good"
    keys.go("Check your answers", text="Save and continue")
    keys.go("Audit of case C-1", text="Send this audit")
    ann.sees("You have sent this audit")

    db.session.rollback()
    assert (audit.status, audit.given_grade) == (Status.FINAL, "good")
    (finding,) = db.session.query(Finding)
    assert [theme.key for theme in finding.themes] == ["voice-and-direct-work", "plans"]


def test_I1_back_and_forth_every_stop_of_a_long_page_is_seen(audit, visitor, fresh_app, address):
    """The save state sticks to the foot of the window: on a low one too, nothing that has the focus is behind it."""
    ann = desk.signed_in(visitor(), fresh_app, audit.auditor, address)
    ann.page.set_viewport_size({"width": 900, "height": 420})
    ann.open(f"/audits/{audit.key}/sections/voice")
    keys = Keyboard(ann)
    keys.to(name="q-voice-said")
    for line in ("First", "second", "third", "fourth", "fifth"):
        keys.type(line)
        keys.here()
        ann.page.keyboard.press("Enter")
    keys.to(text="Next : Risk and safety")
    forth = len(keys.stops)
    for _ in range(forth - 1):
        keys.tab(back=True)
    assert keys.stops[-1]["text"] == keys.stops[0]["text"] == "Skip to main content"
    assert keys.groups().count("q-voice-grade") == 2


def test_I1_A8_an_impossible_answer_takes_the_focus_to_the_summary_and_on_to_the_field(
    audit, visitor, fresh_app, address
):
    ann = desk.signed_in(visitor(), fresh_app, audit.auditor, address)
    ann.open(f"/audits/{audit.key}/sections/voice")
    keys = Keyboard(ann)
    keys.choose("q-voice-sought", "no")
    keys.to(name="q-voice-said")
    ann.page.keyboard.insert_text("x" * (TEXT_LENGTH + 1))
    keys.to(name="q-voice-strength")
    keys.type("Kept.")
    keys.go("The child’s voice", text="Save and continue")
    expect(ann.page.locator(".govuk-error-summary")).to_be_focused()
    keys.to(tag="a")
    ann.page.keyboard.press("Enter")
    expect(ann.page.locator("#q-voice-said")).to_be_focused()
    keys.here()
    assert len(ann.page.locator("#q-voice-said").input_value()) == TEXT_LENGTH + 1
    assert ann.page.locator("#q-voice-strength").input_value() == "Kept."
    assert ann.page.locator('input[name="q-voice-sought"][value=no]').is_checked()
