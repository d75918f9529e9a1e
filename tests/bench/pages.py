"""P3: the processor time of one page beside that of a bare page of the same size."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from qa_app.audits.models import Audit
from qa_app.db import db
from qa_app.people.models import Person
from tests import factories, long_tool
from tests.bench.bare import bare_app
from tests.bench.form_council import Desk, council
from tests.bench.timing import beside, machine, shown
from tests.counted import statements
from tests.databases import new_database

GOAL = 2.0
QUERIES = 12
"""More than these are too many for a page that one auditor reads of one audit."""


def asking(app: Flask, path: str, cookie: str = "") -> Callable[[], int]:
    """Ask for a page as a server does, without a network; how many bytes it has."""
    environ = EnvironBuilder(path, headers={"Cookie": cookie})

    def ask() -> int:
        # A context of its own, as on a server: nothing is remembered from the request before.
        with app.app_context():
            body, status, _ = run_wsgi_app(app.wsgi_app, environ.get_environ())
            size = len(b"".join(body))
        assert status.startswith("200"), f"{status} {path}"
        return size

    return ask


def bare_page(address: str, size: int) -> tuple[Callable[[], int], int]:
    """A bare page of this size, within a fiftieth; and the size it came to."""
    wanted = size
    while True:
        ask = asking(bare_app(address, wanted), "/")
        found = ask()
        if abs(found - size) <= size / 50:
            return ask, found
        wanted += size - found


def cookie_of(app: Flask, desk: Desk) -> str:
    client, who = app.test_client(), db.session.get(Person, desk.person_id)
    assert who is not None
    factories.signed_in(client, who)
    found = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return f"{found.key}={found.value}"


def half_written(desk: Desk) -> None:
    """Every other text of the first section."""
    texts = dict.fromkeys(long_tool.text_keys("part-1")[::2], "She told the worker what she thinks.")
    db.session.rollback()
    audit = db.session.get(Audit, desk.audit_id)
    assert audit is not None
    factories.answers(audit, "part-1", **{"part-1-grade": "good"}, **texts)


def line(name: str, path: str, app: Flask, cookie: str, address: str) -> str:
    ours = asking(app, path, cookie)
    db.session.rollback()
    ours()
    with statements() as asked:
        size = ours()
    theirs, there = bare_page(address, size)
    here, bare = beside(ours, theirs, turns=15)
    ratio, count = here / bare, len(asked)
    met = "yes" if ratio <= GOAL and count <= QUERIES else "no"
    return f"| {name} | {size:,} | {count} | {shown(here)} | {there:,} | {shown(bare)} | {ratio:.1f} | {met} |"


def text() -> str:
    about = machine(["flask", "jinja2", "sqlalchemy", "govuk-frontend-jinja"])
    with tempfile.TemporaryDirectory() as folder:
        address = new_database(Path(folder), on_postgresql=False)
        with council(address) as (app, desks):
            desk = desks[0]
            cookie = cookie_of(app, desk)
            half_written(desk)
            audit = f"/audits/{desk.audit_key}"
            rows = [
                line(name, path, app, cookie, address)
                for name, path in (
                    ("Home page of an auditor", "/"),
                    ("My audits", "/audits/"),
                    ("Task list, ten sections", audit),
                    ("Section of 25 questions, half written", f"{audit}/sections/part-1"),
                    ("Check answers, 250 questions", f"{audit}/check"),
                )
            ]
    return f"""
{about}

Processor time of one request, without the network, on SQLite; ours and the bare page in turns, the quickest turn of
each. The bare page is Flask, Jinja and one query, of as many bytes of HTML. Goal: at most {GOAL:.0f} times as long, and
at most {QUERIES} queries.

| Page | Bytes | Queries | Here | Bytes of the bare page | Bare page | Times | Met |
|---|---|---|---|---|---|---|---|
{chr(10).join(rows)}
"""
