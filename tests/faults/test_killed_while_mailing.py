"""Real `flask deliver` processes, killed, doubled, stopped and kept waiting, with mail in the outbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Event

import pytest
from flask import Flask

from qa_app.access import Role
from qa_app.db import db, now
from qa_app.notices.models import Notice
from qa_app.trail import TrailEvent, verify
from tests import factories
from tests.browser import Browser
from tests.databases import beside_the_application
from tests.qa_app.notices.postbox import Postbox, listening, settings

ROOT = Path(__file__).parents[2]
PATIENCE = 60
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening(Postbox()) as box:
        yield box


@pytest.fixture
def start(fresh_app: Flask, box: Postbox) -> Iterator[Start]:
    """Start a `flask deliver` on the database of the test, which mails to the box."""
    begun = []

    def started(*words: str) -> subprocess.Popen[str]:
        env = {
            **os.environ,
            **{name: str(value) for name, value in settings(box.port).items()},
            "FLASK_APP": "qa_app",
            "SECRET_KEY": fresh_app.config["SECRET_KEY"],
            "DATABASE_URL": fresh_app.config["SQLALCHEMY_DATABASE_URI"],
        }
        command = [sys.executable, "-m", "flask", "deliver", *words]
        begun.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield started
    for each in begun:
        each.kill()
        each.communicate()


def notices(number: int) -> list[int]:
    person = factories.person(Role.AUDITOR)
    return [factories.notice(person, about=f"Told {place}.").id for place in range(number)]


def mailed() -> int:
    db.session.rollback()
    return db.session.query(Notice).filter(Notice.mailed_at.is_not(None)).count()


def said(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out
    return out


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.1)


@pytest.mark.parametrize("kept", [True, False], ids=["the mail server has it", "the mail server lost it"])
def test_H6_killed_while_mailing_nothing_is_lost_and_a_twin_has_the_same_message_id(start, box, kept):
    notices(4)
    victim = start()

    def kill() -> None:
        if len(box.mails) == (2 if kept else 1):
            victim.kill()
            victim.wait(timeout=PATIENCE)
            raise ConnectionAbortedError("Nobody is there to be answered")

    setattr(box, "before_answering" if kept else "before_taking", kill)
    victim.communicate(timeout=PATIENCE)
    assert victim.returncode == -signal.SIGKILL
    assert mailed() == 1
    box.before_answering = box.before_taking = lambda: None
    assert said(start()).startswith("Mailed: 2. Refused: 0. Delayed: 0. Still to mail: 1."), "it is still taken"
    beside_the_application("UPDATE notice SET mail_after = '2001-01-01 00:00:00' WHERE mailed_at IS NULL")
    assert said(start()).startswith("Mailed: 1. Refused: 0. Delayed: 0. Still to mail: 0.")
    arrived = Counter(zip(box.abouts, box.message_ids, strict=True))
    assert {about for about, _ in arrived} == {f"Told {place}." for place in range(4)}
    assert sorted(arrived.values()) == ([1, 1, 1, 2] if kept else [1, 1, 1, 1])
    assert verify() is None


def test_H6_two_at_once_never_mail_the_same_notice(start, box):
    notices(12)
    both, met = Barrier(2), Event()

    def wait_for_the_other() -> None:
        if not met.is_set():
            both.wait(timeout=PATIENCE)
            met.set()

    box.before_answering = wait_for_the_other
    outputs = [said(each) for each in (start(), start())]
    assert met.is_set(), "they were never at it at the same time"
    assert sum(int(each.split()[1].rstrip(".")) for each in outputs) == 12
    assert sorted(box.abouts) == sorted(f"Told {place}." for place in range(12))
    assert len(set(box.message_ids)) == 12
    assert mailed() == 12
    assert db.session.query(TrailEvent).filter_by(kind="notice:mail").count() == 12
    assert verify() is None


def test_H6_a_mail_server_that_hangs_keeps_no_page_waiting(start, box, fresh_app):
    (slow,) = notices(1)
    reader = factories.person(Role.AUDITOR)
    other, browser = factories.notice(reader, mailed_at=now()).id, Browser(fresh_app.test_client())
    factories.signed_in(browser.client, reader)
    browser.open("/")
    hanging, go_on = Event(), Event()
    box.before_answering = lambda: hanging.set() or go_on.wait(PATIENCE)
    db.session.remove()
    process = start()
    assert hanging.wait(PATIENCE)
    browser.submit(f"/notices/{other}/seen")  # refused, after its wait for the writer's lock, if that were held
    db.session.rollback()
    assert db.session.get(Notice, other).seen_at is not None
    assert mailed() == 1, "the slow one is not marked as mailed yet"
    go_on.set()
    assert said(process).startswith("Mailed: 1.")
    db.session.rollback()
    assert db.session.get(Notice, slow).mailed_at is not None


def test_watching_mails_what_comes_and_ends_when_told_to(start, box):
    notices(1)
    process = start("--watch")
    until(lambda: mailed() == 1)
    notices(1)
    until(lambda: mailed() == 2)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert said(process).count("Mailed: 1.") == 2
    assert time.monotonic() - begun < 10, "a pause ends at once"


def test_told_to_stop_it_first_marks_the_notice_at_hand(start, box):
    notices(3)
    process = start("--watch")
    box.before_answering = lambda: process.send_signal(signal.SIGTERM)
    assert said(process) == "Mailed: 1. Refused: 0. Delayed: 0. Still to mail: 2.\n"
    assert mailed() == len(box.mails) == 1
