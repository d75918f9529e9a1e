"""The invented structure and people of the demonstration council."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qa_app.access import Role
from qa_app.people import operations, passwords
from qa_app.people.models import Person, Service, Team
from qa_app.people.roles import NAMES

PASSWORD = "demonstration only"  # noqa: S105 - printed at every start; opens nothing but invented data
DOMAIN = "larkshire.example"

STRUCTURE: dict[str, tuple[str, ...]] = {
    "Front Door and Assessment": ("Larkfield Assessment", "Marsh Lane Assessment", "Harbour Assessment"),
    "Safeguarding and Support": ("Northgate Safeguarding", "Riverside Safeguarding", "Hollow Hill Safeguarding"),
    "Children in Care and Care Leavers": ("Oakfield Children in Care", "Quayside Children in Care", "Moving On"),
}


@dataclass(frozen=True)
class Invented:
    """One invented person, and what the demonstration says of them."""

    name: str
    roles: tuple[Role, ...]
    team: str | None = None
    heads: tuple[str, ...] = ()
    has_password: bool = True

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


PRACTITIONER = Invented("Wren Worker", (Role.PRACTITIONER,))
TEAM_MANAGER = Invented("Toni Manager", (Role.TEAM_MANAGER,))
"""They join when the first audit is released: their team is that of its case."""

_AUDITOR = (Role.AUDITOR,)
PEOPLE: tuple[Invented, ...] = (
    Invented("Ada Minister", (Role.ADMINISTRATOR,)),
    Invented("Quentin Assurance", (Role.QA_MANAGER,)),
    Invented("Frances Door", (Role.HEAD_OF_SERVICE,), heads=("Front Door and Assessment",)),
    Invented("Sam Guard", (Role.HEAD_OF_SERVICE,), heads=("Safeguarding and Support",)),
    Invented("Carey Leaver", (Role.HEAD_OF_SERVICE,), heads=("Children in Care and Care Leavers",)),
    Invented("Alex Auditor", _AUDITOR, team="Larkfield Assessment"),
    Invented("Blake Auditor", _AUDITOR, team="Marsh Lane Assessment"),
    Invented("Casey Auditor", _AUDITOR, team="Northgate Safeguarding"),
    Invented("Devon Auditor", _AUDITOR, team="Riverside Safeguarding"),
    Invented("Ellis Auditor", _AUDITOR, team="Oakfield Children in Care"),
    Invented("Flynn Auditor", _AUDITOR, team="Moving On"),
    Invented("Gray Newcomer", _AUDITOR, team="Harbour Assessment", has_password=False),
    TEAM_MANAGER,
    PRACTITIONER,
)


def sign_ins() -> Iterator[str]:
    """Who can sign in, as lines of a table, and the one password they all have."""
    for each in PEOPLE:
        if each.has_password:
            of = f" of {each.heads[0]}" if each.heads else ""
            yield f"  {NAMES[each.roles[0]] + of:<55}{each.email}"
    yield f"\n  The password of all of them: {PASSWORD}\n"


def open_council() -> dict[str, Person]:
    """Set up services, teams and people; the people by name."""
    services: dict[str, Service] = {}
    teams: dict[str, Team] = {}
    for service, its_teams in STRUCTURE.items():
        services[service] = operations.add_service(service, by=None)
        for team in its_teams:
            teams[team] = operations.add_team(team, services[service], by=None)
    hashed = passwords.hashed(PASSWORD)
    return {
        each.name: operations.add_person(
            email=each.email,
            name=each.name,
            roles=each.roles,
            heads=[services[name] for name in each.heads],
            team=teams[each.team] if each.team else None,
            password_hash=hashed if each.has_password else None,
            by=None,
        )
        for each in PEOPLE
        if each not in (PRACTITIONER, TEAM_MANAGER)
    }


def open_reader(who: Invented, team: Team, worker: str | None) -> Person:
    """An account for somebody who reads released audits of the team."""
    return operations.add_person(
        email=who.email,
        name=who.name,
        roles=who.roles,
        team=team,
        name_in_case_list=worker,
        password_hash=passwords.hashed(PASSWORD),
        by=None,
    )
