"""Run migrations on the application's own database, within one transaction."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

import qa_app.audits.copies
import qa_app.audits.extensions
import qa_app.audits.threads
import qa_app.notices.models
import qa_app.plan.models
import qa_app.rounds.models  # noqa: F401 - every table must be known before models and database are compared
from qa_app.db import Base, db


def _run(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=Base.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()


def _run_on_sqlite(connection: Connection) -> None:
    """SQLite changes a table by copying it, which foreign keys would forbid; they are checked afterwards."""
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        _run(connection)
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"The migration left rows that point nowhere: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


with db.engine.connect().execution_options(unrecorded=True) as connection:
    if connection.dialect.name == "sqlite":
        _run_on_sqlite(connection)
    else:
        _run(connection)
