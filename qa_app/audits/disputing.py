"""What those whose work a released audit is about can say to it, and answering them. Each function is one act."""

from __future__ import annotations

from qa_app.access import Permission, Role, permits
from qa_app.db import db, now
from qa_app.notices.operations import tell
from qa_app.people.models import Person
from qa_app.people.queries import active_people_with, heads_of
from qa_app.refusals import Refusal
from qa_app.tools.overall import overall_tool
from qa_app.tools.queries import definition
from qa_app.trail import record

from .asking import words_of
from .disputes import Comment, Dispute, Outcome
from .models import Audit
from .queries import paper_of
from .released import comments_on, disputes_of, open_disputes_of
from .statuses import Verb, insist


def comment(audit: Audit, *, text: str, number: int, seen: int, by: Person) -> Comment:
    """Leave a comment beside a released audit. Sending the same twice is sending it once.

    :param number: which of the person's comments this is, from 1, as their page had it.
    :param seen: the audit's revision on their page.
    :raises Refusal: when the audit is not released or was changed, or another was sent meanwhile.
    """
    words, own = words_of(text), [each for each in comments_on(audit) if each.by_id == by.id]
    if len(own) >= number > 0 and own[number - 1].text == words:
        return own[number - 1]
    _insist_on_the_page(audit, Verb.COMMENT, seen, stale=number != len(own) + 1)
    made = Comment(audit_id=audit.id, by_id=by.id, number=number, text=words, at=now())
    db.session.add(made)
    record("audit:comment", audit, by=by, number=number)
    tell(audit.auditor, "Somebody commented on an audit of yours.", f"/audits/{audit.key}")
    return made


def dispute(audit: Audit, *, question: str, text: str, number: int, seen: int, by: Person) -> Dispute:
    """Dispute the final grade or an answer of a released audit. Sending the same twice is sending it once.

    :param question: the key of what is disputed; ``grade`` for the final grade.
    :param number: which of the person's disputes of this audit this is, from 1, as their page had it.
    :param seen: the audit's revision on their page.
    :raises Refusal: when the audit is not released or was changed, or another dispute of theirs is open.
    """
    words, own = words_of(text), [each for each in disputes_of(audit) if each.by_id == by.id]
    if len(own) >= number > 0 and (own[number - 1].question, own[number - 1].text) == (question, words):
        return own[number - 1]
    insist(audit, Verb.DISPUTE)
    if any(each.by_id == by.id for each in open_disputes_of(audit)):
        raise Refusal("You dispute this audit already", "Wait for the answer. Nothing was changed.")
    _insist_on_the_page(audit, Verb.DISPUTE, seen, stale=number != len(own) + 1)
    if question not in disputable(audit):
        raise Refusal("The audit has no such answer", "Choose one of the list. Nothing was changed.")
    made = Dispute(audit_id=audit.id, by_id=by.id, number=number, question=question, text=words, at=now())
    db.session.add(made)
    record("audit:dispute", audit, by=by, number=number, question=question)
    for person in _who_may_answer(audit, made):
        tell(person, "An audit is disputed and waits for an answer.", f"/audits/disputes/{made.key}")
    tell(audit.auditor, "Somebody disputes an audit of yours. You will be told the answer.", f"/audits/{audit.key}")
    return made


def labels(audit: Audit) -> dict[str, str]:
    """What each thing that a dispute can be about is called, by key: the final grade, and every question."""
    tool = definition(audit.tool_version)
    return {overall_tool(tool).questions[0].key: "The final grade"} | {one.key: one.text for one in tool.questions}


def disputable(audit: Audit) -> dict[str, str]:
    """What can be disputed, by key: the final grade, and each question that has an answer."""
    answered = {key for part in paper_of(audit).parts for key in part.answers}
    grade, *_ = labels(audit)
    return {key: label for key, label in labels(audit).items() if key == grade or key in answered}


def answer(made: Dispute, *, outcome: str, text: str, seen: int, by: Person) -> None:
    """Answer a dispute, with reasons; whoever disputed and the auditor are told. No grade changes by it.

    :param seen: the dispute's revision on the page.
    :raises Refusal: when it is answered, or the person disputed it or made the audit.
    """
    audit = made.audit
    words = words_of(text)
    if outcome not in set(Outcome):
        raise Refusal("This is no outcome of a dispute", "Choose one of those offered. Nothing was changed.")
    if by.id in {made.by_id, audit.auditor_id}:
        raise Refusal("Somebody else must answer this dispute", "You made it or the audit. Nothing was changed.")
    if not made.is_open:
        if (made.answered_by_id, made.outcome, made.answer) == (by.id, outcome, words):
            return
        raise Refusal("This dispute is answered already", "An answer cannot be changed. Nothing was changed.")
    insist(audit, Verb.ANSWER)
    if made.revision != seen:
        raise Refusal("This dispute changed after you opened the page", "Look at it again. Nothing was changed.")
    made.outcome, made.answer, made.answered_by_id, made.answered_at = outcome, words, by.id, now()
    record("audit:answer-dispute", audit, by=by, dispute=made.id, outcome=outcome)
    _tell_of_the_answer(made, by)


def _tell_of_the_answer(made: Dispute, by: Person) -> None:
    audit = made.audit
    tell(made.by, "Your dispute of an audit was answered.", f"/audits/disputes/{made.key}")
    tell(audit.auditor, "A dispute of an audit of yours was answered.", f"/audits/{audit.key}")
    if made.outcome != Outcome.NOT_UPHELD:
        for manager in active_people_with(Role.QA_MANAGER):
            if manager.id != by.id and permits(manager, Permission.MANAGE_AUDIT, audit):
                tell(
                    manager,
                    "A dispute was answered. Decide whether the audit goes back to its auditor.",
                    f"/audits/{audit.key}/manage",
                )


def _who_may_answer(audit: Audit, made: Dispute) -> list[Person]:
    asked = {one.id: one for one in (*active_people_with(Role.QA_MANAGER), *heads_of(audit.entry.service_id))}
    made.audit = audit
    return [one for one in asked.values() if permits(one, Permission.ANSWER_DISPUTE, made)]


def _insist_on_the_page(audit: Audit, verb: Verb, seen: int, *, stale: bool) -> None:
    insist(audit, verb)
    if stale or audit.revision != seen:
        raise Refusal(
            "Something was changed or sent after you opened the page",
            "Look at the audit as it is now, then decide. Nothing was changed.",
        )
