"""C7, D9: addresses and forms that no page of ours ever made get an answer, never an error of the server."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from werkzeug.datastructures import ImmutableMultiDict

from qa_app.access import Role
from qa_app.people.models import RoleGrant
from tests import factories
from tests.qa_app.access.council import Clients, council, token_of, undone
from tests.qa_app.access.test_matrix import ROWS, value_of

LONG = "9" * 10_000
IDS = ["0", "-1", "1.5", "٣", "99999999999999999999", LONG, "%00", "a%00b", "%ff", "..%2f..", "%0d%0aX-Y:z", "{{7*7}}"]
VALUES = ["", "-1", "0", "1.5", "1e3", "٣", "%00", "%ff", "9" * 20, "0" * 9 + LONG, "x'", "//elsewhere.example"]
VALUES += ["%0d%0aSet-Cookie:a=b", "/" * 5000, "/%5c%5cx", "1&{name}=2"]
ANYWHERE = ["page[]=1", "%00=1", "__class__=1", "sort=person.password_hash", "order=metadata"]
AT_LEAST_READ = {"manager": {"page", "service", "kind", "with"}, "head": {"page", "service"}, "anonymous": {"next"}}


class Watched(ImmutableMultiDict[str, str]):
    """What a request brought, noting the names that a page asks for."""

    asked: ClassVar[set[str]] = set()

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        self.asked.add(key)
        return super().getlist(key, type) if type else super().getlist(key)


def everybody(scene: Any) -> Any:
    """The manager, given every other role as well."""
    manager = scene.people["manager"]
    more = (Role.ADMINISTRATOR, Role.AUDITOR, Role.TEAM_MANAGER, Role.PRACTITIONER)
    manager.grants += [RoleGrant(role=role) for role in more]
    manager.team = scene.people["boss"].team
    factories.given(manager)
    for audit in (scene.own.open, scene.own.final):
        audit.auditor_id = manager.id
        factories.given(audit)
    return scene


def addresses(scene: Any, method: str) -> dict[str, tuple[str, str]]:
    """Rule and thing by a path that leads somewhere."""
    found = {}
    for address, thing, for_method, _ in ROWS:
        if for_method == method:
            path = re.sub("<.*?>", lambda hit, thing=thing: value_of(hit[0], scene.own.things[thing]), address)
            found[path] = (address, thing)
    return found


def one_of_each(scene: Any, method: str) -> list[str]:
    """A path for every rule: to a thing that somebody may act on, where the table has one."""
    best: dict[str, str] = {}
    codes = {row[:2]: row[3] for row in ROWS if row[2] == method}
    for path, row in addresses(scene, method).items():
        if row[0] not in best or {codes[row]["manager"], codes[row]["auditor"]} - {403, 404}:
            best[row[0]] = path
    return list(best.values())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_C7_an_absurd_id_is_not_found_on_any_address(app, method):
    scene = everybody(council())
    clients = Clients(app, scene.people)
    answered = {}
    for address in {row[0] for row in ROWS if "<" in row[0] and row[2] == method}:
        for value in IDS:
            path = address.replace("<section>", value).replace("<audit>/s", scene.own.things["open audit"] + "/s")
            path = re.sub("<.*?>", value, path)
            client = clients.of("manager")
            data = {"csrf_token": token_of(client)} if method == "POST" else {}
            with undone():
                status = client.open(path, method=method, data=data).status_code
            if status not in {404, 410}:
                answered[path[:80]] = status
    assert answered == {}


@pytest.mark.parametrize("name", ["manager", "head", "anonymous"])
def test_C7_an_absurd_query_is_refused_or_ignored(app, monkeypatch, name):
    """Each page is asked with absurd values for every name that it reads."""
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Watched)
    scene = everybody(council())
    client = Clients(app, scene.people).of(name)
    wrong = {}
    read = {}
    for path in one_of_each(scene, "GET"):
        Watched.asked.clear()
        if client.get(path).status_code == 200:
            read[path] = set(Watched.asked)
    assert set().union(*read.values()) >= AT_LEAST_READ[name]
    for path, names in read.items():
        asked = (f"{each}={value.replace('{name}', each)}" for each in sorted(names) for value in VALUES)
        for query in [*ANYWHERE, *asked]:
            answer = client.get(f"{path}?{query}")
            leads_out = not re.match(r"/(?!/)", answer.headers.get("Location", "/"))
            if answer.status_code >= 500 or leads_out:
                wrong[path, query[:60]] = answer.status_code
    assert wrong == {}


FIELDS = [
    *("name", "email", "roles", "heads", "team", "account", "revision", "version", "reason", "grade", "cause", "seed"),
    *("cycle", "tool_version", "case_list", "statuses", "auditors", "sample_size", "double_size", "opens_on", "due_on"),
    *("actions", "seen", "reference", "password", "new_password", "present_password", "next", "file", "files"),
    *("title", "purpose", "text", "help", "shown_if", "key", "options", "points", "themes", "cohorts", "place", "seen"),
    *("question", "outcome", "number", "for_child", "for_service", "audit_again_on", "name_in_case_list"),
    *("minimum", "count", "at", "overall", "because", "direction", "becomes", "unfinished", "guidance", "required"),
    *("q-voice-said", "t-voice-strength", "q-voice-strength", "q-voice-grade", "replace", "held.form_of", "held.x"),
]
TYPED = [
    "",
    " ",
    "1e309",
    "NaN",
    "-0",
    "１２",
    "00012",
    "31/02",
    "9999",
    LONG,
    "\0",
    "\ud800",
    "'\"><script>",
    "\u202e",
]


@pytest.mark.parametrize("typed", TYPED, ids=lambda text: ascii(text)[:20])
def test_D9_absurd_words_in_every_field_are_answered(app, typed):
    scene = everybody(council())
    clients = Clients(app, scene.people)
    wrong = {}
    body = "&".join(f"{field}={quote(typed, errors='surrogatepass')}" for field in FIELDS)
    for path in one_of_each(scene, "POST"):
        for twice in (body, f"{body}&{body}"):
            client = clients.of("manager")
            with undone():
                answer = client.post(
                    path,
                    data=f"csrf_token={token_of(client)}&{twice}",
                    content_type="application/x-www-form-urlencoded",
                )
            if answer.status_code >= 500:
                wrong[path] = answer.status_code
    assert wrong == {}
