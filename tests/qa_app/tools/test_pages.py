"""The pages about tools."""

from __future__ import annotations

import pytest

from audit_tools import read_toml, supplied_text
from qa_app.access import Role
from qa_app.db import db
from qa_app.tools.models import ToolVersion
from tests import factories

XSS = '<svg/onload=alert(1)>"><img src=x ONERROR=alert(2)>'


def said(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def test_the_qa_manager_publishes_a_supplied_tool_and_reads_it_as_it_will_be_asked(browser_of):
    browser = browser_of(factories.person(Role.QA_MANAGER, name="Mary Manager"))
    page = browser.open("/tools/")
    assert "No tool is published yet" in page.main.text
    browser.press(page, "Publish Child’s journey")
    page = browser.follow()
    assert "is published as version 1" in page.main.text
    assert "by Mary Manager" in page.main.text
    tool = read_toml(supplied_text("childs-journey-2"))
    text = page.main.get_text(" ", strip=True)
    for question in tool.questions:
        assert question.text in text
        for words in (question.help, question.evidence, *question.descriptors.values()):
            assert words in text
    for cap in tool.grading.caps:
        assert cap.because in text
    assert "When Risk and safety planning is Inadequate, the suggested grade is Inadequate." in text
    assert (
        "When at least 3 sections are Inadequate, the suggested grade is no better than Requires improvement." in text
    )
    assert "When Risk and safety planning is Requires improvement or worse, the suggested grade is no better" in text
    page = browser.open("/tools/")
    assert "Publish Child’s journey" not in page.main.text


def test_publishing_twice_says_so(browser_of):
    browser = browser_of(factories.person(Role.QA_MANAGER))
    browser.submit("/tools/supplied/childs-journey-2/publish")
    page = browser.submit("/tools/supplied/childs-journey-2/publish", expect=409)
    assert "is published already" in page.h1.text
    browser.submit("/tools/supplied/no-such-tool/publish", expect=404)
    assert db.session.query(ToolVersion).count() == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_the_qa_manager_publishes(browser_of, role):
    browser = browser_of(factories.person(role))
    browser.submit("/tools/supplied/childs-journey-2/publish", expect=403)
    assert not db.session.query(ToolVersion).count()


def test_an_auditor_reads_a_tool_but_is_offered_no_button(browser_of):
    version = factories.tool_version()
    browser = browser_of(factories.person(Role.AUDITOR))
    page = browser.open("/tools/")
    assert "Supplied with the service" not in page.main.text
    assert not page.select("main button")
    assert "Was the child’s view sought?" in browser.open(f"/tools/versions/{version.id}").main.text
    browser.open("/tools/versions/999999", expect=404)


def test_D1_words_of_a_tool_that_look_like_markup_are_shown_as_text(browser_of):
    source = factories.SHORT_TOOL
    for words in ("Short tool", "The child’s voice", "What was strong?", "Heard.", "What the child thinks and"):
        source = source.replace(words, said(f"{words} {XSS}"))
    source = source.replace('label = "Yes"', f'label = "{said(XSS)}"')
    version = factories.tool_version(source)
    browser = browser_of(factories.person(Role.QA_MANAGER))
    text = browser.client.get(f"/tools/versions/{version.id}").text
    assert text.count("&lt;svg/onload=alert(1)&gt;") >= 6
    assert "<svg/onload" not in text
    assert "<img" not in text
