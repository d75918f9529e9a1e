"""A small council for the tests of cycles: two services, three teams, thirty cases, four auditors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qa_app.access import Role
from qa_app.cases.models import CaseList
from qa_app.cycles import operations
from qa_app.cycles.models import AuditCycle
from qa_app.db import today, transaction
from qa_app.people.models import Person, Team
from qa_app.tools.models import ToolVersion
from tests import factories


@dataclass
class Council:
    manager: Person = field(default_factory=lambda: factories.person(Role.QA_MANAGER))
    case_list: CaseList = field(default_factory=lambda: factories.case_list(30))
    version: ToolVersion = field(default_factory=factories.tool_version)
    teams: list[Team] = field(default_factory=list)
    auditors: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        first, second = factories.service("Safeguarding"), factories.service("Care")
        self.teams = [factories.team(name, of) for name, of in (("A", first), ("B", first), ("C", second))]
        for number in range(30):
            status = "closed" if number >= 24 else "child-in-need"
            factories.entry(self.teams[number % 3], self.case_list, reference=f"C-{number:02}", status=status)
        self.auditors = [
            factories.person(Role.AUDITOR, team=team, name=f"Auditor {number}")
            for number, team in enumerate([*self.teams, None], start=1)
        ]

    def wanted(self, **changed: Any) -> operations.SetUp:
        """What is said of a cycle in its set-up."""
        usual: Any = {
            "name": "Cycle 4",
            "tool_version": self.version,
            "case_list": self.case_list,
            "opens_on": today(),
            "due_on": today(),
            "statuses": ["child-in-need"],
            "sample_size": 9,
            "double_size": 4,
            "auditors": self.auditors,
        }
        return {**usual, **changed}

    def cycle(self, status: str = "set-up", **changed: Any) -> AuditCycle:
        """A cycle that was brought to this status by what people do."""
        with transaction():
            made = operations.set_up(by=self.manager, **self.wanted(**changed))
        if status != "set-up":
            with transaction():
                operations.draw(made, seed=7, by=self.manager)
        if status == "running":
            with transaction():
                operations.start(made, by=self.manager)
        return made

    def answers(self, **changed: Any) -> dict[str, Any]:
        """The set-up as the form sends it."""
        day = today()
        return {
            "name": "Cycle 4",
            "tool_version": str(self.version.id),
            "case_list": str(self.case_list.id),
            "opens_on": [str(day.day), str(day.month), str(day.year)],
            "due_on": [str(day.day), str(day.month), str(day.year)],
            "statuses": ["child-in-need"],
            "sample_size": "9",
            "double_size": "4",
            "auditors": [str(auditor.id) for auditor in self.auditors],
            **changed,
        }
