"""An improvement plan read from its CSV files into frozen values, or refused with every problem it has.

Files: ``priorities.csv``, ``recommendations.csv``, ``actions.csv``, ``measures.csv``, and for each month in which
delivery was reported to a board a ``rag-summary-YYYY-MM.csv``. Nothing here knows of the database or the web.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from .cells import Row
from .checks import check_published_counts, check_ratings, check_summary
from .delivery import LETTERS, RATINGS
from .tables import Columns, Problem, Table, read_table
from .values import ActionRow, MeasureRow, Plan, PriorityRow, RagRow, RecommendationRow

PRIORITIES, RECOMMENDATIONS = "priorities.csv", "recommendations.csv"
ACTIONS, MEASURES = "actions.csv", "measures.csv"
RAG_SUMMARY = re.compile(r"rag-summary-(\d{4}-(?:0[1-9]|1[0-2]))\.csv", re.ASCII)

COLUMNS = {
    PRIORITIES: Columns(("number", "priority", "lead")),
    RECOMMENDATIONS: Columns(("number", "recommendation"), ("published_action_count",)),
    ACTIONS: Columns(
        (
            *("ref", "priority", "recommendations", "action", "lead", "partners", "by_when", "due"),
            *("success_measures", "resources", "status"),
        ),
        ("rag",),
    ),
    MEASURES: Columns(
        ("action_ref", "measure", "current", "target", "national", "statistical_neighbour", "measured_by")
    ),
}
RAG_COLUMNS = Columns(("priority", "total", *(rating.word.lower() for rating in RATINGS)))


class PlanProblems(ValueError):  # noqa: N818 - the files are at fault, not the program
    """The files are no plan; ``problems`` says each thing that is wrong, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read_plan(files: Mapping[str, bytes]) -> Plan:
    """Read the plan in ``files``, name -> bytes.

    :raises PlanProblems: naming file, row, column and reason of everything that is wrong.
    """
    tables, left_out = _tables(files)
    _stop_at_problems(tables.values())
    rows = {name: [Row(table, number, cells) for number, cells in table.rows] for name, table in tables.items()}
    priorities = _priorities(rows[PRIORITIES])
    recommendations = _recommendations(rows[RECOMMENDATIONS])
    actions = _actions(rows[ACTIONS], {each.number for each in priorities}, {each.number for each in recommendations})
    measures = _measures(rows[MEASURES], {each.ref for each in actions})
    summaries = {
        name: _summary(dated[1], rows[name], {each.number for each in priorities})
        for name in sorted(tables)
        if (dated := RAG_SUMMARY.fullmatch(name))
    }
    plan = Plan(
        priorities,
        recommendations,
        actions,
        measures,
        rag=tuple(row for summary in summaries.values() for row in summary),
        rates_actions="rag" in tables[ACTIONS].headings,
        left_out=left_out,
    )
    _stop_at_problems(tables.values())
    check_published_counts(rows[RECOMMENDATIONS], plan)
    for name, summary in summaries.items():
        check_summary(rows[name], summary, plan)
    if summaries:
        newest = max(summaries)
        check_ratings(rows[newest], summaries[newest], plan)
    _stop_at_problems(tables.values())
    return plan


def _tables(files: Mapping[str, bytes]) -> tuple[dict[str, Table], tuple[str, ...]]:
    """The plan's files as tables, and the names of the others. A summary that names no month is a problem."""
    tables: dict[str, Table] = {}
    for name, columns in COLUMNS.items():
        if name in files:
            tables[name] = read_table(name, files[name], columns)
        else:
            tables[name] = Table(name)
            tables[name].wrong("This file is missing.")
    for name in sorted(files):
        if RAG_SUMMARY.fullmatch(name):
            tables[name] = read_table(name, files[name], RAG_COLUMNS)
        elif name.startswith("rag-summary"):
            tables[name] = Table(name)
            tables[name].wrong("The name must say the month, as in rag-summary-2026-04.csv.")
    for table in tables.values():
        if not table.rows and not table.problems and table.file != MEASURES:
            table.wrong("There are headings but no rows.")
    return tables, tuple(sorted(name for name in files if name not in tables))


def _stop_at_problems(tables: Collection[Table]) -> None:
    found = [problem for table in tables for problem in sorted(table.problems, key=lambda each: each.row)]
    if found:
        raise PlanProblems(found)


def _priorities(rows: Sequence[Row]) -> tuple[PriorityRow, ...]:
    seen: dict[int, int] = {}
    found = []
    for row in rows:
        each = PriorityRow(row.whole("number"), row.needed("priority"), row.cells["lead"])
        row.unique("number", each.number, seen)
        found.append(each)
    return tuple(found)


def _recommendations(rows: Sequence[Row]) -> tuple[RecommendationRow, ...]:
    seen: dict[int, int] = {}
    found = []
    for row in rows:
        published = row.whole("published_action_count") if row.cells.get("published_action_count") else None
        each = RecommendationRow(row.whole("number"), row.needed("recommendation"), published)
        row.unique("number", each.number, seen)
        found.append(each)
    return tuple(found)


def _actions(rows: Sequence[Row], priorities: set[int], recommendations: set[int]) -> tuple[ActionRow, ...]:
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        each = ActionRow(
            ref=row.ref("ref"),
            priority=row.whole("priority"),
            recommendations=row.numbers("recommendations", recommendations, RECOMMENDATIONS),
            text=row.needed("action"),
            due_on=row.day("due"),
            rag=row.cells.get("rag") or None,
            **{
                column: row.cells[column]
                for column in ("lead", "partners", "by_when", "success_measures", "resources", "status")
            },
        )
        row.unique("ref", each.ref, seen)
        row.known("priority", each.priority, priorities, PRIORITIES)
        if each.rag is not None:
            row.known("rag", each.rag, LETTERS, "the delivery ratings " + ", ".join(LETTERS))
        found.append(each)
    return tuple(found)


def _measures(rows: Sequence[Row], refs: set[str]) -> tuple[MeasureRow, ...]:
    seen: dict[tuple[str, str], int] = {}
    found = []
    for row in rows:
        each = MeasureRow(
            action_ref=row.ref("action_ref"),
            text=row.needed("measure"),
            **{
                column: row.cells[column]
                for column in ("current", "target", "national", "statistical_neighbour", "measured_by")
            },
        )
        row.known("action_ref", each.action_ref, refs, ACTIONS)
        row.unique("measure", (each.action_ref, each.text), seen)
        found.append(each)
    return tuple(found)


def _summary(as_at: str, rows: Sequence[Row], priorities: set[int]) -> tuple[RagRow, ...]:
    seen: dict[int, int] = {}
    found = []
    for row in rows:
        each = RagRow(as_at, *(row.whole(column) for column in RAG_COLUMNS.required))
        row.unique("priority", each.priority, seen)
        row.known("priority", each.priority, priorities, PRIORITIES)
        found.append(each)
    return tuple(found)
