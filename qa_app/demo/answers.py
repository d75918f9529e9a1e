"""What was said to the audits of the finished cycle: released, commented on, disputed and answered, responded to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from qa_app.audits import disputing, managing, responding
from qa_app.audits.disputes import Outcome
from qa_app.audits.models import Audit
from qa_app.audits.released import standing_response
from qa_app.db import days_ago, today, transaction
from qa_app.people.models import Person
from qa_app.people.queries import heads_of

from .people import PRACTITIONER, TEAM_MANAGER, open_reader

RELEASED = 4


def tell_of_answers(audits: Sequence[Audit], manager: Person) -> None:
    """``audits``: the first audits of a finished cycle, in the order in which their cases were drawn."""
    alone = [audit for audit in audits if not audit.others]
    team, _ = Counter(audit.entry.team_id for audit in alone).most_common(1)[0]
    of_team = [audit for audit in alone if audit.entry.team_id == team][:RELEASED]
    with days_ago(35), transaction():
        entry = of_team[0].entry
        worker = open_reader(PRACTITIONER, entry.team, entry.worker)
        boss = open_reader(TEAM_MANAGER, entry.team, None)
    for number, audit in enumerate(of_team):
        with days_ago(34 - number), transaction():
            managing.release(audit, seen=audit.revision, by=manager)
    _talk(of_team[0], worker, manager)
    with days_ago(2), transaction():
        disputing.dispute(
            of_team[-1],
            question="grade",
            text="Two core groups are counted as missed. Both were held, and the minutes are under meetings.",
            number=1,
            seen=of_team[-1].revision,
            by=boss,
        )
    for audit in audits:
        if standing_response(audit):
            _respond(audit)


def _talk(audit: Audit, worker: Person, manager: Person) -> None:
    with days_ago(30), transaction():
        disputing.comment(
            audit,
            text="Thank you for naming the direct work. We are using the same drawings with her brother now.",
            number=1,
            seen=audit.revision,
            by=worker,
        )
    with days_ago(29), transaction():
        made = disputing.dispute(
            audit,
            question="grade",
            text="The visits of the spring are on the file under another heading, so there was no gap.",
            number=1,
            seen=audit.revision,
            by=worker,
        )
    with days_ago(27), transaction():
        disputing.answer(
            made,
            outcome=Outcome.NOT_UPHELD,
            text="I found the visits, thank you. They do not say what changed for the child, which is what the grade "
            "rests on. The auditor will note where they are.",
            seen=made.revision,
            by=manager,
        )


def _respond(audit: Audit) -> None:
    """The head of the service responded in time."""
    with days_ago(31), transaction():
        responding.respond(
            audit,
            for_child="Seen the same day by the team manager. A return conversation was held, and a new safety plan "
            "was agreed with the young person, the carers and the police.",
            for_service="Every missing episode of the last three months was read again. Return conversations are now "
            "looked at each Monday.",
            audit_again_on=today() + timedelta(days=90),
            seen=standing_response(audit).id,  # type: ignore[union-attr]  # it was just found
            by=heads_of(audit.entry.service_id)[0],
        )


def leave_one_to_answer(audit: Audit, manager: Person) -> None:
    """An audit with the worst grade became final four days ago; the head of its service has still to respond."""
    with days_ago(4), transaction():
        managing.review(
            audit,
            grade=str(audit.given_grade),
            reason="I read the file. Nobody had spoken with the child alone since the summer.",
            seen=audit.revision,
            by=manager,
        )
