"""B4: every act on a concern, in every status, by everybody: what one table says, and otherwise nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qa_app.access import Role
from qa_app.concerns import operations
from qa_app.concerns.models import Concern, Status
from qa_app.concerns.statuses import STEPS, Verb
from qa_app.db import now, transaction
from qa_app.refusals import Refusal
from tests import factories
from tests.qa_app.audits.story import events
from tests.qa_app.concerns.story import Scene, everything, only, scene, told

WORDS = operations.Words("He was not at school.", "Nobody has seen him.", False)
ACTS: dict[Verb, Callable[[Concern, Scene], Any]] = {
    Verb.KEEP: lambda it, on: operations.keep(it, WORDS, seen=it.revision, by=on.auditor),
    Verb.SEND: lambda it, on: operations.send(it, WORDS, seen=it.revision, by=on.auditor),
    Verb.DROP: lambda it, on: operations.drop(it, reason="Another child.", by=on.auditor),
    Verb.ACKNOWLEDGE: lambda it, on: operations.acknowledge(it, by=on.manager),
    Verb.ADD: lambda it, on: operations.add_note(it, text="He is at home.", once="word", by=on.head),
    Verb.CLOSE: lambda it, on: operations.close(it, outcome="He was visited.", by=on.manager),
}


def a_concern_that_is(status: Status, on: Scene) -> Concern:
    columns: dict[str, Any] = {"status": status}
    if status == Status.DRAFT:
        return factories.concern(on.audit, what="Something.")
    if status in {Status.ACKNOWLEDGED, Status.CLOSED}:
        columns |= {"acknowledged_at": now(), "acknowledged_by": on.first}
    if status == Status.CLOSED:
        columns |= {"closed_at": now(), "closed_by": on.first, "outcome": "Done."}
    return factories.concern(on.audit, on.first, on.second, **columns)


def test_every_act_of_the_table_is_tried():
    assert set(ACTS) == set(STEPS) == set(Verb)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(Verb))
def test_B4_every_act_in_every_status_is_done_or_refused_and_changes_nothing(verb, status):
    on = scene()
    concern = a_concern_that_is(status, on)
    before = everything()
    if status in STEPS[verb].possible_in:
        with transaction():
            ACTS[verb](concern, on)
        assert only().status == (STEPS[verb].leads_to or status)
        assert everything() != before
        assert events()[-1] == f"concern:{verb}"
    else:
        with pytest.raises(Refusal), transaction():
            ACTS[verb](concern, on)
        assert everything() == before


PATHS: dict[Verb, tuple[str, dict[str, str]]] = {
    Verb.KEEP: ("write", {"act": "keep", "what": "Other.", "why": "Now."}),
    Verb.SEND: ("write", {"act": "send", "what": "Other.", "why": "Now.", "has_spoken": "no"}),
    Verb.DROP: ("drop", {"reason": "Another child."}),
    Verb.ACKNOWLEDGE: ("acknowledge", {}),
    Verb.ADD: ("add", {"text": "He is at home.", "once": "word"}),
    Verb.CLOSE: ("close", {"outcome": "He was visited."}),
}
AUTHOR, READER, ANSWERING = {Verb.KEEP, Verb.SEND, Verb.DROP}, {Verb.ADD}, {Verb.ACKNOWLEDGE, Verb.CLOSE}
WHO = {
    "who raised it": AUTHOR | READER,
    "first receiver": READER | ANSWERING,
    "second receiver": set(),
    "QA manager": READER | ANSWERING,
    "head of its service": READER | ANSWERING,
    "head of another": set(),
    "another auditor": set(),
    "administrator": set(),
}


def somebody(who: str, on: Scene):
    return {
        "who raised it": lambda: on.auditor,
        "first receiver": lambda: on.first,
        "second receiver": lambda: on.second,
        "QA manager": lambda: on.manager,
        "head of its service": lambda: on.head,
        "head of another": lambda: factories.person(heads=(factories.service(),)),
        "another auditor": lambda: factories.person(Role.AUDITOR),
        "administrator": lambda: factories.person(Role.ADMINISTRATOR),
    }[who]()


def expected(who: str, verb: Verb, status: Status) -> int:
    if who != "who raised it" and (not WHO[who] or status == Status.DRAFT):
        return 404
    if verb not in WHO[who]:
        return 403
    if (who, verb, status) == ("first receiver", Verb.ACKNOWLEDGE, Status.ACKNOWLEDGED):
        return 302  # it is theirs already
    return 302 if status in STEPS[verb].possible_in else 409


@pytest.mark.parametrize("who", WHO)
def test_B4_every_act_by_everybody_in_every_status_answers_as_the_table_says(browser_of, who):
    answered, wanted = {}, {}
    for status in Status:
        for verb in Verb:
            on = scene()
            concern = a_concern_that_is(status, on)
            key, revision = concern.key, concern.revision
            browser = browser_of(somebody(who, on))
            before = everything()
            path, fields = PATHS[verb]
            code = browser.client.post(
                f"/concerns/{key}/{path}", data={"csrf_token": browser.token(), "seen": str(revision), **fields}
            ).status_code
            answered[status, verb], wanted[status, verb] = code, expected(who, verb, status)
            if code != 302:
                assert everything() == before, (status, verb)
    assert answered == wanted


def test_nobody_acknowledges_or_closes_their_own_concern():
    """Else the clock would stop while nobody else knows of the child."""
    on = scene()
    concern = factories.concern(on.audit, on.first, raised_by=on.manager)
    before = everything()
    with pytest.raises(Refusal, match="yourself"), transaction():
        operations.acknowledge(concern, by=on.manager)
    assert everything() == before


def test_A14_acknowledging_twice_is_once_and_a_second_person_is_told_who_did(browser_of):
    on = scene()
    concern = factories.concern(on.audit, on.first)
    browser = browser_of(on.first)
    page = browser.open(f"/concerns/{concern.key}")
    manager = browser_of(on.manager)
    theirs = manager.open(f"/concerns/{concern.key}")
    browser.press(page, "Acknowledge this concern")
    before = everything()
    browser.press(page, "Acknowledge this concern")
    answer = manager.press(theirs, "Acknowledge this concern", expect=409)
    assert "Somebody has acknowledged this concern already" in answer.h1.text
    assert everything()[:4] == before[:4]
    assert only().acknowledged_by_id == on.first.id
    assert told(on.auditor) == ["A concern that you raised was acknowledged."]


def test_A14_a_note_sent_twice_is_added_once_and_the_others_are_told(browser_of):
    on = scene()
    concern = factories.concern(on.audit, on.first)
    browser = browser_of(on.auditor)
    page = browser.open(f"/concerns/{concern.key}")
    for _ in range(2):
        browser.press(page, "Add it", text="He is at his grandmother’s.")
    assert [note.text for note in only().notes] == ["He is at his grandmother’s."]
    assert told(on.first) == ["Something was added to a concern."]
    browser.press(page, "Add it", expect=422, text="x" * 4001)


def test_closing_says_what_was_done_to_whoever_raised_it(browser_of):
    on = scene()
    concern = factories.concern(on.audit, on.first)
    browser = browser_of(on.first)
    browser.press(browser.open(f"/concerns/{concern.key}"), "Acknowledge this concern")
    browser.press(browser.follow(), "Close this concern", expect=422, outcome="")
    browser.press(browser.open(f"/concerns/{concern.key}"), "Close this concern", outcome="He was seen at home.")
    page = browser_of(on.auditor).open(f"/concerns/{concern.key}")
    assert "He was seen at home." in page.main.text
    assert "Fay First closed it" in page.main.text
    assert "A concern that you raised was closed. Its page says what was done." in told(on.auditor)
