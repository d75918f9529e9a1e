"""C8: a concern tells nobody who still owes a grade on the case that somebody else grades it, nor what they saw."""

from __future__ import annotations

import re

import pytest

from qa_app.access import Role
from qa_app.concerns.operations import escalate
from qa_app.db import db, transaction
from qa_app.people.models import RoleGrant
from tests import factories
from tests.qa_app.audits.story import finished, section_path
from tests.qa_app.audits.test_blind import plain
from tests.qa_app.concerns.story import Scene, only, raise_on, scene, told

CANARY = "Kanarienvogel"


def pages_of(audit) -> list[str]:
    base = f"/audits/{audit.key}"
    return [
        *("/", "/audits/", "/concerns/", base, f"{base}/check", f"{base}/history", f"{base}/more-time"),
        *(section_path(audit), f"/concerns/raise/{audit.key}"),
    ]


def beside(on: Scene):
    """A second audit of the same case by somebody else, not sent."""
    return finished(factories.audit(on=on.audit.entry, version=on.audit.tool_version, kind="second"))


def give_roles(person, *, heads) -> None:
    person.grants += [RoleGrant(role=Role.QA_MANAGER), RoleGrant(role=Role.HEAD_OF_SERVICE, service_id=heads.id)]
    factories.given(person)


@pytest.mark.parametrize("roles", ["auditor", "every role"])
def test_C8_no_page_of_the_other_auditor_bears_a_trace_of_a_concern(browser_of, roles):
    on = scene()
    on.auditor.name = f"{CANARY} Auditor"
    factories.given(on.auditor)
    blind = beside(on)
    if roles == "every role":
        give_roles(blind.auditor, heads=on.audit.entry.team.service)
    browser = browser_of(blind.auditor)
    read = [browser.open(path).decode() for path in pages_of(blind)]
    raise_on(browser_of(on.auditor), on.audit, what=CANARY, why=CANARY)
    concern = only()
    assert told(blind.auditor) == []
    for path, before in zip(pages_of(blind), read, strict=True):
        after = browser.open(path).decode()
        assert CANARY not in after, path
        assert concern.key not in after, path
        hide = re.compile(r'(nonce|value)="[^"]{20,}"')
        assert hide.sub("", before) == hide.sub("", after), path
    for verb in ("", "/write"):
        browser.open(f"/concerns/{concern.key}{verb}", expect=404)
    for verb in ("/acknowledge", "/close", "/add", "/drop", "/write"):
        browser.submit(f"/concerns/{concern.key}{verb}", expect=404, text="x", outcome="x", reason="x", once="x")
    assert only().status == "sent"
    browser.open(f"/concerns/raise/{on.audit.key}", expect=404)


def test_C8_after_sending_their_own_a_qa_manager_sees_the_other_concern(browser_of):
    on = scene()
    blind = beside(on)
    give_roles(blind.auditor, heads=on.audit.entry.team.service)
    concern = factories.concern(on.audit, on.first)
    blind.status, blind.given_grade, blind.submitted_at = "submitted", "good", blind.allocated_at
    factories.given(blind)
    browser_of(blind.auditor).open(f"/concerns/{concern.key}")


def test_C8_the_page_for_raising_is_the_same_whether_or_not_somebody_else_grades_the_case(browser_of):
    """The other auditor is the first receiver of the service: not even their absence may tell."""
    on = scene()
    on.first.grants.append(RoleGrant(role=Role.AUDITOR))
    factories.given(on.first)
    entries = [factories.entry(on.audit.entry.team) for _ in range(2)]
    who, version = factories.person(Role.AUDITOR), factories.tool_version()
    alone, blind = (finished(factories.audit(who, entry, version)) for entry in entries)
    factories.audit(on.first, entries[1], version, kind="second")
    read = []
    for audit in (alone, blind):
        page = browser_of(who).open(f"/concerns/raise/{audit.key}")
        assert "It goes to Sid Second" in " ".join(page.main.text.split())
        read.append(plain(page.decode(), audit))
    assert read[0] == read[1]


def test_C8_a_receiver_who_comes_to_owe_a_grade_is_passed_over(browser_of):
    on = scene()
    raise_on(browser_of(on.auditor), on.audit)
    on.first.grants.append(RoleGrant(role=Role.AUDITOR))
    factories.given(on.first)
    concern = only()
    concern.receivers[0].told_at = None
    factories.given(concern)
    factories.audit(on.first, on=on.audit.entry, version=on.audit.tool_version, kind="second")
    assert only().holder.person_id == on.second.id
    browser_of(on.first).open(f"/concerns/{concern.key}", expect=404)
    with transaction():
        assert escalate(by=None) == 1
    assert told(on.second) == ["A concern was not acknowledged in time. You are the one to acknowledge it now."]


def test_a_child_comes_before_a_grade_where_nobody_else_could_be_reached(browser_of):
    service = factories.service()
    audit = finished(factories.audit(on=factories.entry(factories.team("", service))))
    blind = factories.audit(on=audit.entry, version=audit.tool_version, kind="second")
    give_roles(blind.auditor, heads=service)
    raise_on(browser_of(audit.auditor), audit)
    concern = only()
    assert concern.holder.person_id == blind.auditor_id
    browser = browser_of(blind.auditor)
    browser.press(browser.open(f"/concerns/{concern.key}"), "Acknowledge this concern")
    assert only().status == "acknowledged"


def test_with_nobody_to_tell_the_page_says_to_phone_and_keeps_what_was_written(browser_of):
    audit = finished(factories.audit())
    browser = browser_of(audit.auditor)
    page = browser.open(f"/concerns/raise/{audit.key}")
    assert "Phone the team manager now" in page.main.text
    assert [b.text.strip() for b in page.select("main form button")] == ["Keep it for now, not sent"]
    path = f"/concerns/raise/{audit.key}"
    answer = browser.press(page, "Keep it for now, not sent", what="He is missing.")
    assert only().what == "He is missing."
    db.session.rollback()
    answer = browser.submit(path, expect=409, act="send", once="x", what="He is gone.", why="Now.", has_spoken="no")
    assert "There is nobody whom this service could tell" in answer.h1.text
