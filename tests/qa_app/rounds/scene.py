"""Cycles and rounds at any point of their life, for the tests of moderation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa_app.access import Role
from qa_app.audits.models import Audit
from qa_app.audits.models import Status as AuditStatus
from qa_app.cycles.models import AuditCycle
from qa_app.people.models import Person
from qa_app.rounds.models import ModerationRound
from tests import factories

Pair = tuple[str | None, str | None]

O, G, RI, I = "outstanding", "good", "requires-improvement", "inadequate"  # noqa: E741 - the grades' own letters
TWELVE: list[Pair] = [(G, G)] * 4 + [(RI, RI)] * 5 + [(G, RI), (RI, G), (G, I)]
"""Twelve cases: the same grade in nine, one grade apart in two, two apart in one."""

AUDIT_STATUS = {"grading": AuditStatus.SUBMITTED, "resolving": AuditStatus.IN_MODERATION, "closed": AuditStatus.FINAL}


def cycle_with(
    pairs: Sequence[Pair],
    *,
    auditors: Sequence[Person] = (),
    audit_status: AuditStatus = AuditStatus.SUBMITTED,
    **columns: Any,
) -> tuple[AuditCycle, list[tuple[Audit, Audit]]]:
    """A running cycle with a case for each pair of grades; ``None`` is an audit that was not sent."""
    auditors = auditors or [factories.person(Role.AUDITOR) for _ in range(3)]
    cycle = factories.cycle(**{"status": "running", **columns})
    found = []
    for number, grades in enumerate(pairs):
        entry = factories.entry(in_list=cycle.case_list)
        audits = [
            factories.audit(
                auditors[(number + place) % len(auditors)],
                entry,
                cycle.tool_version,
                kind=kind,
                **_graded(grade, audit_status, grades[0]),
            )
            for place, (kind, grade) in enumerate(zip(("first", "second"), grades, strict=True))
        ]
        factories.sampled(cycle, entry, *audits)
        found.append((audits[0], audits[1]))
    return cycle, found


def _graded(grade: str | None, status: AuditStatus, final: str | None) -> dict[str, Any]:
    if grade is None:
        return {"status": AuditStatus.IN_PROGRESS}
    return {"given_grade": grade, "status": status, **({"final_grade": final} if status == AuditStatus.FINAL else {})}


def round_with(pairs: Sequence[Pair], status: str = "resolving", **columns: Any) -> ModerationRound:
    """A round at that point; a closed one has agreed on the first auditor's grade wherever they differed."""
    cycle, audits = cycle_with(pairs, audit_status=AUDIT_STATUS[status], **columns)
    closed = {"closed_at": factories.now()} if status == "closed" else {}
    made = factories.moderation_round(cycle, *audits, status=status, **closed)
    if status == "closed":
        agree_all(made)
    return made


def agree_all(of: ModerationRound) -> None:
    """Each difference settled on the first auditor's grade."""
    for case in of.cases:
        if case.differs:
            case.agreed_grade, case.cause = case.first.given_grade, "missed-evidence"
            case.reason, case.agreed_at = "The plan was on the file.", factories.now()
    factories.given(of)


def manager() -> Person:
    return factories.person(Role.QA_MANAGER)
