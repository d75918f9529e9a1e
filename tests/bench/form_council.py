"""A council to measure the form in: thirty auditors, each with an audit of 250 questions to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from flask_migrate import upgrade

from config import Config
from qa_app import create_app
from qa_app.access import Role
from qa_app.db import db
from qa_app.people import passwords
from tests import factories, long_tool
from tests.journeys.desk import adopt_themes

AUDITORS = 30
PASSWORD = "a long phrase for the tests"
SECRET = "a secret that only the benchmark knows, and long"


@dataclass(frozen=True)
class Desk:
    """One auditor and the audit on their desk."""

    person_id: int
    email: str
    audit_id: int
    audit_key: str


@contextmanager
def council(address: str) -> Iterator[tuple[Flask, list[Desk]]]:
    """The application on the database at ``address``, which is empty, with the council in it."""
    app = create_app(Config(SECRET_KEY=SECRET, SQLALCHEMY_DATABASE_URI=address, SESSION_COOKIE_SECURE=False))
    with app.app_context():
        upgrade()
        adopt_themes()
        version = factories.tool_version(long_tool.source())
        cases, team, hashed = factories.case_list(AUDITORS), factories.team(), passwords.hashed(PASSWORD)
        desks = []
        for number in range(AUDITORS):
            email = f"auditor{number}@council.example"
            who = factories.person(Role.AUDITOR, email=email, password_hash=hashed)
            audit = factories.audit(who, factories.entry(team, cases), version)
            desks.append(Desk(who.id, email, audit.id, audit.key))
        yield app, desks
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
