"""A QA manager who graded a case does not settle its difference, while somebody else can; every look is noted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.access import Role
from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.rounds import operations
from qa_app.trail import TrailEvent
from tests import factories

from .scene import RI, G, manager, round_with


def both() -> object:
    """Somebody who audits and runs the rounds."""
    return factories.person(Role.QA_MANAGER, Role.AUDITOR)


def agree(case, by):
    with transaction():
        operations.agree(case, grade=G, cause="missed-evidence", reason="It was on the file.", by=by)


@pytest.mark.parametrize("place", [0, 1])
def test_C17_nobody_agrees_the_grade_of_a_case_they_graded_while_another_manager_can(place):
    auditors = [factories.person(Role.AUDITOR), factories.person(Role.AUDITOR)]
    auditors[place] = both()
    case = round_with([(G, RI)], auditors=auditors).cases[0]
    another = manager()
    with pytest.raises(Refusal, match="You graded this case yourself"):
        agree(case, auditors[place])
    assert case.agreed_grade is None
    agree(case, another)
    assert (case.agreed_grade, case.agreed_by_id) == (G, another.id)


def test_where_no_other_manager_is_left_the_one_who_graded_settles_it():
    auditors = [both(), both()]
    factories.person(Role.QA_MANAGER, is_active=False)
    case = round_with([(G, RI)], auditors=auditors).cases[0]
    agree(case, auditors[0])
    assert case.agreed_by_id == auditors[0].id


def test_a_case_not_graded_by_the_manager_is_theirs_to_agree():
    auditors = [both(), factories.person(Role.AUDITOR), factories.person(Role.AUDITOR)]
    manager()
    made = round_with([(G, RI), (G, RI)], auditors=auditors)
    agree(made.cases[1], auditors[0])
    assert made.cases[1].agreed_by_id == auditors[0].id


def test_G7_the_comparison_shown_after_a_mistake_is_noted_like_any_other(browser_of):
    case = round_with([(G, RI)]).cases[0]
    browser_of(manager()).submit(f"/rounds/cases/{case.id}", expect=200)
    read = db.session.scalars(select(TrailEvent).where(TrailEvent.kind == "audit:read")).all()
    assert {event.subject_id for event in read} == {case.first_id, case.second_id}
