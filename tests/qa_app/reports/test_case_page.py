"""The page of a case: facts, audits as far as the reader may know of them, and who opened it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.access import Role
from qa_app.cases.models import CaseEntry
from qa_app.db import db
from qa_app.trail import TrailEvent
from tests import factories
from tests.counted import statements


@pytest.fixture
def head():
    return factories.person(heads=(factories.service("Safeguarding"),), name="Head")


@pytest.fixture
def entry(head):
    team = factories.team("Hillside", head.grants[0].service)
    return factories.entry(team, reference="C-1", status="looked-after", need_code="N5", disabled=True)


@pytest.fixture
def manager():
    return factories.person(Role.QA_MANAGER, name="Manager")


def page_of(browser, entry):
    return browser.open(f"/cases/{entry.case_id}")


def text_of(page):
    return page.main.get_text(" ", strip=True)


def test_the_facts_of_the_newest_list_stand_first_and_the_earlier_ones_below(browser_of, manager, entry):
    newer = CaseEntry(case=entry.case, case_list=factories.case_list(), team=factories.team("Harbour"), status="closed")
    factories.given(newer)
    page = page_of(browser_of(manager), entry)
    facts = {dt.get_text(strip=True): dt.find_next("dd").get_text(strip=True) for dt in page.select("dt")}
    assert (facts["Status"], facts["Team"], facts["Started"]) == ("Closed", "Harbour", "not recorded")
    (earlier,) = page.select("[aria-label='On earlier case lists'] tbody tr")
    assert "Looked after" in earlier.get_text()
    assert "Hillside" in earlier.get_text()


def test_C8_a_case_under_audit_shows_nothing_of_it_but_a_number_to_the_qa_manager(browser_of, manager, head, entry):
    version = factories.tool_version()
    plain = text_of(page_of(browser_of(head), entry))
    sent = factories.audit(on=entry, version=version, given_grade="inadequate")
    unsent = factories.audit(on=entry, version=version, kind="second")
    said = text_of(page_of(browser_of(manager), entry))
    assert "2 audits under way." in said
    for browser in (browser_of(manager), browser_of(head)):
        page_of(browser, entry)
        for secret in (sent.key, unsent.key, sent.auditor.name, unsent.auditor.name, "Inadequate"):
            assert secret not in browser.response.text
    assert text_of(page_of(browser_of(head), entry)) == plain
    assert "under way" not in plain


def test_C8_a_qa_manager_who_owes_a_grade_is_not_told_that_somebody_else_does(browser_of, entry):
    both = factories.person(Role.QA_MANAGER, Role.AUDITOR)
    version = factories.tool_version()
    own = factories.audit(both, on=entry, version=version)
    alone = text_of(page_of(browser_of(both), entry)).partition("Who opened")[0]
    factories.audit(on=entry, version=version, kind="second", given_grade="good")
    page = page_of(browser_of(both), entry)
    assert text_of(page).partition("Who opened")[0] == alone
    assert "not sent yet" in alone
    assert page.select_one("main table a")["href"] == f"/audits/{own.key}"


def test_finished_audits_stand_there_with_their_grade(browser_of, manager, head, entry):
    audit = factories.audit(on=entry, final_grade="requires-improvement")
    second = factories.audit(
        on=entry, version=audit.tool_version, kind="second", given_grade="good", status="in-moderation"
    )
    rows = page_of(browser_of(manager), entry).select("[aria-label='Audits of this case'] tbody tr")
    assert {tr.select("td")[2].get_text() for tr in rows} == {"Requires improvement", "Good (not final)"}
    (only,) = page_of(browser_of(head), entry).select("[aria-label='Audits of this case'] tbody tr")
    assert audit.key in str(only)
    assert second.key not in str(only)


def test_C8_no_auditor_opens_the_page_of_a_case_they_audit(browser_of, entry):
    auditor = factories.person(Role.AUDITOR)
    factories.audit(auditor, on=entry)
    browser_of(auditor).open(f"/cases/{entry.case_id}", expect=404)
    assert not db.session.scalars(select(TrailEvent)).all()


def test_G7_opening_a_case_is_noted_and_shown_to_the_qa_manager_alone(browser_of, manager, head, entry):
    page_of(browser_of(head), entry)
    page = page_of(browser_of(manager), entry)
    said = text_of(page).partition("Who opened this page lately")[2]
    assert said.index("Manager") < said.index("Head")
    event = db.session.scalars(select(TrailEvent).order_by(TrailEvent.number)).first()
    assert (event.kind, event.actor_id, event.subject, event.subject_id) == (
        "case:read",
        head.id,
        "case",
        entry.case_id,
    )
    assert "Who opened" not in text_of(page_of(browser_of(head), entry))


def test_C9_a_hidden_case_answers_like_one_that_is_not_there(browser_of, entry):
    other = browser_of(factories.person(heads=(factories.service(),)))
    other.open(f"/cases/{entry.case_id}", expect=404)
    hidden = other.response.data
    other.open("/cases/999999", expect=404)
    assert len(hidden) == len(other.response.data)
    assert not db.session.scalars(select(TrailEvent)).all()


def test_the_page_asks_the_database_no_more_for_more_lists_and_audits(browser_of, manager, entry):
    version = factories.tool_version()

    browser = browser_of(manager)

    def asked() -> int:
        with statements() as sent:
            page_of(browser, entry)
        return len(sent)

    factories.audit(on=entry, version=version, final_grade="good")
    few = asked()
    for _ in range(6):
        newer = CaseEntry(case=entry.case, case_list=factories.case_list(), team=factories.team(), status="closed")
        factories.given(newer)
        factories.audit(on=newer, version=version, final_grade="good")
    assert asked() <= few + 4, (few, asked())
