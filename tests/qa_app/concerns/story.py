"""What the tests of concerns share: a service in which somebody receives them, and an auditor who raises one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_app.access import Role
from qa_app.audits.models import Audit
from qa_app.concerns.models import Concern, ConcernNote, ConcernReceiver
from qa_app.db import db
from qa_app.notices.models import Notice
from qa_app.people.models import Person
from qa_app.settings.models import Receiver, Settings
from qa_app.trail import TrailEvent
from tests import factories
from tests.browser import Browser
from tests.qa_app.audits.story import finished

WORDS: dict[str, Any] = {
    "what": "He was not at school for a week.",
    "why": "Nobody has seen him.",
    "has_spoken": "no",
}


@dataclass
class Scene:
    audit: Audit
    first: Person
    second: Person
    head: Person
    manager: Person

    @property
    def auditor(self) -> Person:
        return self.audit.auditor


def scene(**columns: Any) -> Scene:
    """An audit that is finished and not sent, of a service with two receivers, a head and a QA manager."""
    service = factories.service()
    first, second = factories.person(name="Fay First"), factories.person(name="Sid Second")
    head = factories.person(heads=(service,), name="Hal Head")
    manager = factories.person(Role.QA_MANAGER, name="Quinn Manager")
    factories.receivers(service, first, second)
    audit = finished(factories.audit(on=factories.entry(factories.team("", service)), **columns))
    return Scene(audit, first, second, head, manager)


def raise_on(browser: Browser, audit: Audit, act: str = "Send the concern", *, expect: int = 302, **words: Any) -> Any:
    page = browser.open(f"/concerns/raise/{audit.key}")
    return browser.press(page, act, expect=expect, **{**WORDS, **words})


def only() -> Concern:
    db.session.rollback()
    db.session.expire_all()
    (found,) = db.session.query(Concern)
    return found


def told(person: Person) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(person_id=person.id).order_by(Notice.id)
    return [notice.about for notice in rows]


def everything() -> list[list[Any]]:
    db.session.rollback()
    db.session.expire_all()
    tables = (Concern, ConcernReceiver, ConcernNote, Notice, Settings, Receiver, TrailEvent)
    return [list(map(tuple, db.session.execute(table.__table__.select()).all())) for table in tables]
