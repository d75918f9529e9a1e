"""To whom a concern goes, in which order."""

from __future__ import annotations

from qa_app.access import Role
from qa_app.audits.models import Audit
from qa_app.audits.queries import people_who_owe_audits
from qa_app.people.models import Person, Service
from qa_app.people.queries import active_people_with, heads_of
from qa_app.settings.queries import people_named_for


def receivers_for(audit: Audit, raised_by: Person) -> list[Person]:
    """Those named for the service, then its heads, then the QA managers: each once, and never who raises it.

    Somebody who may be grading the same case must not learn what another auditor saw. Were only they left out, the
    names on the page of the other auditor would tell that they grade the case. So everybody who has audits to do,
    whichever, is left out. Where nobody else is there, only those who owe a grade of this case are left out; and where
    nobody is left even then, nobody is: a child who may be unsafe comes before a grade.
    """
    everybody = [each for each in _in_order(audit.entry.team.service) if each.id != raised_by.id]
    busy = people_who_owe_audits()
    owing = {other.auditor_id for other in audit.same_case if other.is_owed}
    for kept_out in (busy, owing):
        free = [each for each in everybody if each.id not in kept_out]
        if free:
            return free
    return everybody


def _in_order(service: Service) -> list[Person]:
    named = [*people_named_for(service), *heads_of(service.id), *active_people_with(Role.QA_MANAGER)]
    return list({person.id: person for person in named}.values())
