"""What the stories about people share: a password, and signing in on the page."""

from __future__ import annotations

from bs4 import BeautifulSoup

from qa_app.access import Role
from qa_app.db import db
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


def facts(person: Person) -> tuple:
    """Everything that is kept of a person, as it stands in the database."""
    db.session.expire_all()
    grants = sorted((grant.role, grant.service_id) for grant in person.grants)
    return person.id, person.email, person.name, person.password_hash, person.team_id, person.is_active, grants
