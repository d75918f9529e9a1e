"""Blind means blind: before sending their own, a second auditor finds no trace of the first."""

from __future__ import annotations

import re

import pytest

from qa_app.access import Role
from qa_app.audits.models import Audit, Kind, Status
from tests import factories
from tests.qa_app.audits.story import ANSWERS, auditor, finished, section_path, send

CANARY = "Kanarienvogel"


def first_audit(of: Audit, status: Status) -> Audit:
    """The first audit of the same case, full of words that must not be seen."""
    name = f"{CANARY} Person"
    first = factories.audit(
        factories.person(Role.AUDITOR, name=name), on=of.entry, version=of.tool_version, kind=Kind.FIRST
    )
    for section, values in ANSWERS.items():
        texts = {key: CANARY if key.endswith(("said", "reason")) else value for key, value in values.items()}
        factories.answers(first, section, **texts)
    first.status = status
    if status not in {Status.ALLOCATED, Status.IN_PROGRESS}:
        first.given_grade, first.given_reason, first.submitted_at = "inadequate", CANARY, first.allocated_at
        first.suggested_grade = "inadequate"
        factories.finding(first, factories.theme("neglect"), text=CANARY)
    return factories.given(first)


def pages_of(audit: Audit) -> list[str]:
    sections = [section_path(audit, key) for key in ("voice", "risk", "plan", "overall")]
    return ["/audits/", "/", f"/audits/{audit.key}", *sections, f"/audits/{audit.key}/check"]


def plain(text: str, audit: Audit) -> str:
    """A page without what must differ from audit to audit and from answer to answer."""
    for own in (audit.key, audit.case.reference, audit.tool_version.audit_tool.name, audit.auditor.name):
        text = text.replace(own, "")
    return re.sub(r'(nonce|value)="[^"]{20,}"', "", text)


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.IN_PROGRESS, Status.SUBMITTED])
def test_C8_no_page_of_the_second_auditor_bears_a_trace_of_the_first(browser_of, status):
    audit = finished(factories.audit(kind=Kind.SECOND))
    first = first_audit(audit, status)
    browser = browser_of(audit.auditor)
    for path in pages_of(audit):
        browser.open(path)
        whole = (
            (browser.response.text + str(browser.response.headers))
            .replace("prevent-double-click", "")
            .replace("button--secondary", "")
        )
        for trace in (CANARY, first.key, first.auditor.email, "second", "double", "moderat"):
            assert trace.lower() not in whole.lower(), f"{path} tells of {trace}"


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.SUBMITTED])
def test_C8_every_page_is_the_same_whether_or_not_somebody_else_grades_the_case(browser_of, status):
    facts = {"age_band": "5 to 9", "status": "child-in-need"}
    team = factories.team()
    alone = finished(factories.audit(on=factories.entry(team, **facts)))
    blind = finished(factories.audit(on=factories.entry(team, **facts), kind=Kind.SECOND))
    first_audit(blind, status)
    read = {}
    for audit in (alone, blind):
        browser = browser_of(audit.auditor)
        read[audit.kind] = []
        for path in pages_of(audit):
            browser.open(path)
            read[audit.kind].append(plain(browser.response.text, audit))
    assert read["first"] == read["second"]


def test_C8_not_even_after_sending_does_the_record_tell_that_somebody_else_grades(browser_of):
    team = factories.team()
    alone = finished(factories.audit(on=factories.entry(team)))
    blind = finished(factories.audit(on=factories.entry(team), kind=Kind.SECOND))
    first_audit(blind, Status.IN_PROGRESS)
    read = []
    for audit in (alone, blind):
        browser = browser_of(audit.auditor)
        send(browser, audit)
        for path in ("/audits/", f"/audits/{audit.key}"):
            browser.open(path)
            # The banner is shown once; the moment of sending may fall into another minute.
            text = re.sub(r"\d+ \w+ \d{4}( at \d\d:\d\d)?", "", browser.response.text)
            read.append(re.sub(r"\s+", " ", plain(text, audit)))
    assert read[:2] == read[2:]


def test_C8_the_list_is_ordered_by_due_date_and_case_and_by_nothing_else(browser_of):
    who = auditor()
    for reference, kind in (("C-3", Kind.FIRST), ("C-1", Kind.SECOND), ("C-2", Kind.FIRST)):
        factories.audit(who, on=factories.entry(reference=reference), kind=kind)
    page = browser_of(who).open("/audits/")
    assert [link.text.strip() for link in page.select(".govuk-task-list__link")] == ["Case C-1", "Case C-2", "Case C-3"]


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.SUBMITTED])
def test_C8_the_other_audit_is_not_found_even_by_its_address(browser_of, status):
    audit = finished(factories.audit(kind=Kind.SECOND))
    first = first_audit(audit, status)
    browser = browser_of(audit.auditor)
    for path in pages_of(first)[2:]:
        browser.open(path, expect=404)
        hidden = browser.response.text
        browser.open(path.replace(first.key, "there-is-no-such-key"), expect=404)
        strip = re.compile(r'(nonce|value)="[^"]*"')
        assert strip.sub("", hidden) == strip.sub("", browser.response.text), "C9: hidden and absent look the same"


def test_C8_nobody_reads_a_sent_audit_while_the_other_is_still_being_written(browser_of):
    audit = finished(factories.audit(kind=Kind.SECOND))
    first = first_audit(audit, Status.SUBMITTED)
    manager = browser_of(factories.person(Role.QA_MANAGER))
    manager.open(f"/audits/{first.key}", expect=404)
    send(browser_of(audit.auditor), audit)
    manager.open(f"/audits/{first.key}")
