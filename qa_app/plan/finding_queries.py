"""Findings as they are read in lists: the words of a finding without the child.

A list is the policy of ``finding:link`` said in SQL: only audits that count, and for a head of service only cases
of the services headed. What is read are plain columns, so that no case ID can come along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from qa_app.access import Role
from qa_app.audits.models import SETTLED, Audit, Finding, Kind, finding_theme
from qa_app.audits.queries import get_finding as finding_with
from qa_app.cases.models import CaseEntry
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import db
from qa_app.people.models import Person, Service, Team
from qa_app.themes.models import Theme
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition

from .models import FindingLink, PlanAction
from .queries import links_by_finding

Rows = Select[*tuple[Any, ...]]
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


@dataclass(frozen=True)
class FindingLine:
    """A finding in a list. ``cycle`` is empty for an audit outside a cycle; ``actions`` are ids and references."""

    key: str
    kind: str
    text: str
    section: str
    service: str
    team: str
    cycle: str
    themes: tuple[str, ...]
    actions: tuple[tuple[int, str], ...]


def services_open_to(person: Person) -> frozenset[int] | None:
    """Of which services a person may read findings; ``None`` is all of them."""
    return None if person.has(Role.QA_MANAGER) else person.services_headed


def counting_in(services: Collection[int] | None) -> list[ColumnElement[bool]]:
    """The audits that stand for their cases, of these services; for a query in which Audit and Team are joined."""
    conditions = [Audit.kind == Kind.FIRST, Audit.status.in_(SETTLED)]
    return conditions if services is None else [*conditions, Team.service_id.in_(sorted(services))]


def with_audits(query: Rows) -> Rows:
    """Join to a query of findings the audit, the case as listed, its team and the cycle; without those dropped."""
    return in_cycles(query.join(Audit, and_(Audit.id == Finding.audit_id, Finding.dropped_at.is_(None))))


def in_cycles(query: Rows) -> Rows:
    """Join to a query of audits the case as it was listed, its team and the cycle."""
    return (
        query.join(CaseEntry, CaseEntry.id == Audit.entry_id)
        .join(Team, Team.id == CaseEntry.team_id)
        .outerjoin(SampledCase, SampledCase.first_id == Audit.id)
    )


def get_finding(key: str) -> Finding | None:
    """The finding with this key; what could never be a key is not asked of the database."""
    return finding_with(key) if KEY.fullmatch(key) else None


def lines(*conditions: ColumnElement[bool], offset: int, limit: int) -> tuple[list[FindingLine], int]:
    """One page of the findings that meet the conditions, areas for development first, and how many there are."""
    total = db.session.scalar(with_audits(select(func.count(Finding.id))).where(*conditions)) or 0
    rows = db.session.execute(
        with_audits(
            select(
                *(Finding.id, Finding.key, Finding.kind, Finding.text, Finding.section, Audit.tool_version_id),
                *(Service.name.label("service"), Team.name.label("team"), AuditCycle.name.label("cycle")),
            ).select_from(Finding)
        )
        .join(Service, Service.id == Team.service_id)
        .outerjoin(AuditCycle, AuditCycle.id == SampledCase.cycle_id)
        .where(*conditions)
        .order_by(Finding.kind, Service.name, Finding.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    ids = [row.id for row in rows]
    themes, links = _themes_of(ids), links_by_finding(ids)
    titles = _section_titles({row.tool_version_id for row in rows})
    found = [
        FindingLine(
            row.key,
            row.kind,
            row.text,
            titles[row.tool_version_id, row.section],
            row.service,
            row.team,
            row.cycle or "",
            themes[row.id],
            tuple((link.action.id, link.action.ref) for link in links[row.id]),
        )
        for row in rows
    ]
    return found, total


def line_of(finding: Finding) -> FindingLine:
    """One finding as it stands in lists."""
    [line], _ = lines(Finding.id == finding.id, offset=0, limit=1)
    return line


def lines_of_action(
    action: PlanAction, person: Person, *, offset: int, limit: int
) -> tuple[Sequence[FindingLine], int]:
    """The findings linked to an action that a person may read, and how many they are."""
    linked = Finding.id.in_(select(FindingLink.finding_id).where(FindingLink.plan_action_id == action.id))
    return lines(linked, *counting_in(services_open_to(person)), offset=offset, limit=limit)


def linked_counts(person: Person) -> dict[int, int]:
    """How many findings that a person may read are linked to each action, by its id."""
    rows = db.session.execute(
        with_audits(
            select(FindingLink.plan_action_id, func.count())
            .select_from(FindingLink)
            .join(Finding, Finding.id == FindingLink.finding_id)
        )
        .where(*counting_in(services_open_to(person)))
        .group_by(FindingLink.plan_action_id)
    )
    return {row[0]: row[1] for row in rows}


def _themes_of(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {each: [] for each in ids}
    rows = db.session.execute(
        select(finding_theme.c.finding_id, Theme.name)
        .join(Theme, Theme.id == finding_theme.c.theme_id)
        .where(finding_theme.c.finding_id.in_(ids))
        .order_by(Theme.position, Theme.id)
    )
    for finding_id, name in rows:
        found[finding_id].append(name)
    return {each: tuple(names) for each, names in found.items()}


def _section_titles(version_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """Tool version and section key -> the title that the auditor saw."""
    versions = db.session.scalars(select(ToolVersion).where(ToolVersion.id.in_(sorted(version_ids))))
    return {
        (version.id, section.key): section.title for version in versions for section in definition(version).sections
    }
