"""What people do with a moderation round. Each function is one thing a person does; none of them commits."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from qa_app.access import Role
from qa_app.audits.operations import hold_for_moderation, settle
from qa_app.cycles.models import AuditCycle
from qa_app.db import db, now
from qa_app.people.models import Person
from qa_app.people.queries import active_people_with
from qa_app.refusals import Refusal
from qa_app.tools.queries import definition
from qa_app.trail import record

from .models import Cause, ModerationRound, RoundCase, Status
from .queries import double_graded, is_name_taken, round_of_cycle

REASON_LENGTH = 10_000
"""The most characters that the reason for an agreed grade may have."""


def open_round(cycle: AuditCycle, name: str, *, by: Person | None) -> ModerationRound:
    """Open a round over every case of a running cycle that was given to two auditors.

    :raises Refusal: when the cycle is not running, has nothing to compare or has a round, or the name is taken.
    """
    if cycle.status != "running":
        raise Refusal("This cycle has not started", "Start it before you open a moderation round on it.")
    if round_of_cycle(cycle) is not None:
        raise Refusal("This cycle has a moderation round already", "A cycle has one round. Nothing was changed.")
    if is_name_taken(name):
        raise Refusal(f"There is a round called {name} already", "Choose another name. Nothing was changed.")
    pairs = [(case.first_id, case.second_id) for case in double_graded(cycle)]
    if not pairs:
        raise Refusal(
            "There is nothing to moderate in this cycle",
            "No case in it was given to two auditors, so no two grades can be compared.",
        )
    opened = ModerationRound(cycle=cycle, name=name, opened_at=now())
    opened.cases = [RoundCase(first_id=first, second_id=second) for first, second in pairs]
    db.session.add(opened)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refusal(
            "Somebody opened this round a moment ago", "It is in the list of rounds. Nothing was opened twice."
        ) from None
    record("round:open", opened, by=by, cycle=cycle.id, cases=len(pairs))
    return opened


def reveal(round: ModerationRound, *, by: Person | None) -> None:
    """Show the grades, once every audit of the round is in. From then on its audits are in moderation.

    :raises Refusal: when audits are still out, or the grades are shown already.
    """
    if round.is_revealed:
        raise Refusal("The results of this round are shown already", "Nothing was changed.")
    audits = [audit for case in round.cases for audit in (case.first, case.second)]
    out = sum(audit.is_open for audit in audits)
    if out:
        are = "audit is" if out == 1 else "audits are"
        raise Refusal(
            f"{out} {are} still out", "The results are shown when every auditor has sent theirs. Nothing was changed."
        )
    for audit in audits:
        hold_for_moderation(audit, by=by)
    round.status = Status.RESOLVING
    record("round:reveal", round, by=by, audits=len(audits))


def agree(
    round_case: RoundCase, *, grade: str, cause: str, reason: str, by: Person | None, based_on: int | None = None
) -> None:
    """Settle on the final grade of a case on which the auditors differ; it can be changed until the round is closed.

    :param based_on: the revision of the case that the person had before them, where somebody looked at a page.
    :raises Refusal: when the round is not resolving, the grades do not differ, something is missing or not on the
        tool's scale, somebody else agreed a grade since, or the person graded the case and somebody else can agree.
    """
    _insist_on_resolving(round_case.round)
    _insist_on_somebody_else(round_case, by)
    if not round_case.differs:
        raise Refusal("Both auditors gave this case the same grade", "There is nothing to agree. Nothing was changed.")
    if grade not in definition(round_case.round.cycle.tool_version).scale:
        raise Refusal("This grade is not on the scale", "Choose one of the tool’s grades. Nothing was changed.")
    if cause not in set(Cause):
        raise Refusal("This cause is not one of those offered", "Choose one of the list. Nothing was changed.")
    reason = reason.strip()
    if not 0 < len(reason) <= REASON_LENGTH:
        raise Refusal(
            "An agreed grade needs a reason", f"Write it in at most {REASON_LENGTH:,} characters. Nothing was changed."
        )
    was = round_case.agreed_grade, round_case.cause
    if (*was, round_case.reason) == (grade, cause, reason):
        raise Refusal("This grade has been agreed already", "Nothing was changed.")
    if based_on not in (None, round_case.revision):
        raise Refusal(
            "Somebody agreed a grade for this case while you were writing",
            "What stands now is shown below, and what you typed is still in the form. Nothing was overwritten.",
        )
    round_case.agreed_grade, round_case.cause, round_case.reason = grade, cause, reason
    round_case.agreed_at, round_case.agreed_by_id = now(), by.id if by else None
    record("round:agree", round_case, by=by, grade=grade, cause=cause, grade_was=was[0], cause_was=was[1])


def close(round: ModerationRound, *, by: Person | None) -> None:
    """Make the grades final: the one both gave, or the one agreed.

    :raises Refusal: while differences are left, or when the round is not resolving.
    """
    _insist_on_resolving(round)
    left = sum(case.final_grade is None for case in round.cases)
    if left:
        cases = "1 case still needs" if left == 1 else f"{left} cases still need"
        raise Refusal(f"{cases} an agreed grade", "Agree a grade for each difference first. Nothing was changed.")
    for case in round.cases:
        for audit in (case.first, case.second):
            settle(audit, case.final_grade or "", by=by)
    round.status, round.closed_at = Status.CLOSED, now()
    record("round:close", round, by=by, cases=len(round.cases), agreed=sum(case.differs for case in round.cases))


def _insist_on_somebody_else(round_case: RoundCase, by: Person | None) -> None:
    """Nobody settles a difference of their own, unless nobody else can: then it is better settled, and the trail says
    by whom."""
    auditors = {round_case.first.auditor_id, round_case.second.auditor_id}
    if by is None or by.id not in auditors:
        return
    if any(manager.id not in auditors for manager in active_people_with(Role.QA_MANAGER)):
        raise Refusal(
            "You graded this case yourself",
            "Ask a QA manager who did not grade it to agree its grade. Nothing was changed.",
        )


def _insist_on_resolving(round: ModerationRound) -> None:
    if round.status == Status.GRADING:
        raise Refusal(
            "The results of this round are not shown yet", "They can be when every audit is in. Nothing was changed."
        )
    if round.status == Status.CLOSED:
        raise Refusal("This round is closed", "Its grades are final. Nothing was changed.")
