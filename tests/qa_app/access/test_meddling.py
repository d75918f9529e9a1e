"""C10, D12, A7: forms with more in them than they have, forms from elsewhere, and reading that would write."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from qa_app.db import db
from qa_app.trail import TrailEvent
from tests.browser import Browser
from tests.qa_app.access.changing_forms import FORMS, Work
from tests.qa_app.access.council import PEOPLE, Clients, council, rows_of_all_tables, token_of, undone
from tests.qa_app.access.test_absurd import addresses, one_of_each
from tests.qa_app.access.test_matrix import ROWS

EXTRAS = dict(
    parse_qsl(
        "id=1&role=administrator&is_active=&is_admin=1&status=final&kind=second&given_grade=outstanding"
        "&final_grade=outstanding&agreed_grade=outstanding&auditor_id=1&person_id=1&by_id=1&team_id=1&service_id=1"
        "&case_id=1&created_at=2001-01-01&submitted_at=2001-01-01&imported_at=2001-01-01&key=mine&password_hash=x"
        "&digest=x&size=0&revision=1&version=7",
        keep_blank_values=True,
    )
)

CHANGES_NOTHING_HERE = {"/cases/search", "/cycles/<id:cycle>/start", "/rounds/<id:round>/reveal"}
TOLD_ELSEWHERE = {"/sign-in", "/sign-out", "/password", "/cases/import", "/plan/import", "/cycles/new"}
TOLD_ELSEWHERE |= {"/rounds/open", "/tools/import", "/session/stay"}
"""What only begins something of one's own, or takes files; each has tests of its own."""

BY_CHANCE = {"id", "key", "token_hash", "password_hash", "hash", "previous_hash", "number", "allocated_at", "at"}
MOMENT = re.compile(
    r"datetime\.datetime\(.*?\)(, tzinfo=\S+)?|\d{4}-\d\d-\d\dT[\d:.+]+|(?<=/concerns/|/disputes/)[\w-]{16}"
)
"""What differs from one time to the next: moments, and the key of something new in the notice that leads there."""


def press(client: FlaskClient, work: Work, extras: dict[str, str]) -> None:
    _, page, button, typed = work
    browser = Browser(client)
    found = browser.open(page)
    (name,) = {
        each.get_text(strip=True)
        for each in found.select("main button")
        if each.get_text(strip=True).lower().startswith(button.lower()) or button in each.get_text()
    }
    form = next(each for each in found.select("main button") if each.get_text(strip=True) == name).find_parent("form")
    own = {str(tag["name"]) for tag in form.select("[name]")}  # type: ignore[union-attr]
    more = {key: value for key, value in extras.items() if key not in own}
    fields = {**browser._standing(form), **typed, **more}  # type: ignore[arg-type]
    path = str(form.get("action") or page)  # type: ignore[union-attr]
    answer = client.post(path, data=fields)
    assert answer.status_code in {200, 302}, f"{path}: {answer.status_code} {answer.text[:3000]}"


def what_changes(before: dict[str, list[Any]]) -> list[Any]:
    """The rows that are new, other or gone, without what is there by chance."""
    after, found = rows_of_all_tables(), []
    for table in db.metadata.sorted_tables:
        kept = [place for place, column in enumerate(table.columns) if column.name not in BY_CHANCE]
        for sign, rows in (
            ("+", set(after[table.name]) - {*before[table.name]}),
            ("-", {*before[table.name]} - {*after[table.name]}),
        ):
            for row in rows:
                said = [_plain(table.columns.values()[place], row[place], before) for place in kept]
                found.append((table.name, sign, *(said if table.name != "trail_event" else said[:1])))
    return sorted(found)


def _plain(column: sa.Column[Any], value: str, before: dict[str, list[Any]]) -> str:
    """The value without moments; the id of another row that is new as well is whatever the database came to."""
    for key in column.foreign_keys:
        if value != "None" and value not in {row[0] for row in before[key.column.table.name]}:
            return "a new one"
    return MOMENT.sub("then", value)


@pytest.mark.parametrize("address", FORMS)
def test_C10_fields_that_no_form_has_change_nothing(app, address):
    scene = council()
    clients = Clients(app, scene.people)
    work = FORMS[address](scene.own.things)
    before, came_of_it = rows_of_all_tables(), []
    for extras in ({}, EXTRAS):
        with undone():
            press(clients.of(work[0]), work, extras)
            came_of_it.append(what_changes(before))
    assert came_of_it[0], "the form did nothing at all"
    assert came_of_it[0] == came_of_it[1]


def test_C10_every_form_that_changes_something_is_tried(app):
    posts = {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    closing = {"/rounds/<id:round>/close"}
    assert posts == {*FORMS, *CHANGES_NOTHING_HERE, *TOLD_ELSEWHERE, *closing}


FORGED: dict[str, Callable[[FlaskClient, FlaskClient], tuple[dict[str, str], dict[str, str]]]] = {
    "no token": lambda _mine, _other: ({}, {}),
    "somebody else's token": lambda _mine, other: ({"csrf_token": token_of(other)}, {}),
    "a broken token": lambda mine, _other: ({"csrf_token": token_of(mine) + "x"}, {}),
    "from another site": lambda mine, _: ({"csrf_token": token_of(mine)}, {"Sec-Fetch-Site": "cross-site"}),
    "from a sister site": lambda mine, _: ({"csrf_token": token_of(mine)}, {"Sec-Fetch-Site": "same-site"}),
    "another origin": lambda mine, _: ({"csrf_token": token_of(mine)}, {"Origin": "https://elsewhere.example"}),
    "no origin": lambda mine, _: ({"csrf_token": token_of(mine)}, {"Origin": "null"}),
}


@pytest.mark.parametrize("forged", FORGED)
def test_D12_no_form_is_taken_without_its_token_or_from_elsewhere(app, forged):
    scene = council()
    clients = Clients(app, scene.people)
    before, taken = rows_of_all_tables(), {}
    for path in one_of_each(scene, "POST"):
        for name in ("administrator", "manager", "auditor", "head", "worker", "boss"):
            mine, other = clients.of(name), clients.of("another")
            with other.session_transaction() as session:
                session["csrf_token"] = "f" * 40
            data, headers = FORGED[forged](mine, other)
            answer = mine.post(path, data=data, headers=headers)
            if answer.status_code not in {400, 403}:
                taken[path, name] = answer.status_code
    assert taken == {}
    assert rows_of_all_tables() == before


def test_A7_reading_any_address_changes_no_row_but_notes_in_the_trail(app):
    scene = council()
    clients = Clients(app, scene.people)
    before, told = rows_of_all_tables(without=("trail_event",)), 0
    for path in addresses(scene, "GET"):
        for name in PEOPLE:
            clients.of(name).get(path)
    assert rows_of_all_tables(without=("trail_event",)) == before
    for event in db.session.scalars(sa.select(TrailEvent)):
        assert (event.kind.partition(":")[2], event.changes) == ("read", {}), event.kind
        told += 1
    assert told >= 6


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_D12_an_address_that_changes_something_cannot_be_read(app, method):
    scene = council()
    clients = Clients(app, scene.people)
    read = {address for address, _, for_method, _ in ROWS if for_method == "GET"}
    only_posted = [path for path, (address, _) in addresses(scene, "POST").items() if address not in read]
    before = rows_of_all_tables()
    for path in only_posted:
        for name in ("administrator", "manager"):
            assert clients.of(name).open(path, method=method).status_code in {404, 405}, path
    assert rows_of_all_tables() == before
