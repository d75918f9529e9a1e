"""Who sees a draft, how it looks to an auditor, and what everybody reads of a version."""

from __future__ import annotations

import re

import pytest

from audit_tools import Kind, read_toml
from qa_app.access import Role
from qa_app.db import db
from qa_app.tools.models import ToolVersion
from tests import factories
from tests.qa_app.tools.bench import EVERY_KIND, draft_of, manager


@pytest.fixture
def browser(browser_of):
    return browser_of(manager())


@pytest.fixture
def draft():
    return draft_of()


@pytest.fixture
def base(draft):
    return f"/tools/drafts/{draft.id}"


def text(page) -> str:
    return " ".join(page.main.get_text(" ", strip=True).split())


def only_draft() -> ToolVersion:
    db.session.rollback()
    return db.session.query(ToolVersion).filter_by(status="draft").one()


def test_only_the_qa_manager_sees_that_there_is_a_draft(browser_of, draft):
    page = browser_of(factories.person(Role.AUDITOR)).open("/tools/")
    assert "Every kind" not in text(page)
    assert "Begin a draft" not in text(page)


def test_the_preview_shows_every_section_as_the_auditor_sees_it(browser, base):
    tool = read_toml(EVERY_KIND)
    for section in tool.sections:
        page = browser.open(f"{base}/preview/{section.key}")
        said = text(page)
        for question in section.questions:
            assert question.text in said
            for _, label in question.choices(tool.scale):
                assert label in said
            for words in question.descriptors.values():
                assert words in said
    page = browser.open(f"{base}/preview/practice")
    assert "Asked only if “Was the child seen alone?” is No" in text(page)
    assert not page.select("main form")
    page = browser.open(f"{base}/preview/overall")
    assert tool.overall.text in text(page)
    assert tool.overall.descriptors["good"] in text(page)


def test_an_unfinished_draft_can_be_looked_at_everywhere(browser, draft, base):
    for path in ("scale", "overall", "grading"):
        browser.open(f"{base}/{path}")
    browser.press(browser.open(f"{base}/overall"), "Save", text="", help="", reasons="")
    page = browser.open(f"{base}/sections/practice/questions/add?kind=grade")
    browser.press(page, "Add the question", text="How good?")
    for key in ("period", "seen-alone", "child-view"):
        browser.press(browser.open(f"{base}/questions/{key}/remove"), "Remove it")
    for path in (
        "",
        "/publish",
        "/compare",
        "/preview/practice",
        "/preview/overall",
        "/sections/practice",
        "/questions/how-good",
    ):
        browser.open(f"{base}{path}")
    for path in ("workbook", "toml"):
        assert browser.client.get(f"{base}/{path}").status_code == 200
    assert re.search("It has 2 grades", text(browser.open(base)))


def test_reading_a_published_version_tells_every_kind_with_its_conditions_and_cohorts(browser):
    version = factories.tool_version(EVERY_KIND)
    said = text(browser.open(f"/tools/versions/{version.id}"))
    assert "Asked only of: Looked after and Care leaver" in said
    assert "Asked only if “Was the child seen alone?” is No" in said
    assert "Number from 0 to 100." in said
    assert "Outstanding from 9" in said
    for kind in Kind:
        assert kind.label in said, kind


def test_a_version_is_retired_with_a_reason_that_everybody_reads(browser, browser_of):
    version = factories.tool_version(EVERY_KIND)
    page = browser.open(f"/tools/versions/{version.id}")
    page = browser.open(f"/tools/versions/{version.id}/retire")
    page = browser.press(page, "Retire this version", expect=400)
    assert "Enter a reason" in page.select_one("#reason-error").text
    browser.press(page, "Retire this version", reason="The dip sample asks it better.")
    page = browser.follow()
    assert "Retire this version" not in text(page)
    browser.open(f"/tools/versions/{version.id}/retire", expect=302)
    auditor = browser_of(factories.person(Role.AUDITOR))
    assert "The dip sample asks it better." in text(auditor.open(f"/tools/versions/{version.id}"))
    assert "Retired" in text(auditor.open("/tools/"))
