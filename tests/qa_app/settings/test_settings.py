"""What the council decides: read and changed by the administrator and the QA manager, never over somebody's head."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.db import db
from qa_app.settings.queries import Clocks, clocks, people_named_for
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.audits.story import XSS
from tests.qa_app.concerns.story import everything


@pytest.fixture
def administrator(browser_of):
    return browser_of(factories.person(Role.ADMINISTRATOR))


def now() -> Clocks:
    db.session.rollback()
    return clocks()


def test_until_somebody_changes_them_the_defaults_hold():
    assert clocks() == Clocks(60, 30, 10)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.QA_MANAGER])
def test_the_clocks_are_changed_and_the_change_stands_in_the_trail(browser_of, role):
    browser = browser_of(factories.person(role))
    page = browser.open("/settings/clocks")
    browser.press(page, "Save the clocks", minutes_to_acknowledge="45")
    assert now() == Clocks(45, 30, 10)
    assert "45 minutes" in browser.follow().main.text
    page = browser.open("/settings/clocks")
    browser.press(page, "Save the clocks", days_to_answer_an_inadequate="5")
    event = db.session.query(TrailEvent).order_by(TrailEvent.number.desc()).first()
    assert event.kind == "settings:clocks"
    assert ["settings", 1, "days_to_answer_an_inadequate", 10, 5] in event.changes["changed"]


def test_B1_a_stale_save_of_the_clocks_is_refused_and_shows_both(administrator):
    page = administrator.open("/settings/clocks")
    administrator.press(page, "Save the clocks", minutes_to_acknowledge="45")
    before = everything()
    answer = administrator.press(page, "Save the clocks", expect=409, minutes_to_acknowledge="90")
    assert everything() == before
    assert "45 minutes" in answer.main.text
    assert answer.select_one("#minutes_to_acknowledge")["value"] == "90"
    administrator.press(answer, "Save the clocks")
    assert now().minutes_to_acknowledge == 90


@pytest.mark.parametrize("typed", ["", "0", "-5", "4", "1441", "1e3", "１２", "NaN", "9" * 40, "5.5", "<svg/onload=1>"])
def test_D9_a_clock_that_is_no_number_of_minutes_is_refused_and_kept_on_the_page(administrator, typed):
    before = everything()
    page = administrator.open("/settings/clocks")
    answer = administrator.press(page, "Save the clocks", expect=422, minutes_to_acknowledge=typed)
    assert answer.select_one("#minutes_to_acknowledge").get("value", "") == typed
    assert everything() == before


def test_receivers_are_named_in_order_and_a_gap_closes_up(administrator):
    service, first, second = factories.service(), factories.person(), factories.person()
    path = f"/settings/receivers/{service.id}"
    page = administrator.open(path)
    administrator.press(page, "Save who receives them", place_1=str(second.id), place_4=str(first.id))
    db.session.rollback()
    assert [each.id for each in people_named_for(service)] == [second.id, first.id]
    page = administrator.open(path)
    administrator.press(page, "Save who receives them", place_1=str(first.id), place_2="")
    db.session.rollback()
    assert [each.id for each in people_named_for(service)] == [first.id]
    assert db.session.query(TrailEvent).filter_by(kind="settings:receivers").count() == 2


def test_B1_a_stale_list_of_receivers_overwrites_nothing(administrator):
    service, first, second = factories.service(), factories.person(), factories.person()
    page = administrator.open(f"/settings/receivers/{service.id}")
    administrator.press(page, "Save who receives them", place_1=str(first.id))
    before = everything()
    answer = administrator.press(page, "Save who receives them", expect=409, place_1=str(second.id))
    assert everything() == before
    assert first.name in answer.main.text
    assert answer.select_one("#place_1 option[selected]")["value"] == str(second.id)


def test_C16_a_closed_account_is_never_offered_nor_taken(administrator):
    service, gone = factories.service(), factories.person(is_active=False, name="Gone Person")
    page = administrator.open(f"/settings/receivers/{service.id}")
    assert "Gone Person" not in page.text
    before = everything()
    administrator.press(page, "Save who receives them", expect=422, place_1=str(gone.id))
    assert everything() == before


def test_D10_nobody_is_named_twice(administrator):
    service, one = factories.service(), factories.person()
    before = everything()
    page = administrator.open(f"/settings/receivers/{service.id}")
    twice = {"place_1": str(one.id), "place_3": str(one.id)}
    answer = administrator.press(page, "Save who receives them", expect=422, **twice)
    assert "Name each person once" in answer.main.parent.text
    assert everything() == before


def test_C17_an_administrator_does_not_let_themselves_in(browser_of):
    service, admin = factories.service(), factories.person(Role.ADMINISTRATOR)
    browser = browser_of(admin)
    before = everything()
    page = browser.open(f"/settings/receivers/{service.id}")
    answer = browser.press(page, "Save who receives them", expect=409, place_1=str(admin.id))
    assert "You cannot name yourself" in answer.text
    assert everything() == before


def test_the_page_says_who_receives_concerns_where_nobody_is_named(administrator):
    headed, bare = factories.service("Headed"), factories.service("Bare")
    factories.person(heads=(headed,), name="Hal Head")
    factories.receivers(named := factories.service("Named"), factories.person(name="Fay", is_active=False))
    text = " ".join(administrator.open("/settings/").main.text.split())
    assert "Headed Nobody is named, so they go to Hal Head." in text
    assert f"{bare.name} Nobody is named and the service has no head, so they go to the QA managers." in text
    assert f"{named.name} Fay (account closed, passed over)" in text


def test_D1_markup_in_names_is_shown_as_text(administrator):
    for words in XSS:
        service = factories.service(words)
        factories.receivers(service, factories.person(name=words))
        for path in ("/settings/", f"/settings/receivers/{service.id}"):
            page = administrator.open(path)
            assert words in page.main.text
            assert not page.select("main script, main svg, main img")
