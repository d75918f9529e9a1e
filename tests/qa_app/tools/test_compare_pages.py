"""Two versions side by side, and that words which look like markup are words on every page of the bench."""

from __future__ import annotations

from functools import partial

import pytest

from audit_tools import drafting as steps
from audit_tools import read_outline, write_toml
from qa_app.access import Role
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.parts import Part
from tests import factories
from tests.qa_app.tools.bench import EVERY_KIND, asked, draft_of, manager

XSS = '<svg/onload=alert(1)>"><img src=x ONERROR=alert(2)>'
MARK = "<svg/onload=alert(1)>"


@pytest.fixture
def browser(browser_of):
    return browser_of(manager())


def text(page) -> str:
    return " ".join(page.main.get_text(" ", strip=True).split())


def test_a_draft_is_compared_with_the_version_before_it_on_its_own_page_and_before_it_is_published(browser):
    first = draft_of()
    browser.press(browser.open(f"/tools/drafts/{first.id}/publish"), "Publish version 1")
    draft = draft_of()
    base = f"/tools/drafts/{draft.id}"
    assert "It says the same as version 1" in text(browser.open(f"{base}/publish"))
    assert "They ask and grade the same." in text(browser.open(f"{base}/compare"))

    def change(step) -> None:
        with transaction():
            drafts.change(draft, Part("tool"), step, by=None)

    sources = [{"key": "school", "label": "The school"}, {"key": "police", "label": "The police"}]
    change(partial(steps.change_question, key="visited", question={**asked(draft, "visited"), "text": "Seen in time?"}))
    change(partial(steps.change_question, key="sources", question={**asked(draft, "sources"), "options": sources}))
    change(partial(steps.place_question, key="headline", section="about", after="period"))
    change(partial(steps.remove_question, key="leaving-score"))
    change(partial(steps.remove_section, key="leaving"))
    change(
        partial(steps.add_question, section="about", question={"key": "new", "kind": "text", "text": "What is new?"})
    )
    for page in (f"{base}/compare", f"{base}/publish"):
        said = text(browser.open(page))
        assert "1 question added, 1 removed, 3 changed. 26 trends go on, 1 trend ends." in said
        assert "Trends that end Who told the worker about the child? It offers other answers now." in said
        assert "New questions What is new? (Free text)" in said
        assert "Questions that are gone How well is leaving care prepared, from 0 to 10? (Score from 0 to 10)" in said
        assert "Gone: Leaving care" in said
        assert "Seen in time? Reworded Trend goes on" in said
        assert "Before Was the child visited in time? Now Seen in time?" in said
        assert "Moved Trend goes on From “Practice” to “About this audit”." in said
        assert "Seen in time? (reworded: see that it still asks the same)" in said


def test_any_two_versions_are_compared_and_only_versions(browser, browser_of):
    one, other = factories.tool_version(EVERY_KIND), factories.tool_version(factories.SHORT_TOOL)
    draft = draft_of()
    auditor = browser_of(factories.person(Role.AUDITOR))
    for reader in (browser, auditor):
        page = reader.open(f"/tools/versions/{one.id}/compare")
        assert "Choose a version to compare it with." in text(page)
        said = text(reader.open(f"/tools/versions/{one.id}/compare?with={other.id}"))
        assert "What did the child say?" in said
        for wrong in (f"with={draft.id}", f"with={one.id}", "with=0", "with=x", f"with={other.id}&with={other.id}"):
            reader.open(f"/tools/versions/{one.id}/compare?{wrong}", expect=400)
    auditor.open(f"/tools/drafts/{draft.id}/compare", expect=403)


def hostile() -> str:
    """A tool in which everything that people can name is named with markup."""
    outline = read_outline(EVERY_KIND)
    outline["name"], outline["purpose"] = f"Tool {XSS}", f"Purpose {XSS}"
    outline["overall"] |= {noun: f"{noun} {XSS}" for noun in ("text", "help", "reasons")}
    outline["overall"]["descriptors"] = {key: f"{key} {XSS}" for key in outline["overall"]["descriptors"]}
    outline["grading"]["guidance"] = f"Guidance {XSS}"
    outline["grading"]["caps"] = [{"at": "inadequate", "overall": "inadequate", "because": f"Because {XSS}"}]
    for point in outline["scale"]["points"]:
        point["label"] += XSS
    for section in outline["sections"]:
        section["title"], section["purpose"] = f"Title {section['key']} {XSS}", f"Purpose {XSS}"
        for question in section["questions"]:
            for noun in ("text", "help", "evidence", "about", "purpose"):
                question[noun] = f"{noun} {XSS}"
            for option in question.get("options", []):
                option["label"] += XSS
            if "descriptors" in question:
                question["descriptors"] = {key: f"{key} {XSS}" for key in question["descriptors"]}
    return write_toml(outline)


def test_D1_words_that_look_like_markup_are_text_on_every_page_of_the_bench(browser):
    version = factories.tool_version(EVERY_KIND)
    draft = draft_of(hostile())
    base = f"/tools/drafts/{draft.id}"
    keys = ("period", "visited", "sources", "visits", "leaving-score", "practice-grade", "strength", "actions")
    paths = [
        *("", "/words", "/scale", "/overall", "/grading", "/caps/1", "/caps/1/remove", "/publish", "/discard"),
        *("/sections/practice", "/sections/practice/words", "/sections/practice/remove", "/preview/practice"),
        *("/preview/overall", f"/compare?with={version.id}"),
        *(f"/questions/{key}{page}" for key in keys for page in ("", "/kind", "/move", "/remove")),
    ]
    for path in paths:
        page = browser.open(f"{base}{path}")
        assert "<svg/onload" not in browser.response.text, path
        assert "<img" not in browser.response.text, path
        assert MARK in page.get_text() or MARK in repr(page.select("[value]")), path
    page = browser.open(f"{base}/questions/period")
    page = browser.press(page, "Save the question", text="", expect=400)
    page = browser.press(page, "Show the preview", expect=200, text=XSS, options=[XSS, "a", XSS, "b"])
    assert MARK in page.select_one("#preview").text
    assert "<svg/onload" not in browser.response.text
    browser.press(browser.open(f"{base}/publish"), "Publish version 1")
    page = browser.follow()
    assert text(page).count(MARK) > 100
    assert "<svg/onload" not in browser.response.text
    compared = f"/tools/versions/{draft.id}/compare?with={version.id}"
    for path in (compared, "/tools/", "/tools/new", f"/tools/new/version-{draft.id}"):
        assert MARK in browser.open(path).get_text()
        assert "<svg/onload" not in browser.response.text, path


def test_D1_markup_that_two_people_typed_is_text_beside_one_another(browser, browser_of):
    draft = draft_of(hostile())
    here = f"/tools/drafts/{draft.id}/questions/visited"
    stale = browser.open(here)
    other = browser_of(manager("Noor"))
    other.press(other.open(here), "Save the question", help=f"Other {XSS}")
    page = browser.press(stale, "Save the question", help=f"Mine {XSS}", expect=409)
    assert text(page).count(MARK) >= 2
    assert "<svg/onload" not in browser.response.text
