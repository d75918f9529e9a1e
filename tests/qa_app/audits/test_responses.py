"""The worst grade: the head of the service is asked to respond, by a day, and the audit waits for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from qa_app import db as clock
from qa_app.access import Role
from qa_app.audits import managing, operations, responding
from qa_app.audits.models import Audit, Status
from qa_app.audits.released import responses_to, standing_response
from qa_app.audits.responses import Response
from qa_app.db import db, today, transaction
from qa_app.notices.models import Notice
from tests import factories
from tests.qa_app.audits.story import ANSWERS, XSS, send
from tests.qa_app.audits.test_managing import manage, manager
from tests.qa_app.audits.test_released import practitioner, told
from tests.qa_app.audits.test_statuses import everything

CHILD, SERVICE = "She is seen today by the team manager.", "Every plan of the team is read again in May."


@pytest.fixture
def head():
    return factories.person(heads=(factories.service(),))


@pytest.fixture
def audit(head):
    """An audit of the head's service with the worst grade, that a QA manager has made final."""
    team = factories.team("", head.grants[0].service)
    made = factories.audit(on=factories.entry(team), given_grade="inadequate")
    return reviewed(answered_as_inadequate(made))


def answered_as_inadequate(audit: Audit) -> Audit:
    worst = {"overall": {"grade": "inadequate", "reason": "Left at risk."}}
    for section, values in {**ANSWERS, **worst}.items():
        factories.answers(audit, section, **values)
    return audit


def reviewed(audit: Audit, grade: str = "inadequate") -> Audit:
    with transaction():
        managing.review(audit, grade=grade, reason="The file shows it.", seen=audit.revision, by=manager())
    return audit


def parts(day: date) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)]


def respond(browser, audit, *, expect=302, page=None, **typed):
    page = page or browser.open(f"/audits/{audit.key}/response")
    said = {"for_child": CHILD, "for_service": SERVICE, "audit_again_on": parts(today() + timedelta(days=90))}
    return browser.press(page, "Send the response", expect=expect, **{**said, **typed})


@pytest.fixture
def at():
    """Sets the clock of the application to a moment, until the test ends."""
    stood = clock._back.get()
    yield lambda moment: clock._back.set(datetime.now(UTC) - moment)
    clock._back.set(stood)


def test_the_head_is_told_when_the_worst_grade_is_final_and_responds(browser_of, audit, head):
    response, boss = standing_response(audit), manager()
    assert response.due_on == today() + timedelta(days=10)
    assert told(head) == ["An audit in your service waits for your response."]
    browser = browser_of(head)
    home = browser.open("/").select_one("main")
    assert "Inadequate audits to answer" in home.text
    assert audit.case.reference in home.text
    respond(browser, audit)
    record = browser.follow().text
    for words in (CHILD, SERVICE, "To be audited again by", head.name):
        assert words in record
    assert "Inadequate audits to answer" not in browser.open("/").text
    assert told(audit.auditor)[-1] == told(boss)[-1] == "The head of service responded to an audit."
    assert "responded to it as head of the service" in browser_of(boss).open(f"/audits/{audit.key}/history").text


def test_moderation_that_ends_with_the_worst_grade_asks_for_one_response(head):
    first = factories.audit(given_grade="good", status="in-moderation")
    pair = {"on": first.entry, "version": first.tool_version, "kind": "second", "status": "in-moderation"}
    second = factories.audit(given_grade="inadequate", **pair)
    for each in (first, second):
        with transaction():
            operations.settle(each, "inadequate", by=None)
    assert [each.audit_id for each in db.session.query(Response)] == [first.id]


def test_a_grade_that_is_not_the_worst_asks_for_nothing(browser_of, head):
    audit = reviewed(factories.audit(given_grade="inadequate"), "requires-improvement")
    assert responses_to(audit) == []
    own = factories.person(heads=(audit.entry.team.service,))
    browser_of(own).open(f"/audits/{audit.key}/response", expect=404)


def test_B10_what_is_due_today_is_not_overdue_and_tomorrow_it_is(browser_of, audit, head):
    response, boss = standing_response(audit), manager()
    response.due_on = today()
    factories.given(response)
    assert "Due today" in browser_of(head).open("/").text
    assert "without a response, overdue" not in browser_of(boss).open("/").text
    response.due_on = today() - timedelta(days=1)
    factories.given(response)
    for reader, path in (
        (head, "/"),
        (boss, "/"),
        (head, f"/audits/{audit.key}"),
        (head, f"/audits/{audit.key}/response"),
    ):
        assert "Overdue: it was due" in browser_of(reader).open(path).text, path
    assert "without a response, overdue" in browser_of(boss).open("/").text
    assert "without a response, overdue" not in browser_of(factories.person(Role.ADMINISTRATOR)).open("/").text


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2027, 1, 31, 12, 0, tzinfo=UTC), date(2027, 2, 10)),
        (datetime(2028, 2, 19, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2027, 12, 25, 12, 0, tzinfo=UTC), date(2028, 1, 4)),
        # Half past midnight in England in summer is still the day before in UTC.
        (datetime(2027, 6, 30, 23, 30, tzinfo=UTC), date(2027, 7, 11)),
        # The night on which the clocks go back, before and after.
        (datetime(2027, 10, 30, 23, 30, tzinfo=UTC), date(2027, 11, 10)),
        (datetime(2027, 10, 31, 23, 30, tzinfo=UTC), date(2027, 11, 10)),
    ],
)
def test_B10_the_ten_days_are_counted_on_the_calendar_in_england(at, browser_of, moment, due):
    audit = factories.audit(given_grade="inadequate")
    head = factories.person(heads=(audit.entry.team.service,))
    at(moment)
    reviewed(audit)
    assert standing_response(audit).due_on == due
    midnight = datetime(due.year, due.month, due.day, 23, 59, tzinfo=clock.LONDON)
    at(midnight.astimezone(UTC))
    assert "Due today" in browser_of(head).open("/").text
    at(midnight.astimezone(UTC) + timedelta(minutes=2))
    assert "Overdue" in browser_of(head).open("/").text


def test_an_audit_with_the_worst_grade_is_not_closed_without_its_response(browser_of, audit, head):
    boss = browser_of(manager())
    manage(boss, audit, "Sign it off and release it")
    page = boss.open(f"/audits/{audit.key}/manage")
    assert "It cannot be closed before the head of the service has responded." in page.text
    db.session.expire_all()
    boss.submit(f"/audits/{audit.key}/manage/close", expect=409, seen=str(audit.revision))
    respond(browser_of(head), audit)
    manage(boss, audit, "Close it: nothing is left to do")
    db.session.expire_all()
    assert audit.status == Status.CLOSED


def test_B8_an_audit_that_goes_back_keeps_its_response_in_the_history_and_is_asked_for_another(browser_of, audit, head):
    boss, browser = manager(), browser_of(head)
    stale = browser.open(f"/audits/{audit.key}/response")
    respond(browser, audit)
    query = factories.query(audit, boss)
    with transaction():
        managing.return_to_auditor(audit, seen=audit.revision, by=boss)
    assert standing_response(audit) is None
    browser.open(f"/audits/{audit.key}/response", expect=404)
    assert query.is_answered
    send(browser_of(audit.auditor), audit)
    db.session.expire_all()
    reviewed(audit)
    was, asked = responses_to(audit)
    assert (was.void_at is not None, was.for_child, asked.is_waited_for) == (True, CHILD, True)
    refused = respond(browser, audit, page=stale, expect=409, for_child="Typed on the old page.")
    assert "Typed on the old page." in refused.text
    record = browser.open(f"/audits/{audit.key}").text
    assert CHILD in record
    assert "no longer stands" in record
    assert told(head).count("An audit in your service waits for your response.") == 2


def test_A14_a_response_sent_twice_is_one_and_other_words_come_too_late(browser_of, audit, head):
    other = factories.person(heads=(audit.entry.team.service,))
    browser, late = browser_of(head), browser_of(other)
    page, of_the_other = browser.open(f"/audits/{audit.key}/response"), late.open(f"/audits/{audit.key}/response")
    for _ in range(2):
        respond(browser, audit, page=page)
    refused = respond(late, audit, page=of_the_other, expect=409, for_child="Something else.")
    assert "has its response already" in refused.text
    assert "Something else." in refused.text
    [response] = responses_to(audit)
    assert (response.by_id, response.for_child) == (head.id, CHILD)
    assert db.session.query(Notice).filter_by(person_id=audit.auditor_id, about=told(audit.auditor)[-1]).count() == 1


def test_those_whose_work_it_is_read_what_happens_for_the_child_and_not_what_the_service_does(browser_of, audit, head):
    audit.entry.worker = "Robin Worker"
    factories.given(audit.entry)
    worker = practitioner(audit.entry.team)
    with transaction():
        managing.release(audit, seen=audit.revision, by=manager())
    respond(browser_of(head), audit)
    text = browser_of(worker).open(f"/audits/{audit.key}/released").text
    assert CHILD in text
    assert SERVICE not in text
    assert told(worker)[-1] == "The head of service responded to an audit."


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"for_child": " "}, 422),
        ({"for_service": "x" * 40_000}, 422),
        ({"for_child": "a\0b"}, 400),
        ({"audit_again_on": ["31", "2", "2027"]}, 422),
        ({"audit_again_on": parts(date(2020, 1, 1))}, 409),
        ({"audit_again_on": ["1", "1", "2099"]}, 409),
        ({"audit_again_on": ["", "", ""]}, 422),
        ({"seen": "999999"}, 409),
        ({"seen": "x"}, 409),
    ],
)
def test_D9_a_response_that_is_not_whole_leaves_nothing_and_keeps_what_was_typed(browser_of, audit, head, typed, code):
    browser, before = browser_of(head), everything()
    page = respond(browser, audit, expect=code, **typed)
    db.session.expire_all()
    assert [each[1:] for each in everything()[:1]] == [each[1:] for each in before[:1]]
    assert standing_response(audit).is_waited_for
    if code in {409, 422} and "for_child" not in typed:
        assert CHILD in page.text


@pytest.mark.parametrize("nasty", XSS)
def test_D1_markup_in_a_response_is_text(browser_of, audit, head, nasty):
    browser = browser_of(head)
    respond(browser, audit, for_child=nasty, for_service=nasty)
    for path in (f"/audits/{audit.key}", f"/audits/{audit.key}/response"):
        page = browser.open(path)
        assert page.text.count(nasty) >= 2, path
        assert not page.select("main svg, main img, main script"), path


def test_how_long_a_head_of_service_has_is_a_setting():
    factories.settings(days_to_answer_an_inadequate=3)
    audit = factories.audit(given_grade="inadequate")
    factories.person(heads=(audit.entry.team.service,))
    reviewed(audit)
    assert standing_response(audit).due_on == today() + timedelta(days=3)


def test_A10_a_review_that_dies_half_way_asks_for_nothing(monkeypatch):
    audit = factories.audit(given_grade="inadequate")
    factories.person(heads=(audit.entry.team.service,))

    def dies(*_told):
        raise OSError("the machine went away")

    monkeypatch.setattr(responding, "tell", dies)
    before = everything()
    with pytest.raises(OSError, match="went away"):
        reviewed(audit)
    assert everything()[0] == before[0]
    assert responses_to(audit) == []
