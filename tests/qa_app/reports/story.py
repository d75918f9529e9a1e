"""A finished cycle in two services, with double-graded cases and a closed round, put there as rows."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.access import Role
from qa_app.audits.models import Audit, Finding
from qa_app.cycles.models import AuditCycle
from qa_app.db import now
from qa_app.people.models import Person, Service, Team
from qa_app.themes.models import Theme
from tests import factories

GRADES = ["good"] * 4 + ["requires-improvement"] * 7 + ["inadequate"]
"""Of the first service: twelve audits, a third of them good."""


@dataclass
class Story:
    service: Service
    other: Service
    team: Team
    head: Person
    other_head: Person
    manager: Person
    cycle: AuditCycle
    plans: Theme
    drift: Theme
    audits: list[Audit]
    elsewhere: list[Audit]
    findings: list[Finding]
    elsewhere_finding: Finding


def finished_cycle(*, rounds: bool = True) -> Story:
    """Twelve final audits in one service and three in another; in the first, four cases are double-graded."""
    service, other = factories.service("Safeguarding and Support"), factories.service("Children in Care")
    team, other_team = factories.team("Northgate", service), factories.team("Quayside", other)
    version = factories.tool_version()
    cycle = factories.cycle(version, name="Spring cycle", status="running")
    auditors = [factories.person(Role.AUDITOR, name=name) for name in ("Alex Auditor", "Blake Auditor")]
    plans, drift = factories.theme("plans", "Plans"), factories.theme("drift-and-delay", "Drift and delay")

    def audit(grade: str, in_team: Team) -> Audit:
        return factories.audit(auditors[0], factories.entry(in_team), version, final_grade=grade, suggested_grade=grade)

    audits = [audit(grade, team) for grade in GRADES]
    elsewhere = [audit("outstanding", other_team) for _ in range(3)]
    pairs = []
    for number, first in enumerate(audits):
        second = None
        if rounds and number in (0, 3, 4, 11):
            # On the case graded good at place 3 they differed; the good grade was agreed in the end.
            given = "requires-improvement" if number == 3 else first.final_grade
            second = factories.audit(
                auditors[1],
                first.entry,
                version,
                kind="second",
                given_grade=given,
                final_grade=first.final_grade,
                suggested_grade=given,
            )
            pairs.append((first, second))
        factories.sampled(cycle, first.entry, first, second)
    for first in elsewhere:
        factories.sampled(cycle, first.entry, first)
    if rounds:
        factories.moderation_round(cycle, *pairs, name="Spring moderation", status="closed", closed_at=now())
    findings = [
        *(factories.finding(each, plans, text="The plan has no dates.") for each in audits[4:9]),
        factories.finding(audits[4], plans, drift, text="Nobody noticed the drift."),
        factories.finding(audits[0], drift, kind="strength", text="Delay was seen early."),
    ]
    hidden = factories.finding(elsewhere[0], plans, text="A plan of another service.")
    return Story(
        service=service,
        other=other,
        team=team,
        head=factories.person(heads=(service,), name="Sam Guard"),
        other_head=factories.person(heads=(other,), name="Carey Leaver"),
        manager=factories.person(Role.QA_MANAGER, name="Quentin Assurance"),
        cycle=cycle,
        plans=plans,
        drift=drift,
        audits=audits,
        elsewhere=elsewhere,
        findings=findings,
        elsewhere_finding=hidden,
    )
