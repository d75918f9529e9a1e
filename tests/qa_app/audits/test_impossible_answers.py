"""Answers and fields that no page offers: refused at their field, ignored, or never in the way of what is saved."""

from __future__ import annotations

import pytest

from qa_app.db import db
from tests import factories
from tests.qa_app.audits.story import auditor, saved, section_path


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"q-voice-grade": "excellent"}, "q-voice-grade"),
        ({"q-voice-grade": "yes"}, "q-voice-grade"),
        ({"q-voice-grade": ["good", "inadequate"]}, "q-voice-grade"),
        ({"q-voice-said": ["one", "two"]}, "q-voice-said"),
        ({"q-voice-strength": ["one", "two"]}, "q-voice-strength"),
        ({"q-voice-strength": "Strong", "t-voice-strength": ["no-such-theme"]}, "q-voice-strength"),
        ({"q-voice-strength": "Strong", "t-voice-strength": ["drift-and-delay"] * 2}, "q-voice-strength"),
    ],
    ids=["no such grade", "another question’s option", "two grades", "two texts", "two strengths", "no theme", "twice"],
)
def test_D10_what_the_tool_does_not_offer_is_refused_at_its_field(browser_of, fields, at):
    factories.theme("drift-and-delay")
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.press(browser.open(section_path(audit)), "Save and continue", expect=422, **fields)
    assert [link["href"] for link in page.select(".govuk-error-summary a")] == [f"#{at}"]
    assert saved(audit).answers == {}


def test_D10_a_script_is_told_which_answer_was_refused(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    fields = {tag["name"]: tag["value"] for tag in page.select("main form input[type=hidden]")}
    fields |= {"q-voice-grade": "excellent", "q-voice-said": "Kept."}
    reply = browser.client.post(section_path(audit), data=fields, headers={"Accept": "application/json"})
    assert reply.status_code == 422
    assert [problem["field"] for problem in reply.json["problems"]] == ["q-voice-grade"]
    assert saved(audit).answers == {"voice-said": "Kept."}
    assert reply.json["version"] == 1


@pytest.mark.parametrize("version", ["", "abc", "-1", "999", "9" * 5_000, "１"])
def test_C10_a_version_made_up_never_overwrites(browser_of, version):
    audit = factories.audit()
    factories.answers(audit, "voice", **{"voice-said": "Saved."})
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    both = browser.press(page, "Save and continue", expect=409, **{"q-voice-said": "Forced", "version": version})
    assert "Forced" in both.main.text
    assert saved(audit).answers == {"voice-said": "Saved."}


def test_C10_fields_that_no_form_has_change_nothing(browser_of):
    audit = factories.audit()
    other = auditor()
    names = ("status", "given_grade", "final_grade", "suggested_grade", "kind", "revision", "submitted_at", "role")
    extra = dict.fromkeys(names, "final") | {"auditor_id": str(other.id), "q-plan-grade": "good", "section": "risk"}
    before = {name: getattr(audit, name) for name in (*names[:-1], "auditor_id", "due_on", "key") if name != "revision"}
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    browser.press(page, "Save and continue", **{"q-voice-said": "Only this.", **extra})
    db.session.expire_all()
    assert {name: getattr(audit, name) for name in before} == before | {"status": "in-progress"}
    assert saved(audit).answers == {"voice-said": "Only this."}
    assert saved(audit, "risk") is None
