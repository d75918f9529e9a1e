"""A council of which every page has something to show, with names and words of the story's choosing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa_app.access import Role
from qa_app.audits.models import Audit, Finding, RefusedSave, Status
from qa_app.db import now
from qa_app.people.models import Person, Team
from qa_app.plan.models import FindingLink, Measure, PlanAction, Priority, Recommendation
from qa_app.rounds.models import ModerationRound
from qa_app.themes.models import Theme
from qa_app.tools.models import ToolVersion
from tests import factories
from tests.journeys import desk
from tests.qa_app.audits import story

Label = Callable[[str], str]
GOOD, RI = "good", "requires-improvement"
OF_THE_TOOL = ("The child’s voice", "Was the child’s view sought?", "What did the child say?", "Yes", "Heard.", "Good")


@dataclass
class Council:
    who: Person
    """Somebody with every role, and so every page."""
    auditor: Person
    """One of the two whose grades were compared."""
    pages: list[str]
    """Every page that shows something of the council to the first of them."""
    resolution: str
    """What the auditor reads of a case that was graded twice."""


def council(label: Label) -> Council:
    """Rows for every page; ``label`` makes of a plain name the one that the council gives."""
    themes = [factories.theme(key, label(name)) for key, name in desk.THEMES.items()]
    team = factories.team(label("Northgate"), factories.service(label("Safeguarding")))
    version = _tool(label)
    who = factories.person(
        *(Role.ADMINISTRATOR, Role.QA_MANAGER, Role.AUDITOR), heads=(team.service,), name=label("Alex Everything")
    )
    pair = [factories.person(Role.AUDITOR, name=label(name)) for name in ("Ann Auditor", "Ben Auditor")]
    own = _own_audit(who, team, version, label)
    moderated = _round(pair, team, version, label)
    final = factories.audit(
        pair[0], _entry(team, label), version, final_grade=GOOD, suggested_grade=RI, given_reason=label("Because")
    )
    _answered(final, label)
    finding = factories.finding(final, *themes[:2], text=label("Drift went unseen"), question="voice-area")
    action = _plan(finding, who, label)
    case = moderated.cases[0]
    pages = [
        *("/", "/audits/", "/cases/", "/tools/", "/cycles/", "/cycles/new", "/rounds/", "/findings/", "/plan/"),
        *("/plan/recommendations", "/people/", "/people/add", "/structure/"),
        *(f"/audits/{own.key}", f"/audits/{own.key}/sections/voice", f"/audits/{own.key}/sections/overall"),
        *(f"/audits/{own.key}/check", f"/audits/{final.key}", f"/cases/{final.case_id}"),
        *(f"/tools/versions/{version.id}", f"/cycles/{moderated.cycle_id}", f"/people/{pair[0].id}"),
        *(f"/rounds/{moderated.id}", f"/rounds/cases/{case.id}", f"/findings/themes/{_key(themes[0])}"),
        *(f"/plan/actions/{action.id}", f"/plan/findings/{finding.key}"),
        f"/structure/services/{team.service_id}/add-team",
        *_bench(_tool(label, status="draft", published_at=None, changed_at=now(), changed_by_id=who.id), version),
    ]
    return Council(who, pair[0], pages, f"/rounds/resolution/{case.first.key}")


def _key(theme: Theme) -> str:
    return theme.key


def _tool(label: Label, **columns: Any) -> ToolVersion:
    text = factories.SHORT_TOOL
    for words in OF_THE_TOOL:
        text = text.replace(f'"{words}"', json.dumps(label(words), ensure_ascii=False))
    version = factories.tool_version(text, **columns)
    version.audit_tool.name = label(f"Short tool {version.id}")
    return factories.given(version)


def _bench(draft: ToolVersion, version: ToolVersion) -> list[str]:
    """The pages on which tools are made, and what is done with versions."""
    base = f"/tools/drafts/{draft.id}"
    return [
        *("/tools/new", "/tools/new/empty", f"/tools/new/version-{version.id}", "/tools/import"),
        *(f"/tools/versions/{version.id}/retire", f"/tools/versions/{version.id}/compare"),
        *(base, f"{base}/words", f"{base}/scale", f"{base}/overall", f"{base}/grading", f"{base}/caps/1"),
        *(f"{base}/caps/add", f"{base}/caps/1/remove", f"{base}/publish", f"{base}/discard"),
        *(f"{base}/sections/add", f"{base}/sections/voice", f"{base}/sections/voice/words"),
        *(f"{base}/sections/voice/remove", f"{base}/sections/voice/questions/add", f"{base}/preview/voice"),
        *(f"{base}/sections/voice/questions/add?kind=score", f"{base}/preview/overall"),
        *(f"{base}/questions/voice-sought", f"{base}/questions/voice-grade", f"{base}/questions/voice-sought/kind"),
        *(f"{base}/questions/voice-said/move", f"{base}/questions/voice-said/remove"),
        f"{base}/compare?with={version.id}",
    ]


def _entry(team: Team, label: Label):
    return factories.entry(team, worker=label("Worker"))


def _answered(audit: Audit, label: Label) -> None:
    for section, values in story.ANSWERS.items():
        words = {
            "voice-said": label("She said"),
            "reason": label("Because"),
            "voice-strength": {"text": label("Drawings"), "themes": ["voice-and-direct-work"]},
            "risk-area": {"text": label("Not tested"), "themes": ["risk-and-safety"]},
        }
        factories.answers(audit, section, **values | {key: words[key] for key in words if key in values})


def _own_audit(who: Person, team: Team, version: ToolVersion, label: Label) -> Audit:
    own = factories.audit(who, _entry(team, label), version, status=Status.IN_PROGRESS)
    _answered(own, label)
    kept = {"voice-said": label("Typed elsewhere")}
    factories.given(
        RefusedSave(audit_id=own.id, section="voice", based_on=0, answers=kept, digest="of it", at=now(), by_id=who.id)
    )
    return own


def _round(pair: list[Person], team: Team, version: ToolVersion, label: Label) -> ModerationRound:
    """Two cases graded twice: once alike, once one grade apart and not agreed yet."""
    cycle = factories.cycle(version, name=label("Spring cycle"), status="running")
    cycle.case_list.file_name = label("List.xlsx")
    audits = []
    for grades in ((GOOD, RI), (GOOD, GOOD)):
        entry = factories.entry(team, cycle.case_list, worker=label("Worker"))
        both = [
            factories.audit(
                *(auditor, entry, version),
                kind=kind,
                given_grade=grade,
                given_reason=label("Because"),
                suggested_grade=grade,
                status=Status.IN_MODERATION,
            )
            for auditor, kind, grade in zip(pair, ("first", "second"), grades, strict=True)
        ]
        for audit in both:
            _answered(audit, label)
        factories.sampled(cycle, entry, *both)
        audits.append((both[0], both[1]))
    return factories.moderation_round(cycle, *audits, name=label("Spring moderation"), status="resolving")


def _plan(finding: Finding, who: Person, label: Label) -> PlanAction:
    words = {name: label(name) for name in ("text", "lead", "partners", "by_when", "success_measures", "status")}
    priority = Priority(number=1, title=label("Priority"), lead=label("Director"))
    action = factories.plan_action("1.1", priority, rag="A", resources=label("resources"), **words)
    cells = ("text", "current", "target", "national", "statistical_neighbour", "measured_by")
    action.measures = [Measure(position=1, **{cell: label(cell) for cell in cells})]
    action.recommendations = [Recommendation(number=1, text=label("Recommendation"))]
    factories.given(action)
    factories.given(FindingLink(finding=finding, action=action, linked_at=now(), linked_by=who))
    return action
