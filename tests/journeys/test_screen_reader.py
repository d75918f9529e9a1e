"""I2: what the browser tells a screen reader of a form with mistakes in it.

Read from the accessibility tree that Chromium hands to assistive software: role, name, description and state. How a
reader speaks it is for people to try.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from audit_tools.values import TEXT_LENGTH
from qa_app.access import Role
from qa_app.db import db
from tests import factories
from tests.journeys import desk


@pytest.fixture
def ann(fresh_app, visitor, address):
    with fresh_app.app_context():
        desk.adopt_themes()
        audit = factories.audit(desk.with_password(Role.AUDITOR, name="Ann Auditor"))
        factories.receivers(audit.entry.team.service, factories.person(name="Fay First"))
        ann = desk.signed_in(visitor(), fresh_app, audit.auditor, address)
        ann.open(f"/audits/{audit.key}/sections/voice")
        yield ann
        db.session.remove()


class Heard:
    """The accessibility tree of a page."""

    def __init__(self, page: Page) -> None:
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        self.nodes = {node["nodeId"]: node for node in nodes if not node.get("ignored")}
        self.all = {node["nodeId"]: node for node in nodes}

    def one(self, role: str, name: str) -> dict[str, Any]:
        (found,) = (node for node in self.nodes.values() if _said(node, "role") == role and _said(node, "name") == name)
        return found

    def within(self, node: dict[str, Any]) -> list[tuple[str, str]]:
        """Role and name of everything inside."""
        inside = [self.all[key] for key in node.get("childIds", ())]
        return [
            *((_said(each, "role"), _said(each, "name")) for each in inside if not each.get("ignored")),
            *(below for each in inside for below in self.within(each)),
        ]

    def focused(self) -> list[tuple[str, str]]:
        """Role and name of what has the focus and of everything in it."""
        (found,) = (node for node in self.nodes.values() if node.get("parentId") and _state(node, "focused"))
        return [(_said(found, "role"), _said(found, "name")), *self.within(found)]


def _said(node: dict[str, Any], what: str) -> str:
    return " ".join(str(node.get(what, {}).get("value", "")).split())


def _state(node: dict[str, Any], name: str) -> Any:
    return next((each["value"].get("value") for each in node.get("properties", ()) if each["name"] == name), None)


def test_I2_a_mistake_is_announced_first_and_told_with_its_field(ann):
    ann.page.locator("#q-voice-said").fill("x" * (TEXT_LENGTH + 1))
    ann.page.get_by_role("button", name="Save and continue").click()
    expect(ann.page.locator(".govuk-error-summary")).to_be_focused()
    ann.look()
    assert ann.page.title().startswith("Error: ")
    heard = Heard(ann.page)
    told = heard.focused()
    message = ann.page.locator(".govuk-error-summary a").inner_text()
    assert message
    assert ("alert", "") in told
    assert ("heading", "There is a problem") in told
    assert ("link", message) in told
    field = heard.one("textbox", "What did the child say? (optional)")
    assert f"Error: {message}" in _said(field, "description")


def test_I2_what_is_chosen_from_belongs_to_a_group_with_the_name_of_the_question(ann):
    heard = Heard(ann.page)
    group = heard.one("group", "Was the child’s view sought?")
    assert [each for each in heard.within(group) if each[0] == "radio"] == [("radio", "Yes"), ("radio", "No")]
    graded = heard.one("radio", "Good")
    assert _said(graded, "description"), "the descriptor is told with its grade"


def test_I2_that_something_was_saved_is_said_without_moving_the_focus(ann):
    ann.page.locator("#q-voice-said").press_sequentially("She likes her school.")
    expect(ann.page.locator("[data-save-state]")).to_contain_text("Saved at")
    heard = Heard(ann.page)
    (status,) = (node for node in heard.nodes.values() if _said(node, "role") == "status")
    assert any(name.startswith("Saved at") for _, name in heard.within(status))
    assert _state(status, "live") == "polite"
    assert heard.focused()[0] == ("textbox", "What did the child say? (optional)")


def test_I2_a_missing_answer_of_a_concern_is_told_with_its_group(ann):
    ann.page.get_by_role("button", name="Raise a concern").click()
    ann.page.wait_for_url("**/concerns/raise/**")
    ann.look()
    ann.fill("What did you see?", "Nobody has seen him for a week.")
    ann.fill("Why can it not wait?", "He may be alone.")
    ann.press("Send the concern")
    expect(ann.page.locator(".govuk-error-summary")).to_be_focused()
    heard = Heard(ann.page)
    (message,) = (name for role, name in heard.focused() if role == "link")
    group = heard.one("group", "Have you already spoken to somebody about it?")
    assert f"Error: {message}" in _said(group, "description")
