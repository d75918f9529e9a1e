"""The database: one base class, one session, and the only place that commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flask import g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from psycopg import IsolationLevel
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def plain_types(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own types into migrations as what they are underneath: migrations never import the application."""
    return f"sa.{thing.impl!r}" if kind == "type" and isinstance(thing, TypeDecorator) else False


class Base(DeclarativeBase):
    """What every table shares. A column marked ``info=PRIVATE`` never has its text copied into the trail."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime()})


PRIVATE = {"private": True}
"""Marks a column that holds narrative or facts of a person: the trail says that it changed, never what it said."""

db = SQLAlchemy(metadata=Base.metadata, session_options={"join_transaction_mode": "create_savepoint"})

ONE_AT_A_TIME = 7_263_001
"""The number of the PostgreSQL advisory lock that lets one writer in at a time, as SQLite does by itself."""

WAIT = 10
"""Seconds that a writer waits for the one before it; then the page says that it cannot save at the moment."""

LONDON = ZoneInfo("Europe/London")


_back: ContextVar[timedelta] = ContextVar("how far the clock stands back", default=timedelta(0))


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC) - _back.get()


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """Tell of another day: inside, the clock stands back. Only the demonstration has a past to tell."""
    token = _back.set(timedelta(days=days))
    try:
        yield
    finally:
        _back.reset(token)


def today() -> date:
    """The date on the calendar in England, which is not always the date in UTC."""
    return now().astimezone(LONDON).date()


WRITING = {"POST", "PUT", "PATCH", "DELETE"}
"""The methods of requests that may change something; each of them must carry the form's token."""


@contextmanager
def transaction(*, while_reading: bool = False) -> Iterator[None]:
    """Commit what happens inside, or none of it. Nothing else in the application commits.

    One writer at a time, on both databases. The reading done so far in the request is let go, so that everything
    inside is read afresh under the writer's lock; the guard's question is asked again there, so that a right
    withdrawn a moment ago is gone.

    :param while_reading: only for noting in the trail that something was read, which is why a GET may do it.
    :raises RuntimeError: when a request that should only read tries to write, or when something was changed,
        recorded or begun before, which would be lost or slip in.
    """
    if has_request_context() and request.method not in WRITING and not while_reading:
        raise RuntimeError(f"{request.method} {request.path} must not write")
    session = db.session()
    if session.new or session.dirty or session.deleted or session.info:
        raise RuntimeError("Something was changed, recorded or begun before the transaction")
    session.rollback()
    session.info["transaction"] = "reading" if while_reading else "writing"
    try:
        session.connection(execution_options={"writing": True})
        still_holds: Callable[[], None] | None = g.get("still_holds") if has_request_context() else None
        if still_holds is not None:
            still_holds()
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()


@event.listens_for(Engine, "connect")
def _settings(dbapi_connection: Any, _record: Any) -> None:
    if isinstance(dbapi_connection, sqlite3.Connection):
        dbapi_connection.isolation_level = None
        for setting in (
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = FULL",
            f"busy_timeout = {WAIT * 1000}",
        ):
            dbapi_connection.execute(f"PRAGMA {setting}")
    else:
        # What is read after the lock must be as the writer before left it, whatever the server's default is.
        dbapi_connection.isolation_level = IsolationLevel.READ_COMMITTED


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A writer takes its lock at once, so that what it reads stays true until it commits."""
    writing = connection.get_execution_options().get("writing")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    elif writing:
        # In one statement, to ask once; the first half of CASE comes before the second by the manual's own word.
        limited = f"set_config('lock_timeout', '{WAIT}s', true) IS NOT NULL"
        connection.exec_driver_sql(f"SELECT CASE WHEN {limited} THEN pg_advisory_xact_lock({ONE_AT_A_TIME}) END")
