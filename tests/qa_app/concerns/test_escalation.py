"""The clock of a concern: to the minute, on the page without any job, and each person told exactly once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from qa_app.concerns import operations
from qa_app.concerns.models import Concern
from qa_app.concerns.wording import time_left
from qa_app.db import db, transaction
from tests import factories
from tests.qa_app.audits.story import events
from tests.qa_app.concerns.story import everything, only, scene, told

SENT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
GONE_ON = "A concern was not acknowledged in time. You are the one to acknowledge it now."


def sent(at: datetime = SENT, **columns) -> tuple:
    on = scene()
    people = (on.first, on.second, on.head)
    return on, factories.concern(on.audit, *people, raised_at=at, sent_at=at, **columns)


def escalate() -> int:
    with transaction():
        return operations.escalate(by=None)


@pytest.mark.parametrize(
    ("minutes", "holder", "left"),
    [
        (0, 0, "1 hour left"),
        (1, 0, "59 minutes left"),
        (59.99, 0, "less than a minute left"),
        (60, 1, "30 minutes left"),
        (89.99, 1, "less than a minute left"),
        (90, 2, "30 minutes left"),
        (120, 2, "overdue by 1 hour"),
        (60 + 30 * 100, 2, "overdue by 50 hours"),
    ],
)
def test_whose_turn_it_is_follows_from_the_time_alone(minutes, holder, left):
    on, concern = sent()
    with time_machine.travel(SENT + timedelta(minutes=minutes), tick=False):
        assert concern.holder.person_id == (on.first, on.second, on.head)[holder].id
        assert time_left(concern) == left
        assert concern.is_overdue == (minutes >= 60)
        assert len(concern.reached) == holder + 1


def test_the_page_and_the_home_page_say_so_before_any_job_has_run(browser_of):
    on, concern = sent()
    with time_machine.travel(SENT + timedelta(minutes=59), tick=False):
        browser_of(on.second).open(f"/concerns/{concern.key}", expect=404)
        assert concern.key not in browser_of(on.second).open("/").decode()
    with time_machine.travel(SENT + timedelta(minutes=61), tick=False):
        page = browser_of(on.second).open("/")
        assert "You have to acknowledge" in page.main.text
        assert "Overdue" in page.main.text
        assert "29 minutes left" in browser_of(on.second).open(f"/concerns/{concern.key}").main.text
        browser_of(on.first).open(f"/concerns/{concern.key}")


def test_B9_each_person_is_told_exactly_once_however_often_the_job_runs():
    on, _ = sent()
    for minutes, new in ((0, 0), (59, 0), (60, 1), (60, 0), (75, 0), (90, 1), (91, 0), (5000, 0)):
        with time_machine.travel(SENT + timedelta(minutes=minutes), tick=False):
            assert escalate() == new, minutes
    assert told(on.first) == []
    assert told(on.second) == told(on.head) == [GONE_ON]
    assert len(told(on.auditor)) == 2, "whoever raised it may still know somebody to phone"
    assert events().count("concern:escalate") == 2


def test_B9_a_job_that_was_late_by_hours_tells_everybody_it_should_have_told_once():
    on, _ = sent()
    with time_machine.travel(SENT + timedelta(hours=9), tick=False):
        assert (escalate(), escalate()) == (2, 0)
    assert told(on.second) == told(on.head) == [GONE_ON]


def test_B9_acknowledged_a_moment_before_the_job_nobody_else_is_told():
    on, concern = sent()
    with time_machine.travel(SENT + timedelta(minutes=59), tick=False), transaction():
        operations.acknowledge(concern, by=on.first)
    with time_machine.travel(SENT + timedelta(hours=9), tick=False):
        assert escalate() == 0
        assert only().holder.person_id == on.first.id
        assert [each.person_id for each in only().reached] == [on.first.id]
    assert told(on.second) == []


def test_the_command_tells_and_says_how_many(app):
    sent()
    with time_machine.travel(SENT + timedelta(minutes=61), tick=False):
        assert app.test_cli_runner().invoke(args=["escalate"]).output == "People told: 1.\n"
        assert app.test_cli_runner().invoke(args=["escalate"]).output == "People told: 0.\n"


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)],
    ids=["the clocks go back", "the clocks go forward"],
)
def test_B10_an_hour_is_an_hour_in_the_night_in_which_the_clocks_change(browser_of, at):
    on, concern = sent(at)
    with time_machine.travel(at + timedelta(minutes=59), tick=False):
        assert (concern.holder.person_id, time_left(concern)) == (on.first.id, "1 minute left")
        assert "1 minute left" in browser_of(on.first).open("/").main.text
        assert escalate() == 0
    with time_machine.travel(at + timedelta(minutes=60), tick=False):
        assert (concern.holder.person_id, time_left(concern)) == (on.second.id, "30 minutes left")
        assert "30 minutes left" in browser_of(on.second).open("/").main.text
        assert escalate() == 1


def test_C16_a_closed_account_is_passed_over_at_once():
    on, concern = sent()
    on.first.is_active = False
    factories.given(on.first)
    with time_machine.travel(SENT + timedelta(minutes=1), tick=False):
        assert concern.holder.person_id == on.second.id
        assert escalate() == 1
    assert told(on.second) == [GONE_ON]


def test_a_concern_keeps_the_clock_that_it_was_sent_with():
    _, concern = sent(minutes_to_acknowledge=20, minutes_per_step=5)
    factories.settings(minutes_to_acknowledge=600)
    with time_machine.travel(SENT + timedelta(minutes=26), tick=False):
        assert concern.steps == 2


def test_G2_a_job_that_fails_half_way_has_told_nobody(monkeypatch):
    sent()
    other = scene()
    factories.concern(other.audit, other.first, other.second, raised_at=SENT, sent_at=SENT)
    before, reached = everything(), []

    def fails_the_second_time(receiver):
        reached.append(receiver)
        if len(reached) == 2:
            raise ZeroDivisionError

    monkeypatch.setattr(operations.telling, "of_reaching", fails_the_second_time)
    with time_machine.travel(SENT + timedelta(minutes=61), tick=False), pytest.raises(ZeroDivisionError):
        escalate()
    assert everything() == before
    assert not db.session.query(Concern).filter(Concern.status != "sent").count()
