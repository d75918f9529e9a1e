"""What lies on an auditor's desk when a story begins, and how the auditor gets there without the sign-in page."""

from __future__ import annotations

from flask import Flask

from qa_app.access import Role
from qa_app.audits.models import Audit
from qa_app.db import db
from qa_app.people import passwords
from qa_app.people.models import Person
from tests import factories
from tests.journeys.visitor import PASSWORD, Visitor
from tests.qa_app.audits import story

THEMES = {
    "voice-and-direct-work": "Voice and direct work",
    "risk-and-safety": "Risk and safety",
    "drift-and-delay": "Drift and delay",
    "plans": "Plans",
}


def adopt_themes() -> None:
    for key, name in THEMES.items():
        factories.theme(key, name)


def with_password(*roles: Role, name: str) -> Person:
    """Somebody who can sign in on the page: ``Ann Auditor`` as ann@council.example."""
    email = f"{name.split()[0].lower()}@council.example"
    return factories.person(*roles, name=name, email=email, password_hash=passwords.hashed(PASSWORD))


def finished_audit(of: Person) -> Audit:
    """Every answer given, and not yet sent."""
    return story.finished(factories.audit(of))


def signed_in(visitor: Visitor, app: Flask, who: Person, address: str) -> Visitor:
    """Put a session of this person into the browser."""
    db.session.rollback()  # what this session has read so far may be out of date
    client = app.test_client()
    factories.signed_in(client, who)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    visitor.page.context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
    return visitor
