"""C16: a concern that somebody began and never sent is not lost with their account."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.concerns.operations import drop
from qa_app.db import transaction
from qa_app.people.models import RoleGrant
from qa_app.refusals import Refusal
from tests import factories
from tests.qa_app.audits.story import finished
from tests.qa_app.concerns.story import Scene, everything, only, scene

HEADING = "Begun and never sent, by accounts that are closed"


def left_behind(on: Scene, **columns):
    concern = factories.concern(on.audit, what="He was not at school for a week.", **columns)
    on.auditor.is_active = False
    factories.given(on.auditor)
    return concern


def test_C16_those_who_read_sent_concerns_find_it_on_their_home_page_and_close_it(browser_of):
    on = scene()
    concern = left_behind(on)
    for person in (on.head, on.manager):
        browser = browser_of(person)
        home = browser.open("/")
        assert HEADING in home.main.text
        assert home.select_one(f'main a[href="/concerns/{concern.key}"]')
        page = browser.open(f"/concerns/{concern.key}")
        assert "He was not at school for a week." in page.main.text
        assert "began this concern and never sent it, and their account is closed" in page.main.text
    browser.press(page, "Close it without sending", expect=422, reason=" ")
    browser.press(page, "Close it without sending", reason="I raised it myself.")
    assert (only().status, only().closed_by_id, only().outcome) == ("closed", on.manager.id, "I raised it myself.")
    assert HEADING not in browser.open("/").decode()
    assert "I raised it myself." in browser.open(f"/concerns/{concern.key}").main.text


def test_C16_an_account_that_is_opened_again_has_its_own_draft_back(browser_of):
    on = scene()
    concern = left_behind(on)
    on.auditor.is_active = True
    factories.given(on.auditor)
    browser_of(on.manager).open(f"/concerns/{concern.key}", expect=404)
    assert "You have not sent" in browser_of(on.auditor).open("/").main.text


def test_C16_nobody_else_learns_of_it(browser_of):
    on = scene()
    concern = left_behind(on)
    for person in (on.first, factories.person(heads=(factories.service(),)), factories.person(Role.AUDITOR)):
        browser = browser_of(person)
        assert concern.key not in browser.open("/").decode()
        before = everything()
        browser.open(f"/concerns/{concern.key}", expect=404)
        browser.submit(f"/concerns/{concern.key}/drop", expect=404, reason="x")
        assert everything() == before


def test_C8_not_even_a_qa_manager_while_they_owe_a_grade_of_the_case(browser_of):
    on = scene()
    concern = left_behind(on)
    on.manager.grants.append(RoleGrant(role=Role.AUDITOR))
    factories.given(on.manager)
    finished(factories.audit(on.manager, on=on.audit.entry, version=on.audit.tool_version, kind="second"))
    browser = browser_of(on.manager)
    assert HEADING not in browser.open("/").decode()
    browser.open(f"/concerns/{concern.key}", expect=404)
    browser.submit(f"/concerns/{concern.key}/drop", expect=404, reason="x")


def test_B4_what_is_left_behind_is_read_and_closed_and_nothing_else(browser_of):
    on = scene()
    concern = left_behind(on)
    browser, before = browser_of(on.manager), everything()
    for verb, expect in (("write", 403), ("acknowledge", 409), ("close", 409), ("add", 409)):
        browser.submit(f"/concerns/{concern.key}/{verb}", expect=expect, text="x", outcome="x", what="x", once="x")
    assert [row for row in everything() if row] == [row for row in before if row]


def test_C16_a_draft_whose_author_is_still_here_is_nobody_elses_to_close():
    on = scene()
    concern = factories.concern(on.audit)
    with pytest.raises(Refusal, match="Only the one who raised"), transaction():
        drop(concern, reason="x", by=on.manager)
