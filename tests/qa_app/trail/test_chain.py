"""G3: the trail is added to, never altered, and says so when somebody did; G6: its events are in one line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from qa_app.db import db, transaction
from qa_app.people.models import Service
from qa_app.trail import FirstBroken, TrailEvent, UnrecordedChangeError, last_seal, record, verify
from qa_app.trail.chain import _digest
from tests import factories
from tests.databases import ON_POSTGRESQL, beside_the_application

DROP_TRIGGERS = (
    ["DROP TRIGGER trail_event_append_only ON trail_event"]
    if ON_POSTGRESQL
    else [f"DROP TRIGGER trail_event_no_{verb}" for verb in ("update", "delete", "replace")]
)
REPLACE = (
    "INSERT {}INTO trail_event (id, number, at, kind, subject, detail, changes, previous_hash, hash) "
    "VALUES (2, 2, '2026-01-01 00:00:00', 'x:y', 'x', '{{}}', '{{}}', '', '')"
)
ATTACKS = [
    "UPDATE trail_event SET kind = 'x:y'",
    "UPDATE trail_event SET kind = 'x:y' WHERE number = 2",
    "DELETE FROM trail_event",
    "DELETE FROM trail_event WHERE number = 2",
    *(
        [
            "TRUNCATE trail_event",
            "TRUNCATE person CASCADE",
            REPLACE.format("") + " ON CONFLICT (id) DO UPDATE SET hash=''",
        ]
        if ON_POSTGRESQL
        else [REPLACE.format("OR REPLACE "), "UPDATE OR REPLACE trail_event SET number = 1 WHERE number = 2"]
    ),
]


def five_events() -> None:
    service = factories.service()
    for number in range(5):
        with transaction():
            service.name = f"Name {number}"
            record("service:rename", service, by=None, by_size={10: 1, 9: 2})
    db.session.rollback()


def rows() -> list[tuple]:
    found = db.session.execute(sa.select(*TrailEvent.__table__.columns).order_by(TrailEvent.id)).all()
    db.session.rollback()
    return [tuple(row) for row in found]


def run(app: Flask, command: list[str]) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=command)


@pytest.mark.parametrize("attack", ATTACKS)
def test_G3_the_database_refuses_to_alter_the_trail_as_the_applications_own_user(fresh_app, attack):
    five_events()
    before = rows()
    with pytest.raises(Exception, match=r"never (altered|changes)"):
        beside_the_application(attack)
    assert rows() == before
    assert verify() is None


@pytest.mark.parametrize("alter", [lambda event: setattr(event, "kind", "x:y"), lambda event: db.session.delete(event)])
def test_G3_the_session_refuses_to_alter_the_trail(alter):
    five_events()
    with pytest.raises(UnrecordedChangeError, match="added to, never altered"), transaction():
        alter(db.session.query(TrailEvent).first())
        record("service:look", db.session.query(Service).one(), by=None)
    assert verify() is None


TAMPERING = {
    "UPDATE trail_event SET kind = 'x:y' WHERE number = 3": (3, "it was changed after it was written"),
    "UPDATE trail_event SET actor_id = NULL, subject_id = 99 WHERE number = 2": (2, "it was changed after"),
    "UPDATE trail_event SET changes = '{}' WHERE number = 4": (4, "it was changed after it was written"),
    "DELETE FROM trail_event WHERE number = 3": (3, "it is missing"),
    "DELETE FROM trail_event WHERE number = 1": (1, "it is missing"),
    "UPDATE trail_event SET previous_hash = 'x' WHERE number = 5": (5, "it does not follow"),
}
if not ON_POSTGRESQL:
    TAMPERING["UPDATE trail_event SET detail = 'no JSON' WHERE number = 4"] = (4, "it cannot be read")
    TAMPERING["UPDATE trail_event SET at = 'never' WHERE number = 4"] = (4, "it cannot be read")


@pytest.mark.parametrize("tampering", TAMPERING)
def test_G3_tampering_around_the_triggers_names_the_first_broken_event(fresh_app, tampering):
    five_events()
    beside_the_application(*DROP_TRIGGERS, tampering)
    number, why = TAMPERING[tampering]
    result = run(fresh_app, ["trail", "verify"])
    assert result.exit_code == 1
    assert f"The trail is broken at event {number}: {why}" in result.output
    beside_the_application("DELETE FROM trail_event")


def test_G3_an_event_rewritten_with_a_seal_of_its_own_breaks_the_next(fresh_app):
    five_events()
    third = db.session.scalars(sa.select(TrailEvent).where(TrailEvent.number == 3)).one()
    db.session.expunge(third)
    third.kind = "x:y"
    beside_the_application(
        *DROP_TRIGGERS,
        f"UPDATE trail_event SET kind = 'x:y', hash = '{_digest(third)}' WHERE number = 3",
        f"UPDATE trail_event SET previous_hash = '{_digest(third)}' WHERE number = 4",
    )
    assert verify() == FirstBroken(4, "it was changed after it was written")
    beside_the_application("DELETE FROM trail_event")


def test_G3_a_trail_cut_at_its_end_no_longer_holds_the_seal_noted_before(fresh_app):
    five_events()
    number, seal = last_seal(db.session())
    said = run(fresh_app, ["trail", "verify"])
    assert (said.exit_code, said.output) == (0, f"The trail is whole. Events: {number}. Seal of the last: {seal}\n")
    beside_the_application(*DROP_TRIGGERS, "DELETE FROM trail_event WHERE number = 5")
    assert run(fresh_app, ["trail", "verify"]).exit_code == 0
    cut = run(fresh_app, ["trail", "verify", "--seal", seal])
    assert cut.exit_code == 1
    assert "events were cut off" in cut.output


def test_an_empty_trail_is_whole():
    assert verify() is None
    assert last_seal(db.session()) == (0, "")


def test_G6_two_events_in_one_transaction_have_distinct_numbers_and_the_changes_stand_once():
    service = factories.service("Old")
    with transaction():
        record("service:look", service, by=None)
        service.name = "New"
        record("service:rename", service, by=None)
    first, second = db.session.query(TrailEvent).order_by(TrailEvent.number)
    assert second.number == first.number + 1
    assert second.previous_hash == first.hash
    assert (first.changes, second.changes) == ({}, {"changed": [["service", service.id, "name", "Old", "New"]]})


def test_G6_writers_at_once_make_one_unbroken_chain_and_lose_nothing(fresh_app):
    def write(number: int) -> None:
        with fresh_app.app_context():
            for turn in range(5):
                with transaction():
                    service = Service(name=f"Service {number}.{turn}")
                    db.session.add(service)
                    record("service:add", service, by=None)
                    record("service:look", service, by=None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    events = db.session.query(TrailEvent).order_by(TrailEvent.number).all()
    assert [event.number for event in events] == list(range(1, 81))
    assert all(after.previous_hash == before.hash for before, after in pairwise(events))
    assert db.session.query(Service).count() == 40
    assert verify() is None
