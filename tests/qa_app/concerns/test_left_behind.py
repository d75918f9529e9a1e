"""C16: a concern that somebody began and never sent is not lost with their account."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.concerns.models import Concern
from qa_app.concerns.operations import drop
from qa_app.db import db, transaction
from qa_app.people.models import RoleGrant
from qa_app.refusals import Refusal
from tests import factories
from tests.qa_app.audits.story import events, finished
from tests.qa_app.concerns.story import WORDS, Scene, everything, only, scene, told

HEADING = "Begun and never sent, by accounts that are closed"
SEEN = "He was not at school for a week."


def left_behind(on: Scene, **columns):
    concern = factories.concern(on.audit, what=SEEN, **columns)
    on.auditor.is_active = False
    factories.given(on.auditor)
    return concern


@pytest.mark.parametrize("who", ["head", "manager"])
def test_C16_whoever_reads_what_is_sent_finds_it_at_home_and_raises_it_in_their_own_name(browser_of, who):
    on = scene()
    concern = left_behind(on)
    person = getattr(on, who)
    browser = browser_of(person)
    home = browser.open("/")
    assert HEADING in home.main.text
    browser.open(home.select_one(f'main a[href="/concerns/{concern.key}"]')["href"], expect=302)
    page = browser.follow()
    assert "began this concern and never sent it, and their account is closed" in page.main.text
    assert page.select_one(".app-box").text.strip() == SEEN
    assert events()[-1] == "concern:read"
    browser.press(page, "Send the concern", expect=422, **{**WORDS, "why": ""})
    for _ in range(2):
        browser.press(page, "Send the concern", **{**WORDS, "what": "She is alone."})
    anew, begun = db.session.query(Concern).order_by(Concern.status.desc())
    assert (anew.status, anew.what, anew.raised_by_id, anew.holder.person_id) == (
        "sent",
        "She is alone.",
        person.id,
        on.first.id,
    )
    assert (begun.status, begun.what, begun.raised_by_id, begun.closed_by_id) == (
        "closed",
        SEEN,
        on.auditor.id,
        person.id,
    )
    assert told(on.first) == ["A concern was raised, and you are the one to acknowledge it."]
    assert HEADING not in browser.open("/").main.text
    assert SEEN in browser.open(f"/concerns/{begun.key}").main.text
    browser.submit(f"/concerns/{anew.key}/acknowledge", expect=403)


def test_C16_or_closes_it_with_the_reason(browser_of):
    on = scene()
    concern = left_behind(on)
    browser = browser_of(on.manager)
    page = browser.open(f"/concerns/{concern.key}/take-up")
    browser.press(page, "Close it without sending", expect=422, reason=" ")
    browser.press(page, "Close it without sending", reason="He was seen on Monday.")
    assert (only().status, only().closed_by_id, only().outcome) == ("closed", on.manager.id, "He was seen on Monday.")
    assert HEADING not in browser.open("/").decode()
    on.auditor.is_active = True
    factories.given(on.auditor)
    for person in (on.manager, on.auditor):
        assert "He was seen on Monday." in browser_of(person).open(f"/concerns/{concern.key}").main.text


def test_C16_what_its_author_closed_unsent_stays_theirs(browser_of):
    on = scene()
    concern = factories.concern(on.audit)
    with transaction():
        drop(only(), reason="It was another child.", by=on.auditor)
    on.auditor.is_active = False
    factories.given(on.auditor)
    for person in (on.head, on.manager):
        browser = browser_of(person)
        browser.open(f"/concerns/{concern.key}", expect=404)
        assert concern.key not in browser.open("/concerns/").decode()


def test_B1_of_two_who_take_it_up_the_second_is_told(browser_of):
    on = scene()
    concern = left_behind(on)
    head, manager = browser_of(on.head), browser_of(on.manager)
    first, second = (browser.open(f"/concerns/{concern.key}/take-up") for browser in (head, manager))
    head.press(first, "Send the concern", **WORDS)
    answer = manager.press(second, "Send the concern", expect=409, **WORDS)
    assert "This concern is closed" in answer.text
    assert db.session.query(Concern).count() == 2


def test_A10_where_nobody_could_be_reached_nothing_is_changed_and_what_was_typed_stays(browser_of):
    manager = factories.person(Role.QA_MANAGER)
    audit = finished(factories.audit())
    concern = factories.concern(audit, what=SEEN)
    audit.auditor.is_active = False
    factories.given(audit.auditor)
    browser = browser_of(manager)
    page = browser.open(f"/concerns/{concern.key}/take-up")
    assert "There is nobody whom this service could tell" in page.main.text
    typed = {**WORDS, "what": "She is alone.", "once": page.select_one("main input[name=once]")["value"]}
    page = browser.submit(f"/concerns/{concern.key}/take-up", expect=409, **typed)
    assert page.select_one("#what").text.strip() == "She is alone."
    assert (only().status, only().what) == ("draft", SEEN)


def test_G7_words_shown_after_a_mistake_are_noted_as_read_like_any_other(browser_of):
    on = scene()
    concern = left_behind(on)
    browser_of(on.manager).submit(f"/concerns/{concern.key}/take-up", expect=422)
    assert events()[-1] == "concern:read"


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
        for verb in ("drop", "write", "take-up"):
            browser.submit(f"/concerns/{concern.key}/{verb}", expect=404, reason="x", what="x")
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


def test_B4_what_was_not_sent_is_neither_answered_nor_added_to(browser_of):
    on = scene()
    concern = left_behind(on)
    browser, before = browser_of(on.manager), everything()
    for verb, expect in (("acknowledge", 409), ("close", 409), ("add", 409), ("write", 403)):
        browser.submit(f"/concerns/{concern.key}/{verb}", expect=expect, text="x", outcome="x", what="x", once="x")
    assert everything() == before


def test_C16_a_draft_whose_author_is_still_here_is_nobody_elses_to_close():
    on = scene()
    concern = factories.concern(on.audit)
    with pytest.raises(Refusal, match="Only the one who raised"), transaction():
        drop(concern, reason="x", by=on.manager)
