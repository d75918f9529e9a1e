"""What a QA manager does with an audit: returned and sent again, signed off, reviewed, given on, let off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_app.access import Role
from qa_app.audits import asking, managing
from qa_app.audits.models import Audit, Finding, SectionAnswers, Status
from qa_app.audits.queries import copies_of, queries_about
from qa_app.db import db, transaction
from qa_app.notices.models import Notice
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from tests import factories
from tests.qa_app.audits.story import auditor, events, finished, section_path, send


def manager() -> Person:
    return factories.person(Role.QA_MANAGER)


def told(person: Person) -> list[str]:
    return [each.about for each in db.session.query(Notice).filter_by(person_id=person.id).order_by(Notice.id)]


def sent(browser_of, **entry) -> Audit:
    audit = finished(factories.audit(on=factories.entry(**entry)))
    send(browser_of(audit.auditor), audit)
    db.session.expire_all()
    return audit


def manage(browser, audit, button, *, expect=302, **typed):
    page = browser.open(f"/audits/{audit.key}/manage")
    return browser.press(page, button, expect=expect, **typed)


def test_B8_a_signed_audit_that_is_opened_again_has_no_signature_and_its_signer_is_told(browser_of):
    audit, signer, other = sent(browser_of), manager(), manager()
    manage(browser_of(signer), audit, "Sign it off and release it")
    db.session.expire_all()
    assert (audit.status, audit.released_by_id) == (Status.RELEASED, signer.id)
    manage(browser_of(other), audit, "Keep the query", question="voice-said", text="Where is that seen?")
    manage(browser_of(other), audit, "Return it to its auditor")
    db.session.expire_all()
    assert (audit.status, audit.released_by_id, audit.released_at, audit.final_grade) == ("returned", None, None, None)
    assert told(signer) == ["An audit that you signed off was opened again. Your sign-off is void."]

    writer = browser_of(audit.auditor)
    page = writer.open(section_path(audit))
    writer.press(page, "Save and continue", **{"q-voice-said": "She wants to stay at her schools."})
    refused = send(writer, audit, expect=409)
    assert "queries about this audit are not answered" in refused.text
    query = queries_about(audit)[0]
    writer.press(writer.open(f"/audits/queries/{query.key}"), "Send", text="In the record of the visit.")
    send(writer, audit)
    db.session.expire_all()
    assert (audit.status, audit.final_grade) == (Status.FINAL, "good")
    history = browser_of(other).open(f"/audits/{audit.key}/history").text
    assert "signed it off and released it" in history
    assert "returned it with queries; the sign-off is void" in history
    assert "She wants to stay at her school." in history
    assert "She wants to stay at her schools." in history
    assert [copy.answers["voice"]["voice-said"] for copy in copies_of(audit)] == [
        "She wants to stay at her school.",
        "She wants to stay at her schools.",
    ]


def test_a_query_is_closed_by_whoever_asked_it_and_by_nobody_else(browser_of):
    audit = sent(browser_of)
    asker = manager()
    query = factories.query(audit, asker)
    browser_of(audit.auditor).submit(f"/audits/queries/{query.key}/close", expect=403)
    browser_of(manager()).submit(f"/audits/queries/{query.key}/close", expect=404)
    for somebody in (audit.auditor, manager()):
        with pytest.raises(Refusal, match="Only the one who asked"), transaction():
            asking.close_query(query, by=somebody)
    browser = browser_of(asker)
    browser.press(browser.open(f"/audits/queries/{query.key}"), "Close this query")
    db.session.expire_all()
    assert query.closed_at is not None
    with pytest.raises(Refusal, match="closed"), transaction():
        asking.reply(query, text="More.", by=audit.auditor)


def test_an_unanswered_query_is_not_closed_and_holds_up_the_sign_off(browser_of):
    audit, asker = sent(browser_of), manager()
    with transaction():
        query = asking.ask(audit, question="grade", text="Why Good?", by=asker)
    with pytest.raises(Refusal, match="no answer yet"), transaction():
        asking.close_query(query, by=asker)
    with pytest.raises(Refusal, match="still open"), transaction():
        managing.release(audit, seen=audit.revision, by=manager())


def test_findings_of_an_audit_sent_again_are_those_it_has_now(browser_of):
    audit, asker = sent(browser_of), manager()
    was = {finding.question: finding.id for finding in audit.findings}
    query = factories.query(audit, asker)
    with transaction():
        managing.return_to_auditor(audit, seen=audit.revision, by=asker)
    writer = browser_of(audit.auditor)
    page = writer.open(section_path(audit, "risk"))
    writer.press(page, "Save and continue", **{"q-risk-area": "", "t-risk-area": []})
    page = writer.open(section_path(audit, "voice"))
    writer.press(page, "Save and continue", **{"q-voice-strength": "Drew with her.", "q-voice-area": "See her alone."})
    assert query.is_answered
    send(writer, audit)
    db.session.expire_all()
    standing = {one.question: (one.id, one.text) for one in audit.findings if one.dropped_at is None}
    assert standing["voice-strength"] == (was["voice-strength"], "Drew with her.")
    assert set(standing) == {"voice-strength", "voice-area"}
    [dropped] = [one for one in audit.findings if one.dropped_at is not None]
    assert dropped.id == was["risk-area"]


def test_the_worst_grade_counts_only_once_somebody_else_has_read_the_audit(browser_of):
    head_of = factories.service()
    head, reviewer = factories.person(heads=(head_of,)), manager()
    audit = finished(factories.audit(on=factories.entry(factories.team("", head_of))))
    factories.given(audit)
    overall = db.session.query(SectionAnswers).filter_by(audit_id=audit.id, section="overall").one()
    overall.answers = {"grade": "inadequate", "reason": "Left at risk."}
    factories.given(overall)
    send(browser_of(audit.auditor), audit)
    db.session.expire_all()
    assert (audit.status, audit.final_grade) == (Status.SUBMITTED, None)
    assert len(told(head)) == len(told(reviewer)) == 1
    manage(browser_of(reviewer), audit, "Make this grade final", expect=422, grade="inadequate", reason=" ")
    manage(browser_of(reviewer), audit, "Make this grade final", grade="inadequate", reason="The file shows it.")
    db.session.expire_all()
    assert (audit.status, audit.final_grade, audit.reviewed_by_id) == (Status.FINAL, "inadequate", reviewer.id)
    assert "The file shows it." in browser_of(audit.auditor).open(f"/audits/{audit.key}").text


def test_an_audit_given_to_somebody_else_begins_afresh_and_nothing_is_lost_or_shown(browser_of):
    audit, other = finished(factories.audit()), auditor()
    former = audit.auditor
    words = "She wants to stay at her school."
    manage(browser_of(manager()), audit, "Give it to this auditor", auditor=str(other.id), reason="Ill.")
    db.session.expire_all()
    assert (audit.auditor_id, audit.status) == (other.id, Status.ALLOCATED)
    [copy] = copies_of(audit)
    assert copy.answers["voice"]["voice-said"] == words
    browser = browser_of(other)
    for path in (f"/audits/{audit.key}", section_path(audit), f"/audits/{audit.key}/history"):
        assert words not in browser.open(path).text
    browser_of(former).open(f"/audits/{audit.key}", expect=404)
    assert told(former) == ["An audit was taken off your list and given to somebody else."]


@pytest.mark.parametrize("who", ["sent it", "given on"])
def test_B2_sending_and_giving_on_at_once_one_wins_and_the_loser_is_told(browser_of, who):
    audit, other = finished(factories.audit()), auditor()
    writer, boss = browser_of(audit.auditor), browser_of(manager())
    check, page = writer.open(f"/audits/{audit.key}/check"), boss.open(f"/audits/{audit.key}/manage")
    if who == "sent it":
        writer.press(check, "Send this audit")
        refused = boss.press(page, "Give it to this auditor", expect=409, auditor=str(other.id), reason="Ill.")
        assert "changed after you opened the page" in refused.text
    else:
        boss.press(page, "Give it to this auditor", auditor=str(other.id), reason="Ill.")
        writer.press(check, "Send this audit", expect=404)
    db.session.expire_all()
    sent_by = {(False, "allocated"), (True, "final")}
    assert (audit.auditor_id != other.id, audit.status) in sent_by


def test_B1_what_was_decided_on_an_older_state_of_the_audit_is_refused(browser_of):
    audit = sent(browser_of)
    first, second = browser_of(manager()), browser_of(manager())
    stale = second.open(f"/audits/{audit.key}/manage")
    manage(first, audit, "Sign it off and release it")
    before = events()
    page = second.press(stale, "Withdraw it", expect=409, reason="Wrong case.")
    assert "changed after you opened the page" in page.text
    assert "Wrong case." in page.text
    assert events() == before


@pytest.mark.parametrize("act", ["exempt", "withdraw"])
def test_a_case_given_to_two_auditors_loses_neither_of_them(act):
    audit = factories.audit()
    factories.audit(on=audit.entry, version=audit.tool_version, kind="second")
    with pytest.raises(Refusal, match="two auditors"), transaction():
        getattr(managing, act)(audit, reason="Ill.", seen=audit.revision, by=manager())


def test_more_time_is_asked_for_once_and_decided_by_somebody_else(browser_of):
    boss = manager()
    audit = factories.audit()
    until = audit.due_on + timedelta(days=7)
    date = [str(until.day), str(until.month), str(until.year)]
    writer = browser_of(audit.auditor)
    page = writer.open(f"/audits/{audit.key}/more-time")
    writer.press(page, "Ask for more time", until=date, reason="A child in hospital needs me.")
    page = writer.open(f"/audits/{audit.key}/more-time")
    again = writer.press(page, "Ask for more time", expect=409, until=date, reason="Again.")
    assert "asked for already" in again.text
    earlier = writer.press(page, "Ask for more time", expect=409, until=["1", "1", "2020"], reason="Again.")
    assert earlier.select_one("#reason").text.strip() == "Again."
    browser = browser_of(boss)
    assert "An auditor asks for more time for an audit." in browser.open("/").text
    manage(browser, audit, "Grant more time")
    db.session.expire_all()
    assert audit.due_on == until
    assert "You have more time for an audit." in writer.open("/").text


def test_a_notice_is_put_away_by_the_person_told_and_stays_away(browser_of):
    person = factories.person(Role.AUDITOR)
    notice = factories.notice(person, about="Something was done.")
    browser_of(manager()).submit(f"/notices/{notice.id}/seen", expect=404)
    browser = browser_of(person)
    browser.press(browser.open("/"), "Put away: Something was done.")
    assert "Something was done." not in browser.open("/").text


def test_C7_a_status_that_there_is_not_is_a_bad_request(browser_of):
    browser = browser_of(manager())
    browser.open("/audits/all?status=lost", expect=400)
    browser.open("/audits/all?status=final")


def test_the_list_of_all_audits_shows_everybody_elses(browser_of):
    boss = factories.person(Role.QA_MANAGER, Role.AUDITOR)
    own, other = factories.audit(boss), factories.audit()
    text = browser_of(boss).open("/audits/all").text
    assert other.case.reference in text
    assert own.case.reference not in text
    assert db.session.query(Finding).count() == 0
