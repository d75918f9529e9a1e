"""What the stories about people share: a password, and signing in on the page."""

from __future__ import annotations

from bs4 import BeautifulSoup

from qa_app.access import Role
from qa_app.people import passwords
from qa_app.people.models import Person
from tests import factories
from tests.browser import Browser

PASSWORD = "correct horse battery"
HASH = passwords.hashed(PASSWORD)


def someone(*roles: Role, **columns: object) -> Person:
    """A person who can sign in with ``PASSWORD``."""
    return factories.person(*(roles or (Role.AUDITOR,)), password_hash=HASH, **columns)


def sign_in(browser: Browser, email: str, password: str = PASSWORD, *, expect: int = 302) -> BeautifulSoup:
    return browser.press(browser.open("/sign-in"), "Sign in", expect=expect, email=email, password=password)
