"""Raising a concern: from any page of an audit, once, to a named person, and never changed after it is sent."""

from __future__ import annotations

import pytest

from audit_tools.values import TEXT_LENGTH
from qa_app.access import Role
from qa_app.audits.models import Status
from qa_app.concerns.models import Concern
from qa_app.db import db
from qa_app.notices.models import Notice
from tests import factories
from tests.qa_app.audits.story import XSS, events, saved, section_path, send
from tests.qa_app.audits.test_statuses import an_audit_that_is
from tests.qa_app.concerns.story import WORDS, everything, only, raise_on, scene, told


def test_a_concern_goes_to_the_first_receiver_who_is_named_before_it_is_sent(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    page = browser.open(f"/concerns/raise/{on.audit.key}")
    assert "It goes to Fay First as soon as you send it. They have 60 minutes" in " ".join(page.main.text.split())
    assert "it goes on to Sid Second, Hal Head then Quinn Manager, 30 minutes each" in " ".join(page.main.text.split())
    browser.press(page, "Send the concern", **WORDS)
    concern = only()
    assert (concern.status, concern.holder.person_id, concern.service_id) == (
        "sent",
        on.first.id,
        on.audit.entry.team.service_id,
    )
    assert [each.person_id for each in concern.receivers] == [
        on.first.id,
        on.second.id,
        on.head.id,
        on.manager.id,
    ]
    assert "With Fay First until" in browser.follow().main.text
    assert events()[-2:] == ["concern:raise", "concern:send"]
    assert told(on.first) == ["A concern was raised, and you are the one to acknowledge it."]
    assert told(on.head) == ["A concern was raised in a service of yours."]
    assert told(on.manager) == ["A concern was raised."]
    assert told(on.second) == told(on.auditor) == []
    assert [notice.person_id for notice in db.session.query(Notice).filter_by(urgent=True)] == [on.first.id]


def test_D14_what_is_told_names_no_child_and_nothing_that_was_written(browser_of):
    on = scene()
    raise_on(browser_of(on.auditor), on.audit)
    for person in (on.first, on.head, on.manager):
        for about in told(person):
            for word in (on.audit.case.reference, WORDS["what"], WORDS["why"], on.auditor.name, on.audit.key):
                assert word not in about


def test_the_button_of_a_section_saves_what_is_typed_first(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    page = browser.open(section_path(on.audit))
    browser.press(page, "Raise a concern", **{"q-voice-said": "She is afraid to go home."})
    assert browser.location == f"/concerns/raise/{on.audit.key}?section=voice"
    assert saved(on.audit).answers["voice-said"] == "She is afraid to go home."
    page = browser.follow()
    assert page.select_one(".govuk-back-link")["href"] == section_path(on.audit)
    browser.press(page, "Send the concern", **WORDS)
    assert only().section == "voice"
    assert browser.follow().select_one(".govuk-back-link")["href"] == section_path(on.audit)


def test_raising_a_concern_from_a_changed_answer_leads_back_to_the_check(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    check = browser.open(f"/audits/{on.audit.key}/check")
    change = check.select_one('main a[href*="/sections/voice?"]')
    page = browser.open(change["href"].partition("#")[0])
    browser.press(page, "Raise a concern")
    browser.press(browser.follow(), "Keep it for now, not sent", **WORDS)
    browser.press(browser.follow(), "Send the concern", **WORDS)
    back = browser.follow().select_one("a.govuk-back-link")
    assert back.text.strip() == "Back to the section"
    browser.press(browser.open(back["href"]), "Save and continue")
    assert browser.follow().h1.text == check.h1.text


def test_A6_a_stale_save_keeps_both_texts_and_still_offers_the_concern(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    page = browser.open(section_path(on.audit))
    browser.submit(section_path(on.audit), version="1", **{"q-voice-said": "Saved in another tab."})
    answer = browser.press(page, "Raise a concern", expect=409, **{"q-voice-said": "Typed in this tab."})
    assert "Saved in another tab." in answer.main.text
    assert "Typed in this tab." in answer.main.text
    (link,) = [a for a in answer.select("main a") if a.text.strip() == "Raise a concern"]
    assert link["href"] == f"/concerns/raise/{on.audit.key}?section=voice"
    assert "Typed in this tab." in browser.open(section_path(on.audit)).main.text


def test_A8_an_impossible_answer_does_not_stand_between_the_auditor_and_the_concern(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    page = browser.open(section_path(on.audit))
    answer = browser.press(page, "Raise a concern", expect=422, **{"q-voice-said": "x" * (TEXT_LENGTH + 1)})
    assert "raise it at once without that answer" in answer.main.text
    assert "x" * (TEXT_LENGTH + 1) in browser.response.text


def test_A14_a_concern_sent_twice_is_one(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    page = browser.open(f"/concerns/raise/{on.audit.key}")
    browser.press(page, "Send the concern", **WORDS)
    before = everything()
    browser.press(page, "Send the concern", **WORDS)
    assert browser.location == f"/concerns/{only().key}"
    assert everything() == before


def test_A14_going_back_and_sending_other_words_is_refused_and_shows_them(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    page = browser.open(f"/concerns/raise/{on.audit.key}")
    browser.press(page, "Send the concern", **WORDS)
    before = everything()
    answer = browser.press(page, "Send the concern", expect=409, **WORDS | {"what": "Something else entirely."})
    assert "has been sent already" in answer.h1.text
    assert "Something else entirely." in answer.main.text
    assert everything() == before


def test_a_kept_concern_is_known_to_nobody_else_and_holds_back_the_audit(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    raise_on(browser, on.audit, "Keep it for now, not sent", why="", has_spoken="")
    concern = only()
    assert concern.status == "draft"
    assert told(on.first) == told(on.head) == told(on.manager) == []
    for person in (on.first, on.head, on.manager):
        browser_of(person).open(f"/concerns/{concern.key}", expect=404)
        assert concern.key not in browser_of(person).open("/").decode()
    page = browser.open(f"/audits/{on.audit.key}/check")
    assert "A concern that you raised in this audit has not been sent." in page.main.text
    assert page.select_one(f'main a[href="/concerns/{concern.key}"]')
    assert not [b for b in page.select("button") if b.text.strip() == "Send this audit"]


def test_the_audit_cannot_be_sent_while_its_concern_is_unsent_and_can_afterwards(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    page = browser.open(f"/audits/{on.audit.key}/check")
    concern = factories.concern(on.audit)
    answer = browser.press(page, "Send this audit", expect=409)
    assert "has not been sent" in answer.main.text
    db.session.refresh(on.audit)
    assert on.audit.status == Status.IN_PROGRESS
    browser.press(browser.open(f"/concerns/{concern.key}/write"), "Send the concern", **WORDS)
    send(browser, on.audit)
    db.session.refresh(on.audit)
    assert on.audit.status == Status.FINAL


def test_a_concern_raised_by_mistake_is_closed_with_the_reason_and_holds_nothing_back(browser_of):
    on = scene()
    browser = browser_of(on.auditor)
    concern = factories.concern(on.audit)
    page = browser.open(f"/concerns/{concern.key}/write")
    browser.press(page, "Close it without sending", expect=422, reason=" ")
    browser.press(page, "Close it without sending", reason="It was another child.")
    assert (only().status, only().sent_at, only().outcome) == ("closed", None, "It was another child.")
    assert "It was another child." in browser.follow().main.text
    send(browser, on.audit)


def test_what_somebody_else_has_not_sent_holds_nothing_back(browser_of):
    """Else it would tell that it is there, and nobody who may send the audit could do anything about it."""
    on = scene()
    factories.concern(on.audit, raised_by=on.manager)
    send(browser_of(on.auditor), on.audit)


def test_B1_a_draft_changed_in_another_window_is_not_overwritten_and_not_sent(browser_of):
    on = scene()
    browser, concern = browser_of(on.auditor), factories.concern(on.audit)
    page = browser.open(f"/concerns/{concern.key}/write")
    browser.press(page, "Keep it for now, not sent", what="Written elsewhere.")
    answer = browser.press(page, "Send the concern", expect=409, what="Written here.", why="Now.", has_spoken="no")
    assert "Written elsewhere." in answer.main.text
    assert answer.select_one("#what").text.strip() == "Written here."
    assert (only().status, only().what) == ("draft", "Written elsewhere.")
    browser.press(answer, "Send the concern")
    assert (only().status, only().what) == ("sent", "Written here.")


@pytest.mark.parametrize("status", list(Status))
def test_B4_a_concern_can_be_raised_whatever_the_status_of_the_audit(browser_of, status):
    audit = an_audit_that_is(status)
    factories.person(Role.QA_MANAGER)
    browser = browser_of(audit.auditor)
    page = browser.open(f"/audits/{audit.key}")
    assert [a for a in page.select("main a") if a.text.strip() == "Raise a concern"]
    raise_on(browser, audit)
    assert only().status == "sent"


def test_D1_markup_in_a_concern_is_shown_as_text(browser_of):
    on = scene()
    for words in XSS:
        raise_on(browser_of(on.auditor), on.audit, what=words, why=words, has_spoken="yes", spoken_to=words)
        concern = db.session.query(Concern).order_by(Concern.id.desc()).first()
        factories.note(concern, text=words)
        page = browser_of(on.first).open(f"/concerns/{concern.key}")
        assert page.main.text.count(words) >= 4
        assert not page.select("main script, main svg, main img")


HOSTILE = {
    "too long": ({"what": "x" * 40_000}, 422),
    "nothing": ({"what": "  "}, 422),
    "NUL": ({"what": "a\0b"}, 400),
    "an option that is none": ({"has_spoken": "perhaps"}, 422),
    "nothing chosen": ({"has_spoken": ""}, 422),
    "no reason": ({"why": ""}, 422),
    "a word that is too long": ({"once": "x" * 1000}, 409),
    "no word": ({"once": ""}, 409),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_D10_hostile_words_are_refused_kept_on_the_page_and_change_nothing(browser_of, case):
    on = scene()
    wrong, code = HOSTILE[case]
    before = everything()
    browser = browser_of(on.auditor)
    page = browser.open(f"/concerns/raise/{on.audit.key}")
    browser.press(page, "Send the concern", expect=code, **WORDS | wrong)
    assert everything() == before
    if code == 422 and case != "nothing":
        kept = next(iter(wrong.values())) if "what" in wrong else WORDS["what"]
        assert kept in browser.response.text


def test_D10_a_key_sent_twice_and_a_section_that_is_none_do_no_harm(browser_of):
    on = scene()
    words = WORDS | {"act": "send", "once": ["word", "other"], "section": ["../x", "voice"]}
    browser_of(on.auditor).submit(f"/concerns/raise/{on.audit.key}", **words)
    assert (only().once, only().section) == ("word", None)


def test_what_was_sent_cannot_be_changed_even_past_the_application():
    on = scene()
    number = factories.concern(on.audit, on.first).id
    raw = db.session.connection().connection.driver_connection.cursor()
    for what in ("UPDATE concern SET what = 'Nothing.'", "DELETE FROM concern"):
        raw.execute("SAVEPOINT before")
        with pytest.raises(Exception, match="never changes"):
            raw.execute(f"{what} WHERE id = {number}")
        raw.execute("ROLLBACK TO SAVEPOINT before")


def test_B1_a_draft_sent_without_saying_which_was_seen_is_refused(browser_of):
    on = scene()
    concern = factories.concern(on.audit)
    before = everything()
    browser_of(on.auditor).submit(f"/concerns/{concern.key}/write", expect=409, act="send", **WORDS)
    assert everything() == before
