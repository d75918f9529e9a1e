"""I5, 2.2.1: how long a session lasts is told to the page that asks, and it can be put off as far as it may be."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from qa_app.db import db, now
from qa_app.people.models import SignIn
from tests import factories
from tests.browser import Browser
from tests.qa_app.audits import story

JSON = {"Accept": "application/json"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


@pytest.fixture
def ann(clock, browser_of) -> Browser:
    return browser_of(story.auditor())


def left(browser: Browser) -> tuple[float, bool]:
    answer = browser.client.get("/session", headers=JSON).json
    return answer["seconds"] / 60, answer["can_stay"]


def stay(browser: Browser, page) -> int:
    """What the script sends when somebody presses "Stay signed in" on a page that was opened before."""
    fields = browser._standing(page.select_one("[data-stay]"))
    answer = browser.client.post("/session/stay", data=fields, headers=JSON)
    return answer.status_code


def is_signed_in(browser: Browser) -> bool:
    return browser.client.get("/audits/", headers=JSON).status_code == 200


def test_I5_asking_how_long_is_left_does_not_put_the_end_off(ann, clock):
    for passed in (0, 55, 4):
        clock.shift(passed * MINUTE)
        left(ann)
    assert left(ann) == (1, True)
    clock.shift(2 * MINUTE)
    assert ann.client.get("/session", headers=JSON).status_code == 401
    assert not is_signed_in(ann)


def test_I5_staying_signed_in_puts_the_idle_end_off_by_an_hour_again_and_again(ann, clock):
    page = ann.open("/")
    for _ in range(10):
        clock.shift(58 * MINUTE)
        assert left(ann) == (2, True)
        assert stay(ann, page) == 200
        assert left(ann) == (60, True)
    assert is_signed_in(ann)


def test_I5_staying_moves_nothing_but_the_idle_time(ann, clock):
    page, (begun,) = ann.open("/"), db.session.query(SignIn)
    rows = (begun.at, begun.ended_at, story.events())
    clock.shift(58 * MINUTE)
    stay(ann, page)
    db.session.expire_all()
    assert (begun.at, begun.ended_at, story.events()) == rows


def test_I5_near_the_absolute_end_it_is_said_that_it_cannot_be_put_off_and_it_is_not(ann, clock):
    page = ann.open("/")
    for _ in range(14):
        clock.shift(50 * MINUTE)
        assert stay(ann, page) == 200
    clock.shift(14 * MINUTE)
    assert left(ann) == (6, True)
    clock.shift(MINUTE)
    assert left(ann) == (5, False)
    stay(ann, page)
    assert left(ann) == (5, False)
    clock.shift(5 * MINUTE + timedelta(seconds=1))
    assert stay(ann, page) == 401
    assert not is_signed_in(ann)


def test_I5_a_session_that_has_ended_cannot_be_stayed_in(ann, clock):
    page = ann.open("/")
    clock.shift(61 * MINUTE)
    assert stay(ann, page) == 401
    assert not is_signed_in(ann)


def test_I5_A1_saving_while_typing_is_use_of_the_session(ann, clock):
    audit = factories.audit(db.session.query(SignIn).one().person)
    page = ann.open(story.section_path(audit))
    form = ann._standing(page.select_one("main form"))
    for number in range(3):
        clock.shift(50 * MINUTE)
        fields = form | {"q-voice-said": f"For {number} hours", "version": str(number)}
        assert ann.client.post(story.section_path(audit), data=fields, headers=JSON).status_code == 200
        assert left(ann) == (60, True)


def test_I5_D12_staying_needs_ones_own_session_and_its_token(app: Flask, ann, browser_of):
    mine = ann._standing(ann.open("/").select_one("[data-stay]"))
    somebody_elses = ann._standing(browser_of(story.auditor()).open("/").select_one("[data-stay]"))
    for client, fields, headers, expected in (
        (ann.client, somebody_elses, JSON, 409),
        (ann.client, {}, JSON, 400),
        (ann.client, mine, {**JSON, "Sec-Fetch-Site": "cross-site"}, 403),
        (app.test_client(), mine, JSON, 401),
    ):
        assert client.post("/session/stay", data=fields, headers=headers).status_code == expected
    assert ann.client.get("/session/stay").status_code == 405


def test_I5_every_page_of_somebody_signed_in_carries_the_warning_and_nobody_elses(ann, browser):
    page = ann.open("/")
    (root,) = page.select("[data-session-end]")
    assert (root["data-minutes"], root["data-warning"]) == ("55", "300.0")
    for dialog in root.select("dialog"):
        assert not dialog.has_attr("open")
        for name in ("aria-labelledby", "aria-describedby"):
            assert root.select(f"#{dialog[name]}")
    assert not browser.open("/sign-in").select("[data-session-end]")


def test_I5_C23_signing_out_to_sign_in_again_leads_back_to_the_page_and_nowhere_else(ann):
    page = ann.open("/audits/")
    form = page.select_one("#session-limit form")
    ann.client.post("/sign-out", data=ann._standing(form))
    for target, leads in (("/audits/", "/audits/"), ("//evil.example", "/")):
        page = ann.open(f"/sign-in?next={target}")
        assert page.select_one("input[name=next]")["value"] == leads
