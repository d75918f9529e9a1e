"""G1: no way of writing goes past the trail; G2: what is undone leaves no trace, and what leaves none is undone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from qa_app.db import db, transaction
from qa_app.people.models import Service
from qa_app.trail import TrailEvent, UnrecordedChangeError, note_reading, record, verify
from tests import factories
from tests.databases import ON_POSTGRESQL, beside_the_application

TABLE = Service.__table__
WAYS = {
    "update through the session": lambda: db.session.execute(sa.update(Service).values(name="changed")),
    "delete through the session": lambda: db.session.execute(sa.delete(Service)),
    "insert through the session": lambda: db.session.execute(sa.insert(Service), [{"name": "new"}]),
    "table update through the session": lambda: db.session.execute(TABLE.update().values(name="changed")),
    "text through the session": lambda: db.session.execute(sa.text("  update service SET name = 'changed'")),
    "a comment before the verb": lambda: db.session.execute(sa.text("/* x */ UPDATE service SET name = 'changed'")),
    "a common table expression": lambda: db.session.execute(
        sa.text("WITH x AS (SELECT 1) UPDATE service SET name = 'changed'")
    ),
    "query update": lambda: db.session.query(Service).update({"name": "changed"}),
    "query delete": lambda: db.session.query(Service).delete(),
    "the connection of the session": lambda: db.session.connection().execute(TABLE.update().values(name="changed")),
    "driver statement": lambda: db.session.connection().exec_driver_sql("DELETE FROM service"),
    "saved in bulk": lambda: db.session.bulk_save_objects([Service(name="new")]),
    "inserted in bulk": lambda: db.session.bulk_insert_mappings(Service, [{"name": "new"}]),
    "updated in bulk": lambda: db.session.bulk_update_mappings(
        Service, [{"id": db.session.scalar(sa.select(Service.id)), "name": "changed"}]
    ),
    "a change of the table": lambda: db.session.execute(sa.text("ALTER TABLE service ADD COLUMN other INTEGER")),
    "the end of the table": lambda: db.session.execute(sa.text("DROP TABLE finding_theme")),
}


@pytest.mark.parametrize("way", WAYS)
def test_G1_a_write_that_is_not_through_objects_is_refused_even_with_an_event(way):
    service = factories.service("As it was")
    with pytest.raises(UnrecordedChangeError, match="through their objects"), transaction():
        record("service:change", service, by=None)
        WAYS[way]()
    assert db.session.scalars(sa.select(Service.name)).all() == ["As it was"]
    assert db.session.query(TrailEvent).count() == 0


def test_G1_the_engine_itself_takes_no_write(fresh_app):
    factories.service("As it was")
    with pytest.raises(UnrecordedChangeError), db.engine.begin() as connection:
        connection.execute(TABLE.update().values(name="changed"))
    assert db.session.scalars(sa.select(Service.name)).all() == ["As it was"]


def test_G1_the_guard_is_up_again_after_a_flush_that_failed():
    factories.service("Twice")
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Service(name="Twice"))
        db.session.flush()
    with pytest.raises(UnrecordedChangeError), transaction():
        db.session.execute(sa.delete(Service))


def test_G2_what_is_rolled_back_leaves_no_event():
    with pytest.raises(ZeroDivisionError), transaction():
        service = Service(name="Never there")
        db.session.add(service)
        record("service:add", service, by=None)
        _ = 1 / 0
    assert db.session.query(TrailEvent).count() == db.session.query(Service).count() == 0


def test_G2_events_of_a_refused_transaction_do_not_slip_into_the_next():
    service = factories.service()
    with pytest.raises(UnrecordedChangeError), transaction():
        record("service:bad", service, by=None)
        db.session.execute(sa.delete(Service))
    with transaction():
        record("service:good", service, by=None)
    assert [event.kind for event in db.session.query(TrailEvent)] == ["service:good"]


def test_G2_an_event_recorded_outside_a_transaction_does_not_slip_into_one():
    service = factories.service()
    record("service:stray", service, by=None)
    with pytest.raises(RuntimeError, match="recorded or begun before"), transaction():
        record("service:good", service, by=None)


def test_G2_a_savepoint_that_fails_takes_back_its_own_notes_and_no_others():
    with transaction():
        kept = Service(name="Kept")
        db.session.add(kept)
        record("service:add", kept, by=None)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            record("service:add-twin", kept, by=None)
            db.session.add(Service(name="Never"))
            db.session.flush()
            db.session.add(Service(name="Kept"))
        with db.session.begin_nested():
            record("service:look", kept, by=None)
    assert [event.kind for event in db.session.query(TrailEvent).order_by(TrailEvent.number)] == [
        "service:add",
        "service:look",
    ]
    assert db.session.query(TrailEvent).all()[-1].changes == {"added": {"service": [[kept.id, kept.id]]}}


def test_G2_a_failed_savepoint_does_not_make_an_unrecorded_change_pass():
    service = factories.service("As it was")
    with pytest.raises(UnrecordedChangeError, match="Record an event"), transaction():
        service.name = "Changed"
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(Service(name="Changed"))
    assert service.name == "As it was"


def test_G2_when_the_event_cannot_be_written_the_change_is_not_made(fresh_app):
    service = factories.service("As it was")
    refuse = "CREATE TRIGGER no_room BEFORE INSERT ON trail_event "
    if ON_POSTGRESQL:
        beside_the_application(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$",
            refuse + "FOR EACH ROW EXECUTE FUNCTION no_room()",
        )
    else:
        beside_the_application(refuse + "BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(DBAPIError, match="no room"), transaction():
        service.name = "Changed"
        record("service:change", service, by=None)
    assert db.session.get(Service, service.id).name == "As it was"


def test_G2_what_cannot_be_said_exactly_stops_the_change():
    service = factories.service("As it was")
    with pytest.raises(ValueError, match="JSON"), transaction():
        service.name = "Changed"
        record("service:change", service, by=None, share=float("nan"))
    assert service.name == "As it was"


def test_noting_a_reading_writes_its_event_and_changes_nothing():
    person, service = factories.person(), factories.service("As it was")
    note_reading("service:read", service, by=person)
    assert [event.kind for event in db.session.query(TrailEvent)] == ["service:read"]
    with pytest.raises(UnrecordedChangeError, match="Who only reads"), transaction(while_reading=True):
        service.name = "Changed"
        record("service:read", service, by=person)
    assert service.name == "As it was"
    assert verify() is None
