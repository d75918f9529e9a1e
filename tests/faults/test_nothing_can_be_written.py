"""A11: the disk is full, or the database lets nobody write. What was typed comes back, and is saved when it can be."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from qa_app.audits.models import Audit, Finding, SectionAnswers, Status
from qa_app.db import db
from qa_app.trail import TrailEvent
from tests import factories
from tests.browser import Browser
from tests.databases import ON_POSTGRESQL
from tests.qa_app.audits import story

FULL = ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823")
"""The database may not grow beyond what it is now; a page that it needs is "database or disk is full"."""

READ_ONLY = ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
READ_ONLY_THERE = ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
WAYS = {"read-only": READ_ONLY_THERE} if ON_POSTGRESQL else {"full disk": FULL, "read-only": READ_ONLY}


@contextmanager
def nothing_can_be_written(how: str) -> Iterator[None]:
    """Every connection that is taken up inside is one with which nothing can be written."""
    begin, end = WAYS[how]

    def saying(statement: str) -> Callable[..., None]:
        def say(connection: Any, *_: Any) -> None:
            connection.cursor().execute(statement)
            connection.commit()

        return say

    forbid, permit = saying(begin), saying(end)
    db.session.rollback()
    sa.event.listen(db.engine, "checkout", forbid)
    try:
        yield
    finally:
        db.session.rollback()
        sa.event.remove(db.engine, "checkout", forbid)
        sa.event.listen(db.engine, "checkout", permit)


@pytest.fixture
def audit(fresh_app: Flask) -> Audit:
    for key in story.THEMES:
        factories.theme(key)
    return factories.audit()


@pytest.fixture
def browser(fresh_app: Flask, audit: Audit) -> Browser:
    client = fresh_app.test_client()
    factories.signed_in(client, audit.auditor)
    return Browser(client)


def number_of(model: type) -> int:
    db.session.rollback()
    return db.session.query(model).count()


@pytest.mark.parametrize("how", WAYS)
def test_A11_what_was_typed_comes_back_and_is_saved_once_there_is_room(browser, audit, how, caplog):
    path, text = story.section_path(audit), story.words(8_000)
    page = browser.open(path)
    with nothing_can_be_written(how), caplog.at_level(logging.ERROR):
        page = browser.press(page, "Save and continue", expect=503, **{"q-voice-said": text})
    assert page.h1.get_text(strip=True) == "The service cannot save at the moment"
    assert text.splitlines()[-1] in page.select_one(".app-held").text
    assert "q-voice-said" in {tag["name"] for tag in page.select("main form input[type=hidden]")}
    assert [record.levelname for record in caplog.records if record.name == "qa_app.web.errors"] == ["ERROR"]
    assert "Wöchentlich" not in caplog.text
    assert number_of(SectionAnswers) == number_of(TrailEvent) == 0
    browser.press(page, "Try again")
    assert story.saved(audit).answers == {"voice-said": text}
    assert number_of(TrailEvent) == 1


@pytest.mark.parametrize("how", WAYS)
def test_A11_our_script_is_told_to_try_again_and_the_same_save_goes_through_later(browser, audit, how):
    path, json = story.section_path(audit), {"Accept": "application/json"}
    fields = browser._standing(browser.open(path).select_one("main form")) | {"q-voice-said": story.words(8_000)}
    with nothing_can_be_written(how):
        answer = browser.client.post(path, data=fields, headers=json)
    assert (answer.status_code, answer.json["error"]) == (503, "The service cannot save at the moment")
    assert number_of(SectionAnswers) == 0
    assert browser.client.post(path, data=fields, headers=json).json["version"] == 1


@pytest.mark.parametrize("how", WAYS)
def test_A11_A10_an_audit_is_not_sent_by_half(browser, audit, how):
    story.finished(audit)
    # What is copied when it is sent needs more room than is left in the file.
    voice = story.saved(audit)
    voice.answers = {**voice.answers, "voice-said": story.words(8_000)}
    factories.given(voice)
    page = browser.open(f"/audits/{audit.key}/check")
    with nothing_can_be_written(how):
        browser.press(page, "Send this audit", expect=503)
    db.session.expire_all()
    assert (audit.status, audit.given_grade, audit.submitted_at) == (Status.IN_PROGRESS, None, None)
    assert number_of(Finding) == number_of(TrailEvent) == 0
    browser.press(browser.open(f"/audits/{audit.key}/check"), "Send this audit")
    db.session.expire_all()
    assert (audit.status, number_of(Finding), number_of(TrailEvent)) == (Status.FINAL, 2, 1)
