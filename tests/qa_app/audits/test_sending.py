"""Checking the answers and sending the audit, once."""

from __future__ import annotations

import threading

import pytest

from qa_app.access import Role
from qa_app.audits.models import Finding, Kind, Status
from qa_app.audits.operations import submit
from qa_app.audits.queries import get_audit, paper_of
from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.trail import TrailEvent, verify
from tests import factories
from tests.qa_app.audits.story import ANSWERS, THEMES, auditor, finished, section_path, send


@pytest.fixture(autouse=True)
def _themes(request):
    if "fresh_app" not in request.fixturenames:
        for key in THEMES:
            factories.theme(key)


def test_sending_fixes_the_grade_and_makes_the_findings_in_one_event(browser_of):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    send(browser, audit)
    page = browser.follow()
    assert "You have sent this audit" in page.main.text
    db.session.expire_all()
    assert (audit.status, audit.given_grade, audit.suggested_grade) == (Status.FINAL, "good", "good")
    assert (audit.final_grade, audit.given_reason) == ("good", ANSWERS["overall"]["reason"])
    assert audit.submitted_at is not None
    found = [(one.section, one.question, one.kind, [theme.key for theme in one.themes]) for one in audit.findings]
    assert found == [
        ("voice", "voice-strength", "strength", ["voice-and-direct-work"]),
        ("risk", "risk-area", "area", ["risk-and-safety", "drift-and-delay"]),
    ]
    (event,) = db.session.query(TrailEvent).all()
    assert event.kind == "audit:submit"
    assert event.detail == {"given": "good", "suggested": "good", "findings": 2}
    assert "safety plan" not in str(event.changes)
    assert verify() is None


def test_a_case_graded_twice_waits_for_moderation():
    audit = finished(factories.audit())
    factories.audit(on=audit.entry, version=audit.tool_version, kind=Kind.SECOND)
    with transaction():
        submit(audit, seen=paper_of(audit).digest, by=audit.auditor)
    assert (audit.status, audit.given_grade, audit.final_grade) == (Status.SUBMITTED, "good", None)


def test_another_tool_on_the_same_case_is_another_matter():
    audit = finished(factories.audit())
    factories.audit(on=audit.entry)
    with transaction():
        submit(audit, seen=paper_of(audit).digest, by=audit.auditor)
    assert audit.status == Status.FINAL


def test_the_suggested_grade_and_its_reasons_stand_beside_the_grade_given(browser_of):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit, "risk"))
    browser.press(page, "Save and continue", **{"q-risk-grade": "inadequate"})
    for path in (section_path(audit, "overall"), f"/audits/{audit.key}/check"):
        text = browser.open(path).main.get_text(" ", strip=True)
        assert "Suggested grade: Inadequate" in text
        assert "A child was left at risk." in text
    assert "differs from the suggested one" in browser.open(f"/audits/{audit.key}/check").main.text
    send(browser, audit)
    text = browser.follow().main.get_text(" ", strip=True)
    assert "Grade given Good" in text
    assert "Grade suggested Inadequate" in text


def test_what_is_missing_is_listed_with_links_that_land_on_the_field(browser_of):
    audit = factories.audit()
    factories.answers(audit, "voice", **{"voice-sought": "yes", "voice-strength": {"text": "", "themes": ["plans"]}})
    browser = browser_of(audit.auditor)
    page = browser.open(f"/audits/{audit.key}/check")
    assert not page.select("main button")
    links = [link for link in page.select("main li a") if "#" in link["href"]]
    assert [link["href"].partition("#")[2] for link in links] == [
        "q-voice-grade",
        "q-voice-strength",
        "q-risk-grade",
        "q-plan-grade",
        "q-grade",
        "q-reason",
    ]
    for link in [*links, *page.select(".govuk-summary-list__actions a")]:
        path, _, field = link["href"].partition("#")
        assert browser.open(path).select_one(f"#{field}").name in {"input", "textarea"}


def test_an_unfinished_audit_cannot_be_sent_whatever_is_posted(browser_of):
    audit = factories.audit()
    factories.answers(audit, "voice", **ANSWERS["voice"])
    audit.status = "in-progress"
    factories.given(audit)
    browser = browser_of(audit.auditor)
    page = browser.submit(f"/audits/{audit.key}/check", seen=paper_of(audit).digest, expect=409)
    assert page.h1.text == "This audit is not finished"
    db.session.expire_all()
    assert (audit.status, audit.given_grade) == ("in-progress", None)
    assert not db.session.query(Finding).count()


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_answers_that_changed_after_they_were_checked_are_not_sent(browser_of, seen):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    page = browser.submit(f"/audits/{audit.key}/check", seen=seen, expect=409)
    assert "Your answers changed after you checked them" in page.main.text
    db.session.expire_all()
    assert audit.status == "in-progress"


def test_answers_changed_in_another_tab_are_shown_before_they_can_be_sent(browser_of):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    checked = browser.open(f"/audits/{audit.key}/check")
    browser.press(browser.open(section_path(audit)), "Save and continue", **{"q-voice-said": "Something else."})
    page = browser.press(checked, "Send this audit", expect=409)
    assert "Something else." in page.main.text
    browser.press(page, "Send this audit")
    db.session.expire_all()
    assert not audit.is_open


def test_A14_sending_twice_makes_one_record_and_says_so(browser_of):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    checked = browser.open(f"/audits/{audit.key}/check")
    browser.press(checked, "Send this audit")
    page = browser.press(checked, "Send this audit", expect=409)
    assert page.h1.text == "You have already sent this audit"
    assert db.session.query(Finding).count() == 2
    assert [event.kind for event in db.session.query(TrailEvent)] == ["audit:submit"]
    browser.open(f"/audits/{audit.key}/check", expect=302)
    browser.open(section_path(audit), expect=302)
    assert browser.location == f"/audits/{audit.key}"


def test_A14_many_who_send_at_once_make_one_record(fresh_app):
    for key in THEMES:
        factories.theme(key)
    audit = finished(factories.audit())
    key, seen = audit.key, paper_of(audit).digest
    said: list[str] = []

    def press() -> None:
        with fresh_app.app_context():
            mine = get_audit(key)
            try:
                with transaction():
                    submit(mine, seen=seen, by=mine.auditor)
                said.append("sent")
            except Refusal as no:
                said.append(no.message)

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["You have already sent this audit"] * 5 + ["sent"]
    db.session.rollback()
    assert db.session.query(Finding).count() == 2
    assert db.session.query(TrailEvent).count() == 1
    assert verify() is None


def test_C10_fields_that_no_form_has_change_nothing_when_sending(browser_of):
    audit = finished(factories.audit())
    other = auditor()
    browser = browser_of(audit.auditor)
    page = browser.open(f"/audits/{audit.key}/check")
    extra = {"given_grade": "outstanding", "final_grade": "outstanding", "suggested_grade": "outstanding"}
    browser.press(page, "Send this audit", **extra, auditor_id=str(other.id), status="allocated", kind="second")
    db.session.expire_all()
    assert (audit.given_grade, audit.suggested_grade, audit.final_grade) == ("good", "good", "good")
    assert (audit.kind, audit.status, audit.auditor_id != other.id) == ("first", "final", True)


def test_a_theme_that_the_council_does_not_have_loses_no_words():
    version = factories.tool_version(factories.SHORT_TOOL.replace('"drift-and-delay"]', '"not-adopted"]'))
    other = factories.audit(version=version)
    for section, values in ANSWERS.items():
        factories.answers(other, section, **values)
    other.status = "in-progress"
    factories.given(other)
    with transaction():
        submit(other, seen=paper_of(other).digest, by=other.auditor)
    assert [finding.text for finding in other.findings] == [
        "The worker used the child’s own drawings.",
        "The safety plan was not tested.",
    ]


def test_the_record_is_strengths_first_and_reading_it_is_noted_unless_it_is_ones_own(browser_of):
    audit = finished(factories.audit(auditor=factories.person(Role.AUDITOR, name="Olive Auditor")))
    own = browser_of(audit.auditor)
    send(own, audit)
    manager = factories.person(Role.QA_MANAGER)
    page = browser_of(manager).open(f"/audits/{audit.key}")
    headings = [heading.text for heading in page.select("main h2")]
    assert headings[:3] == ["Strengths", "Areas for development", "Overall grade"]
    text = page.main.get_text(" ", strip=True)
    assert "by Olive Auditor" in text
    assert "The worker used the child’s own drawings." in text
    assert "Final grade Good" in text
    assert "graded once" in text
    own.open(f"/audits/{audit.key}")
    read = db.session.query(TrailEvent).filter_by(kind="audit:read").all()
    assert [(event.actor_id, event.subject_id) for event in read] == [(manager.id, audit.id)]


def test_a_moderated_audit_shows_the_final_grade_beside_the_one_given(browser_of):
    first = finished(factories.audit())
    second = finished(factories.audit(on=first.entry, version=first.tool_version, kind=Kind.SECOND))
    for audit in (first, second):
        audit.status, audit.given_grade, audit.final_grade = "final", "good", "requires-improvement"
        audit.given_reason, audit.suggested_grade, audit.submitted_at = "Because.", "good", audit.allocated_at
        factories.given(audit)
        text = browser_of(audit.auditor).open(f"/audits/{audit.key}").main.get_text(" ", strip=True)
        assert "Grade given Good" in text
        assert "Final grade Requires improvement" in text
        assert "moderation came to another grade" in text
