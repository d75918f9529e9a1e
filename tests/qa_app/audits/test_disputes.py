"""Comments and disputes of a released audit, and the answers to disputes."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.audits import disputing, managing
from qa_app.audits.disputes import Comment, Dispute
from qa_app.audits.models import Status
from qa_app.db import db, transaction
from qa_app.people.models import RoleGrant
from qa_app.refusals import Refusal
from tests import factories
from tests.qa_app.audits.story import XSS
from tests.qa_app.audits.test_managing import manage, manager
from tests.qa_app.audits.test_released import practitioner, released, team_manager, told
from tests.qa_app.audits.test_statuses import everything

NO = "She was seen alone in March, and it is on the file."


@pytest.fixture
def audit():
    return released(whole=True)


@pytest.fixture
def worker(audit):
    return practitioner(audit.entry.team)


def disputed(browser, audit, *, expect=302, **typed):
    page = browser.open(f"/audits/{audit.key}/released/dispute")
    return browser.press(page, "Send the dispute", expect=expect, **{"question": "grade", "text": NO, **typed})


def answered(browser, dispute, outcome="not-upheld", text="The visit was not recorded.", *, expect=302):
    page = browser.open(f"/audits/disputes/{dispute.key}")
    return browser.press(page, "Send the answer", expect=expect, outcome=outcome, text=text)


def the_dispute() -> Dispute:
    db.session.expire_all()
    return db.session.query(Dispute).one()


def test_a_comment_is_read_by_the_auditor_the_head_and_qa_managers_and_by_nobody_else(browser_of, audit, worker):
    boss = team_manager(audit.entry.team)
    browser = browser_of(worker)
    page = browser.open(f"/audits/{audit.key}/released/comment")
    browser.press(page, "Send the comment", text="The family read it with me.")
    assert "The family read it with me." in browser.follow().text
    for reader in (audit.auditor, manager(), factories.person(heads=(audit.entry.team.service,))):
        assert "The family read it with me." in browser_of(reader).open(f"/audits/{audit.key}").text
    assert "The family read it with me." not in browser_of(boss).open(f"/audits/{audit.key}/released").text
    assert told(audit.auditor) == ["Somebody commented on an audit of yours."]


@pytest.mark.parametrize("what", ["comment", "dispute"])
def test_A14_what_is_sent_twice_is_there_once_and_other_words_are_refused(browser_of, audit, worker, what):
    browser, noun = browser_of(worker), {"comment": Comment, "dispute": Dispute}[what]
    page = browser.open(f"/audits/{audit.key}/released/{what}")
    typed = {"text": NO} | ({"question": "grade"} if what == "dispute" else {})
    for _ in range(2):
        browser.press(page, f"Send the {what}", **typed)
    assert db.session.query(noun).count() == 1
    refused = browser.press(page, f"Send the {what}", expect=409, **{**typed, "text": "Other words."})
    assert refused.select_one("#text").text.strip() == "Other words."
    assert db.session.query(noun).count() == 1


def test_B8_what_was_opened_before_the_audit_went_back_is_refused_and_kept_on_the_page(browser_of, audit, worker):
    browser, asker = browser_of(worker), manager()
    stale = browser.open(f"/audits/{audit.key}/released/dispute")
    factories.query(audit, asker)
    with transaction():
        managing.return_to_auditor(audit, seen=audit.revision, by=asker)
    browser.press(stale, "Send the dispute", expect=404, question="grade", text=NO)
    audit.status, audit.final_grade, audit.released_by_id, audit.released_at = (
        "released",
        "good",
        asker.id,
        audit.submitted_at,
    )
    factories.given(audit)
    before = everything()
    refused = browser.press(stale, "Send the dispute", expect=409, question="grade", text=NO)
    assert "after you opened the page" in refused.text
    assert refused.select_one("#text").text.strip() == NO
    assert everything() == before


def test_a_dispute_is_answered_with_reasons_and_those_concerned_are_told(browser_of, audit, worker):
    answerer, head = manager(), factories.person(heads=(audit.entry.team.service,))
    browser = browser_of(worker)
    disputed(browser, audit, question="voice-grade")
    dispute = the_dispute()
    for person in (answerer, head):
        assert told(person) == ["An audit is disputed and waits for an answer."]
        assert "Disputes to answer" in browser_of(person).open("/").text
    assert "How well was the child heard?" in browser_of(audit.auditor).open(f"/audits/{audit.key}").text
    answered(browser_of(head), dispute)
    assert told(worker) == ["Your dispute of an audit was answered."]
    assert told(audit.auditor)[-1] == "A dispute of an audit of yours was answered."
    for path in (f"/audits/{audit.key}/released", f"/audits/disputes/{dispute.key}"):
        text = browser.open(path).text
        assert "Not upheld" in text
        assert "The visit was not recorded." in text
    assert "Disputes to answer" not in browser_of(answerer).open("/").text
    again = answered_again(browser_of(answerer), dispute)
    assert "answered already" in again.text
    assert (the_dispute().outcome, the_dispute().answered_by_id) == ("not-upheld", head.id)


def answered_again(browser, dispute):
    said = {"outcome": "upheld", "text": "Yes.", "seen": "1"}
    return browser.submit(f"/audits/disputes/{dispute.key}", expect=409, **said)


def test_A14_the_same_answer_twice_is_one_answer(browser_of, audit, worker):
    dispute = factories.dispute(audit, worker)
    browser = browser_of(manager())
    page = browser.open(f"/audits/disputes/{dispute.key}")
    for _ in range(2):
        browser.press(page, "Send the answer", outcome="upheld", text="Yes.")
    assert told(worker) == ["Your dispute of an audit was answered."]


def test_an_upheld_dispute_changes_no_grade_and_leads_to_returning_the_audit(browser_of, audit, worker):
    dispute, one, other = factories.dispute(audit, worker), manager(), manager()
    browser = browser_of(one)
    answered(browser, dispute, "upheld", "The record is there.")
    page = browser.follow()
    assert page.select_one(f'a[href="/audits/{audit.key}/manage"]')
    assert told(other)[-1].startswith("A dispute was answered. Decide whether the audit goes back")
    db.session.expire_all()
    assert (audit.status, audit.given_grade, audit.final_grade) == (Status.RELEASED, "good", "good")
    manage(browser, audit, "Keep the query", question="voice-grade", text="The record of March shows it.")
    manage(browser, audit, "Return it to its auditor")
    db.session.expire_all()
    assert audit.status == Status.RETURNED
    assert "The record is there." in browser_of(worker).open(f"/audits/disputes/{dispute.key}").text


def test_neither_the_auditor_nor_the_disputer_answers_whatever_else_they_are(browser_of, audit):
    boss = team_manager(audit.entry.team, Role.QA_MANAGER)
    disputed(browser_of(boss), audit)
    dispute, auditor = the_dispute(), audit.auditor
    auditor.grants += [RoleGrant(role=Role.QA_MANAGER)]
    factories.given(auditor)
    said = {"outcome": "upheld", "text": "Yes.", "seen": "1"}
    browser_of(boss).submit(f"/audits/disputes/{dispute.key}", expect=403, **said)
    browser_of(auditor).submit(f"/audits/disputes/{dispute.key}", expect=404, **said)
    for person in (boss, auditor):
        assert "Disputes to answer" not in browser_of(person).open("/").text
        with pytest.raises(Refusal, match="Somebody else"), transaction():
            disputing.answer(dispute, outcome="upheld", text="Yes.", seen=1, by=person)
    assert the_dispute().is_open


def test_nobody_disputes_or_comments_on_their_own_audit(browser_of, audit):
    auditor = audit.auditor
    auditor.grants += [RoleGrant(role=Role.TEAM_MANAGER)]
    auditor.team = audit.entry.team
    factories.given(auditor)
    browser = browser_of(auditor)
    assert "You made this audit yourself" in browser.open(f"/audits/{audit.key}/released").text
    for what in ("comment", "dispute"):
        browser.open(f"/audits/{audit.key}/released/{what}", expect=403)


def test_a_disputed_audit_is_not_closed_before_the_answer(browser_of, audit, worker):
    dispute, boss = factories.dispute(audit, worker), manager()
    browser = browser_of(boss)
    page = browser.open(f"/audits/{audit.key}/manage")
    assert "It cannot be closed before the dispute is answered." in page.text
    refused = browser.submit(f"/audits/{audit.key}/manage/close", expect=409, seen=str(audit.revision))
    assert "cannot be closed before the dispute is answered" in refused.text
    answered(browser, dispute)
    manage(browser, audit, "Close it: nothing is left to do")
    db.session.expire_all()
    assert audit.status == Status.CLOSED


def test_one_person_has_one_open_dispute_and_may_dispute_again_after_the_answer(browser_of, audit, worker):
    browser, boss = browser_of(worker), team_manager(audit.entry.team)
    disputed(browser, audit)
    refused = disputed(browser, audit, expect=409, text="And the plan too.")
    assert "You dispute this audit already" in refused.text
    disputed(browser_of(boss), audit, text="I think so too.")
    first = db.session.query(Dispute).order_by(Dispute.id).first()
    answered(browser_of(manager()), first)
    disputed(browser, audit, question="risk-grade")
    assert [each.number for each in db.session.query(Dispute).order_by(Dispute.id)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"text": " \n "}, 422),
        ({"text": "x" * 40_000}, 422),
        ({"text": "a\0b"}, 400),
        ({"question": ""}, 422),
        ({"question": "voice-area"}, 409),
        ({"question": "__class__"}, 409),
        ({"seen": "1e3"}, 409),
        ({"number": "7"}, 409),
        ({"number": ["1", "2"], "seen": "-1"}, 409),
    ],
)
def test_D10_a_dispute_that_no_page_of_ours_would_send_leaves_nothing(browser_of, audit, worker, typed, code):
    browser = browser_of(worker)
    stands, before = {"seen": str(audit.revision), "number": "1", "question": "grade", "text": NO}, everything()
    browser.submit(f"/audits/{audit.key}/released/dispute", expect=code, **{**stands, **typed})
    assert everything() == before


def test_D10_an_outcome_that_there_is_not_is_refused(browser_of, audit, worker):
    dispute = factories.dispute(audit, worker)
    before = everything()
    said = {"text": "Yes.", "seen": str(dispute.revision)}
    browser_of(manager()).submit(f"/audits/disputes/{dispute.key}", expect=409, outcome="perhaps", **said)
    browser_of(manager()).submit(f"/audits/disputes/{dispute.key}", expect=422, **said)
    assert everything() == before


@pytest.mark.parametrize("nasty", XSS)
def test_D1_markup_in_what_is_said_is_text_on_every_page(browser_of, audit, worker, nasty):
    browser, boss = browser_of(worker), browser_of(manager())
    page = browser.open(f"/audits/{audit.key}/released/comment")
    browser.press(page, "Send the comment", text=nasty)
    disputed(browser, audit, text=nasty)
    dispute = the_dispute()
    answered(boss, dispute, "upheld", nasty)
    pages = [(browser, f"/audits/{audit.key}/released"), (boss, f"/audits/{audit.key}")]
    for reader, path in [*pages, (boss, f"/audits/disputes/{dispute.key}"), (boss, f"/audits/{audit.key}/manage")]:
        shown = reader.open(path)
        assert path.endswith("manage") or nasty in shown.text, path
        assert not shown.select("main svg, main img, main script"), path


def test_A10_a_dispute_that_dies_half_way_leaves_nothing(browser_of, audit, worker, monkeypatch):
    before = everything()

    def dies(*_told):
        raise OSError("the machine went away")

    monkeypatch.setattr(disputing, "tell", dies)
    with pytest.raises(OSError, match="went away"), transaction():
        disputing.dispute(audit, question="grade", text=NO, number=1, seen=audit.revision, by=worker)
    assert everything() == before
