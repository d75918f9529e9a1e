"""The roles in words."""

from __future__ import annotations

from qa_app.access import Role

from .models import Person

NAMES: dict[Role, str] = {
    Role.ADMINISTRATOR: "Administrator",
    Role.QA_MANAGER: "QA manager",
    Role.AUDITOR: "Auditor",
    Role.HEAD_OF_SERVICE: "Head of service",
    Role.TEAM_MANAGER: "Team manager",
    Role.PRACTITIONER: "Practitioner",
}

MEANINGS: dict[Role, str] = {
    Role.ADMINISTRATOR: (
        "Opens and closes accounts and sets up services and teams. Gives no sight of any case or audit."
    ),
    Role.QA_MANAGER: (
        "Imports case lists, runs cycles and moderation rounds, and reads every audit once its grading is over."
    ),
    Role.AUDITOR: (
        "Fills in the audits allocated to them and reads no others. Without it, they cannot open those either."
    ),
    Role.HEAD_OF_SERVICE: (
        "Reads the cases, graded audits and findings of the services ticked below, and links findings to the plan."
    ),
    Role.TEAM_MANAGER: "Reads the released audits of the cases of their team, and may comment on them or dispute them.",
    Role.PRACTITIONER: (
        "Reads the released audits of their own cases, and may comment on them or dispute them. Their cases are those "
        "of their team that carry their name in the case list."
    ),
}


def roles_of(person: Person) -> str:
    """``Auditor; Head of service: Fieldwork, Front door``, or that there is none."""
    said = []
    for role, name in NAMES.items():
        grants = [grant for grant in person.grants if grant.role == role]
        headed = ", ".join(sorted(grant.service.name for grant in grants if grant.service))
        if grants:
            said.append(f"{name}: {headed}" if headed else name)
    return "; ".join(said) or "No role yet"
