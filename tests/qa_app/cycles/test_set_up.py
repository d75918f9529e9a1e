"""Setting a cycle up: the form, what it refuses, and what it never takes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from qa_app.access import Role
from qa_app.cycles.models import AuditCycle
from qa_app.db import db, today
from tests import factories
from tests.counted import statements
from tests.qa_app.cycles.council import Council


@pytest.fixture
def council():
    return Council()


@pytest.fixture
def browser(council, browser_of):
    return browser_of(council.manager)


def stored() -> list[AuditCycle]:
    return list(db.session.scalars(select(AuditCycle)))


def fill(browser, council, *, expect=302, path="/cycles/new", **changed):
    return browser.press(browser.open(path), "Save", expect=expect, **council.answers(**changed))


def test_a_cycle_is_set_up_and_says_how_many_cases_fit(browser, council):
    fill(browser, council, name="  Bi-monthly   cycle 4 ")
    page = browser.follow()
    assert page.h1.get_text() == "Bi-monthly cycle 4"
    assert "24 cases on this list fit." in page.main.get_text()
    (cycle,) = stored()
    assert (cycle.status, cycle.sample_size, cycle.double_size, cycle.statuses) == ("set-up", 9, 4, ["child-in-need"])
    assert [auditor.id for auditor in cycle.auditors] == [auditor.id for auditor in council.auditors]
    listed = browser.open("/cycles/")
    assert "Bi-monthly cycle 4" in listed.main.get_text()


def test_a_set_up_can_be_changed_and_is_shown_as_it_stands(browser, council):
    cycle = council.cycle()
    path = f"/cycles/{cycle.id}/set-up"
    page = browser.open(path)
    assert page.select_one("#sample_size")["value"] == "9"
    assert [box["value"] for box in page.select("input[name=statuses][checked]")] == ["child-in-need"]
    assert len(page.select("input[name=auditors][checked]")) == 4
    browser.press(page, "Save", sample_size="5", double_size="0")
    assert (cycle.sample_size, cycle.double_size, len(cycle.auditors)) == (5, 0, 4)


def test_changing_a_drawn_cycle_drops_its_sample_and_says_so(browser, council):
    cycle = council.cycle("drawn")
    page = browser.open(f"/cycles/{cycle.id}/set-up")
    assert "Saving drops the sample that was drawn" in page.main.get_text()
    browser.press(page, "Save")
    assert (cycle.status, cycle.seed, cycle.draw_record, cycle.sample) == ("set-up", None, None, [])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *[("sample_size", typed) for typed in ("1e309", "NaN", "１２", "-1", "9.5", "0", "501", "9" * 40, "")],
        *[("double_size", typed) for typed in ("1e309", "inf", "１", "-0", "10", "")],
        *[
            ("due_on", typed)
            for typed in (["31", "02", "2027"], ["1", "1", "0001"], ["1", "1", "9999"], ["１", "1", "2027"])
        ],
        ("due_on", ["2027"]),
        ("due_on", ["", "", ""]),
        ("due_on", ["1", "1", "2020"]),
        ("opens_on", ["11", "31", "2026"]),
        ("name", "   "),
        ("name", "x" * 81),
        ("name", "A\x0bB\u202e"),
        ("statuses", []),
        ("auditors", []),
    ],
)
def test_D9_what_is_no_number_date_or_name_is_an_error_at_its_field_and_stays_typed(browser, council, field, typed):
    page = fill(browser, council, expect=400, **{field: typed})
    assert page.select_one(f"[id^={field}][id$=-error]")
    links = [link["href"] for link in page.select(".govuk-error-summary a")]
    assert links == [f"#{field}"] or field in {"statuses", "auditors"}
    if field.endswith("_size"):
        assert page.select_one(f"#{field}")["value"] == typed
    assert not stored()


def test_D9_noughts_in_front_of_a_number_are_only_noughts(browser, council):
    fill(browser, council, sample_size="00012")
    assert stored()[0].sample_size == 12


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tool_version", "999999"),
        ("tool_version", "__class__"),
        ("case_list", "999999"),
        ("statuses", ["child-in-need", "adopted"]),
        ("auditors", ["999999"]),
        ("auditors", ["x"]),
    ],
)
def test_D10_an_option_that_is_not_on_offer_is_refused(browser, council, field, value):
    fill(browser, council, expect=400, **{field: value})
    assert not stored()


def test_D10_a_retired_tool_version_is_not_on_offer(browser, council):
    retired = factories.tool_version(status="retired")
    page = browser.open("/cycles/new")
    assert str(retired.id) not in [option["value"] for option in page.select("#tool_version option")]
    fill(browser, council, expect=400, tool_version=str(retired.id))
    assert not stored()


def test_D10_the_same_auditor_twice_is_one_auditor(browser, council):
    somebody = str(council.auditors[0].id)
    fill(browser, council, auditors=[somebody, somebody])
    assert len(stored()[0].auditors) == 1


def test_C16_closed_accounts_and_other_roles_are_neither_offered_nor_accepted(browser, council):
    closed = factories.person(Role.AUDITOR, is_active=False)
    manager = council.manager
    page = browser.open("/cycles/new")
    offered = {box["value"] for box in page.select("input[name=auditors]")}
    assert offered == {str(auditor.id) for auditor in council.auditors}
    for who in (closed, manager):
        fill(browser, council, expect=400, auditors=[str(council.auditors[0].id), str(who.id)])
    assert not stored()


def test_C10_what_the_form_does_not_ask_is_not_taken(browser, council):
    cycle = council.cycle()
    before = {column: getattr(cycle, column) for column in ("id", "seed", "draw_record", "status")}
    extra = {"status": "running", "seed": "5", "id": "77", "draw_record": "{}", "revision": "9", "created_at": "2020"}
    page = browser.open(f"/cycles/{cycle.id}/set-up")
    browser.press(page, "Save", **extra)
    db.session.expire_all()
    assert {column: getattr(cycle, column) for column in before} == before
    browser.press(browser.open(f"/cycles/{cycle.id}"), "Draw the sample", **{**extra, "seed": "5", "sample_size": "1"})
    assert (cycle.status, cycle.seed, cycle.sample_size, len(cycle.sample)) == ("drawn", 5, 9, 9)


def test_two_cycles_never_have_one_name(browser, council):
    council.cycle(name="Cycle 4")
    fill(browser, council, expect=409, name="CYCLE 4")
    assert len(stored()) == 1


def test_what_is_missing_before_a_cycle_can_be_set_up_is_said(browser_of):
    page = browser_of(factories.person(Role.QA_MANAGER)).open("/cycles/new")
    said = page.main.get_text()
    for sentence in ("Publish an audit tool first", "Import a case list first", "Nobody has the role of auditor yet"):
        assert sentence in said


def test_the_list_of_cycles_asks_the_database_no_more_for_more_cycles(browser, council):
    def asked() -> int:
        with statements() as sent:
            browser.open("/cycles/")
        return len(sent)

    council.cycle("running", name="One")
    few = asked()
    for number in range(5):
        factories.cycle(council.version, council.case_list, name=f"More {number}")
    assert asked() == few <= 10


def test_the_window_is_kept_as_typed(browser, council):
    fill(browser, council, opens_on=["1", "2", "2027"], due_on=["29", "2", "2028"])
    assert (stored()[0].opens_on, stored()[0].due_on) == (date(2027, 2, 1), date(2028, 2, 29))
    assert today() not in (stored()[0].opens_on, stored()[0].due_on)


def test_B1_a_set_up_that_somebody_changed_meanwhile_is_not_overwritten(browser, council):
    cycle = council.cycle()
    page = browser.open(f"/cycles/{cycle.id}/set-up")
    browser.press(browser.open(f"/cycles/{cycle.id}/set-up"), "Save", name="What the first one called it")
    said = browser.press(page, "Save", name="What the second one called it", expect=409)
    assert "Somebody else changed this cycle" in said.h1.get_text()
    assert "What the second one called it" in said.main.get_text()
    db.session.expire_all()
    assert cycle.name == "What the first one called it"
    browser.press(browser.open(f"/cycles/{cycle.id}/set-up"), "Save", name="What the second one called it")
    db.session.expire_all()
    assert cycle.name == "What the second one called it"
