"""C2: every address, every role, in their own service and in another: the answer that matrix.txt says.

A form is sent with a true token and nothing in it. "404" is said wherever it is secret that a thing exists.
The table is of things of the service that ``head`` heads; for the other service the two heads change places, and so
do the practitioners and the team managers.
"""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.qa_app.access.council import OF_THEIR_OWN, PEOPLE, Clients, council, token_of, undone

TABLE = Path(__file__).with_name("matrix.txt")

Row = tuple[str, str, str, dict[str, int]]


def read_table() -> list[Row]:
    found = []
    for line in TABLE.read_text("utf-8").splitlines()[1:]:
        address, thing, method, codes = (cell.strip() for cell in line.split("|"))
        found.append((address, thing, method, dict(zip(PEOPLE, map(int, codes.split()), strict=True))))
    return found


ROWS = read_table()
SECTION = {
    "<section>": "voice",
    "<question>": "voice-said",
    "<int:number>": "1",
    "<start>": "empty",
    "<path:filename>": "there-is-no-such-file",
}


def test_C2_every_address_stands_in_the_table(app):
    there = {(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods & {"GET", "POST"}}
    assert {(address, method) for address, _, method, _ in ROWS} == there


def test_C2_no_address_takes_any_other_method(app):
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_C2_the_answer_is_what_the_table_says(app, method):
    scene = council()
    clients, said, expected = Clients(app, scene.people), {}, {}
    rows = [row for row in ROWS if row[2] == method]
    for (address, thing, _, codes), side, name in product(rows, scene.sides, PEOPLE):
        path = re.sub("<.*?>", lambda found, side=side, thing=thing: value_of(found[0], side.things[thing]), address)
        client, cell = clients.of(name), (address, thing, "own" if side is scene.own else "other", name)
        with undone():
            said[cell] = ask(client, path, method)
        expected[cell] = codes[_as_in(side is scene.own, name)]
    assert {cell: code for cell, code in said.items() if code != expected[cell]} == {}


def ask(client: FlaskClient, path: str, method: str) -> int:
    if method == "POST":
        return client.post(path, data={"csrf_token": token_of(client)}).status_code
    answer = client.get(path)
    if answer.status_code not in {200, 302}:
        assert client.head(path).status_code == answer.status_code, f"HEAD {path}"
    return answer.status_code


def value_of(placeholder: str, value: object) -> str:
    return SECTION.get(placeholder, str(value))


def _as_in(own: bool, name: str) -> str:
    """The column for a person: in the other service those of each change places."""
    swapped = {one: other for pair in OF_THEIR_OWN for one, other in (pair, pair[::-1])}
    return name if own else swapped.get(name, name)
