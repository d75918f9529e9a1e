"""Reading the plan, and what of it answers which findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.audits.models import Finding
from qa_app.db import db

from .delivery import LETTERS
from .models import FindingLink, PlanAction, Priority, RagCount, Recommendation, action_recommendation


def priorities() -> Sequence[Priority]:
    """With their actions, in the order of the plan."""
    return db.session.scalars(select(Priority).options(selectinload(Priority.actions)).order_by(Priority.number)).all()


def recommendations() -> Sequence[Recommendation]:
    """With the actions that answer them."""
    return db.session.scalars(
        select(Recommendation).options(selectinload(Recommendation.actions)).order_by(Recommendation.number)
    ).all()


def plan_actions() -> Sequence[PlanAction]:
    """Every action with its priority, recommendations and measures, in the order of the plan."""
    return db.session.scalars(
        select(PlanAction)
        .options(
            joinedload(PlanAction.priority),
            selectinload(PlanAction.recommendations),
            selectinload(PlanAction.measures),
        )
        .order_by(PlanAction.position, PlanAction.id)
    ).all()


def get_action(action_id: int) -> PlanAction | None:
    return db.session.get(PlanAction, action_id)


def crosswalk() -> list[tuple[int, int]]:
    """Recommendation and how many actions of the plan answer it, in the order of their numbers."""
    answered = func.count(action_recommendation.c.plan_action_id)
    rows = db.session.execute(
        select(Recommendation.number, answered)
        .outerjoin(action_recommendation, action_recommendation.c.recommendation_id == Recommendation.id)
        .group_by(Recommendation.number)
        .order_by(Recommendation.number)
    )
    return [(number, count) for number, count in rows]


def rag_counts() -> Sequence[RagCount]:
    """What was reported to boards, newest month first."""
    return db.session.scalars(
        select(RagCount)
        .join(RagCount.priority)
        .options(joinedload(RagCount.priority))
        .order_by(RagCount.as_at.desc(), Priority.number)
    ).all()


@dataclass(frozen=True)
class RagLine:
    """How many actions of a priority stand at each rating. ``counts`` is by letter; ``unrated`` have none."""

    number: int
    title: str
    total: int
    counts: Mapping[str, int]
    unrated: int


@dataclass(frozen=True)
class RagTable:
    """The delivery of the plan by priority. ``as_at`` is ``YYYY-MM``; empty when counted from the actions now."""

    as_at: str
    lines: tuple[RagLine, ...]

    @property
    def month(self) -> str:
        """``October 2026``; empty when counted now."""
        return f"{date.fromisoformat(f'{self.as_at}-01'):%B %Y}" if self.as_at else ""

    @property
    def has_unrated(self) -> bool:
        return any(line.unrated for line in self.lines)

    @property
    def overall(self) -> RagLine:
        counts = Counter[str]()
        for line in self.lines:
            counts.update(line.counts)
        total, unrated = sum(line.total for line in self.lines), sum(line.unrated for line in self.lines)
        return RagLine(0, "", total, {letter: counts[letter] for letter in LETTERS}, unrated)


def rag_table() -> RagTable | None:
    """As last reported to a board; counted from the actions where nothing was; ``None`` where none is rated."""
    reported = rag_counts()
    if reported:
        newest = reported[0].as_at
        return RagTable(newest, tuple(_reported(each) for each in reported if each.as_at == newest))
    lines = tuple(_counted(priority) for priority in priorities())
    return RagTable("", lines) if any(line.unrated < line.total for line in lines) else None


def _reported(row: RagCount) -> RagLine:
    counts = dict(zip(LETTERS, (row.blue, row.green, row.amber, row.red), strict=True))
    return RagLine(row.priority.number, row.priority.title, row.total, counts, 0)


def _counted(priority: Priority) -> RagLine:
    given = Counter(action.rag for action in priority.actions)
    counts = {letter: given[letter] for letter in LETTERS}
    return RagLine(priority.number, priority.title, len(priority.actions), counts, given[None])


def links_of(findings: Collection[Finding]) -> dict[int, list[FindingLink]]:
    """The links of each finding, by its id, in the order of the plan."""
    return links_by_finding([finding.id for finding in findings])


def links_by_finding(ids: Collection[int]) -> dict[int, list[FindingLink]]:
    found: dict[int, list[FindingLink]] = {each: [] for each in ids}
    rows = db.session.scalars(
        select(FindingLink)
        .join(FindingLink.action)
        .where(FindingLink.finding_id.in_(found))
        .options(joinedload(FindingLink.action))
        .order_by(PlanAction.position, PlanAction.id)
    )
    for row in rows:
        found[row.finding_id].append(row)
    return found
