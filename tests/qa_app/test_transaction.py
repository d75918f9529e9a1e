"""The transaction: one place commits, one writer at a time, and a fault changes nothing and loses nothing."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from qa_app.access import Role
from qa_app.db import ONE_AT_A_TIME, db, transaction
from qa_app.people.models import Person, Service
from qa_app.trail import TrailEvent, record, verify
from tests import factories
from tests.browser import Browser
from tests.databases import ON_POSTGRESQL
from tests.qa_app.access import throwaway


@pytest.fixture
def administrator(fresh_app: Flask) -> Browser:
    fresh_app.register_blueprint(throwaway.blueprint)
    browser = Browser(fresh_app.test_client())
    factories.signed_in(browser.client, factories.person(Role.ADMINISTRATOR))
    return browser


def test_a_get_cannot_write(administrator):
    service = factories.service("As it was")
    for method in ("GET", "HEAD", "OPTIONS"):
        administrator.client.open(f"/throwaway/services/{service.id}/rename", method=method)
    assert administrator.client.get("/throwaway/writing").status_code == 500
    assert administrator.client.get(f"/throwaway/services/{service.id}/rename").status_code == 500
    db.session.rollback()
    assert db.session.get(Service, service.id).name == "As it was"
    administrator.client.post(f"/throwaway/services/{service.id}/rename", data={"csrf_token": administrator.token()})
    db.session.rollback()
    assert db.session.get(Service, service.id).name == "Renamed"


def test_what_was_changed_before_the_transaction_is_refused():
    service = factories.service("As it was")
    service.name = "Changed"
    with pytest.raises(RuntimeError, match="before the transaction"), transaction():
        record("service:rename", service, by=None)


def test_what_was_changed_and_flushed_before_the_transaction_is_refused():
    service = factories.service("As it was")
    service.name = "Changed"
    db.session.flush()
    with pytest.raises(RuntimeError, match="before the transaction"), transaction():
        record("service:rename", service, by=None)


def test_a_transaction_within_a_transaction_is_refused():
    service = factories.service("As it was")
    with pytest.raises(RuntimeError, match="before the transaction"), transaction():
        record("service:rename", service, by=None)
        with transaction():
            service.name = "Changed"
    assert service.name == "As it was"
    with transaction():
        service.name = "Changed"
        record("service:rename", service, by=None)


def test_reading_done_before_is_done_again_under_the_lock(fresh_app):
    service = factories.service("As it was")
    assert service.name == "As it was"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(rename, fresh_app, service.id, "Renamed meanwhile").result()
    with transaction():
        assert service.name == "Renamed meanwhile"


def rename(app: Flask, key: int, name: str) -> None:
    with app.app_context(), transaction():
        found = db.session.get(Service, key)
        found.name = name
        record("service:rename", found, by=None)


def test_H3_writers_that_read_and_then_write_in_one_transaction_never_fail(fresh_app):
    counter = factories.service("0")
    key = counter.id

    def count(_writer: int) -> None:
        with fresh_app.app_context():
            for _ in range(10):
                with transaction():
                    found = db.session.get(Service, key)
                    found.name = str(int(found.name) + 1)
                    record("service:count", found, by=None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))
    db.session.rollback()
    assert db.session.get(Service, key).name == "80"
    assert db.session.query(TrailEvent).count() == 80
    assert verify() is None


@pytest.mark.skipif(ON_POSTGRESQL, reason="these are settings of SQLite")
def test_H4_every_connection_to_sqlite_starts_with_the_safe_settings(fresh_app):
    connections = [db.engine.connect() for _ in range(3)]
    for connection in connections:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        }
        assert found == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000}
        connection.close()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite waits by its own setting, which is tested above")
def test_H4_a_writer_on_postgresql_waits_for_the_one_before_but_not_for_ever(fresh_app, monkeypatch):
    with transaction():
        assert db.session.connection().exec_driver_sql("SHOW lock_timeout").scalar() == "10s"
    monkeypatch.setattr("qa_app.db.WAIT", 1)
    with db.engine.connect() as other:
        other.exec_driver_sql(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})")
        began = time.monotonic()
        with pytest.raises(OperationalError, match="lock timeout"), transaction():
            pass
        assert 0.9 < time.monotonic() - began < 5
        other.exec_driver_sql(f"SELECT pg_advisory_unlock({ONE_AT_A_TIME})")


def test_a_writer_reads_what_the_one_before_left_whatever_the_default_of_the_server(fresh_app):
    if ON_POSTGRESQL:
        beside = sa.create_engine(db.engine.url, execution_options={"unrecorded": True})
        with beside.begin() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar()
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_isolation TO serializable')
        beside.dispose()
        db.engine.dispose()
    with transaction():
        found = db.session.connection().get_isolation_level()
    assert found == ("READ COMMITTED" if ON_POSTGRESQL else "SERIALIZABLE")


def test_B1_a_stale_revision_is_a_page_that_says_so_and_changes_nothing(administrator):
    who = db.session.query(Person).one()
    name = who.name
    page = administrator.submit(f"/throwaway/stale/{who.id}", expect=409)
    assert page.h1.get_text(strip=True) == "This was changed while you were working"
    db.session.rollback()
    assert (who.name, who.revision) == (name, 1)


def test_of_two_with_one_name_the_second_is_told_and_nothing_changes(administrator):
    page = administrator.submit("/throwaway/twins", expect=409)
    assert page.h1.get_text(strip=True) == "This was changed while you were working"
    assert "UNIQUE" not in page.get_text().upper()
    assert not db.session.query(Service).all()


def test_A11_when_the_database_cannot_save_what_was_typed_comes_back(administrator):
    page = administrator.open("/throwaway/form")
    page = administrator.press(page, "Send", words="What I saw on the visit", expect=503)
    assert page.h1.get_text(strip=True) == "The service cannot save at the moment"
    assert page.select_one("input[name=words]")["value"] == "What I saw on the visit"
    assert "disk is full" not in page.get_text()


def test_D15_a_fault_shows_nothing_of_the_inside(administrator):
    page = administrator.open("/throwaway/crash", expect=500)
    assert "secret" not in page.get_text()
    assert "Traceback" not in page.get_text()
