"""What may be done with a round, and what the trail says of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.audits.models import Status as AuditStatus
from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.rounds import operations
from qa_app.rounds.models import ModerationRound
from qa_app.trail import TrailEvent
from tests import factories

from .scene import RI, TWELVE, G, I, agree_all, cycle_with, manager, round_with


def last_event(kind):
    return db.session.scalars(select(TrailEvent).where(TrailEvent.kind == kind).order_by(TrailEvent.number)).all()[-1]


def agree(case, **changed):
    answers = {"grade": G, "cause": "missed-evidence", "reason": "It was on the file.", **changed}
    with transaction():
        operations.agree(case, by=manager(), **answers)


def test_a_round_takes_in_every_case_given_to_two_auditors_and_no_other():
    cycle, pairs = cycle_with([(None, None), (G, None), (G, RI)])
    factories.sampled(cycle, factories.entry(), factories.audit(given_grade=G))
    by = manager()
    with transaction():
        opened = operations.open_round(cycle, "November", by=by)
    assert opened.status == "grading"
    assert {(case.first, case.second) for case in opened.cases} == set(pairs)
    assert last_event("round:open").detail == {"cycle": cycle.id, "cases": 3}
    assert last_event("round:open").actor_id == by.id


@pytest.mark.parametrize("status", ["set-up", "drawn"])
def test_B4_a_cycle_that_is_not_running_has_no_round(status):
    cycle, _ = cycle_with([(G, G)], status=status)
    with pytest.raises(Refusal, match="has not started"), transaction():
        operations.open_round(cycle, "November", by=None)


def test_F3_without_a_case_that_two_auditors_share_there_is_nothing_to_moderate():
    cycle = factories.cycle(status="running")
    factories.sampled(cycle, factories.entry(), factories.audit(given_grade=G))
    with pytest.raises(Refusal, match="nothing to moderate"), transaction():
        operations.open_round(cycle, "November", by=None)
    assert not db.session.scalars(select(ModerationRound)).all()


def test_a_cycle_has_one_round_and_a_name_is_used_once():
    opened = round_with([(G, G)], "grading")
    with pytest.raises(Refusal, match="round already"), transaction():
        operations.open_round(opened.cycle, "Another name", by=None)
    cycle, _ = cycle_with([(G, G)])
    with pytest.raises(Refusal, match="a round called"), transaction():
        operations.open_round(cycle, opened.name.upper(), by=None)


def test_C8_results_wait_for_every_audit_and_the_refusal_says_only_how_many_are_out():
    opened = round_with([(G, None), (None, I), (RI, RI)], "grading")
    with pytest.raises(Refusal) as no, transaction():
        operations.reveal(opened, by=manager())
    assert no.value.message == "2 audits are still out"
    assert opened.status == "grading"
    assert opened.cases[2].first.status == AuditStatus.SUBMITTED


def test_showing_the_results_puts_every_audit_in_moderation():
    opened = round_with([(G, RI), (RI, RI)], "grading")
    with transaction():
        operations.reveal(opened, by=manager())
    assert opened.status == "resolving"
    assert {audit.status for case in opened.cases for audit in (case.first, case.second)} == {"in-moderation"}
    assert last_event("round:reveal").detail == {"audits": 4}


def test_an_agreed_grade_can_be_changed_and_the_trail_has_old_and_new():
    case = round_with([(G, RI)]).cases[0]
    agree(case)
    agree(case, grade=RI, cause="threshold-differs")
    assert (case.agreed_grade, case.cause, case.agreed_by_id is not None) == (RI, "threshold-differs", True)
    assert last_event("round:agree").detail == {
        "grade": RI,
        "grade_was": G,
        "cause": "threshold-differs",
        "cause_was": "missed-evidence",
    }


def test_the_reason_is_never_copied_into_the_trail():
    case = round_with([(G, RI)]).cases[0]
    agree(case, reason="the words of this reason")
    event = last_event("round:agree")
    assert "the words of this reason" not in f"{event.detail}{event.changes}"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"grade": "excellent"}, "not on the scale"),
        ({"cause": "bad-luck"}, "not one of those offered"),
        ({"reason": " \n"}, "needs a reason"),
        ({"reason": "x" * 10_001}, "needs a reason"),
        ({"based_on": 99}, "while you were writing"),
    ],
)
def test_an_agreement_that_makes_no_sense_is_refused(changed, message):
    case = round_with([(G, RI)]).cases[0]
    with pytest.raises(Refusal, match=message):
        agree(case, **changed)
    assert (case.agreed_grade, case.cause, case.reason, case.revision) == (None, None, None, 1)


def test_where_both_gave_the_same_grade_there_is_nothing_to_agree():
    case = round_with([(G, G)]).cases[0]
    with pytest.raises(Refusal, match="the same grade"):
        agree(case, grade=RI)
    assert case.agreed_grade is None


def test_B4_before_the_results_are_shown_nothing_is_agreed_or_closed():
    opened = round_with([(G, RI), (G, G)], "grading")
    with pytest.raises(Refusal, match="not shown yet"):
        agree(opened.cases[0])
    with pytest.raises(Refusal, match="not shown yet"), transaction():
        operations.close(opened, by=manager())
    assert (opened.status, opened.cases[0].agreed_grade) == ("grading", None)


def test_closing_waits_for_every_difference():
    opened = round_with([(G, RI), (G, I), (RI, RI)])
    agree(opened.cases[0])
    with pytest.raises(Refusal, match="1 case still needs"), transaction():
        operations.close(opened, by=manager())
    assert opened.status == "resolving"
    assert opened.cases[0].first.status == AuditStatus.IN_MODERATION


def test_closing_makes_the_same_or_the_agreed_grade_final_and_keeps_the_original():
    opened = round_with(TWELVE)
    agree_all(opened)
    agree(opened.cases[-1], grade=RI)
    with transaction():
        operations.close(opened, by=manager())
    assert opened.status == "closed"
    assert opened.closed_at is not None
    for case, given in zip(opened.cases, TWELVE, strict=True):
        final = case.agreed_grade if given[0] != given[1] else given[0]
        assert [(audit.status, audit.final_grade) for audit in (case.first, case.second)] == [("final", final)] * 2
        assert (case.first.given_grade, case.second.given_grade) == given
    assert opened.cases[-1].first.final_grade == RI
    assert last_event("round:close").detail == {"cases": 12, "agreed": 3}
