"""The history of an audit: what was done, in sentences, and what changed from one sending to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from audit_tools import Question, Tool
from qa_app.tools.overall import overall_tool
from qa_app.trail import TrailEvent

from .copies import AuditCopy

SAID: Final[Mapping[str, str]] = {
    "audit:allocate": "gave the audit out",
    "audit:submit": "sent it",
    "audit:hold": "took it into moderation",
    "audit:settle": "made the grade that moderation came to final",
    "audit:review": "reviewed it and gave it its final grade",
    "audit:return": "returned it with queries",
    "audit:release": "signed it off and released it",
    "audit:comment": "commented on it",
    "audit:dispute": "disputed it",
    "audit:answer-dispute": "answered a dispute",
    "audit:respond": "responded to it as head of the service",
    "audit:close": "closed it",
    "audit:reassign": "gave it to another auditor",
    "audit:exempt": "let the auditor off",
    "audit:withdraw": "withdrew it",
    "audit:ask-for-time": "asked for more time",
    "audit:decide-on-time": "decided on more time",
    "audit:set-aside": "wrote something that was set aside, because the section had been saved elsewhere",
}
"""What each kind of event says after the name of whoever did it. Readings and single saves are not told."""


@dataclass(frozen=True)
class Line:
    """One sentence of the history."""

    at: datetime
    who: str
    said: str


@dataclass(frozen=True)
class Change:
    """A question with the answers before and after; None for no answer."""

    question: Question
    before: Any
    after: Any


def told(events: Iterable[tuple[TrailEvent, str | None]], *, to_its_auditor: bool) -> list[Line]:
    """The events that a reader wants told, each with the name of whoever did it.

    Its own auditor is not told that it waits in a round, which would say that somebody else grades the case.
    """
    hidden = {"audit:hold", "audit:settle"} if to_its_auditor else set()
    wanted = ((event, who) for event, who in events if event.kind in SAID and event.kind not in hidden)
    return [Line(event.at, who or "The service", _said(event)) for event, who in wanted]


def _said(event: TrailEvent) -> str:
    if event.kind == "audit:return" and event.detail.get("void_sign_off_of"):
        return f"{SAID[event.kind]}; the sign-off is void"
    if event.kind == "audit:decide-on-time":
        return "granted more time" if event.detail.get("granted") else "did not grant more time"
    return SAID[event.kind]


def changes_between(tool: Tool, earlier: AuditCopy, later: AuditCopy) -> list[Change]:
    """Every question that was answered differently, in the order of the form, the overall judgement last."""
    found = []
    for each in (tool, overall_tool(tool)):
        for section in each.sections:
            before, after = earlier.answers.get(section.key, {}), later.answers.get(section.key, {})
            for question in section.questions:
                pair = before.get(question.key), after.get(question.key)
                if pair[0] != pair[1]:
                    found.append(Change(question, *pair))
    return found
