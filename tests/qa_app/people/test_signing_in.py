"""Signing in and out."""

from __future__ import annotations

from qa_app.access import Role
from qa_app.people import passwords
from tests import factories

PASSWORD = "correct horse battery"


def test_signing_in_opens_the_home_page(browser):
    who = factories.person(Role.AUDITOR, password_hash=passwords.hashed(PASSWORD))
    page = browser.open("/sign-in")
    browser.press(page, "Sign in", email=who.email.upper(), password=PASSWORD)
    assert browser.follow().h1.text == "Home"


def test_C21_the_old_cookie_is_worth_nothing_after_signing_out(browser):
    who = factories.person(Role.AUDITOR, password_hash=passwords.hashed(PASSWORD))
    browser.press(browser.open("/sign-in"), "Sign in", email=who.email, password=PASSWORD)
    old = browser.client.get_cookie("case_audit").value
    browser.press(browser.open("/"), "Sign out")
    browser.client.set_cookie("case_audit", old)
    browser.open("/", expect=302)
    assert browser.location == "/sign-in?next=/"
