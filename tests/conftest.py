from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from pytest_socket import socket_allow_hosts

from config import Config
from qa_app import create_app
from qa_app.db import db
from qa_app.invariants import violations
from qa_app.people.models import Person
from tests import factories
from tests.browser import Browser, Client
from tests.databases import copied_database, new_database

LOOPBACK = ["127.0.0.1", "::1"]
COMPILED = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="case-audit-templates-"))
"""Templates as they were compiled for the last application: a test that needs its own would wait a second for them."""
atexit.register(shutil.rmtree, COMPILED.directory, ignore_errors=True)
NEEDS_NO_DATABASE = ("audit_tools", "moderation", "architecture")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test reaches out of this machine; a journey's browser has rules of its own."""
    if "tests/journeys/" not in str(item.path):
        socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


def assert_invariants_hold(app: Flask) -> None:
    """H9: whatever a suite did, what it committed is sound."""
    with app.app_context():
        db.session.rollback()
        assert violations() == []
        db.session.remove()


def application(address: str, *, is_brought_up: bool = False) -> Flask:
    """The whole application on a database brought up by its migrations, or copied from one that is."""
    app = create_app(
        Config(
            SECRET_KEY="a secret that only the tests know, and long",
            SQLALCHEMY_DATABASE_URI=address,
            TESTING=True,
            SESSION_COOKIE_SECURE=False,
        )
    )
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = COMPILED
    if not is_brought_up:
        with app.app_context():
            upgrade()
    return app


@pytest.fixture(scope="session")
def brought_up(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database brought up by its migrations, which nobody uses but to copy it."""
    address = new_database(tmp_path_factory.mktemp("brought-up"))
    app = application(address)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    return address


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = application(new_database(tmp_path_factory.mktemp("database")))
    yield app
    assert_invariants_hold(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def fresh_app(tmp_path: Path, brought_up: str) -> Iterator[Flask]:
    """An application on an empty database of its own, which really commits: for threads, processes and commands."""
    app = application(copied_database(tmp_path, brought_up), is_brought_up=True)
    with app.app_context():
        yield app
        assert_invariants_hold(app)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(autouse=True)
def rolled_back(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test runs inside a transaction that never happens."""
    if "fresh_app" in request.fixturenames or any(f"tests/{part}/" in str(request.path) for part in NEEDS_NO_DATABASE):
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        monkeypatch.setitem(db.engines, None, connection)
        yield
        db.session.remove()
        outer.rollback()
        connection.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(client)


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Person], Browser]:
    """A browser of its own for a person, signed in."""

    def signed_in(person: Person) -> Browser:
        client = app.test_client()
        factories.signed_in(client, person)
        return Browser(client)

    return signed_in
