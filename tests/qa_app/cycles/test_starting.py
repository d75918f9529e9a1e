"""Starting a cycle: the audits are given out once, fairly, and tell nobody of the double grading."""

from __future__ import annotations

import re
import threading
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from qa_app.access import Role
from qa_app.audits.models import Audit
from qa_app.audits.queries import audits_to_do
from qa_app.cycles import operations
from qa_app.cycles.statuses import STEPS, Status
from qa_app.db import db, today, transaction
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.trail import TrailEvent, verify
from tests import factories
from tests.browser import Browser
from tests.counted import statements
from tests.qa_app.cycles.council import Council


@pytest.fixture
def council():
    return Council()


@pytest.fixture
def browser(council, browser_of):
    return browser_of(council.manager)


def audits() -> list[Audit]:
    return list(db.session.scalars(select(Audit).order_by(Audit.id)))


def test_the_audits_are_given_out_as_they_were_shown_before(browser, council):
    cycle = council.cycle("drawn")
    page = browser.open(f"/cycles/{cycle.id}")
    (table,) = page.select("[aria-label='Who gets how many audits']")
    shown = {tr.th.get_text(): [int(td.get_text()) for td in tr.select("td")[1:]] for tr in table.select("tbody tr")}
    assert sum(numbers[2] for numbers in shown.values()) == 13
    browser.press(page, "Start the cycle")
    assert cycle.status == "running"
    made = audits()
    assert len(made) == 13
    for auditor in council.auditors:
        own = [audit.kind for audit in made if audit.auditor_id == auditor.id]
        assert shown[auditor.name] == [own.count("first"), own.count("second"), len(own)]
        assert all(audit.entry.team_id != auditor.team_id for audit in made if audit.auditor_id == auditor.id)
    for drawn in cycle.sample:
        assert drawn.first.entry_id == drawn.entry_id
        assert drawn.first.kind == "first"
        assert (drawn.second is not None) == drawn.is_double
        if drawn.second:
            assert drawn.second.kind == "second"
            assert drawn.second.entry_id == drawn.entry_id
            assert drawn.second.auditor_id != drawn.first.auditor_id
    assert {audit.due_on for audit in made} == {cycle.due_on}
    begun = db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "cycle:start")).one()
    assert begun.detail == {"first": 9, "second": 4}


def test_C8_the_order_in_which_audits_are_made_does_not_tell_second_from_first(council):
    council.cycle("running", sample_size=12, double_size=12)
    kinds = [audit.kind for audit in audits()]
    assert kinds.count("second") == 12
    turns = sum(one != two for one, two in pairwise(kinds))
    assert turns > 4, kinds
    by_case = {}
    for audit in audits():
        by_case.setdefault(audit.entry_id, []).append(audit.kind)
    assert {tuple(pair) for pair in by_case.values()} == {("first", "second"), ("second", "first")}


def test_C8_an_auditor_finds_no_word_of_the_double_grading(browser_of, council):
    cycle = council.cycle("running", sample_size=12, double_size=12)
    for auditor in council.auditors:
        browser = browser_of(auditor)
        browser.open("/audits/")
        pages = [browser.response.text]
        own = audits_to_do(auditor)
        browser.open(f"/audits/{own[0].key}")
        pages.append(browser.response.text)
        others = [audit.key for audit in audits() if audit.auditor_id != auditor.id]
        for page in pages:
            assert not any(key in page for key in others)
            assert not any(other.name in page for other in council.auditors if other is not auditor)
            said = BeautifulSoup(page, "html.parser").get_text(" ")
            assert not re.search(r"\b(second|double|twice|two auditors)\b", said, re.IGNORECASE)
            assert not re.search(r"\b(first|second|kind)\b[\"']", page)
        for path in ("/cycles/", f"/cycles/{cycle.id}", "/cases/"):
            browser.open(path, expect=403)


def test_C9_who_does_not_manage_cycles_is_not_told_which_there_are(browser_of, council):
    cycle = council.cycle()
    browser = browser_of(council.auditors[0])
    browser.open(f"/cycles/{cycle.id}", expect=403)
    there = browser.response.data
    browser.open("/cycles/999999", expect=403)
    assert len(there) == len(browser.response.data)
    manager = browser_of(council.manager)
    manager.open("/cycles/999999", expect=404)
    manager.open("/cycles/99999999999999999999", expect=404)


def test_a_second_start_is_refused_and_makes_nothing(browser, council):
    cycle = council.cycle("running")
    browser.submit(f"/cycles/{cycle.id}/start", expect=409)
    assert len(audits()) == 13


def test_C16_whoever_cannot_audit_any_more_stops_the_start_in_words(browser, council):
    cycle = council.cycle("drawn")
    gone = council.auditors[1]
    gone.is_active = False
    factories.given(gone)
    page = browser.open(f"/cycles/{cycle.id}")
    assert f"{gone.name} cannot audit any more. Change the set-up" in page.main.get_text()
    assert "Start the cycle" not in page.main.get_text()
    browser.submit(f"/cycles/{cycle.id}/start", expect=409)
    assert (cycle.status, audits()) == ("drawn", [])


def test_an_impossible_allocation_is_said_in_words(browser, council):
    cycle = council.cycle("drawn", auditors=council.auditors[:2], sample_size=24, double_size=4)
    council.auditors[1].team_id = council.teams[0].id
    factories.given(council.auditors[1])
    page = browser.open(f"/cycles/{cycle.id}")
    said = " ".join(page.main.get_text().split())
    assert "cannot be audited. Nobody audits the work of their own team, and every chosen auditor" in said
    assert "works in its team, A." in said
    browser.submit(f"/cycles/{cycle.id}/start", expect=409)
    assert audits() == []


def test_a_double_grading_that_only_one_may_do_is_said_in_words(browser, council):
    cycle = council.cycle("drawn", auditors=council.auditors[2:], sample_size=24, double_size=16)
    for auditor in council.auditors[2:3]:
        auditor.team_id = council.teams[0].id
        factories.given(auditor)
    said = " ".join(browser.open(f"/cycles/{cycle.id}").main.get_text().split())
    assert "cannot be graded twice. Nobody audits the work of their own team, and only Auditor 4 does not work" in said


def test_a_cycle_whose_last_day_has_gone_by_does_not_start(council):
    cycle = council.cycle("drawn", opens_on=today().replace(year=2020, day=1), due_on=today().replace(year=2020, day=2))
    with pytest.raises(Refusal, match="late from its first day"), transaction():
        operations.start(cycle, by=council.manager)
    assert audits() == []


def test_the_running_page_counts_and_never_grades(browser, council):
    cycle = council.cycle("running")
    made = audits()
    sent = made[0]
    sent.status, sent.given_grade, sent.given_reason, sent.submitted_at = (
        "submitted",
        "good",
        "Because.",
        sent.allocated_at,
    )
    late = next(audit for audit in made if audit.auditor_id != sent.auditor_id)
    late.due_on = late.due_on.replace(year=2020, day=1)
    factories.given(sent)
    page = browser.open(f"/cycles/{cycle.id}")
    said = " ".join(page.main.get_text().split())
    assert "1 of 13 audits sent. 1 late." in said
    table = page.select_one("#auditors-caption").find_parent("table")
    rows = {tr.th.get_text(): [td.get_text() for td in tr.select("td")] for tr in table.select("tbody tr")}
    assert rows[sent.auditor.name][1] == "1"
    assert rows[late.auditor.name][2] == "1"
    for grade in ("Outstanding", "Good", "Requires improvement", "Inadequate"):
        assert grade not in said
    assert "1 of 13" in browser.open("/cycles/").main.get_text()


def test_the_running_page_asks_the_database_no_more_for_more_cases(browser, council):
    def asked(cycle) -> int:
        with statements() as sent:
            browser.open(f"/cycles/{cycle.id}")
        return len(sent)

    few = asked(council.cycle("running", name="Small", sample_size=3, double_size=1))
    assert asked(council.cycle("running", name="Large", sample_size=18, double_size=9)) == few <= 14


def test_A7_opening_a_cycle_writes_nothing(browser, council):
    cycles = [council.cycle(status, name=f"Cycle {status}") for status in Status]
    before = len(db.session.scalars(select(TrailEvent)).all())
    browser.open("/cycles/")
    browser.open("/cycles/new")
    for cycle in cycles:
        browser.open(f"/cycles/{cycle.id}")
        browser.open(f"/cycles/{cycle.id}/repeated-draw")
    browser.open(f"/cycles/{cycles[0].id}/set-up")
    assert len(db.session.scalars(select(TrailEvent)).all()) == before


ROLES = [None, Role.ADMINISTRATOR, Role.AUDITOR, Role.HEAD_OF_SERVICE, Role.QA_MANAGER]


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", ROLES)
def test_B4_each_act_in_each_status_by_each_role(browser_of, council, role, status, verb):
    cycle = council.cycle(status)
    who = _person(council, role)
    before = (cycle.status, cycle.seed, cycle.sample_size, [drawn.entry_id for drawn in cycle.sample], len(audits()))
    permitted = role is Role.QA_MANAGER
    possible = status in STEPS[verb].starts
    expect = 403 if not permitted else 302 if possible else 409
    given = {
        "change": ("set-up", council.answers(sample_size="8")),
        "draw": ("draw", {"seed": "8"}),
        "start": ("start", {}),
    }
    path, fields = given[verb]
    browser_of(who).submit(f"/cycles/{cycle.id}/{path}", expect=expect, **fields)
    db.session.expire_all()
    after = (cycle.status, cycle.seed, cycle.sample_size, [drawn.entry_id for drawn in cycle.sample], len(audits()))
    if expect == 302:
        assert cycle.status == STEPS[verb].leads_to
        assert after != before
    else:
        assert after == before


def _person(council: Council, role: Role | None) -> Person:
    if role is Role.QA_MANAGER:
        return council.manager
    if role is Role.HEAD_OF_SERVICE:
        return factories.person(heads=(council.teams[0].service,))
    return factories.person(*([role] if role else []))


def test_B3_starting_twenty_times_at_once_gives_each_audit_out_exactly_once(fresh_app):
    council = Council()
    cycle = council.cycle("drawn")
    path = f"/cycles/{cycle.id}/start"
    browsers = []
    for _ in range(20):
        client = fresh_app.test_client()
        factories.signed_in(client, council.manager)
        browsers.append(Browser(client))
    tokens = [browser.token() for browser in browsers]
    db.session.remove()
    answers: list[int] = []
    gate = threading.Barrier(len(browsers))

    def begin(browser: Browser, token: str) -> None:
        with fresh_app.app_context():
            gate.wait()
            answers.append(browser.client.post(path, data={"csrf_token": token}).status_code)

    threads = [threading.Thread(target=begin, args=each) for each in zip(browsers, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, *[409] * 19]
    assert len(audits()) == 13
    assert verify() is None
