"""Rows that were there before the story began: one function a noun, each with a sensible default."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from flask.testing import FlaskClient

from qa_app.access import Role
from qa_app.audits.copies import AuditCopy
from qa_app.audits.disputes import Comment, Dispute
from qa_app.audits.extensions import Extension
from qa_app.audits.models import Audit, Finding, Kind, SectionAnswers, Status
from qa_app.audits.responses import Response
from qa_app.audits.threads import AuditQuery, QueryReply
from qa_app.cases.models import Case, CaseEntry, CaseList
from qa_app.concerns.models import Concern, ConcernNote, ConcernReceiver
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import Base, db, now, today
from qa_app.notices.models import Notice
from qa_app.people import sessions
from qa_app.people.models import Person, RoleGrant, Service, SignIn, Team
from qa_app.plan.models import PlanAction, Priority
from qa_app.rounds.models import ModerationRound, RoundCase
from qa_app.settings.models import Receiver, Settings
from qa_app.themes.models import Theme
from qa_app.tools.models import AuditTool, ToolVersion

T = TypeVar("T", bound=Base)
SHORT_TOOL = (Path(__file__).parent / "short_tool.toml").read_text("utf-8")
_number = count(1)


def given(thing: T) -> T:
    """Put a row in the database; the trail says nothing of it, since it was there before."""
    db.session.add(thing)
    db.session.flush()
    db.session.info.clear()
    db.session.commit()
    return thing


def service(name: str = "") -> Service:
    return given(Service(name=name or f"Service {next(_number)}"))


def team(name: str = "", in_service: Service | None = None) -> Team:
    return given(Team(name=name or f"Team {next(_number)}", service=in_service or service()))


def person(*roles: Role, heads: tuple[Service, ...] = (), **columns: Any) -> Person:
    """A person with roles; ``heads`` names the services of a head of service."""
    number = next(_number)
    columns = {"email": f"person{number}@council.example", "name": f"Person {number}", **columns}
    made = Person(**columns)
    made.grants = [RoleGrant(role=role) for role in roles]
    made.grants += [RoleGrant(role=Role.HEAD_OF_SERVICE, service_id=each.id) for each in heads]
    return given(made)


def signed_in(client: FlaskClient, who: Person) -> None:
    """Sign a person in without the sign-in page."""
    token = sessions.new_token()
    given(SignIn(token_hash=sessions.token_hash(token), person_id=who.id, at=now()))
    with client.session_transaction() as session:
        session.update({"token": token, "used": now().timestamp(), "_user_id": str(who.id), "_fresh": True})


def theme(key: str, name: str = "") -> Theme:
    return given(Theme(key=key, name=name or key.replace("-", " ").capitalize(), position=next(_number)))


def case_list(size: int = 0) -> CaseList:
    number = next(_number)
    return given(CaseList(file_name=f"list-{number}.xlsx", digest=f"{number:064}", imported_at=now(), size=size))


def entry(in_team: Team | None = None, in_list: CaseList | None = None, **columns: Any) -> CaseEntry:
    """A case on a case list."""
    columns = {"status": "child-in-need", "age": 9, "age_band": "5 to 9", "worker": "Worker 1", **columns}
    case = Case(reference=columns.pop("reference", f"C-{next(_number):05}"))
    made = CaseEntry(case=case, case_list=in_list or case_list(), team=in_team or team(), **columns)
    return given(made)


def tool_version(source: str = SHORT_TOOL, **columns: Any) -> ToolVersion:
    """A published version; by default of the short tool that only the tests have."""
    number = next(_number)
    tool = AuditTool(key=f"tool-{number}", name=f"Tool {number}")
    digest = hashlib.sha256(source.encode()).hexdigest()
    columns = {"number": 1, "status": "published", "published_at": now(), **columns}
    return given(ToolVersion(audit_tool=tool, source=source, digest=digest, **columns))


def audit(
    auditor: Person | None = None, on: CaseEntry | None = None, version: ToolVersion | None = None, **columns: Any
) -> Audit:
    """An audit as it was allocated; ``given_grade`` makes it a submitted one, ``final_grade`` a final one."""
    on = on or entry()
    columns = {"kind": Kind.FIRST, "allocated_at": now(), "due_on": today() + timedelta(days=14), **columns}
    if columns.get("final_grade"):
        columns = {"given_grade": columns["final_grade"], "status": Status.FINAL, **columns}
    if columns.get("given_grade"):
        columns = {"status": Status.SUBMITTED, "submitted_at": now(), "given_reason": "Because.", **columns}
    return given(
        Audit(
            case_id=on.case_id,
            entry=on,
            tool_version=version or tool_version(),
            auditor=auditor or person(Role.AUDITOR),
            **columns,
        )
    )


def answers(of: Audit, section: str, **values: Any) -> SectionAnswers:
    return given(SectionAnswers(audit=of, section=section, answers=values, saved_at=now()))


def copy(of: Audit, **columns: Any) -> AuditCopy:
    """What stood in an audit when it was sent."""
    columns = {"number": 1, "why": "sent", "auditor_id": of.auditor_id, "at": now(), "answers": {}, **columns}
    return given(AuditCopy(audit_id=of.id, **columns))


def query(of: Audit, asked_by: Person | None = None, *replies: tuple[Person, str], **columns: Any) -> AuditQuery:
    """A query about an audit, with what was answered."""
    asked_by = asked_by or person(Role.QA_MANAGER)
    columns = {"section": "plan", "question": "plan-grade", "text": "Where is that seen?", **columns}
    made = AuditQuery(audit=of, asked_by=asked_by, asked_at=now(), **columns)
    made.replies = [QueryReply(by=by, text=text, at=now()) for by, text in replies or ((of.auditor, "In the plan."),)]
    return given(made)


def extension(of: Audit, **columns: Any) -> Extension:
    """More time that was asked for, and that nobody has decided on."""
    columns = {"until": of.due_on + timedelta(days=7), "reason": "Ill.", "asked_by": of.auditor, **columns}
    return given(Extension(audit=of, was_due_on=of.due_on, asked_at=now(), **columns))


def comment(of: Audit, by: Person, **columns: Any) -> Comment:
    columns = {"number": 1, "text": "Thank you.", "at": now(), **columns}
    return given(Comment(audit_id=of.id, by_id=by.id, **columns))


def dispute(of: Audit, by: Person, **columns: Any) -> Dispute:
    """A dispute that waits for its answer."""
    columns = {"number": 1, "question": "grade", "text": "She was seen in March.", "at": now(), **columns}
    return given(Dispute(audit_id=of.id, by_id=by.id, **columns))


def response(to: Audit, by: Person | None = None, **columns: Any) -> Response:
    """A response that is waited for; with ``by``, one that was given."""
    columns = {"asked_at": now(), "due_on": today() + timedelta(days=10), **columns}
    if by is not None:
        said = {"for_child": "Seen tomorrow.", "for_service": "All plans are read again."}
        columns = {**said, "audit_again_on": today() + timedelta(days=90), "answered_at": now(), **columns}
    return given(Response(audit_id=to.id, by_id=by and by.id, **columns))


def notice(to: Person, **columns: Any) -> Notice:
    columns = {"about": "Something was done.", "path": "/", "at": now(), **columns}
    return given(Notice(person=to, **columns))


def settings(**columns: Any) -> Settings:
    """The settings as they were changed last."""
    clocks = {"minutes_to_acknowledge": 60, "minutes_per_step": 30, "days_to_answer_an_inadequate": 10}
    return given(Settings(id=1, **clocks | columns))


def receivers(of: Service, *people: Person) -> None:
    """Who receives the concerns of a service, in order."""
    for position, each in enumerate(people, start=1):
        given(Receiver(service_id=of.id, person=each, position=position))


def concern(of: Audit, *reaches: Person, **columns: Any) -> Concern:
    """A concern raised in an audit: sent to those it ``reaches``, in order, or a draft where it reaches nobody."""
    columns = {"raised_by": of.auditor, "raised_at": now(), "once": f"form-{next(_number)}", **columns}
    words = {"what": "He was not at school.", "why": "Nobody has seen him.", "has_spoken": False, "spoken_to": ""}
    if reaches:
        sent = {"status": "sent", "sent_at": columns["raised_at"], "minutes_to_acknowledge": 60, "minutes_per_step": 30}
        columns = {**sent, **columns}
    made = Concern(audit=of, entry_id=of.entry_id, service_id=of.entry.team.service_id, **words | columns)
    made.receivers = [ConcernReceiver(person=each, position=place) for place, each in enumerate(reaches)]
    for receiver in made.receivers[:1]:
        receiver.told_at = made.sent_at
    return given(made)


def note(of: Concern, by: Person | None = None, text: str = "He is at his grandmother’s.") -> ConcernNote:
    return given(
        ConcernNote(concern_id=of.id, by_id=(by or of.raised_by).id, text=text, once=f"{next(_number)}", at=now())
    )


def finding(of: Audit, *themes: Theme, **columns: Any) -> Finding:
    number = next(_number)
    columns = {"section": "voice", "question": f"question-{number}", "kind": "area", "text": "A finding.", **columns}
    made = Finding(audit=of, **columns)
    made.themes = list(themes)
    return given(made)


def cycle(version: ToolVersion | None = None, in_list: CaseList | None = None, **columns: Any) -> AuditCycle:
    opens = today()
    columns = {
        "name": f"Cycle {next(_number)}",
        "opens_on": opens,
        "due_on": opens + timedelta(days=28),
        "statuses": ["child-in-need"],
        "sample_size": 4,
        "double_size": 2,
        "status": "set-up",
        **columns,
    }
    return given(AuditCycle(tool_version=version or tool_version(), case_list=in_list or case_list(), **columns))


def sampled(of: AuditCycle, on: CaseEntry, first: Audit | None = None, second: Audit | None = None) -> SampledCase:
    return given(
        SampledCase(
            cycle=of, entry=on, position=next(_number), is_double=second is not None, first=first, second=second
        )
    )


def moderation_round(of: AuditCycle | None = None, *pairs: tuple[Audit, Audit], **columns: Any) -> ModerationRound:
    """A round over pairs of a first and a second audit of the same case."""
    columns = {"name": f"Round {next(_number)}", "status": "grading", "opened_at": now(), **columns}
    made = ModerationRound(cycle=of or cycle(), **columns)
    made.cases = [RoundCase(first=first, second=second) for first, second in pairs]
    return given(made)


def plan_action(ref: str = "", priority: Priority | None = None, **columns: Any) -> PlanAction:
    number = next(_number)
    columns = {
        "position": number,
        "text": "Do what is needed",
        "lead": "Head of service",
        "partners": "",
        "by_when": "March 2027",
        "success_measures": "",
        "resources": "",
        "status": "",
        **columns,
    }
    priority = priority or Priority(number=number, title=f"Priority {number}", lead="Director")
    return given(PlanAction(ref=ref or f"1.{number}", priority=priority, **columns))
