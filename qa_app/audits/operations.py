"""Changing audits. Each function is one thing that somebody does; none of them commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit_tools import clean
from qa_app.access import Role
from qa_app.cases.models import CaseEntry
from qa_app.db import db, now
from qa_app.notices.operations import tell
from qa_app.people.models import Person
from qa_app.people.queries import active_people_with, heads_of
from qa_app.refusals import Refusal
from qa_app.themes.queries import themes, themes_with
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition
from qa_app.trail import record

from .barriers import barriers_of
from .copies import AuditCopy, Why
from .models import Audit, Finding, Kind, RefusedSave, SectionAnswers, Status
from .paper import Paper, asking, digest_of
from .queries import (
    copies_of,
    open_queries,
    other_audits_of_the_case,
    paper_of,
    refused_saves,
    section_answers,
)
from .responding import ask_for_a_response
from .statuses import Verb, insist


class StaleSaveRefusal(Refusal):
    """The section was saved meanwhile by another window or person; what came now was not taken in."""


class AnswersChangedRefusal(Refusal):
    """What was checked is not what would be sent."""


@dataclass(frozen=True)
class Saved:
    """A section as one save left it, whatever comes after it."""

    answers: Mapping[str, Any]
    version: int
    saved_at: datetime


class HeldBackRefusal(Refusal):
    """Something that must not wait for this audit is still undone."""


def allocate(
    entry: CaseEntry, tool_version: ToolVersion, auditor: Person, *, kind: Kind, due_on: date, by: Person | None
) -> Audit:
    """Give a case to an auditor, to audit with a tool version.

    :raises Refusal: when the tool is not published, the person cannot audit this case, or it is allocated already.
    """
    if tool_version.status != "published":
        raise Refusal("This tool version is not published", "Choose a published one. Nothing was allocated.")
    if not auditor.is_active or not auditor.has(Role.AUDITOR):
        raise Refusal(f"{auditor.name} is not an auditor", "Choose an auditor. Nothing was allocated.")
    if auditor.team_id is not None and auditor.team_id == entry.team_id:
        raise Refusal(
            f"{auditor.name} works in the team of case {entry.case.reference}",
            "Nobody audits the work of their own team. Nothing was allocated.",
        )
    for other in other_audits_of_the_case(entry, tool_version):
        _insist_on_another(other, auditor, kind)
    audit = Audit(
        case_id=entry.case_id,
        entry=entry,
        tool_version=tool_version,
        auditor=auditor,
        kind=kind,
        status=Status.ALLOCATED,
        allocated_at=now(),
        due_on=due_on,
    )
    db.session.add(audit)
    record("audit:allocate", audit, by=by, allocated_as=str(kind), auditor=auditor.id, due_on=due_on.isoformat())
    return audit


def _insist_on_another(other: Audit, auditor: Person, kind: Kind) -> None:
    """A case has at most one first and one second audit, by two people, and the second comes before the end."""
    case = f"Case {other.case.reference}"
    if other.kind == kind:
        raise Refusal(f"{case} is already allocated", "Nothing was allocated twice.")
    if other.auditor_id == auditor.id:
        raise Refusal(f"{case} is already with {auditor.name}", "Choose another auditor. Nothing was allocated.")
    if other.is_settled:
        raise Refusal(f"{case} has its final grade already", "It cannot be graded a second time. Nothing was changed.")


def save_section(
    audit: Audit,
    section: str,
    raw: Mapping[str, Any],
    *,
    based_on: int,
    by: Person | None,
    keeping: Collection[str] = (),
) -> Saved:
    """Save one section as it was typed, finished or not. Saving the same again changes nothing.

    :param raw: question key -> answer, as ``audit_tools.clean`` takes it; for "overall" the grade and the reason.
    :param based_on: the version the form was opened with; 0 where nothing was saved yet.
    :param keeping: questions whose saved answer stays, because what was typed for them was refused.
    :raises AnswerError: when an answer is impossible; nothing is saved then.
    :raises StaleSaveRefusal: when the section was saved meanwhile.
    :raises Refusal: when the audit was sent.
    """
    status = insist(audit, Verb.SAVE)
    tool = asking(definition(audit.tool_version), section)
    answers = clean(tool, section, raw, themes={theme.key for theme in themes()})
    saved = section_answers(audit, section)
    before = saved.answers if saved else {}
    answers |= {question: before[question] for question in keeping if question in before}
    if saved and saved.answers == answers:
        return Saved(answers, saved.version, saved.saved_at)
    if based_on != (saved.version if saved else 0):
        raise StaleSaveRefusal(
            "This section was saved somewhere else while you were writing",
            "What you typed is kept, and nothing was overwritten. Choose which of the two to go on with.",
        )
    if saved is None:
        saved = SectionAnswers(audit_id=audit.id, section=section)
        db.session.add(saved)
    saved.answers, saved.saved_at, audit.status = answers, now(), status
    record("audit:save", audit, by=by, section=section)
    db.session.flush()
    return Saved(answers, saved.version, saved.saved_at)


def set_aside(audit: Audit, section: str, answers: Mapping[str, Any], *, based_on: int, by: Person) -> None:
    """Keep what somebody typed that was not taken in; the same words are kept once."""
    digest = digest_of(answers)
    if not answers or any(kept.digest == digest for kept in refused_saves(audit, section)):
        return
    kept = RefusedSave(
        audit_id=audit.id,
        section=section,
        based_on=based_on,
        answers=dict(answers),
        digest=digest,
        at=now(),
        by_id=by.id,
    )
    db.session.add(kept)
    record("audit:set-aside", audit, by=by, section=section, based_on=based_on)


def replace_section(
    audit: Audit, section: str, raw: Mapping[str, Any], *, based_on: int, by: Person, keeping: Collection[str] = ()
) -> Saved:
    """Put what was typed in place of what another window saved, which is set aside and not lost."""
    saved = section_answers(audit, section)
    if saved is not None and saved.version == based_on:
        set_aside(audit, section, saved.answers, based_on=saved.version, by=by)
    return save_section(audit, section, raw, based_on=based_on, by=by, keeping=keeping)


def submit(audit: Audit, *, seen: str, by: Person | None) -> None:
    """Send an audit: fix its grade with the suggested one beside it, and make its findings. It happens once.

    :param seen: the digest of the answers as the check page showed them.
    :raises AnswersChangedRefusal: when they are others by now.
    :raises HeldBackRefusal: while a concern raised in it is unsent.
    :raises Refusal: when it was sent before, or something is missing.
    """
    status = insist(audit, Verb.SUBMIT)
    for barrier in barriers_of(audit):
        raise HeldBackRefusal(barrier.message, f"{barrier.because} Nothing was sent.")
    paper = paper_of(audit)
    if paper.problems:
        raise Refusal("This audit is not finished", f"{paper.problems[0].message}. Nothing was sent.")
    if not all(query.is_answered for query in open_queries(audit)):
        raise Refusal(
            "Some queries about this audit are not answered yet",
            "Answer each in a sentence or two, then send the audit again. Nothing was sent.",
        )
    if paper.digest != seen:
        raise AnswersChangedRefusal(
            "Your answers changed after you checked them", "Check them again as they are now, then send the audit."
        )
    judgement = paper.overall.answers
    audit.given_grade, audit.given_reason = judgement["grade"], judgement["reason"]
    audit.suggested_grade, audit.submitted_at, audit.status = paper.suggestion.grade, now(), status
    if not other_audits_of_the_case(audit.entry, audit.tool_version, than=audit) and not counts_only_reviewed(audit):
        audit.final_grade, audit.status = audit.given_grade, insist(audit, Verb.STAND)
    findings = _findings(paper, {finding.question: finding for finding in audit.findings})
    for finding in findings:
        finding.audit_id = audit.id
    db.session.add_all(findings)
    copy_answers(audit, Why.SENT)
    _tell_of_the_worst(audit)
    grades = {"given": audit.given_grade, "suggested": audit.suggested_grade}
    record("audit:submit", audit, by=by, findings=len(findings), **grades)


def counts_only_reviewed(audit: Audit) -> bool:
    """Whether the grade given is the worst there is, which counts only once somebody else has read the audit."""
    return audit.given_grade == definition(audit.tool_version).scale.keys[-1]


def _tell_of_the_worst(audit: Audit) -> None:
    """QA managers and the heads of the service are told at once, but for those who still owe a grade of the case."""
    if not counts_only_reviewed(audit):
        return
    blind = {other.auditor_id for other in audit.others if other.is_owed}
    for manager in active_people_with(Role.QA_MANAGER):
        if manager.id not in blind:
            tell(manager, "An audit was sent that counts only after a review.", f"/audits/{audit.key}/manage")
    for head in heads_of(audit.entry.service_id):
        if head.id not in blind:
            tell(
                head,
                "An audit in your service is to be reviewed before its grade counts. A response may be asked.",
                "/",
            )


def copy_answers(audit: Audit, why: Why) -> AuditCopy:
    """Keep what stands in the audit at this moment, beside all that was kept before."""
    paper, earlier = paper_of(audit), copies_of(audit)
    copy = AuditCopy(
        audit_id=audit.id,
        number=len(earlier) + 1,
        why=why,
        auditor_id=audit.auditor_id,
        at=now(),
        answers={section: dict(answers) for section, answers in paper.answers.items()},
        given_grade=audit.given_grade,
        given_reason=audit.given_reason,
        suggested_grade=audit.suggested_grade,
    )
    db.session.add(copy)
    return copy


def _findings(paper: Paper, earlier: Mapping[str, Finding]) -> list[Finding]:
    """The strengths and areas for development that were written, with their themes, in the order of the form.

    ``earlier``: those of an earlier sending, by question. They are written anew in place; one that is gone is dropped.
    """
    written = [
        (part.section, question, part.answers[question.key])
        for part in paper.parts
        for question in part.questions
        if question.kind.is_finding and part.answers.get(question.key, {}).get("text", "").strip()
    ]
    known = {theme.key: theme for theme in themes_with([key for *_, answer in written for key in answer["themes"]])}
    found = []
    for section, question, answer in written:
        finding = earlier.get(question.key) or Finding(section=section.key, question=question.key)
        finding.kind, finding.text, finding.dropped_at = str(question.kind), answer["text"], None
        finding.themes = [known[key] for key in answer["themes"] if key in known]
        found.append(finding)
    for finding in earlier.values():
        if finding not in found:
            finding.dropped_at = now()
    return found


def hold_for_moderation(audit: Audit, *, by: Person | None) -> None:
    """Take a sent audit into a moderation round: it waits for its final grade."""
    audit.status = insist(audit, Verb.HOLD)
    record("audit:hold", audit, by=by)


def settle(audit: Audit, final_grade: str, *, by: Person | None) -> None:
    """Give an audit the final grade that moderation came to. The grade given stays beside it for ever."""
    status = insist(audit, Verb.SETTLE)
    if final_grade not in definition(audit.tool_version).scale:
        raise Refusal("This grade is not on the tool's scale", "Choose one of its grades. Nothing was changed.")
    audit.final_grade, audit.status = final_grade, status
    ask_for_a_response(audit)
    record("audit:settle", audit, by=by, given=audit.given_grade, final=final_grade)
