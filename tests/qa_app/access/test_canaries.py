"""C4, C8: a word of its own in every text that somebody may not see, and then every address as that person."""

from __future__ import annotations

import re
import secrets
from itertools import product
from typing import Any

import pytest
from werkzeug.test import TestResponse

from qa_app.access import Role
from qa_app.audits.models import Audit, RefusedSave
from qa_app.db import db, now, transaction
from qa_app.people.models import RoleGrant
from qa_app.plan.models import PlanAction
from qa_app.plan.operations import link
from tests import factories
from tests.qa_app.access.council import Clients, Council, council, token_of, undone

SECTIONS = ("voice", "overall")
SCRIPTED = {"another", "auditor", "both", "head"}
"""Those for whom every page is asked for as our scripts ask, too: whoever writes audits, and one who only reads."""


def word(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(6)}"


def strange_entry(service: Any, words: list[str]) -> Any:
    """A case of the service on the newest case list, every fact of it a word of its own."""
    facts = ("reference", "worker", "age_band", "gender", "ethnicity_group", "need_code")
    said = {fact: word(fact.replace("_", "-")) for fact in facts}
    words += said.values()
    return factories.entry(factories.team(word("team"), service), factories.case_list(1), **said)


def strange_audit(entry: Any, version: Any, words: list[str], **columns: Any) -> tuple[Audit, Any]:
    """An audit with a word of its own in every text, its finding, and a save that was refused."""
    auditor = factories.person(Role.AUDITOR, name=word("auditor"), email=f"{word('email')}@council.example")
    told = [word(kind) for kind in ("reason", "answer", "strength", "overall", "finding", "refused")]
    audit = factories.audit(auditor, entry, version, given_reason=told[0], **columns)
    factories.answers(audit, "voice", **{"voice-said": told[1], "voice-strength": {"text": told[2], "themes": []}})
    factories.answers(audit, "overall", grade="inadequate", reason=told[3])
    finding = factories.finding(audit, factories.theme(word("theme-key")), text=told[4])
    typed = {"voice-said": told[5]}
    factories.given(
        RefusedSave(
            audit_id=audit.id, section="voice", based_on=0, answers=typed, digest="1" * 64, at=now(), by_id=auditor.id
        )
    )
    words += [*told, audit.key, finding.key]
    return audit, finding


def every_value(scene: Council, more: dict[str, list[str]]) -> dict[str, list[str]]:
    """By placeholder: the keys and ids of things of each service, and of the hidden ones."""
    things = {
        "<audit>": ["open audit", "final audit", "moderated audit", "released audit", "awaiting audit"],
        "<dispute>": ["dispute"],
        "<query>": ["query"],
        "<id:extension>": ["extension"],
        "<concern>": ["sent concern", "draft concern"],
        "<id:notice>": ["notice"],
        "<finding>": ["finding"],
        "<theme>": ["theme"],
        "<id:upload>": ["upload"],
        "<id:cycle>": ["cycle", "running cycle"],
        "<id:round>": ["grading round", "resolving round", "closed round"],
        "<id:person>": ["person"],
        "<id:service>": ["service"],
        "<id:action>": ["action"],
        "<id:version>": ["version"],
        "<id:draft>": ["draft"],
        "<name>": ["supplied tool"],
        "<token>": ["no link"],
        "<path:filename>": ["no link"],
        "<id:case>": ["case", "case of resolving", "case of grading"],
    }
    found = {
        place: [str(side.things[name]) for side in scene.sides for name in names] for place, names in things.items()
    }
    found |= {"<section>": [*SECTIONS], "<question>": ["voice-said"], "<int:number>": ["1"], "<start>": ["empty"]}
    return {place: list(dict.fromkeys([*values, *more.get(place, [])])) for place, values in found.items()}


def every_path(app: Any, scene: Council, more: dict[str, list[str]]) -> list[tuple[str, set[str]]]:
    """Every address with every value in it, and the methods it takes."""
    values, paths = every_value(scene, more), []
    for rule in app.url_map.iter_rules():
        places = re.findall("<.*?>", rule.rule)
        for chosen in product(*(values[place] for place in places)):
            path = rule.rule
            for place, value in zip(places, chosen, strict=True):
                path = path.replace(place, value)
            paths.append((path, rule.methods & {"GET", "POST"}))
    return paths


def with_queries(path: str, scene: Council) -> list[str]:
    """The address as it is, and a list narrowed in every way there is."""
    if not path.startswith(("/cases/", "/findings/")) or path.count("/") > 3 or re.search(r"/(import|\d+)", path):
        return [path]
    queries = [f"{name}={side.things[name]}" for name in ("service", "team") for side in scene.sides]
    queries += [f"cycle={side.things['running cycle']}" for side in scene.sides]
    return [path, *(f"{path}?{query}" for query in [*queries, "status=child-in-need", "page=1", "page=2"])]


def assert_silence(app: Any, scene: Council, name: str, words: list[str], more: dict[str, list[str]]) -> int:
    """No byte of any answer to this person carries one of the words, but where they typed it themselves."""
    clients, reached = Clients(app, scene.people), 0
    reader = clients.of(name)
    paths = every_path(app, scene, more)
    read = [path for path, methods in paths if "GET" in methods]
    for path in (narrowed for each in read for narrowed in with_queries(each, scene)):
        for accept in ("*/*", "application/json") if name in SCRIPTED and path in read else ("*/*",):
            answer = reader.get(path, headers={"Accept": accept})
            assert answer.status_code < 500, path
            assert told(answer, words, but=path) == [], f"GET {path}"
            reached += answer.status_code == 200
    for path in (path for path, methods in paths if "POST" in methods):
        writer = clients.of(name)
        with undone():
            answer = writer.post(path, data={"csrf_token": token_of(writer)})
        assert answer.status_code < 500, path
        assert told(answer, words, but=path) == [], f"POST {path}"
    for typed in words:
        answer = reader.post("/cases/search", data={"csrf_token": token_of(reader), "reference": typed})
        assert answer.status_code in {400, 401, 403}
        assert told(answer, words, but=typed) == [], f"searched for {typed}"
    return reached


def told(answer: TestResponse, words: list[str], *, but: str) -> list[str]:
    """The words that an answer carries, but for what was in the question."""
    said = answer.get_data() + str(answer.headers).encode()
    return [each for each in words if each.encode() in said and each not in but]


def strange_words_after(audit: Audit, words: list[str]) -> str:
    """A comment, an answered dispute and a response, every text of them a word of its own; the key of the dispute."""
    said = {kind: word(kind) for kind in ("comment", "dispute", "answer", "for-child", "for-service")}
    words += said.values()
    boss = factories.person(Role.TEAM_MANAGER, team=audit.entry.team, name=word("boss"))
    factories.comment(audit, boss, text=said["comment"])
    answer = {"outcome": "upheld", "answer": said["answer"], "answered_by": audit.auditor, "answered_at": now()}
    made = factories.dispute(audit, boss, text=said["dispute"], **answer)
    factories.response(audit, audit.auditor, for_child=said["for-child"], for_service=said["for-service"])
    words += [boss.name, made.key]
    return made.key


OUTSIDERS = [("head", 30), ("auditor", 20), ("worker", 5), ("boss", 5), ("nobody", 3), ("anonymous", 1)]


@pytest.mark.parametrize(("name", "least"), OUTSIDERS)
def test_C4_no_byte_tells_of_a_case_of_another_service(app, name, least):
    scene, words = council(), []
    entry = strange_entry(scene.other.service, words)
    version = factories.tool_version()
    signed = {"status": "released", "released_at": now(), "released_by": scene.people["manager"]}
    audit, finding = strange_audit(entry, version, words, final_grade="inadequate", **signed)
    disputes = [strange_words_after(audit, words)]
    cycle = factories.cycle(version, name=word("cycle"), status="running")
    factories.sampled(cycle, entry, audit)
    with transaction():
        link(finding, [db.session.get(PlanAction, scene.own.things["action"])], by=scene.people["manager"])
    words += [entry.team.name, cycle.name, audit.auditor.name, audit.auditor.email]
    more = {"<finding>": [finding.key], "<id:cycle>": [str(cycle.id)], "<audit>": [audit.key], "<dispute>": disputes}
    reached = assert_silence(app, scene, name, words, more)
    assert reached >= least


@pytest.mark.parametrize("name", ["another", "auditor", "manager", "head", "worker", "boss", "administrator", "both"])
def test_C8_no_byte_tells_of_the_first_audit_while_the_second_is_unsent(app, name):
    """``both`` is the second auditor who is a QA manager and heads the service besides."""
    scene, words, facts = council(), [], []
    entry = strange_entry(scene.own.service, facts)
    version = factories.tool_version()
    first, finding = strange_audit(entry, version, words, given_grade="inadequate")
    second = factories.audit(scene.people["another"], entry, version, kind="second")
    cycle = factories.cycle(version, entry.case_list, status="running")
    factories.sampled(cycle, entry, first, second)
    made = factories.moderation_round(cycle, (first, second))
    if name == "both":
        person = scene.people["another"]
        person.grants += [
            RoleGrant(role=Role.QA_MANAGER),
            RoleGrant(role=Role.HEAD_OF_SERVICE, service_id=scene.own.service.id),
        ]
        factories.given(person)
    if name in {"another", "auditor", "head", "worker", "boss"}:
        # Whoever runs the round knows who takes part; the others do not.
        words += [first.auditor.name, first.auditor.email]
    if name == "manager":
        words.remove(first.key)  # whoever runs the cycle follows each audit by its key, which tells nothing
    more = {
        "<finding>": [finding.key],
        "<id:cycle>": [str(cycle.id)],
        "<id:round>": [str(made.id)],
        "<id:case>": [str(made.cases[0].id)],
    }
    assert assert_silence(app, scene, "another" if name == "both" else name, words, more) >= 5
