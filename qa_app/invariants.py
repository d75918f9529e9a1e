"""What must be true of the rows whatever was done: each invariant yields a sentence for every violation it finds.

They read only, and look behind the constraints of the database, which a restored or hand-mended one may lack.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import JSON, Float, Text, cast, or_, select
from sqlalchemy.orm import aliased

from audit_tools import Tool, ToolError, asked, grade, read_outline, read_toml
from qa_app import trail
from qa_app.audits.checks import (
    a_closed_audit_waits_for_nothing,
    a_dispute_is_answered_by_somebody_else,
    the_worst_grade_has_one_response_and_no_other_has_any,
)
from qa_app.audits.copies import AuditCopy, Why
from qa_app.audits.models import DROPPED, OPEN, OWED, SETTLED, Audit, Finding, Kind, SectionAnswers, Status
from qa_app.cases.models import CaseEntry
from qa_app.concerns.models import Concern
from qa_app.concerns.models import Status as ConcernStatus
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import Base, db
from qa_app.people.models import Person
from qa_app.plan.models import RagCount
from qa_app.rounds.models import ModerationRound, RoundCase
from qa_app.tools.models import ToolVersion

Invariant = Callable[[], Iterator[str]]

OVERALL = "overall"
"""The section that holds the overall judgement, which every tool has besides its own."""


def an_audit_has_what_its_status_says() -> Iterator[str]:
    """A grade and the moment of sending if and only if sent; a final grade if it stands; a signer if signed off."""
    for audit in db.session.scalars(select(Audit).order_by(Audit.id)):
        sent = audit.given_grade is not None if audit.status in DROPPED else not audit.is_owed
        if sent != (audit.given_grade is not None):
            yield f"Audit {audit.id} is {audit.status}, and its given grade is {audit.given_grade or 'missing'}."
        if sent != (audit.submitted_at is not None):
            yield f"Audit {audit.id} is {audit.status}, and its moment of sending is {audit.submitted_at or 'missing'}."
        if audit.status == Status.WITHDRAWN:
            continue
        if audit.is_settled != (audit.final_grade is not None):
            yield f"Audit {audit.id} is {audit.status}, and its final grade is {audit.final_grade or 'missing'}."
        if (audit.status in {Status.RELEASED, Status.CLOSED}) != (audit.released_at is not None):
            yield f"Audit {audit.id} is {audit.status}, and was signed off {audit.released_at or 'never'}."


def findings_stand_on_sent_audits() -> Iterator[str]:
    unsent = select(Finding.id, Audit.id, Audit.status).join(Finding.audit).where(Audit.status.in_(OWED))
    for finding, audit, status in db.session.execute(unsent.order_by(Finding.id)):
        yield f"Finding {finding} stands on audit {audit}, which is {status}."


def a_second_audit_has_a_first_by_somebody_else() -> Iterator[str]:
    first = aliased(Audit)
    match = (
        select(first.id)
        .where(
            first.kind == Kind.FIRST,
            first.entry_id == Audit.entry_id,
            first.tool_version_id == Audit.tool_version_id,
            first.auditor_id != Audit.auditor_id,
        )
        .exists()
    )
    for audit in db.session.scalars(select(Audit.id).where(Audit.kind == Kind.SECOND, ~match).order_by(Audit.id)):
        yield f"Audit {audit} is a second one without a first of the same case by another auditor."


def nobody_was_given_a_case_of_their_own_team() -> Iterator[str]:
    """The team that counts is the one of the day of allocation, which the trail remembers."""
    moved: dict[int, list[tuple[Any, int | None]]] = {}
    events = select(trail.TrailEvent.at, trail.TrailEvent.changes).order_by(trail.TrailEvent.number)
    for at, changes in db.session.execute(events.where(cast(trail.TrailEvent.changes, Text).like('%"team_id"%'))):
        for table, person, field, *values in changes.get("changed", []):
            if (table, field) == ("person", "team_id"):
                moved.setdefault(person, []).append((at, values[0]))
    rows = (
        select(Audit.id, Audit.allocated_at, Person.id, Person.team_id, CaseEntry.team_id)
        .join(Audit.auditor)
        .join(Audit.entry)
    )
    for audit, allocated_at, person, team_now, team_of_case in db.session.execute(rows.order_by(Audit.id)):
        team_then = next((before for at, before in moved.get(person, []) if at > allocated_at), team_now)
        if team_then == team_of_case:
            yield f"Audit {audit} was given to person {person}, whose own team {team_of_case} holds the case."


STATUSES_IN_A_ROUND = {
    "grading": {*OPEN, Status.SUBMITTED},
    "resolving": {Status.IN_MODERATION},
    "closed": SETTLED,
}


def a_round_and_its_audits_stand_at_the_same_point() -> Iterator[str]:
    rows = (
        select(ModerationRound.id, ModerationRound.status, Audit.id, Audit.status)
        .join(RoundCase, RoundCase.round_id == ModerationRound.id)
        .join(Audit, or_(Audit.id == RoundCase.first_id, Audit.id == RoundCase.second_id))
    )
    for moderation, status, audit, audit_status in db.session.execute(rows.order_by(ModerationRound.id, Audit.id)):
        if audit_status not in STATUSES_IN_A_ROUND[status]:
            yield f"Round {moderation} is {status}, and its audit {audit} is {audit_status}."
    for each in db.session.scalars(select(ModerationRound).order_by(ModerationRound.id)):
        if (each.status == "closed") != (each.closed_at is not None):
            yield f"Round {each.id} is {each.status}, and was closed {each.closed_at or 'never'}."


def delivery_ratings_add_up() -> Iterator[str]:
    parts = RagCount.blue + RagCount.green + RagCount.amber + RagCount.red
    wrong = select(RagCount.id, RagCount.total, parts).where(parts != RagCount.total).order_by(RagCount.id)
    for count, total, found in db.session.execute(wrong):
        yield f"Delivery rating {count} says {total} actions in all, and its parts make {found}."


def a_sample_comes_from_its_cycles_case_list() -> Iterator[str]:
    strays = (
        select(SampledCase.id, AuditCycle.id)
        .join(SampledCase.cycle)
        .join(SampledCase.entry)
        .where(CaseEntry.case_list_id != AuditCycle.case_list_id)
    )
    for sampled, cycle in db.session.execute(strays.order_by(SampledCase.id)):
        yield f"Sampled case {sampled} is not on the case list of its cycle {cycle}."


def tools_can_be_read() -> Iterator[str]:
    for version in db.session.scalars(select(ToolVersion).order_by(ToolVersion.id)):
        if not _can_be_read(version):
            yield f"Tool version {version.id} cannot be read."


def nothing_is_audited_with_a_draft() -> Iterator[str]:
    for noun, table in (("Audit", Audit), ("Cycle", AuditCycle)):
        drafts = select(table.id).join(ToolVersion, table.tool_version_id == ToolVersion.id)
        for number in db.session.scalars(drafts.where(ToolVersion.status == "draft").order_by(table.id)):
            yield f"{noun} {number} is made with the draft of a tool."


def a_tool_has_one_draft_at_most() -> Iterator[str]:
    drafts = select(ToolVersion.audit_tool_id).where(ToolVersion.status == "draft").order_by(ToolVersion.audit_tool_id)
    for tool, number in Counter(db.session.scalars(drafts)).items():
        if number > 1:
            yield f"Tool {tool} has {number} drafts."


def answers_belong_to_a_section_of_the_tool() -> Iterator[str]:
    rows = select(SectionAnswers.id, SectionAnswers.section, Audit).join(SectionAnswers.audit)
    for answers, section, audit in db.session.execute(rows.order_by(SectionAnswers.id)):
        tool = _tool(audit.tool_version.source)
        if tool and section not in {OVERALL, *(each.key for each in tool.sections)}:
            yield f"Answers {answers} of audit {audit.id} are to a section “{section}” that its tool does not have."


def grades_are_on_the_tools_scale() -> Iterator[str]:
    for audit in db.session.scalars(select(Audit).order_by(Audit.id)):
        for noun in ("suggested", "given", "final"):
            yield from _off_scale(f"The {noun} grade of audit {audit.id}", getattr(audit, f"{noun}_grade"), audit)
    for case in db.session.scalars(select(RoundCase).order_by(RoundCase.id)):
        yield from _off_scale(f"The agreed grade of case {case.id} of a round", case.agreed_grade, case.first)


def no_number_is_nonsense() -> Iterator[str]:
    """No NaN and no infinity, neither in a column nor inside a JSON value."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                suspect = or_(*(cast(column, Text).like(f"%{word}%") for word in ("NaN", "Infinity")))
            elif isinstance(column.type, Float):
                suspect = or_(column.is_not(None))
            else:
                continue
            for (value,) in db.session.execute(select(column).where(suspect)):
                if not _is_sound(value):
                    yield f"The column {column.name} of {table.name} holds a number that is none."


def the_trail_is_whole() -> Iterator[str]:
    broken = trail.verify()
    if broken is not None:
        yield f"The trail is broken at event {broken.number}: {broken.why}."


def a_concern_has_what_its_status_says() -> Iterator[str]:
    """Somebody it went to, other than who raised it, and a clock if sent; who answered it, never who raised it."""
    for concern in db.session.scalars(select(Concern).order_by(Concern.id)):
        if concern.status != ConcernStatus.CLOSED and concern.was_sent == (concern.status == ConcernStatus.DRAFT):
            yield f"Concern {concern.id} is {concern.status}, and was sent {concern.sent_at or 'never'}."
        if concern.was_sent != bool(concern.receivers):
            yield f"Concern {concern.id} was sent {concern.sent_at or 'never'}, to {len(concern.receivers)} receivers."
        if concern.was_sent != (concern.minutes_to_acknowledge is not None and concern.minutes_per_step is not None):
            yield f"Concern {concern.id} was sent {concern.sent_at or 'never'}, and its clock does not say so."
        if (concern.acknowledged_at is None) != (concern.acknowledged_by_id is None):
            yield f"Concern {concern.id} was acknowledged at no time, or by nobody."
        if concern.raised_by_id in {concern.acknowledged_by_id, *(each.person_id for each in concern.receivers)}:
            yield f"Concern {concern.id} went to the one who raised it, or was acknowledged by them."


def a_concern_is_of_the_case_of_its_audit() -> Iterator[str]:
    strays = select(Concern.id, Concern.audit_id).join(Concern.audit).where(Concern.entry_id != Audit.entry_id)
    for concern, audit in db.session.execute(strays.order_by(Concern.id)):
        yield f"Concern {concern} was raised in audit {audit}, and is of another case."


INVARIANTS: tuple[Invariant, ...] = (
    an_audit_has_what_its_status_says,
    findings_stand_on_sent_audits,
    a_second_audit_has_a_first_by_somebody_else,
    nobody_was_given_a_case_of_their_own_team,
    the_worst_grade_has_one_response_and_no_other_has_any,
    a_closed_audit_waits_for_nothing,
    a_dispute_is_answered_by_somebody_else,
    a_round_and_its_audits_stand_at_the_same_point,
    delivery_ratings_add_up,
    a_sample_comes_from_its_cycles_case_list,
    tools_can_be_read,
    nothing_is_audited_with_a_draft,
    a_tool_has_one_draft_at_most,
    answers_belong_to_a_section_of_the_tool,
    grades_are_on_the_tools_scale,
    a_concern_has_what_its_status_says,
    a_concern_is_of_the_case_of_its_audit,
    no_number_is_nonsense,
    the_trail_is_whole,
)


def violations() -> list[str]:
    """A sentence for each violation of each invariant, with the invariant's name before it."""
    return [f"{each.__name__.replace('_', ' ').capitalize()}: {found}" for each in INVARIANTS for found in each()]


def differing_grades() -> Iterator[str]:
    """Grade every sent audit again from its stored answers: a sentence for each suggestion that comes out otherwise."""
    sent = select(Audit).where(Audit.status.not_in(OPEN), Audit.given_grade.is_not(None))
    for audit in db.session.scalars(sent.order_by(Audit.id)):
        answers = {part.section: part.answers for part in audit.sections}
        yield from _graded_otherwise(audit, answers, audit.suggested_grade)
    copies = select(AuditCopy, Audit).join(Audit, Audit.id == AuditCopy.audit_id).where(AuditCopy.why == Why.SENT)
    for copy, audit in db.session.execute(copies.order_by(AuditCopy.id)):
        yield from _graded_otherwise(audit, copy.answers, copy.suggested_grade)


def _graded_otherwise(audit: Audit, by_section: Mapping[str, Mapping[str, Any]], stored: str | None) -> Iterator[str]:
    tool = _tool(audit.tool_version.source)
    if tool is None:
        yield f"Audit {audit.id} cannot be graded again: its tool cannot be read."
        return
    answers = {key: value for part in by_section.values() for key, value in part.items()}
    again = grade(tool, answers, asked(tool, answers, audit.entry.status)).grade
    if again != stored:
        yield f"Audit {audit.id} was suggested {stored or 'no grade'}; its answers give {again or 'none'}."


@cache
def _tool(source: str) -> Tool | None:
    try:
        return read_toml(source)
    except ToolError:
        return None


def _can_be_read(version: ToolVersion) -> bool:
    """A draft need not be finished, but even of a draft all that was written can be read."""
    if not version.is_draft:
        return _tool(version.source) is not None
    try:
        read_outline(version.source)
    except ToolError:
        return False
    return True


def _off_scale(what: str, key: str | None, audit: Audit) -> Iterator[str]:
    tool = _tool(audit.tool_version.source)
    if tool and key is not None and key not in tool.scale:
        yield f"{what} is “{key}”, which is not on the scale of its tool."


def _is_sound(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_sound, value.values()))
    if isinstance(value, list):
        return all(map(_is_sound, value))
    return not isinstance(value, float) or math.isfinite(value)
