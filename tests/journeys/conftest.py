"""A real server and a real browser."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from qa_app.db import db
from tests.conftest import application
from tests.databases import copied_database
from tests.journeys.visitor import Visitor

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def fresh_app(tmp_path: Path, brought_up: str) -> Iterator[Flask]:
    """An application on a database of its own, for one story."""
    app = application(copied_database(tmp_path, brought_up), is_brought_up=True)
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def address(fresh_app: Flask) -> Iterator[str]:
    """Where the application is served, on this machine only."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, fresh_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """A person at a browser of their own: ``visitor()``, or ``visitor(scripts=False)`` without JavaScript."""
    opened: list[Visitor] = []

    def arrive(*, scripts: bool = True, width: int = 1280) -> Visitor:
        context = chromium.new_context(
            base_url=address,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(20_000)
        opened.append(Visitor(context.new_page(), scripts=scripts))
        return opened[-1]

    yield arrive
    for one in opened:
        one.page.context.close()
    for one in opened:
        assert not one.complaints, one.complaints
