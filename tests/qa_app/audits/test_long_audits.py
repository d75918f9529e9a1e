"""A12, H1: an audit of 250 questions with answers of 8,000 words is saved, sent and read back, letter by letter."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from werkzeug.test import encode_multipart

from qa_app.audits.copies import AuditCopy
from qa_app.audits.models import Audit, SectionAnswers, Status
from qa_app.db import db
from tests import factories, long_tool
from tests.browser import Browser
from tests.qa_app.audits import story

LONG = 8_000
JSON = {"Accept": "application/json"}


@pytest.fixture
def audit() -> Audit:
    factories.theme("plans")
    return factories.audit(version=factories.tool_version(long_tool.source()))


def said(section: str, key: str) -> str:
    """Words of this question and no other: 8,000 of them where it is the first of its section."""
    return f"{key}:\n" + story.words(LONG if key == long_tool.text_keys(section)[0] else 40)


def answered(section: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every question of a section as the fields of the form, and as the answers that are kept."""
    texts = {key: said(section, key) for key in long_tool.text_keys(section)}
    finding = {name: {"text": f"The {name} of {section}", "themes": ["plans"]} for name in ("strength", "area")}
    kept = {"grade": "good", "met": "met", "yes-no": "yes", "number": "7", "date": "2026-06-01", "line": "One line"}
    fields = {f"q-{section}-{key}": value for key, value in kept.items() if key != "date"}
    fields |= {f"q-{section}-date--{part}": text for part, text in (("day", "1"), ("month", "6"), ("year", "2026"))}
    fields |= {f"q-{section}-{name}": each["text"] for name, each in finding.items()}
    fields |= {f"t-{section}-{name}": "plans" for name in finding}
    fields |= {f"q-{section}-score": "9"} | {f"q-{key}": text for key, text in texts.items()}
    return fields, texts | {f"{section}-{key}": value for key, value in (kept | finding | {"score": "9"}).items()}


def hidden(page: str) -> dict[str, str]:
    """What stands in the hidden fields of the page's own form; a page of megabytes is not worth parsing."""
    main = page[page.index("<main") : page.index("</main")]
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', main)}


def saved_through_the_form(browser: Browser, audit: Audit, section: str, fields: dict[str, Any]) -> None:
    path = story.section_path(audit, section)
    answer = browser.client.post(path, data=hidden(browser.client.get(path).text) | fields, headers=JSON)
    assert (answer.status_code, answer.json["problems"], answer.json["version"]) == (200, [], 1)


def test_A12_H1_an_audit_of_250_questions_with_8000_word_answers_is_saved_sent_and_read_back(browser_of, audit):
    browser, expected = browser_of(audit.auditor), {}
    for section in long_tool.section_keys():
        fields, expected[section] = answered(section)
        saved_through_the_form(browser, audit, section, fields)
    expected["overall"] = {"grade": "good", "reason": "overall:\n" + story.words(LONG)}
    saved_through_the_form(browser, audit, "overall", {f"q-{key}": text for key, text in expected["overall"].items()})
    assert sum(len(answers) for answers in expected.values()) == 250 + 2
    assert sum(len(text.split()) for each in expected.values() for text in map(str, each.values())) > 11 * LONG

    # The form shows every word again, and the check page has nothing left to ask for.
    for section in long_tool.section_keys():
        page = unescape(browser.client.get(story.section_path(audit, section)).text)
        assert [key for key in long_tool.text_keys(section) if said(section, key) not in page] == []
    check = f"/audits/{audit.key}/check"
    answer = browser.client.post(check, data=hidden(browser.client.get(check).text))
    assert (answer.status_code, answer.location) == (302, f"/audits/{audit.key}")

    db.session.expire_all()
    assert (audit.status, audit.given_grade, audit.suggested_grade) == (Status.FINAL, "good", "good")
    rows = db.session.query(SectionAnswers).filter_by(audit_id=audit.id)
    assert {row.section: row.answers for row in rows} == expected
    assert db.session.query(AuditCopy).one().answers == expected
    assert len(audit.findings) == 2 * len(long_tool.section_keys())
    record = unescape(browser.client.get(f"/audits/{audit.key}").text)
    texts = [said(section, key) for section in long_tool.section_keys() for key in long_tool.text_keys(section)]
    assert [text[:40] for text in [*texts, expected["overall"]["reason"]] if text not in record] == []


def test_A12_a_form_with_1100_fields_and_a_file_part_is_saved_whole(browser_of, audit):
    browser, section = browser_of(audit.auditor), "part-1"
    path = story.section_path(audit, section)
    fields, expected = answered(section)
    form = hidden(browser.client.get(path).text) | fields | {f"x-{number}": "w" * 600 for number in range(1_100)}
    boundary, body = encode_multipart({**form, "file": (io.BytesIO(b"x" * 600_000), "list.xlsx")})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = browser.client.post(path, data=body, content_type=kind, headers=JSON)
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    assert story.saved(audit, section).answers == expected
