"""Saving a section: nothing typed is lost, nothing saved is overwritten."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from qa_app.access import Role
from qa_app.audits.models import RefusedSave, SectionAnswers
from qa_app.db import db, now
from qa_app.people import passwords
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.audits.story import auditor, events, saved, section_path, words

PASSWORD = "correct horse battery"


def test_a_half_done_section_is_saved_and_leads_to_the_next(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    browser.press(page, "Save and continue", **{"q-voice-said": "Not yet asked."})
    assert browser.location == section_path(audit, "risk")
    assert saved(audit).answers == {"voice-said": "Not yet asked."}
    assert (saved(audit).version, audit.status) == (1, "in-progress")
    assert events() == ["audit:save"]
    page = browser.open(section_path(audit))
    assert page.select_one("#q-voice-said").text.strip() == "Not yet asked."
    assert page.select_one("input[name=version]")["value"] == "1"


def test_A7_merely_opening_every_page_writes_nothing(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    before = (audit.status, audit.revision)
    for path in ("/audits/", f"/audits/{audit.key}", section_path(audit), section_path(audit, "overall")):
        browser.open(path)
    browser.open(f"/audits/{audit.key}/check")
    db.session.expire_all()
    assert (audit.status, audit.revision) == before
    assert not db.session.query(SectionAnswers).count()
    assert events() == []


def test_A7_saving_what_is_saved_already_writes_nothing_again(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    for _ in range(2):
        browser.press(browser.open(section_path(audit)), "Save and continue", **{"q-voice-said": "Once."})
    assert saved(audit).version == 1
    assert events() == ["audit:save"]


def test_A5_a_save_whose_answer_was_lost_can_be_sent_again_unchanged(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    for _ in range(2):
        browser.press(page, "Save and continue", **{"q-voice-said": "The answer to this got lost."})
    assert saved(audit).version == 1
    assert not db.session.query(RefusedSave).count()


def test_A1_a_long_text_sent_after_the_session_ended_comes_back_and_is_saved(browser_of):
    who = factories.person(Role.AUDITOR, password_hash=passwords.hashed(PASSWORD))
    audit = factories.audit(who)
    browser, text = browser_of(who), words(8_000)
    page = browser.open(section_path(audit))
    with time_machine.travel(now() + timedelta(hours=13)):
        page = browser.press(page, "Save and continue", expect=401, **{"q-voice-said": text})
        assert page.h1.text == "You have been signed out"
        assert text.splitlines()[-1] in page.main.text
        page = browser.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
        assert page.h1.text == "What you typed is safe, but not saved yet"
        browser.press(page, "Save what I typed")
        assert saved(audit).answers["voice-said"] == text


def test_A1_a_script_is_told_that_the_session_ended_and_gets_a_new_token_afterwards(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    fields = {tag["name"]: tag["value"] for tag in page.select("main form input[type=hidden]")}
    fields["q-voice-said"] = "Typed."
    json = {"Accept": "application/json"}
    with browser.client.session_transaction() as session:
        was = dict(session)
        session.clear()
    reply = browser.client.post(section_path(audit), data=fields, headers=json)
    assert (reply.status_code, reply.json["error"]) == (401, "You have been signed out")
    with browser.client.session_transaction() as session:
        session.update({key: value for key, value in was.items() if key != "csrf_token"})
    reply = browser.client.post(section_path(audit), data=fields, headers=json)
    assert reply.status_code == 400
    fields["csrf_token"] = reply.json["csrf_token"]
    assert browser.client.post(section_path(audit), data=fields, headers=json).json["version"] == 1


def test_A2_what_was_typed_is_not_offered_to_the_next_person_who_signs_in(browser_of):
    first = auditor()
    other = factories.person(Role.AUDITOR, password_hash=passwords.hashed(PASSWORD))
    audit = factories.audit(first)
    browser = browser_of(first)
    page = browser.open(section_path(audit))
    browser.client.delete_cookie("case_audit")
    page = browser.press(page, "Save and continue", expect=401, **{"q-voice-said": "A child’s own words"})
    page = browser.press(page, "Sign in", email=other.email, password=PASSWORD)
    assert "A child’s own words" not in page.text
    browser.follow(expect=404)
    assert saved(audit) is None


def test_A3_two_cases_in_two_tabs_saved_crosswise_never_mix(browser_of):
    who = auditor()
    one, two = factories.audit(who), factories.audit(who)
    browser = browser_of(who)
    page_one, page_two = browser.open(section_path(one)), browser.open(section_path(two))
    page_one.select_one("main form")["action"] = section_path(two)
    browser.press(page_one, "Save and continue", expect=409, **{"q-voice-said": "Of the first child"})
    assert saved(two) is None
    page_one.select_one("main form")["action"] = section_path(one)
    browser.press(page_two, "Save and continue", **{"q-voice-said": "Of the second child"})
    browser.press(page_one, "Save and continue", **{"q-voice-said": "Of the first child"})
    assert saved(one).answers == {"voice-said": "Of the first child"}
    assert saved(two).answers == {"voice-said": "Of the second child"}


def test_A3_two_sections_of_one_audit_saved_crosswise_never_mix(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit, "voice"))
    page.select_one("main form")["action"] = section_path(audit, "risk")
    browser.press(page, "Save and continue", expect=409)
    assert saved(audit, "risk") is None


def test_A6_an_older_save_that_arrives_after_a_newer_one_is_refused(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    fields = {tag["name"]: tag["value"] for tag in page.select("main form input[type=hidden]")}
    json = {"Accept": "application/json"}
    newer = browser.client.post(section_path(audit), data={**fields, "q-voice-said": "one two"}, headers=json)
    assert newer.json["version"] == 1
    assert newer.json["said"].startswith("Saved at ")
    assert newer.json["problems"] == []
    older = browser.client.post(section_path(audit), data={**fields, "q-voice-said": "one"}, headers=json)
    assert older.status_code == 409
    assert older.json["compare"] is True
    assert saved(audit).answers == {"voice-said": "one two"}


def test_B1_a_stale_save_shows_both_texts_overwrites_nothing_and_keeps_the_refused_one(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    browser.press(page, "Save and continue", **{"q-voice-said": "Saved in the first window", "q-voice-grade": "good"})
    stale = {"q-voice-said": "Typed in the second window", "q-voice-grade": "good"}
    both = browser.press(page, "Save and continue", expect=409, **stale)
    text = both.main.get_text(" ", strip=True)
    assert "Saved in the first window" in text
    assert "Typed in the second window" in text
    assert "How well was the child heard?" not in text, "what is the same in both is not worth comparing"
    assert saved(audit).answers["voice-said"] == "Saved in the first window"
    browser.press(page, "Save and continue", expect=409, **stale)
    (kept,) = db.session.query(RefusedSave).all()
    assert (kept.answers["voice-said"], kept.based_on) == ("Typed in the second window", 0)
    assert "Typed in the second window" in browser.open(section_path(audit)).main.text
    browser.press(both, "Replace it with what I typed")
    assert saved(audit).answers["voice-said"] == "Typed in the second window"
    page = browser.open(section_path(audit))
    assert "Saved in the first window" in page.select_one("details").text, "what was replaced stays at hand"


def test_B1_replacing_is_itself_refused_when_a_third_save_came_between(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    browser.press(page, "Save and continue", **{"q-voice-said": "first"})
    both = browser.press(page, "Save and continue", expect=409, **{"q-voice-said": "second"})
    browser.press(browser.open(section_path(audit)), "Save and continue", **{"q-voice-said": "third"})
    again = browser.press(both, "Replace it with what I typed", expect=409)
    assert "third" in again.main.text
    assert saved(audit).answers["voice-said"] == "third"


def test_A8_one_impossible_answer_of_many_keeps_all_the_others(browser_of):
    audit = factories.audit()
    theme = factories.theme("drift-and-delay", "Drift and delay")
    factories.answers(audit, "voice", **{"voice-sought": "no", "voice-said": "Saved before."})
    browser = browser_of(audit.auditor)
    typed = {
        "q-voice-sought": "yes",
        "q-voice-said": "x" * 60_001,
        "q-voice-grade": "good",
        "q-voice-strength": "A strength",
        "t-voice-strength": [theme.key],
    }
    page = browser.press(browser.open(section_path(audit)), "Save and continue", expect=422, **typed)
    (link,) = page.select(".govuk-error-summary a")
    assert link["href"] == "#q-voice-said"
    assert "60,001 characters" in link.text
    assert len(page.select_one("#q-voice-said").text.strip()) == 60_001
    assert [tag["value"] for tag in page.select("input[type=radio][checked]")] == ["yes", "good"]
    assert page.select_one("#q-voice-strength").text.strip() == "A strength"
    assert page.select_one("input[name=t-voice-strength][checked]")["value"] == theme.key
    assert saved(audit).answers == {
        "voice-sought": "yes",
        "voice-said": "Saved before.",
        "voice-grade": "good",
        "voice-strength": {"text": "A strength", "themes": [theme.key]},
    }
    browser.press(page, "Save and continue", **{"q-voice-said": "Shorter."})
    assert saved(audit).answers["voice-said"] == "Shorter."


def test_G1_events_say_what_was_done_and_nothing_of_what_was_written(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    browser.press(browser.open(section_path(audit)), "Save and continue", **{"q-voice-said": "Tell nobody"})
    browser.press(browser.open(section_path(audit)), "Save and continue", **{"q-voice-said": "Tell nobody else"})
    told = str([(event.detail, event.changes) for event in db.session.query(TrailEvent)])
    assert events() == ["audit:save", "audit:save"]
    assert "Tell nobody" not in told
    assert '"answers"' in told.replace("'", '"'), "that the answers changed is said"


def test_the_overall_judgement_is_saved_like_a_section_and_leads_to_the_check(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit, "overall"))
    browser.press(page, "Save and continue", **{"q-grade": "good", "q-reason": "Because."})
    assert browser.location == f"/audits/{audit.key}/check"
    assert saved(audit, "overall").answers == {"grade": "good", "reason": "Because."}


def test_A12_a_form_of_600_kilobytes_is_saved_whole(browser_of):
    source = factories.SHORT_TOOL
    more = "\n".join(
        f'[[sections.questions]]\nkey = "more-{n}"\nkind = "text"\ntext = "Question {n}?"\n' for n in range(247)
    )
    version = factories.tool_version(
        source.replace('[[sections]]\nkey = "risk"', f'{more}\n[[sections]]\nkey = "risk"')
    )
    audit = factories.audit(version=version)
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    texts = {f"q-more-{n}": f"{n} " + "w" * 2_400 for n in range(247)} | {"q-voice-said": words(8_000)}
    assert sum(len(text) for text in texts.values()) > 600_000
    browser.press(page, "Save and continue", **texts)
    kept = saved(audit).answers
    assert kept == {name.removeprefix("q-"): text for name, text in texts.items()}
    assert browser.open(section_path(audit)).select_one("#q-more-246").text.strip() == texts["q-more-246"]


def test_after_sending_a_save_is_refused_and_what_was_typed_is_shown(browser_of):
    audit = factories.audit()
    browser = browser_of(audit.auditor)
    page = browser.open(section_path(audit))
    audit.status, audit.given_grade = "submitted", "good"
    factories.given(audit)
    refused = browser.press(page, "Save and continue", expect=409, **{"q-voice-said": "Too late"})
    assert refused.h1.text == "You have already sent this audit"
    assert "Too late" in refused.main.text
    assert not refused.select("main form")
    assert saved(audit) is None
    (kept,) = db.session.query(RefusedSave).all()
    assert kept.answers == {"voice-said": "Too late"}
