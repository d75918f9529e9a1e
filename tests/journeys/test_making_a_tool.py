"""I1: a QA manager makes a tool with the keyboard alone; and on a narrow screen without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from audit_tools import supplied
from qa_app.access import Role
from qa_app.db import db
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition
from tests import factories
from tests.journeys import desk
from tests.journeys.keyboard import Keyboard


@pytest.fixture
def manager(fresh_app):
    with fresh_app.app_context():
        desk.adopt_themes()
        yield factories.person(Role.QA_MANAGER, name="Mary Manager")
        db.session.remove()


def versions() -> list[ToolVersion]:
    db.session.rollback()
    return db.session.query(ToolVersion).order_by(ToolVersion.id).all()


def begin(keys: Keyboard, start: str, choice: str, name: str = "") -> None:
    """From the list of tools to a draft."""
    keys.visitor.open("/tools/")
    keys.go("Begin a draft", text="Begin a draft")
    keys.to(text=start)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    keys.visitor.look()
    keys.choose("becomes", choice)
    if name:
        keys.to(name="name")
        keys.type(name)
    keys.to(text="Begin the draft")
    keys.enter(name or "Short journey")


def test_I1_a_tool_made_of_a_supplied_one_published_and_compared_by_keyboard(manager, visitor, fresh_app, address):
    mary = desk.signed_in(visitor(), fresh_app, manager, address)
    keys = Keyboard(mary)
    begin(keys, "Child’s journey, as it is supplied", "new", "Short journey")

    # A section is removed; what every audit is counted by went with it, and comes back at one press.
    keys.go("What the child and family say", text="What the child and family say")
    keys.go("Remove this section?", text="Remove the section")
    keys.go("Short journey", text="Remove it")
    mary.sees("Before it can be published")
    keys.go("Short journey", text="Add the questions that are missing")
    mary.sees_nothing_of("Before it can be published")

    # A question is written, and is shown while it is.
    keys.go("About this audit", text="About this audit")
    keys.go("How will it be answered?", text="Add a question")
    keys.choose("kind", "choice")
    keys.go("Add a question", text="Continue")
    keys.to(name="text")
    keys.type("Did you read the file before you met?")
    preview = mary.page.locator("#preview")
    expect(preview).to_contain_text("Did you read the file before you met?")
    keys.to(name="options")
    keys.type("Yes, all of it")
    keys.tab()
    keys.tab()
    keys.type("No")
    expect(preview.get_by_label("Yes, all of it")).to_be_attached()
    keys.to(name="required")
    keys.page.keyboard.press("Space")
    expect(preview).not_to_contain_text("(optional)")
    assert mary.page.locator("#text").input_value() == "Did you read the file before you met?"
    assert not mary.page.get_by_role("button", name="Show the preview").count()
    keys.to(text="Add the question")
    keys.enter("About this audit")
    assert mary.page.url.endswith("#question-did-you-read-the-file-before-you-met")

    # It is moved, and the page comes back to it.
    name = "Did you read the file before you met?"
    keys.go("About this audit", text=f"Move up: {name}")
    assert mary.page.url.endswith("#question-did-you-read-the-file-before-you-met")
    keys.go("Short journey", text="The draft")
    keys.go("Preview: About this audit", text="Preview")
    expect(mary.page.locator("main")).to_contain_text(name)
    keys.go("Short journey", text="The draft")
    keys.go("Check and publish", text="Check and publish")
    keys.go("Short journey, version 1", text="Publish version 1")

    # The next version is begun from it and says what differs before it is published.
    keys.go("Begin a draft from Short journey", text="Begin a draft from this version")
    keys.choose("becomes", "next")
    keys.go("Short journey", text="Begin the draft")
    keys.go("About this audit", text="About this audit")
    keys.go("Change the question", text=name)
    keys.to(name="text")
    keys.page.keyboard.press("Control+A")
    keys.type("Had you read the file before you met?")
    keys.go("About this audit", text="Save the question")
    keys.go("Short journey", text="The draft")
    keys.go("Compare Short journey, draft of version 2", text="Compare with a version")
    mary.sees("0 questions added, 0 removed, 1 changed")
    expect(mary.page.locator("main")).to_contain_text(re.compile(r"Reworded\s+Trend goes on"))
    keys.go("Short journey", text="The draft")
    keys.go("Check and publish", text="Check and publish")
    keys.go("Short journey, version 2", text="Publish version 2")

    first, second = versions()
    assert [version.status for version in (first, second)] == ["published", "published"]
    asked = definition(second).question("did-you-read-the-file-before-you-met")
    assert [option.label for option in asked.options] == ["Yes, all of it", "No"]
    assert definition(first).question(asked.key).text == name


def test_a_tool_is_made_at_375_pixels_without_scripts(manager, visitor, fresh_app, address):
    mary = desk.signed_in(visitor(scripts=False, width=375), fresh_app, manager, address)
    mary.open("/tools/new/empty")
    mary.fill("Name", "Dip sample")
    mary.press("Begin the draft")
    mary.follow("Difference made for the child")
    mary.press("Add a question")
    mary.choose("Grade")
    mary.press("Continue")
    mary.page.locator("#text").fill("How well was it thought through?")
    mary.page.locator("#descriptor-good").fill("Reasons are written down.")
    mary.press("Show the preview")
    expect(mary.page.locator("#preview")).to_contain_text("Reasons are written down.")
    assert mary.page.locator("#descriptor-good").input_value() == "Reasons are written down."
    mary.press("Add the question")
    mary.sees("It has 2 grades")
    mary.page.locator("#question-how-well-was-it-thought-through").get_by_role("link", name="Remove").click()
    mary.press("Remove it")
    cut = mary.page.locator("main, header, footer").evaluate_all("all => all.map(each => each.scrollWidth)")
    assert max(cut) <= 375
    mary.follow("The draft", within="body")
    mary.press("Check and publish")
    mary.press("Publish version 1")
    mary.sees("Dip sample is published as version 1")
    (version,) = versions()
    assert version.status == "published"


def test_the_enter_key_saves_and_presses_no_other_button(manager, visitor, fresh_app, address):
    mary = desk.signed_in(visitor(), fresh_app, manager, address)
    mary.open("/tools/new/empty")
    mary.fill("Name", "Dip sample")
    mary.press("Begin the draft")
    mary.open(f"/tools/drafts/{versions()[0].id}/scale")
    mary.page.locator("#points").fill("Excellent")
    with mary.page.expect_navigation():
        mary.page.locator("#points").press("Enter")
    assert mary.heading == "Dip sample"
    mary.sees("Excellent, Good, Requires improvement, Inadequate")


def test_there_is_a_supplied_tool_to_begin_from(manager, visitor, fresh_app, address):
    mary = desk.signed_in(visitor(), fresh_app, manager, address)
    mary.open("/tools/new")
    assert mary.page.get_by_role("link", name="as it is supplied").count() == len(supplied())
