"""Signing in and out."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
import time_machine
from sqlalchemy import select

from qa_app.access import Role
from qa_app.db import db, now
from qa_app.people import operations
from qa_app.people.models import FailedSignIn, SignIn
from qa_app.refusals import Refusal
from qa_app.trail import TrailEvent
from tests import factories

from .doing import HASH, PASSWORD, sign_in, someone

SAME_ANSWER = "Check your e-mail address and password: together they open no account"


def summary(page):
    return page.select_one(".govuk-error-summary").get_text(" ", strip=True)


def test_signing_in_opens_the_home_page(browser):
    sign_in(browser, someone().email.upper())
    assert browser.follow().h1.text == "Home"


def test_C21_the_old_cookie_is_worth_nothing_after_signing_out(browser):
    sign_in(browser, someone().email)
    old = browser.client.get_cookie("case_audit").value
    browser.press(browser.open("/"), "Sign out")
    browser.client.set_cookie("case_audit", old)
    browser.open("/", expect=302)
    assert browser.location == "/sign-in?next=/"


def test_C21_a_cookie_planted_before_signing_in_opens_nothing_afterwards(app, browser):
    browser.open("/sign-in")
    planted = browser.client.get_cookie("case_audit").value
    sign_in(browser, someone().email)
    assert browser.client.get_cookie("case_audit").value != planted
    thief = app.test_client()
    thief.set_cookie("case_audit", planted)
    assert thief.get("/").location == "/sign-in?next=/"


def test_C21_each_sign_in_has_a_token_of_its_own_and_the_server_keeps_only_its_hash(browser):
    who = someone()
    sign_in(browser, who.email)
    with browser.client.session_transaction() as session:
        first = session["token"]
    browser.press(browser.open("/"), "Sign out")
    sign_in(browser, who.email)
    with browser.client.session_transaction() as session:
        second = session["token"]
    assert first != second
    hashes = set(db.session.scalars(select(SignIn.token_hash)))
    assert hashes == {hashlib.sha256(token.encode()).hexdigest() for token in (first, second)}


def test_C21_signing_in_as_somebody_else_ends_the_session_before(app, browser, browser_of):
    first, second = someone(), someone()
    sign_in(browser, first.email)
    old = browser.client.get_cookie("case_audit").value
    browser.submit("/sign-in", email=second.email, password=PASSWORD)
    assert second.name in browser.open("/").header.parent.get_text()
    thief = app.test_client()
    thief.set_cookie("case_audit", old)
    assert thief.get("/").location == "/sign-in?next=/"


def test_C21_a_session_ends_after_an_idle_hour_and_is_kept_alive_by_use(browser):
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(browser, someone().email)
        for _ in range(3):
            clock.shift(timedelta(minutes=59))
            browser.open("/")
        clock.shift(timedelta(minutes=61))
        browser.open("/", expect=302)
        assert browser.location == "/sign-in?next=/"


def test_C21_a_session_ends_after_twelve_hours_however_busy(browser):
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(browser, someone().email)
        for _ in range(24):
            browser.open("/")
            clock.shift(timedelta(minutes=30))
        browser.open("/")
        clock.shift(timedelta(minutes=1))
        browser.open("/", expect=302)


def test_C20_unknown_closed_and_wrong_get_the_same_answer(browser):
    someone(email="known@council.example")
    someone(email="closed@council.example", is_active=False)
    factories.person(Role.AUDITOR, email="new@council.example")
    said = []
    for email in ("known", "closed", "new", "unknown"):
        password = PASSWORD if email == "closed" else "not the password"
        page = sign_in(browser, f"{email}@council.example", password, expect=200)
        main = str(page.main).replace(f"{email}@council.example", "")
        said.append(main.replace(page.select_one("main input[name=csrf_token]")["value"], ""))
        assert SAME_ANSWER in summary(page)
    assert len(set(said)) == 1


def test_C20_unknown_accounts_take_about_as_long_as_known_ones(browser):
    someone(email="known@council.example")
    took = {"known": [], "unknown": []}
    page = browser.open("/sign-in")
    for _ in range(7):
        for email, times in took.items():
            began = perf_counter()
            browser.press(page, "Sign in", expect=200, email=f"{email}@council.example", password="not the password")
            times.append(perf_counter() - began)
    assert 0.5 < median(took["known"]) / median(took["unknown"]) < 2


@pytest.mark.parametrize("is_known", [True, False])
def test_C20_the_eleventh_wrong_password_must_wait_whether_the_account_exists_or_not(browser, is_known):
    if is_known:
        someone(email="anna@council.example")
    for _ in range(10):
        assert SAME_ANSWER in summary(sign_in(browser, "anna@council.example", "not the password", expect=200))
    for password in ("not the password", PASSWORD):
        page = sign_in(browser, "Anna@council.example ", password, expect=429)
        assert "Too many attempts. Wait 15 minutes and try again" in summary(page)
    with time_machine.travel(now() + timedelta(minutes=16)):
        sign_in(browser, "anna@council.example", expect=302 if is_known else 200)


def test_C20_one_address_cannot_try_many_accounts(browser, monkeypatch):
    monkeypatch.setattr(operations, "FAILURES_PER_ADDRESS", 3)
    for n in range(3):
        sign_in(browser, f"nobody{n}@council.example", expect=200)
    sign_in(browser, "nobody4@council.example", expect=429)


def test_C20_success_forgets_the_failures_and_old_ones_are_swept_away(browser):
    who = someone()
    with time_machine.travel(now() - timedelta(minutes=20)):
        sign_in(browser, "nobody@council.example", expect=200)
    sign_in(browser, who.email, "not the password", expect=200)
    assert len(db.session.scalars(select(FailedSignIn)).all()) == 1
    sign_in(browser, who.email)
    assert not db.session.scalars(select(FailedSignIn)).all()


def test_a_password_changed_while_signing_in_begins_no_session():
    who = someone()
    with pytest.raises(Refusal):
        operations.sign_in(who, "hash", proved="another hash", instead_of=None)
    who.is_active = False
    with pytest.raises(Refusal):
        operations.sign_in(who, "hash", proved=HASH, instead_of=None)


def test_the_trail_names_no_address_and_no_person_who_failed(browser):
    sign_in(browser, "anna@council.example", "not the password", expect=200)
    (event,) = db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "sign-in:attempt"))
    assert "anna" not in str(event.detail) + str(event.changes)


ELSEWHERE = (
    *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "http://["),
    *("javascript:alert(1)", "data:text/html,x", "http://localhost/people/", "evil.example", "", " //evil.example"),
    *("/\t/evil.example", "/%0a/x\n//evil.example", "/[\x7f", "/ //evil.example", "/\u2028x", "/\u0085/evil"),
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_C23_next_leads_to_a_path_of_this_service_only(browser, target):
    page = browser.open("/sign-in")
    browser.press(page, "Sign in", email=someone().email, password=PASSWORD, next=target)
    assert browser.location == "/"


def test_C23_next_leads_on_where_it_is_a_path(browser):
    browser.client.get("/password?from=1")
    browser.open("/password?from=1", expect=302)
    browser.press(browser.follow(), "Sign in", email=someone().email, password=PASSWORD)
    assert browser.location == "/password?from=1"


def test_somebody_signed_in_is_led_on_from_the_sign_in_page(browser_of):
    browser = browser_of(someone())
    browser.open("/sign-in?next=//evil.example", expect=302)
    assert browser.location == "/"


def test_C22_no_answer_may_be_kept_or_shared(browser, browser_of):
    signed_in = browser_of(someone())
    for each, path, status in ((browser, "/sign-in", 200), (signed_in, "/", 200), (signed_in, "/nowhere", 404)):
        each.open(path, expect=status)
        assert each.response.headers["Cache-Control"] == "no-store, private"
        assert "Cookie" in each.response.headers["Vary"]


def test_D4_a_null_character_is_refused_and_not_crashed_upon(browser):
    sign_in(browser, "anna\0@council.example", expect=400)
