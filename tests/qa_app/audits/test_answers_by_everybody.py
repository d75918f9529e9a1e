"""B4: commenting, disputing, answering and responding, by everybody in every status, as one table says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from qa_app.access import Role
from qa_app.audits.models import OWED, SETTLED, Audit, Status
from qa_app.audits.responses import Response
from qa_app.audits.statuses import Verb
from qa_app.db import db, today
from qa_app.people.models import Person
from tests import factories
from tests.qa_app.audits.test_released import WORKER, practitioner, team_manager
from tests.qa_app.audits.test_statuses import an_audit_that_is, auditor, everything

WHO: dict[str, Callable[[Audit], Person]] = {
    "practitioner": lambda audit: practitioner(audit.entry.team),
    "team manager": lambda audit: team_manager(audit.entry.team),
    "a namesake elsewhere": lambda _audit: practitioner(factories.team()),
    "another of the team": lambda audit: practitioner(audit.entry.team, "Kim Other"),
    "its auditor": lambda audit: audit.auditor,
    "another auditor": lambda _audit: auditor(),
    "QA manager": lambda _audit: factories.person(Role.QA_MANAGER),
    "head": lambda audit: factories.person(heads=(audit.entry.team.service,)),
    "head of another": lambda _audit: factories.person(heads=(factories.service(),)),
    "administrator": lambda _audit: factories.person(Role.ADMINISTRATOR),
}
THEIRS = {"practitioner", "team manager"}
LATER = today() + timedelta(days=90)
VERBS = (Verb.COMMENT, Verb.DISPUTE, Verb.ANSWER, Verb.RESPOND)


def expected(who: str, verb: Verb, status: Status) -> int:
    """302 is done, 409 refused in words, 403 not theirs to do, 404 nothing that they may know of."""
    if verb in {Verb.COMMENT, Verb.DISPUTE}:
        done = {Status.RELEASED: 302, Status.CLOSED: 409}
        return done.get(status, 404) if who in THEIRS else 404
    if verb is Verb.ANSWER:
        if who == "QA manager":
            return 404 if status in OWED else 409 if status in {Status.CLOSED, Status.EXEMPT} else 302
        if who == "head" and status in SETTLED:
            return 409 if status is Status.CLOSED else 302
        return 403 if who == "the disputer" else 404
    if who == "head" and status in SETTLED:
        return 409 if status is Status.CLOSED else 302
    knows = who == "its auditor" or (who == "QA manager" and status not in OWED)
    return 403 if knows else 404


def do(browser, verb: Verb, audit: Audit, code: int) -> None:
    seen = {"seen": str(audit.revision), "number": "1"}
    if verb is Verb.COMMENT:
        browser.submit(f"/audits/{audit.key}/released/comment", expect=code, text="Thank you.", **seen)
    elif verb is Verb.DISPUTE:
        browser.submit(f"/audits/{audit.key}/released/dispute", expect=code, text="No.", question="grade", **seen)
    elif verb is Verb.ANSWER:
        [dispute] = audit.disputes_made
        said = {"outcome": "partly-upheld", "text": "In part.", "seen": str(dispute.revision)}
        browser.submit(f"/audits/disputes/{dispute.key}", expect=code, **said)
    else:
        response = db.session.query(Response).filter_by(audit_id=audit.id).one()
        said = {"for_child": "Seen today.", "for_service": "Plans are read.", "seen": str(response.id)}
        again = [str(LATER.day), str(LATER.month), str(LATER.year)]
        browser.submit(f"/audits/{audit.key}/response", expect=code, audit_again_on=again, **said)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", [*WHO, "the disputer"])
def test_B4_saying_something_to_a_final_audit_answers_as_the_table_says(browser_of, who, verb):
    for status in Status:
        audit = an_audit_that_is(status, alone=True)
        audit.entry.worker = WORKER
        factories.given(audit.entry)
        disputer = practitioner(factories.team(), f"Former {audit.id}")
        if verb is Verb.ANSWER:
            audit.disputes_made = [factories.dispute(audit, disputer)]
        if verb is Verb.RESPOND:
            factories.response(audit)
        person = disputer if who == "the disputer" else WHO[who](audit)
        browser = browser_of(person)
        before, code = everything(), expected(who, verb, status)
        do(browser, verb, audit, code)
        assert (everything() != before) == (code == 302), (who, verb, status)
        if person.name_in_case_list:
            person.is_active = False  # the next one of this story has the same name
            factories.given(person)
