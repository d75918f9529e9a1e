"""Mailing notices to a real mail server on this machine: once each, the urgent first, nobody who should not be."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from qa_app.access import Role
from qa_app.db import db, now, transaction
from qa_app.notices.delivery import Delivered, deliver
from qa_app.notices.models import Notice
from qa_app.notices.operations import TAKEN_FOR, count_refusal, delay_mail, mark_mailed, take_to_mail, tell
from qa_app.notices.queries import MAILED_WITHIN, MOST_REFUSALS, given_up
from qa_app.trail import TrailEvent, record, verify
from tests import factories
from tests.qa_app.notices.postbox import Postbox, free_port, listening, server_of

GONE = "550 no such person here"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening(Postbox()) as box:
        yield box


def events() -> list[str]:
    return [event.kind for event in db.session.query(TrailEvent).order_by(TrailEvent.number)]


def test_B9_run_twice_each_notice_is_mailed_once(app, box):
    people = [factories.person(Role.AUDITOR) for _ in range(3)]
    for person in people:
        factories.notice(person, about=f"Told to {person.id}.")
    server = server_of(app, box.port)
    assert deliver(server) == Delivered(mailed=3)
    assert deliver(server) == Delivered()
    assert box.to == [person.email for person in people]
    assert box.abouts == [f"Told to {person.id}." for person in people]
    assert len(set(box.message_ids)) == 3
    assert all(notice.mailed_at and notice.mail_after is None for notice in db.session.query(Notice))
    assert events() == ["notice:take", "notice:mail"] * 3
    assert verify() is None


def test_what_is_told_in_an_act_that_fails_is_not_mailed(app, box):
    person = factories.person(Role.AUDITOR)
    with pytest.raises(ZeroDivisionError), transaction():
        record("notice:test", tell(person, "Never done.", "/"), by=None)
        _ = 1 / 0
    assert deliver(server_of(app, box.port)) == Delivered()
    assert box.mails == []


def test_the_urgent_go_first_and_then_what_has_waited_longest(app, box):
    person, earlier = factories.person(Role.AUDITOR), now() - timedelta(hours=1)
    for about, columns in {
        "Second.": {"at": earlier},
        "Third.": {},
        "First.": {"urgent": True},
    }.items():
        factories.notice(person, about=about, **columns)
    deliver(server_of(app, box.port))
    assert box.abouts == ["First.", "Second.", "Third."]
    assert [mail["Importance"] for mail in box.mails] == ["high", None, None]


def test_B9_what_was_put_away_or_is_old_or_of_a_closed_account_is_not_mailed(app, box):
    here, gone = factories.person(Role.AUDITOR), factories.person(Role.AUDITOR, is_active=False)
    factories.notice(here, about="Put away.", seen_at=now())
    factories.notice(here, about="Old.", at=now() - MAILED_WITHIN)
    factories.notice(gone, about="Left.", urgent=True)
    factories.notice(here, about="Put away, and urgent.", seen_at=now(), urgent=True)
    factories.notice(here, about="Nearly old.", at=now() - MAILED_WITHIN + timedelta(minutes=5))
    assert deliver(server_of(app, box.port)) == Delivered(mailed=2)
    assert box.abouts == ["Put away, and urgent.", "Nearly old."]


def test_B9_put_away_between_two_runs_it_is_not_mailed_by_the_second(app, box):
    person = factories.person(Role.AUDITOR)
    factories.notice(person)
    with time_machine.travel(now()) as clock:
        assert deliver(server_of(app, free_port())).trouble
        notice = db.session.query(Notice).one()
        with transaction():
            notice.seen_at = now()
            record("notice:see", notice, by=person)
        clock.shift(timedelta(hours=2))
        assert deliver(server_of(app, box.port)) == Delivered()
    assert box.mails == []


def test_H6_an_address_that_refuses_is_tried_ever_more_seldom_and_then_given_up(app, box):
    person, other = factories.person(Role.AUDITOR), factories.person(Role.AUDITOR)
    factories.notice(person)
    box.answer_to[person.email] = GONE
    server, tries = server_of(app, box.port), []
    with time_machine.travel(now(), tick=False) as clock:
        begun = now()
        for _ in range(2 * 24 * 6):
            if deliver(server).refused:
                tries.append((now() - begun) // timedelta(minutes=10))
            clock.shift(timedelta(minutes=10))
        assert tries == [0, 1, 3, 7, 15, 31, 63, 127]
        assert len(tries) == MOST_REFUSALS
        (lost,) = given_up()
        assert (lost.person_id, lost.refused_with, lost.mailed_at) == (person.id, "550", None)
        factories.notice(other)
        assert deliver(server) == Delivered(mailed=1)
    assert box.to == [other.email]


def test_H6_a_mailbox_that_is_full_delays_its_own_mail_only_and_is_never_given_up(app, box):
    person, other = factories.person(Role.AUDITOR), factories.person(Role.AUDITOR)
    for each in (person, other):
        factories.notice(each)
    box.answer_to[person.email] = "452 full"
    server = server_of(app, box.port)
    with time_machine.travel(now()) as clock:
        assert deliver(server) == Delivered(mailed=1, delayed=1)
        for _ in range(MOST_REFUSALS + 1):
            clock.shift(timedelta(hours=2))
            assert deliver(server) == Delivered(delayed=1)
        box.answer_to.clear()
        clock.shift(timedelta(hours=2))
        assert deliver(server) == Delivered(mailed=1)
    assert box.to == [other.email, person.email]


@pytest.mark.parametrize("answer", ["421 going down", "554 your kind of mail", "451 not now"])
def test_H6_a_mail_refused_after_it_was_sent_is_not_marked_as_mailed(app, box, answer):
    factories.notice(factories.person(Role.AUDITOR))
    box.answer_to_mail = answer
    done = deliver(server_of(app, box.port))
    assert (done.mailed, done.refused, done.delayed) == ((0, 1, 0) if answer.startswith("5") else (0, 0, 1))
    assert done.trouble == ("it answered 421" if answer.startswith("421") else "")
    assert db.session.query(Notice.mailed_at).scalar() is None


def test_H6_a_mail_server_that_is_gone_ends_the_round_and_nothing_is_lost_or_given_up(app, box):
    person = factories.person(Role.AUDITOR)
    for about in ("One.", "Two."):
        factories.notice(person, about=about)
    factories.notice(person, about="Urgent.", urgent=True)
    gone = server_of(app, free_port())
    with time_machine.travel(now()) as clock:
        assert deliver(gone) == Delivered(delayed=1, trouble="it does not answer")
        for _ in range(MOST_REFUSALS + 1):
            clock.shift(timedelta(minutes=10))
            assert deliver(gone).delayed == 1
        clock.shift(timedelta(minutes=61))
        assert deliver(server_of(app, box.port)) == Delivered(mailed=3)
    assert box.abouts == ["Urgent.", "One.", "Two."]
    assert given_up() == []


def test_H6_a_mail_server_that_never_says_anything_is_left_after_a_while(app):
    factories.notice(factories.person(Role.AUDITOR))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        done = deliver(server_of(app, silent.getsockname()[1], patience=0.3))
    assert done == Delivered(delayed=1, trouble="it does not answer")


def test_a_notice_that_is_taken_is_nobody_elses_until_its_time_is_over():
    factories.notice(factories.person(Role.AUDITOR))
    with time_machine.travel(now(), tick=False) as clock:
        with transaction():
            notice, until = take_to_mail()
        with transaction():
            assert take_to_mail() is None
        clock.shift(TAKEN_FOR)
        with transaction():
            again, until_then = take_to_mail()
        assert again.id == notice.id
        for act in (
            lambda: delay_mail(notice, taken_until=until),
            lambda: count_refusal(notice, "550", taken_until=until),
        ):
            with transaction():
                act()
            assert (notice.mail_after, notice.refusals) == (until_then, 0), "who came late changes nothing"
        with transaction():
            mark_mailed(notice)
        with transaction():
            count_refusal(notice, "550", taken_until=until_then)
        assert (notice.refusals, notice.mail_after) == (0, None)
        assert notice.mailed_at == now()
