"""What audits found, by theme and by grade. Reading only, over the audits of a scope."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from audit_tools import Scale
from moderation.report import Figure
from qa_app.audits.models import Audit, Finding, finding_theme
from qa_app.db import db
from qa_app.plan.finding_queries import FindingLine, in_cycles, lines, with_audits
from qa_app.rounds.models import ModerationRound, RoundCase, Status
from qa_app.rounds.queries import report_of
from qa_app.themes.models import Theme
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition

from .scope import Scope

KEY = re.compile(r"[a-z0-9-]{1,80}", re.ASCII)
GOOD = "good"


@dataclass(frozen=True)
class ThemeLine:
    """What the audits of a scope found on a theme: findings of each kind, and audits with an area for development."""

    key: str
    name: str
    areas: int
    strengths: int
    audits: int


@dataclass(frozen=True)
class ThemeTable:
    """Themes, worst first, over ``total`` audits; themes on which nothing was found are left out."""

    total: int
    lines: tuple[ThemeLine, ...]


def get_theme(key: str) -> Theme | None:
    """The theme with this key; what could never be a key is not asked of the database."""
    return db.session.scalars(select(Theme).where(Theme.key == key)).one_or_none() if KEY.fullmatch(key) else None


def theme_table(scope: Scope) -> ThemeTable:
    """Worst first: by the audits that found something to develop, then by how much they found."""
    total = db.session.scalar(in_cycles(select(func.count(Audit.id))).where(*scope.conditions)) or 0
    rows = db.session.execute(
        with_audits(
            select(
                *(Theme.id, Theme.key, Theme.name, Theme.position, Finding.kind),
                func.count(Finding.id).label("findings"),
                func.count(Finding.audit_id.distinct()).label("audits"),
            )
            .select_from(Finding)
            .join(finding_theme, finding_theme.c.finding_id == Finding.id)
            .join(Theme, Theme.id == finding_theme.c.theme_id)
        )
        .where(*scope.conditions)
        .group_by(Theme.id, Theme.key, Theme.name, Theme.position, Finding.kind)
        .order_by(Theme.position, Theme.id, Finding.kind)
    ).all()
    areas = {row.id: row for row in rows if row.kind == "area"}
    strengths = {row.id: row for row in rows if row.kind == "strength"}
    found = [
        ThemeLine(
            (areas.get(each) or strengths[each]).key,
            (areas.get(each) or strengths[each]).name,
            areas[each].findings if each in areas else 0,
            strengths[each].findings if each in strengths else 0,
            areas[each].audits if each in areas else 0,
        )
        for each in dict.fromkeys(row.id for row in rows)
    ]
    return ThemeTable(total, tuple(sorted(found, key=lambda line: (-line.audits, -line.areas))))


def lines_of_theme(theme: Theme, scope: Scope, *, offset: int, limit: int) -> tuple[Sequence[FindingLine], int]:
    """One page of the findings on a theme, areas for development first, and how many there are."""
    tagged = Finding.id.in_(select(finding_theme.c.finding_id).where(finding_theme.c.theme_id == theme.id))
    return lines(tagged, *scope.conditions, offset=offset, limit=limit)


@dataclass(frozen=True)
class GradeCount:
    """How many audits have a grade. ``letters`` are the initials of its words: O, G, RI, I."""

    label: str
    letters: str
    number: int


@dataclass(frozen=True)
class Trust:
    """How far a grade figure can be trusted.

    ``good``: audits graded good or better, of all; ``None`` where the scale has no such grade. ``double_graded``: those
    that a closed round compared, ``moderated_good`` of them good or better in the end. ``alpha`` is of the newest of
    these rounds, over all its ``round_cases``, whatever the scope: it tells of the auditors, not of the services.
    """

    good: int | None
    double_graded: int
    moderated_good: int
    alpha: Figure | None
    round_name: str
    round_cases: int


@dataclass(frozen=True)
class Distribution:
    """The final grades of the audits of a scope on one scale, best first, each grade by itself."""

    counts: tuple[GradeCount, ...]
    trust: Trust

    @property
    def total(self) -> int:
        return sum(count.number for count in self.counts)


def grade_distributions(scope: Scope) -> list[Distribution]:
    """One distribution for each scale that the audits were graded on: no two scales are ever merged."""
    rows = db.session.execute(
        in_cycles(select(Audit.tool_version_id, Audit.final_grade, func.count(Audit.id)))
        .where(*scope.conditions)
        .group_by(Audit.tool_version_id, Audit.final_grade)
    ).all()
    versions = db.session.scalars(
        select(ToolVersion).where(ToolVersion.id.in_({row[0] for row in rows})).order_by(ToolVersion.id)
    )
    scales: dict[Scale, list[int]] = {}
    for version in versions:
        scales.setdefault(definition(version).scale, []).append(version.id)
    found = []
    for scale, ids in scales.items():
        given = Counter[str]()
        for version_id, grade, number in rows:
            given[grade] += number if version_id in ids else 0
        counts = tuple(GradeCount(point.label, _initials(point.label), given[point.key]) for point in scale.points)
        found.append(Distribution(counts, _trust(scope, scale, ids, given)))
    return found


def _initials(label: str) -> str:
    return "".join(word[0].upper() for word in label.split())


def _good_or_better(scale: Scale, grades: Counter[str]) -> int | None:
    if GOOD not in scale:
        return None
    return sum(grades[key] for key in scale.keys if scale.rank(key) <= scale.rank(GOOD))


def _trust(scope: Scope, scale: Scale, version_ids: Collection[int], given: Counter[str]) -> Trust:
    compared = [*scope.conditions, Audit.tool_version_id.in_(version_ids), ModerationRound.status == Status.CLOSED]
    rows = db.session.execute(
        in_cycles(
            select(Audit.final_grade, func.count(Audit.id))
            .select_from(RoundCase)
            .join(ModerationRound, ModerationRound.id == RoundCase.round_id)
            .join(Audit, Audit.id == RoundCase.first_id)
        )
        .where(*compared)
        .group_by(Audit.final_grade)
    )
    moderated = Counter({row[0]: row[1] for row in rows})
    newest = db.session.scalars(
        in_cycles(select(ModerationRound).join(ModerationRound.cases).join(Audit, Audit.id == RoundCase.first_id))
        .where(*compared)
        .order_by(ModerationRound.closed_at.desc(), ModerationRound.id.desc())
        .limit(1)
    ).one_or_none()
    report = report_of(newest) if newest else None
    return Trust(
        good=_good_or_better(scale, given),
        double_graded=moderated.total(),
        moderated_good=_good_or_better(scale, moderated) or 0,
        alpha=report.alpha if report else None,
        round_name=newest.name if newest else "",
        round_cases=report.n_multiple if report else 0,
    )
