"""A whole audit on a phone's width without JavaScript: nothing that was chosen or typed goes missing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audit_tools.values import TEXT_LENGTH
from qa_app.access import Role
from qa_app.audits.models import Finding, Status
from qa_app.db import db
from tests import factories
from tests.journeys import desk
from tests.journeys.visitor import Visitor


@pytest.fixture
def audit(fresh_app):
    with fresh_app.app_context():
        desk.adopt_themes()
        yield factories.audit(factories.person(Role.AUDITOR), factories.entry(reference="C-1"))
        db.session.remove()


@pytest.fixture
def ann(audit, fresh_app, visitor, address) -> Visitor:
    return desk.signed_in(visitor(scripts=False, width=375), fresh_app, audit.auditor, address)


def choose(visitor: Visitor, group: str, value: str) -> None:
    visitor.page.locator(f'input[name="{group}"][value="{value}"]').check()


def fits(visitor: Visitor) -> None:
    """Without scripts the page cannot be asked, but the browser's own picture of it can be measured."""
    cut = visitor.page.locator("main, header, footer").evaluate_all("all => all.map(each => each.scrollWidth)")
    assert max(cut) <= 375, (visitor.page.url, cut)


def test_A8_a_whole_audit_at_375_pixels_without_scripts(ann, audit):
    ann.open(f"/audits/{audit.key}")
    ann.follow("The child’s voice")
    fits(ann)
    choose(ann, "q-voice-sought", "yes")
    choose(ann, "q-voice-grade", "good")
    choose(ann, "t-voice-strength", "voice-and-direct-work")
    too_long = "x" * (TEXT_LENGTH + 1)
    ann.page.locator("#q-voice-said").fill(too_long)
    ann.page.locator("#q-voice-strength").fill("Her drawings\nare in the record.")
    ann.press("Save and continue")

    # One answer is impossible: that one stays on the page too, with what is wrong with it.
    assert ann.page.title().startswith("Error: The child’s voice")
    ann.page.locator(".govuk-error-summary a").click()
    assert ann.page.url.endswith("#q-voice-said")
    fits(ann)
    assert ann.page.locator("#q-voice-said").input_value() == too_long
    assert ann.page.locator("#q-voice-strength").input_value() == "Her drawings\nare in the record."
    for group, value in (("q-voice-sought", "yes"), ("q-voice-grade", "good")):
        expect(ann.page.locator(f'input[name="{group}"][value="{value}"]')).to_be_checked()
    expect(ann.page.locator('input[name="t-voice-strength"][value="voice-and-direct-work"]')).to_be_checked()
    ann.page.locator("#q-voice-said").fill("She likes her school.")
    ann.press("Save and continue")

    # A section is left without its grade: what was written in it is kept, and the grade is asked for at the end.
    assert ann.heading == "Risk and safety"
    ann.page.locator("#q-risk-area").fill("The safety plan was not tested.")
    choose(ann, "t-risk-area", "risk-and-safety")
    ann.press("Save and continue")
    choose(ann, "q-plan-grade", "good")
    ann.press("Save and continue")
    choose(ann, "q-grade", "good")
    ann.page.locator("#q-reason").fill("Safe and listened to.")
    ann.press("Save and continue")
    assert ann.heading == "Check your answers"
    fits(ann)
    assert not ann.page.get_by_role("button", name="Send this audit").count()
    ann.follow("Choose a grade for how well risk is understood")
    assert ann.page.locator("#q-risk-area").input_value() == "The safety plan was not tested."
    choose(ann, "q-risk-grade", "requires-improvement")
    ann.press("Save and continue")
    ann.press("Send this audit")
    ann.sees("You have sent this audit")
    fits(ann)

    db.session.rollback()
    assert audit.status == Status.FINAL
    found = [(each.text, [theme.key for theme in each.themes]) for each in db.session.query(Finding)]
    assert found == [
        ("Her drawings\nare in the record.", ["voice-and-direct-work"]),
        ("The safety plan was not tested.", ["risk-and-safety"]),
    ]
