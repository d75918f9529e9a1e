"""A page asks the database as often for many as for few, whoever reads it and whatever waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from qa_app.access import Role
from qa_app.audits.models import Audit, Status
from qa_app.cases.models import CaseList
from qa_app.db import db, now, today
from qa_app.people.models import Person, Team
from qa_app.tools.models import ToolVersion
from tests import factories
from tests.counted import statements

PAGES = {
    "head": ("/", "/concerns/"),
    "manager": ("/", "/concerns/", "/audits/all"),
    "auditor": ("/", "/concerns/", "/audits/"),
    "team manager": ("/", "/audits/released"),
}


SENT = {"given_grade": "inadequate", "final_grade": "inadequate", "status": Status.RELEASED}


class Council:
    """A service in which everything that can wait for somebody waits, as often as it is told to."""

    def __init__(self) -> None:
        service = factories.service()
        team = factories.team("", service)
        people = {
            "head": factories.person(heads=(service,)),
            "manager": factories.person(Role.QA_MANAGER),
            "auditor": factories.person(Role.AUDITOR),
            "team manager": factories.person(Role.TEAM_MANAGER, team=team),
        }
        self.team, self.case_list, self.version = team.id, factories.case_list().id, factories.tool_version().id
        self.people = {name: person.id for name, person in people.items()}

    def person(self, who: str) -> Person:
        return db.session.get(Person, self.people[who])

    def more(self) -> None:
        released = {"released_at": now(), "released_by": self.person("manager"), "submitted_at": now()}
        done = self._audit(**SENT, **released)
        factories.dispute(done, self.person("team manager"))
        factories.response(done, due_on=today() - timedelta(days=1))
        factories.concern(done, self.person("head"))
        factories.concern(self._audit(), self.person("head"), self.person("manager"))
        factories.extension(self._audit(due_on=today() - timedelta(days=3)))

    def _audit(self, **columns: Any) -> Audit:
        entry = factories.entry(db.session.get(Team, self.team), db.session.get(CaseList, self.case_list))
        return factories.audit(self.person("auditor"), entry, db.session.get(ToolVersion, self.version), **columns)


@pytest.mark.parametrize("who", PAGES)
def test_a_page_asks_as_often_for_many_as_for_few(browser_of, who):
    council = Council()

    def asked() -> dict[str, int]:
        browser, found = browser_of(council.person(who)), {}
        for path in PAGES[who]:
            db.session.expunge_all()  # nothing is remembered from what went before
            with statements() as seen:
                browser.open(path)
            found[path] = len(seen)
        return found

    council.more()
    asked()  # the first reading of all also reads the tool
    few = asked()
    for _ in range(5):
        council.more()
    assert asked() == few
