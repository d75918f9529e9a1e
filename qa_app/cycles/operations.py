"""Setting a cycle up, drawing its sample, and starting it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack

from moderation.selection import by_ticket
from qa_app.access import Role
from qa_app.audits.models import Kind
from qa_app.audits.operations import allocate
from qa_app.cases.models import CaseList
from qa_app.db import db, now, today
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.tools.models import ToolVersion
from qa_app.trail import record

from .allocation import allocation_of
from .models import AuditCycle, SampledCase
from .queries import audited_already, cycle_named, frame_of, population, sample_of
from .sampling import draw_sample
from .statuses import take


class SetUp(TypedDict):
    """What is said of a cycle before its sample is drawn. ``statuses`` are keys of ``cases.models.STATUSES``."""

    name: str
    tool_version: ToolVersion
    case_list: CaseList
    opens_on: date
    due_on: date
    statuses: Sequence[str]
    sample_size: int
    double_size: int
    auditors: Sequence[Person]


def set_up(*, by: Person | None, **wanted: Unpack[SetUp]) -> AuditCycle:
    """Begin a cycle."""
    _check(wanted, None)
    cycle = AuditCycle()
    _describe(cycle, wanted)
    db.session.add(cycle)
    record("cycle:set-up", cycle, by=by)
    return cycle


def change(cycle: AuditCycle, *, by: Person | None, based_on: int | None = None, **wanted: Unpack[SetUp]) -> None:
    """Set a cycle up differently. A sample drawn already is dropped, since it was drawn for something else.

    :param based_on: the revision of the cycle that the person had before them, where somebody looked at a page.
    :raises Refusal: when somebody else has changed, drawn or started it since.
    """
    take(cycle, "change")
    if based_on not in (None, cycle.revision):
        raise Refusal(
            "Somebody else changed this cycle while you were setting it up",
            "Look at it as it is now, and change it again if it still needs it. Nothing was overwritten.",
        )
    _check(wanted, cycle)
    dropped_seed = cycle.seed
    _drop_sample(cycle)
    cycle.seed = cycle.draw_record = None
    _describe(cycle, wanted)
    record("cycle:change", cycle, by=by, dropped_seed=dropped_seed)


def draw(cycle: AuditCycle, *, seed: int, by: Person | None) -> None:
    """Draw the sample, or draw it again before the start: the trail then keeps the seed of the one it replaces."""
    take(cycle, "draw")
    replaced_seed = cycle.seed
    entries = population(cycle.case_list_id, cycle.statuses)
    left_out = sorted(audited_already(cycle))
    frame = frame_of(cycle, entries, left_out)
    sample = draw_sample(frame, size=cycle.sample_size, double_size=cycle.double_size, seed=seed)
    _drop_sample(cycle)
    cycle.seed = seed
    cycle.draw_record = {
        **sample.record,
        "listed": len(entries),
        "audited_already": left_out,
        "drawn_at": now().isoformat(),
    }
    db.session.add_all(
        SampledCase(cycle_id=cycle.id, entry_id=entries[case][0], position=position, is_double=case in sample.doubles)
        for position, case in enumerate(sample.cases, start=1)
    )
    record(
        "cycle:draw",
        cycle,
        by=by,
        seed=seed,
        replaced_seed=replaced_seed,
        population=sample.record["population"],
        frame_sha256=sample.record["frame_sha256"],
    )


def start(cycle: AuditCycle, *, by: Person | None) -> None:
    """Give the audits out. They are made in an order that does not tell a first from a second one."""
    take(cycle, "start")
    if cycle.due_on < today():
        raise Refusal("The cycle would be late from its first day", "Change the set-up: its last day has gone by.")
    if cycle.tool_version.status != "published":
        raise Refusal("The tool version is not in use any more", "Change the set-up and choose another one.")
    sample = {drawn.entry.case.reference: drawn for drawn in sample_of(cycle)}
    allocation = allocation_of(cycle, list(sample.values()))
    auditors = {auditor.id: auditor for auditor in cycle.auditors}
    tasks = [(case, Kind.FIRST.value, auditor) for case, auditor in allocation.first.items()]
    tasks += [(case, Kind.SECOND.value, auditor) for case, auditor in allocation.second.items()]
    for case, kind, auditor in by_ticket(f"{cycle.seed} order", tasks):
        drawn = sample[str(case)]
        audit = allocate(
            drawn.entry, cycle.tool_version, auditors[int(auditor)], kind=Kind(kind), due_on=cycle.due_on, by=by
        )
        setattr(drawn, kind, audit)
    record("cycle:start", cycle, by=by, first=len(allocation.first), second=len(allocation.second))


def _check(wanted: SetUp, cycle: AuditCycle | None) -> None:
    namesake = cycle_named(wanted["name"])
    if namesake is not None and namesake is not cycle:
        raise Refusal("There is a cycle with this name already", "Choose another name. Nothing was changed.")
    if wanted["tool_version"].status != "published":
        raise Refusal("This tool version is not in use any more", "Choose another one. Nothing was changed.")
    for auditor in wanted["auditors"]:
        if not auditor.is_active or not auditor.has(Role.AUDITOR):
            raise Refusal(f"{auditor.name} cannot audit any more", "Choose other auditors. Nothing was changed.")


def _describe(cycle: AuditCycle, wanted: SetUp) -> None:
    cycle.name = wanted["name"]
    cycle.tool_version, cycle.case_list = wanted["tool_version"], wanted["case_list"]
    cycle.opens_on, cycle.due_on = wanted["opens_on"], wanted["due_on"]
    cycle.statuses = list(wanted["statuses"])
    cycle.sample_size, cycle.double_size = wanted["sample_size"], wanted["double_size"]
    cycle.auditors = list(wanted["auditors"])


def _drop_sample(cycle: AuditCycle) -> None:
    for drawn in sample_of(cycle):
        db.session.delete(drawn)
    db.session.flush()
