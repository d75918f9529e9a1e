"""`flask deliver` says what it did, and what it could not do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa_app.access import Role
from qa_app.db import db
from qa_app.notices.models import Notice
from qa_app.notices.queries import MOST_REFUSALS
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.notices.postbox import Postbox, free_port, listening, settings


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening(Postbox()) as box:
        yield box


@pytest.fixture
def run(app, monkeypatch):
    def deliver(*words, port=0, **more):
        for name, value in {**(settings(port) if port else {}), **more}.items():
            monkeypatch.setitem(app.config, name, value)
        return app.test_cli_runner().invoke(args=["deliver", *words])

    return deliver


def nothing_changed() -> bool:
    (notice,) = db.session.query(Notice)
    return (notice.mailed_at, notice.mail_after, db.session.query(TrailEvent).count()) == (None, None, 0)


def test_without_settings_it_says_so_and_changes_nothing(run):
    factories.notice(factories.person(Role.AUDITOR))
    done = run()
    assert (done.exit_code, done.output) == (
        1,
        "Error: Mail is not set up: set MAIL_SERVER. Nothing was mailed or changed.\n",
    )
    assert nothing_changed()


def test_in_the_demonstration_nothing_is_mailed_even_where_mail_is_set_up(run, box):
    factories.notice(factories.person(Role.AUDITOR))
    done = run(port=box.port, DEMONSTRATION=True)
    assert done.exit_code == 1
    assert done.output.startswith("Error: This is the demonstration")
    assert box.mails == []
    assert nothing_changed()


def test_it_says_what_came_of_it(run, box):
    person = factories.person(Role.AUDITOR)
    factories.notice(person)
    done = run(port=box.port)
    assert (done.exit_code, done.output) == (0, "Mailed: 1. Refused: 0. Delayed: 0. Still to mail: 0.\n")
    assert box.to == [person.email]


def test_H6_a_mail_server_that_fails_is_an_error_that_a_timer_sees(run):
    person = factories.person(Role.AUDITOR)
    factories.notice(person)
    port = free_port()
    done = run(port=port)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "Mailed: 0. Refused: 0. Delayed: 1. Still to mail: 1.",
        f"Error: The mail server 127.0.0.1:{port} took no more: it does not answer. What waits is tried again.",
    ]


def test_what_was_given_up_is_said_without_the_address_and_can_be_taken_up_again(run, box):
    person = factories.person(Role.AUDITOR)
    notice = factories.notice(person, refusals=MOST_REFUSALS, refused_with="550")
    done = run(port=box.port)
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            "Mailed: 0. Refused: 0. Delayed: 0. Still to mail: 0.",
            f"Given up: notice {notice.id} to /people/{person.id}, refused {MOST_REFUSALS} times, last with 550.",
        ],
    )
    assert box.mails == []
    done = run("--again", port=box.port)
    assert done.output == "Taken up again: 1.\nMailed: 1. Refused: 0. Delayed: 0. Still to mail: 0.\n"
    assert box.to == [person.email]
