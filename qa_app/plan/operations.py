"""Changing the plan and what is linked to it. Each function is one thing a person does; none of them commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from qa_app.audits.models import Finding
from qa_app.db import Base, db, now
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.trail import record

from .models import FindingLink, Measure, PlanAction, Priority, RagCount, Recommendation
from .queries import links_of, plan_actions, priorities, rag_counts, recommendations
from .reading import read_plan
from .values import ActionRow, Plan


@dataclass(frozen=True)
class Imported:
    """What an import did: how many rows it added, changed and took away, and how large the plan is now."""

    priorities: int
    actions: int
    added: int
    changed: int
    removed: int


class _Rows:
    """The rows of the plan, set to what the files say; counts what that added, changed and removed."""

    def __init__(self) -> None:
        self.added = self.changed = self.removed = 0

    def put(self, row: Base | None, kind: type[Base], **columns: Any) -> Any:
        """``row`` with these values, or a new one of this kind."""
        if row is None:
            row = kind(**columns)
            db.session.add(row)
            self.added += 1
            return row
        different = {name: value for name, value in columns.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        self.changed += bool(different)
        return row

    def remove(self, row: Base) -> None:
        db.session.delete(row)
        self.removed += 1


def import_plan(files: Mapping[str, bytes] | Plan, *, by: Person | None) -> Imported:
    """Take in a plan. What is there already is matched by its number or reference, so a repeat makes no twins.

    :raises PlanProblems: when the files are no plan.
    :raises Refusal: when something of the plan that others may be linked to is missing from the files.
    """
    plan = files if isinstance(files, Plan) else read_plan(files)
    _refuse_what_is_missing(plan)
    rows = _Rows()
    _put_frame(plan, rows)
    _put_actions(plan, rows)
    _put_measures(plan, rows)
    _put_rag(plan, rows)
    record(
        "plan:import",
        priorities()[0],
        by=by,
        actions=len(plan.actions),
        added=rows.added,
        changed=rows.changed,
        removed=rows.removed,
    )
    return Imported(len(plan.priorities), len(plan.actions), rows.added, rows.changed, rows.removed)


def _refuse_what_is_missing(plan: Plan) -> None:
    """Nothing goes from the plan by being left out of a file: findings and reports hang on it."""
    for noun, had, has in (
        ("action", [action.ref for action in plan_actions()], {action.ref for action in plan.actions}),
        ("priority", [each.number for each in priorities()], {each.number for each in plan.priorities}),
        ("recommendation", [each.number for each in recommendations()], {each.number for each in plan.recommendations}),
    ):
        missing = [str(each) for each in had if each not in has]
        if missing:
            raise Refusal(
                f"The files leave out something that the plan has: {noun} {', '.join(missing)}",
                "Findings may be linked to it and reports may count it. Put it back into the files. "
                "Nothing was changed.",
            )


def _put_frame(plan: Plan, rows: _Rows) -> None:
    had = {each.number: each for each in priorities()}
    for priority in plan.priorities:
        rows.put(had.get(priority.number), Priority, number=priority.number, title=priority.title, lead=priority.lead)
    said = {each.number: each for each in recommendations()}
    for each in plan.recommendations:
        rows.put(said.get(each.number), Recommendation, number=each.number, text=each.text)
    db.session.flush()


def _put_actions(plan: Plan, rows: _Rows) -> None:
    had = {action.ref: action for action in plan_actions()}
    homes = {each.number: each for each in priorities()}
    answered = {each.number: each for each in recommendations()}
    for position, action in enumerate(plan.actions, start=1):
        columns = _columns(action, rated=plan.rates_actions)
        columns["priority_id"] = homes[action.priority].id
        columns["recommendations"] = [answered[number] for number in action.recommendations]
        rows.put(had.get(action.ref), PlanAction, position=position, **columns)
    db.session.flush()


def _columns(action: ActionRow, *, rated: bool) -> dict[str, Any]:
    """The values of an action's own columns; its rating only where the files rate actions at all."""
    plain = ("ref", "text", "lead", "partners", "by_when", "due_on", "success_measures", "resources", "status")
    return {name: getattr(action, name) for name in (*plain, "rag") if rated or name != "rag"}


def _put_measures(plan: Plan, rows: _Rows) -> None:
    """A measure is known by its action and its words: reworded, it is another one."""
    actions = {action.ref: action for action in plan_actions()}
    had = {(ref, measure.text): measure for ref, action in actions.items() for measure in action.measures}
    for position, measure in enumerate(plan.measures, start=1):
        rows.put(
            had.pop((measure.action_ref, measure.text), None),
            Measure,
            action=actions[measure.action_ref],
            position=position,
            text=measure.text,
            current=measure.current,
            target=measure.target,
            national=measure.national,
            statistical_neighbour=measure.statistical_neighbour,
            measured_by=measure.measured_by,
        )
    for gone in had.values():
        rows.remove(gone)
    db.session.flush()


def _put_rag(plan: Plan, rows: _Rows) -> None:
    """A month that the files do not speak of stays as it was reported."""
    homes = {each.number: each for each in priorities()}
    had = {(each.as_at, each.priority.number): each for each in rag_counts()}
    for each in plan.rag:
        rows.put(
            had.get((each.as_at, each.priority)),
            RagCount,
            priority=homes[each.priority],
            as_at=each.as_at,
            total=each.total,
            blue=each.blue,
            green=each.green,
            amber=each.amber,
            red=each.red,
        )
    db.session.flush()


def link(
    finding: Finding, actions: Collection[PlanAction], *, seen: Collection[PlanAction] | None = None, by: Person
) -> None:
    """Set which actions of the plan answer a finding.

    :param seen: the actions that were linked when ``by`` began to choose; what somebody else linked or unlinked
        meanwhile is then left as they put it.
    :raises Refusal: when the finding's audit does not count.
    """
    if not finding.audit.counts:
        raise Refusal("This finding does not count yet", "It can be linked once its audit has its final grade.")
    had = {each.action.id: each for each in links_of([finding])[finding.id]}
    before = {action.id for action in seen} if seen is not None else set(had)
    wanted = {action.id: action for action in actions}
    added = [action for key, action in wanted.items() if key not in before and key not in had]
    removed = [had[key] for key in had if key in before and key not in wanted]
    for action in added:
        db.session.add(FindingLink(finding=finding, action=action, linked_at=now(), linked_by=by))
    for gone in removed:
        db.session.delete(gone)
    if added or removed:
        record(
            "finding:link",
            finding,
            by=by,
            added=[action.ref for action in added],
            removed=[gone.action.ref for gone in removed],
        )
