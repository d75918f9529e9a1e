"""A council of two services with something of every kind in each, and a person of every role: a scene to attack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from qa_app.access import Role
from qa_app.audits.models import Audit, RefusedSave
from qa_app.cases.models import CaseListUpload
from qa_app.db import db, now
from qa_app.people import links
from qa_app.people.models import Person, Service
from qa_app.plan.models import FindingLink
from tests import factories
from tests.qa_app.audits.story import finished
from tests.qa_app.tools.bench import EVERY_KIND

PEOPLE = (
    *("administrator", "manager", "auditor", "another", "head", "other_head"),
    *("worker", "other_worker", "boss", "other_boss", "nobody", "anonymous"),
)
OF_THEIR_OWN = (("head", "other_head"), ("worker", "other_worker"), ("boss", "other_boss"))
"""Who changes places in the other service: its head, a practitioner and the manager of its team."""


@dataclass
class Side:
    """One service, and by their names the words that stand in addresses for its things."""

    service: Service
    things: dict[str, Any]
    open: Audit
    final: Audit


@dataclass
class Council:
    people: dict[str, Person]
    own: Side
    other: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.own, self.other


def council() -> Council:
    """Everything twice: what is of ``own`` is the head's, what is of ``other`` is the other head's."""
    services = factories.service("Safeguarding"), factories.service("Permanence")
    people = {
        "administrator": factories.person(Role.ADMINISTRATOR, name="Ada Administrator"),
        "manager": factories.person(Role.QA_MANAGER, name="Quinn Manager"),
        "auditor": factories.person(Role.AUDITOR, name="Ash Auditor"),
        "another": factories.person(Role.AUDITOR, name="Bo Auditor"),
        "head": factories.person(heads=services[:1], name="Sal Head"),
        "other_head": factories.person(heads=services[1:], name="Per Head"),
        **_of_a_team(services[0], ""),
        **_of_a_team(services[1], "other_"),
        "nobody": factories.person(name="Nell Newcomer"),
    }
    factories.theme("risk-and-safety")
    own, other = (_side(service, people) for service in services)
    return Council(people, own, other)


def _of_a_team(service: Service, which: str) -> dict[str, Person]:
    """The manager of a team and one of its practitioners."""
    team, name = factories.team("", service), f"Wyn {which}Worker"
    return {
        f"{which}worker": factories.person(Role.PRACTITIONER, name=name, team=team, name_in_case_list=name),
        f"{which}boss": factories.person(Role.TEAM_MANAGER, name=f"Bea {which}Boss", team=team),
    }


def _side(service: Service, people: dict[str, Person]) -> Side:
    version, listed = factories.tool_version(), factories.case_list(9)
    auditor, another = people["auditor"], people["another"]
    worker = next(one for one in people.values() if one.name_in_case_list and one.team in service.teams)
    team = worker.team
    assert team is not None

    def entry() -> Any:
        return factories.entry(team, listed, worker=worker.name_in_case_list)

    def pair(**columns: Any) -> tuple[Audit, Audit]:
        on = entry()
        second = {"kind": "second", **columns, "given_grade": "inadequate"}
        return factories.audit(auditor, on, version, **columns), factories.audit(another, on, version, **second)

    final = factories.audit(auditor, entry(), version, final_grade="good")
    finding = factories.finding(final, factories.theme(f"theme-of-{service.id}"), text="The plan has no dates.")
    action = factories.plan_action()
    factories.given(FindingLink(finding=finding, action=action, linked_at=now(), linked_by=people["manager"]))
    opened = finished(factories.audit(auditor, entry(), version))
    refused = RefusedSave(audit_id=opened.id, section="voice", based_on=0, answers={"voice-said": "Typed elsewhere."})
    refused.digest, refused.at, refused.by_id = "0" * 64, now(), auditor.id
    factories.given(refused)

    sent_alone = [factories.audit(auditor, entry(), version, given_grade=grade) for grade in ("good", "inadequate")]
    for each in sent_alone:
        factories.answers(each, "voice", **{"voice-sought": "yes"})
    query = factories.query(sent_alone[0], people["manager"])
    signed = {"status": "released", "released_at": now(), "released_by": people["manager"]}
    released = factories.audit(auditor, entry(), version, final_grade="good", **signed)
    disputed = factories.audit(auditor, entry(), version, final_grade="good", **signed)
    for each in (released, disputed):
        factories.answers(each, "voice", **{"voice-sought": "yes"})
    dispute = factories.dispute(disputed, worker)
    shut = factories.audit(auditor, entry(), version, final_grade="good", **{**signed, "status": "closed"})
    awaiting = factories.audit(auditor, entry(), version, final_grade="inadequate")
    factories.response(awaiting)
    extension = factories.extension(factories.audit(auditor, entry(), version))
    notice = factories.notice(auditor)
    sent_concern = factories.concern(final, people["head" if service.name == "Safeguarding" else "other_head"])
    draft_concern = factories.concern(extension.audit)
    begun_concern = factories.concern(final, raised_by=factories.person(is_active=False))
    answered = {"status": "acknowledged", "acknowledged_at": now(), "acknowledged_by": people["manager"]}
    answered_concern = factories.concern(final, factories.person(), **answered)
    resolving = pair(given_grade="good", status="in-moderation")
    closed = pair(given_grade="good", final_grade="good", status="final")
    sent, unsent = (factories.audit(auditor, on := entry(), version, given_grade="good"), on)
    owed = factories.audit(another, unsent, version, kind="second")
    running = {"version": version, "in_list": listed, "status": "running"}
    rounds = [
        factories.moderation_round(factories.cycle(**running), resolving, status="resolving"),
        factories.moderation_round(factories.cycle(**running), closed, status="closed", closed_at=now()),
        factories.moderation_round(factories.cycle(**running), (sent, owed), status="grading"),
    ]
    agreed = rounds[1].cases[0]
    agreed.agreed_grade, agreed.cause, agreed.reason, agreed.agreed_at = "good", "missed-evidence", "Seen.", now()
    factories.given(rounds[1])
    for each, (first, second) in zip(rounds, (resolving, closed, (sent, owed)), strict=True):
        factories.sampled(each.cycle, first.entry, first, second)
    cycle = factories.cycle(version, listed, sample_size=1, double_size=0)
    cycle.auditors = [auditor, another]
    factories.given(cycle)
    entry()  # one to draw
    spare = factories.person(Role.AUDITOR, team=team, name=f"Spare of {service.name}")
    things = {
        "-": "",
        "open audit": opened.key,
        "sent audit": sent.key,
        "owed audit": owed.key,
        "final audit": final.key,
        "moderated audit": closed[0].key,
        "queried audit": sent_alone[0].key,
        "worst audit": sent_alone[1].key,
        "released audit": released.key,
        "disputed audit": disputed.key,
        "dispute": dispute.key,
        "closed audit": shut.key,
        "awaiting audit": awaiting.key,
        "query": query.key,
        "extended audit": extension.audit.key,
        "extension": extension.id,
        "notice": notice.id,
        "sent concern": sent_concern.key,
        "draft concern": draft_concern.key,
        "begun concern": begun_concern.key,
        "answered concern": answered_concern.key,
        "another auditor": another.id,
        "finding": finding.key,
        "case": final.case_id,
        "upload": _upload(people["manager"], team.name).id,
        "cycle": cycle.id,
        "running cycle": rounds[0].cycle_id,
        "grading round": rounds[2].id,
        "resolving round": rounds[0].id,
        "closed round": rounds[1].id,
        "case of resolving": rounds[0].cases[0].id,
        "case of grading": rounds[2].cases[0].id,
        "person": spare.id,
        "service": service.id,
        "team": team.id,
        "theme": f"theme-of-{service.id}",
        "action": action.id,
        "version": version.id,
        "draft": _draft(factories.SHORT_TOOL, people["manager"]),
        "whole draft": _draft(EVERY_KIND, people["manager"]),
        "supplied tool": "childs-journey-2",
        "link": links.make_token(spare),
        "no link": "there-is-no-such-link",
    }
    return Side(service, things, opened, final)


def _draft(source: str, by: Person) -> int:
    version = factories.tool_version(source, status="draft", published_at=None, changed_at=now(), changed_by_id=by.id)
    return version.id


def _upload(by: Person, team: str) -> CaseListUpload:
    number = f"{next(factories._number):064}"
    counts = {"rows": 0, "bad_rows": 0, "problems": 0, "by_status": {}, "by_age_band": {}, "teams": []}
    return factories.given(
        CaseListUpload(
            file_name="list.xlsx",
            digest=number,
            uploaded_at=now(),
            uploaded_by_id=by.id,
            rows=[],
            problems=[],
            counts=counts,
            notes=[],
        )
    )


class Clients:
    """A fresh browser for each asking, already signed in: whatever was done in the last one is forgotten."""

    def __init__(self, app: Flask, people: dict[str, Person]) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}
        for name, person in people.items():
            client = app.test_client()
            factories.signed_in(client, person)
            self.cookies[name] = client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value  # type: ignore[union-attr]

    def of(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        if name in self.cookies:
            client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookies[name])
        return client


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside never happened."""
    db.session.remove()
    savepoint = db.engine.begin_nested()  # type: ignore[attr-defined]  # the tests' engine is one connection
    yield
    db.session.remove()
    savepoint.rollback()


def token_of(client: FlaskClient) -> str:
    """A form token of this client's session, made without opening any page."""
    with client.session_transaction() as session:
        raw = session.setdefault("csrf_token", "0123456789abcdef0123456789abcdef01234567")
    return str(URLSafeTimedSerializer(client.application.secret_key or "", salt="wtf-csrf-token").dumps(raw))


def rows_of_all_tables(*, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as it stands, past the session."""
    db.session.commit()
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name not in without:
            query = sa.select(table).order_by(*table.primary_key.columns)
            found[table.name] = [tuple(map(repr, row)) for row in db.session.execute(query)]
    db.session.commit()
    return found
