"""Choosing a password: with a link, with the present one, and which are refused."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select

from qa_app.access import Role
from qa_app.db import db, now, transaction
from qa_app.people import links, operations, passwords
from qa_app.people.models import Person
from qa_app.people.queries import open_sign_ins
from qa_app.trail import TrailEvent
from tests import factories
from tests.browser import Browser

from .doing import PASSWORD, sign_in, someone

PHRASE = "seven herons by the lock gate"


def link_for(person: Person) -> str:
    return f"/set-password/{links.make_token(person)}"


def test_D9_a_form_without_its_fields_asks_for_them(browser, browser_of):
    who = someone()
    assert "Choose a password" in browser.submit(link_for(who), expect=200).get_text()
    assert "Choose a password" in browser_of(who).submit("/password", expect=200).get_text()


def test_a_link_sets_a_password_and_signs_nobody_in(browser):
    who = factories.person(Role.AUDITOR)
    page = browser.open(link_for(who))
    assert who.email in page.main.get_text()
    browser.press(page, "Set the password", new_password=PHRASE)
    assert browser.location == "/sign-in"
    assert "Your password is set" in browser.follow().get_text()
    assert browser.client.get("/").status_code == 302
    sign_in(browser, who.email, PHRASE)
    assert browser.follow().h1.text == "Home"
    (event,) = db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "person:set-password"))
    assert event.actor_id == who.id
    assert event.changes == {"changed": [["person", who.id, "password_hash"]]}


def test_C20_a_link_works_once(browser):
    who = factories.person(Role.AUDITOR)
    link = link_for(who)
    page = browser.open(link)
    browser.press(page, "Set the password", new_password=PHRASE)
    kept = who.password_hash
    assert "no longer works" in browser.open(link, expect=410).h1.text
    browser.press(page, "Set the password", new_password="another long phrase", expect=410)
    db.session.expire_all()
    assert who.password_hash == kept


def test_C20_of_two_who_use_a_link_at_once_one_does(fresh_app):
    who = factories.person(Role.AUDITOR)
    link, gate = link_for(who), Barrier(4)

    def use(number: int) -> int:
        client = fresh_app.test_client()
        with fresh_app.app_context():
            token = Browser(client).open(link).select_one("main input[name=csrf_token]")["value"]
            gate.wait()
            answer = client.post(link, data={"csrf_token": token, "new_password": f"{PHRASE} {number}"})
            return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [302, 410, 410, 410]


def change(person: Person, **columns: object) -> None:
    with transaction():
        for name, value in columns.items():
            setattr(person, name, value)
        operations.record("person:change", person, by=None)


@pytest.mark.parametrize(
    "columns", [{"email": "moved@council.example"}, {"password_hash": "another"}, {"is_active": False}]
)
def test_C20_a_link_ends_when_the_account_changes(browser, columns):
    who = factories.person(Role.AUDITOR)
    link = link_for(who)
    browser.open(link)
    change(who, **columns)
    browser.open(link, expect=410)


def test_C20_a_link_ends_after_two_days(browser):
    link = link_for(factories.person(Role.AUDITOR))
    with time_machine.travel(now() + timedelta(hours=47, minutes=59)):
        browser.open(link)
    with time_machine.travel(now() + timedelta(hours=48, minutes=1)):
        browser.open(link, expect=410)


def test_C20_a_link_is_for_its_own_person_and_cannot_be_made_up(app, browser):
    one, other = factories.person(Role.AUDITOR), factories.person(Role.ADMINISTRATOR)
    token = links.make_token(one)
    forged = links._signer().dumps([other.id, links._as_it_stands(one)])
    for bad in (forged, token[:-2], f"{token}x", "x", token.replace(".", "", 1)):
        browser.open(f"/set-password/{bad}", expect=410)


def test_setting_a_password_ends_every_session_and_every_failed_attempt(app, browser, browser_of):
    who = someone()
    elsewhere = browser_of(who)
    elsewhere.open("/")
    for _ in range(10):
        sign_in(browser, who.email, "not the password", expect=200)
    browser.press(browser.open(link_for(who)), "Set the password", new_password=PHRASE)
    elsewhere.open("/", expect=302)
    assert not open_sign_ins(who)
    sign_in(browser, who.email, PASSWORD, expect=200)
    sign_in(browser, who.email, PHRASE)


def test_a_late_password_page_says_so_and_changes_nothing(app):
    who = factories.person(Role.AUDITOR)
    client = app.test_client()
    page = Browser(client)
    page._page(client.post(link_for(who), data={"new_password": PHRASE}), 400)
    assert "open too long" in page.response.text
    assert PHRASE not in page.response.text
    assert who.password_hash is None


@pytest.mark.parametrize(
    "weak",
    [
        *("too short!", "Password1234", "passwordpassword", "123456789012", "qwertyuiop123", "aaaaaaaaaaaaaaaa"),
        *("RowanHedges2026", "rowan.hedges@council.example", "your council 2026", "Welcome12345!", "x" * 501),
    ],
)
def test_a_weak_password_is_refused_in_words_and_never_shown_again(browser, weak):
    who = factories.person(Role.AUDITOR, name="Rowan Hedges", email="rowan.hedges@council.example")
    page = browser.press(browser.open(link_for(who)), "Set the password", new_password=weak, expect=200)
    assert re.search("Use at (least|most)|Choose something harder", page.select_one(".govuk-error-summary").text)
    assert page.select_one("input[name=new_password]").get("value") is None
    assert who.password_hash is None


@pytest.mark.parametrize(
    "fine", [PHRASE, "correct horse battery", "ärger-über-brücken", "k3!vq?zR9_wT", "пароль из разных слов"]
)
def test_a_long_password_needs_no_capitals_figures_or_signs(fine):
    assert passwords.why_unfit(fine, ["Rowan Hedges", "rowan@council.example", "Your council", "Case audits"]) == ""


def test_a_letter_opens_the_account_however_the_keyboard_writes_it():
    assert passwords.matches(passwords.hashed("caf\u00e9 au lait noir"), "cafe\u0301 au lait noir")


def test_changing_the_own_password_needs_the_present_one(browser_of, browser):
    who = someone()
    mine = browser_of(who)
    page = mine.open("/password")
    said = mine.press(page, "Change the password", present_password="wrong", new_password=PHRASE, expect=200)
    assert "This is not your present password" in said.get_text()
    mine.press(page, "Change the password", present_password=PASSWORD, new_password=PHRASE)
    assert mine.location == "/sign-in"
    mine.open("/", expect=302)
    sign_in(browser, who.email, PHRASE)


def test_C20_the_present_password_cannot_be_guessed_at_an_unlocked_machine(browser_of):
    mine = browser_of(someone())
    page = mine.open("/password")
    for _ in range(10):
        mine.press(page, "Change the password", present_password="wrong", new_password=PHRASE, expect=200)
    mine.press(page, "Change the password", present_password=PASSWORD, new_password=PHRASE, expect=429)


def test_C10_a_password_form_changes_the_password_and_nothing_else(browser_of, browser):
    who, other = someone(), someone()
    before = (who.email, who.name, who.is_active, [grant.role for grant in who.grants], other.password_hash)
    extra = {"id": other.id, "email": "x@council.example", "roles": "administrator", "password_hash": "x"}
    extra |= {"is_active": "", "person": other.id, "name": "Nobody", "revision": "99", "username": other.email}
    page = browser_of(who).open("/password")
    mine = browser_of(who)
    page = mine.open("/password")
    mine.press(page, "Change the password", present_password=PASSWORD, new_password=PHRASE, **extra)
    browser.press(browser.open(link_for(who)), "Set the password", new_password=PHRASE + " again", **extra)
    db.session.expire_all()
    assert before == (who.email, who.name, who.is_active, [grant.role for grant in who.grants], other.password_hash)
    assert passwords.matches(who.password_hash, PHRASE + " again")


def test_the_command_for_the_first_administrator_prints_a_link_that_works(fresh_app):
    run = fresh_app.test_cli_runner().invoke(args=["people", "add-administrator", "First@Council.example", "First One"])
    link = run.stdout.strip()
    assert run.exit_code == 0
    browser = Browser(fresh_app.test_client())
    browser.press(browser.open(link), "Set the password", new_password=PHRASE)
    sign_in(browser, "first@council.example", PHRASE)
    assert browser.open("/people/").h1.text == "People"
    again = fresh_app.test_cli_runner().invoke(args=["people", "add-administrator", "first@council.example", "Second"])
    assert again.exit_code == 1
    assert "There is an account with this e-mail address already" in again.output
    bad = fresh_app.test_cli_runner().invoke(args=["people", "add-administrator", "nonsense", "Second"])
    assert "This is not an e-mail address" in bad.output
