"""A released audit is read, commented on and disputed by its practitioner, and answered by the QA manager."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_app.access import Role
from qa_app.audits import managing
from qa_app.db import db, today, transaction
from qa_app.web.words import day
from tests import factories
from tests.journeys import desk
from tests.qa_app.audits.test_released import released
from tests.qa_app.audits.test_responses import answered_as_inadequate

NO = "She was seen alone in March, and it is on the file."


@pytest.fixture
def people(fresh_app):
    with fresh_app.app_context():
        desk.adopt_themes()
        service = factories.service("Safeguarding")
        team = factories.team("Northgate", service)
        audit = released(team, whole=True, on=factories.entry(team, worker="Wren Worker", reference="C-1"))
        factories.finding(audit, question="voice-strength", section="voice", kind="strength", text="Drew with her.")
        worker = factories.person(Role.PRACTITIONER, team=team, name="Wren Worker", name_in_case_list="Wren Worker")
        manager = factories.person(Role.QA_MANAGER, name="Quinn Manager")
        head = factories.person(heads=(service,), name="Sal Head")
        worst = factories.audit(on=factories.entry(team, reference="C-2"), given_grade="inadequate")
        answered_as_inadequate(worst)
        with transaction():
            managing.review(worst, grade="inadequate", reason="The file shows it.", seen=worst.revision, by=manager)
        yield {"worker": worker, "manager": manager, "head": head, "auditor": audit.auditor}
        db.session.remove()


@pytest.fixture
def arrive(people, visitor, fresh_app, address):
    return lambda name, width=1280: desk.signed_in(visitor(width=width), fresh_app, people[name], address)


def fits(visitor) -> None:
    wide, there = visitor.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= there, visitor.page.url


@pytest.mark.parametrize("width", [1280, 375])
def test_a_practitioner_disputes_and_the_qa_manager_answers(arrive, width):
    worker, manager = arrive("worker", width), arrive("manager", width)
    worker.open("/")
    worker.sees("New")
    fits(worker)
    worker.follow("C-1")
    headings = worker.page.locator("main h2").all_inner_texts()
    assert headings[:2] == ["Strengths", "Areas for development"]
    fits(worker)
    worker.follow("Comment on this audit")
    worker.press("Send the comment")
    worker.sees("There is a problem")
    fits(worker)
    worker.fill("Your comment", "The family read it with me.")
    worker.press("Send the comment")
    worker.sees("The family read it with me.")
    worker.follow("Dispute a grade or an answer")
    worker.select("What do you dispute?", "The final grade")
    worker.fill("Why is it wrong?", NO)
    fits(worker)
    worker.press("Send the dispute")
    worker.sees("Not answered yet.")

    manager.open("/")
    manager.follow("An audit is disputed and waits for an answer.")
    manager.sees(NO)
    manager.choose("Partly upheld")
    manager.fill("Your reasons", "The visit is there. It says little of her view.")
    fits(manager)
    manager.press("Send the answer")
    manager.sees("Ask the auditor about it and return the audit")
    fits(manager)
    manager.follow("Ask the auditor about it and return the audit")
    manager.sees("partly upheld")

    worker.open("/")
    worker.follow("Your dispute of an audit was answered.")
    worker.sees("Partly upheld")
    worker.sees("It says little of her view.")
    worker.sees_nothing_of("Return it", "Read the audit")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_head_responds_to_the_worst_grade_in_time(arrive, width):
    head = arrive("head", width)
    head.open("/")
    head.sees("Inadequate audits to answer")
    fits(head)
    head.follow("Case C-2")
    head.press("Send the response")
    head.sees("There is a problem")
    fits(head)
    head.fill("What will happen for this child?", "She is seen today.")
    head.fill("What will the service do, so that it does not happen to others?", "Every plan is read again.")
    later = today() + timedelta(days=90)
    head.fill_date("When is this case audited again?", later.day, later.month, later.year)
    head.press("Send the response")
    head.sees(f"To be audited again by {day(later)}.")
    fits(head)
    head.open("/")
    assert "Inadequate audits to answer" not in head.page.content()
