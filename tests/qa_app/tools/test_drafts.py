"""Drafts: begun, changed by several people, published once, or thrown away."""

from __future__ import annotations

import threading
from functools import partial

import pytest
import sqlalchemy as sa

from audit_tools import compare, finished, read_outline, read_toml, starter, supplied, supplied_text
from audit_tools import drafting as steps
from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.tools import drafts
from qa_app.tools.models import AuditTool, ToolVersion
from qa_app.tools.operations import publish, retire
from qa_app.tools.parts import Part
from qa_app.tools.queries import definition, published_versions
from qa_app.trail import TrailEvent
from tests import factories
from tests.factories import SHORT_TOOL
from tests.qa_app.tools.bench import EVERY_KIND, asked, draft_of, manager, said_by

LINE = {"key": "voice-said", "kind": "line", "text": "What did the child say?"}
WORDS = partial(steps.change_words, name="Every kind", purpose="Reworded.")


def changed(draft: ToolVersion, step=WORDS, part: Part = Part("tool"), **more) -> None:  # noqa: B008
    with transaction():
        drafts.change(draft, part, step, by=None, **more)


def sent(draft: ToolVersion) -> None:
    with transaction():
        drafts.publish_draft(draft, seen=draft.digest, by=None)


def events() -> list[tuple[str, dict]]:
    found = db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.number))
    return [(event.kind, event.detail) for event in found if event.kind.startswith("tool:")]


def test_a_draft_is_begun_from_any_outline_and_says_what_it_says():
    mary = manager()
    draft = draft_of(by=mary)
    assert (draft.number, draft.status, draft.changed_by, draft.published_at) == (1, "draft", mary, None)
    assert said_by(draft) == read_outline(EVERY_KIND)
    assert list(published_versions()) == []
    assert events() == [("tool:draft", {"tool": "every-kind", "number": 1, "came_from": "empty"})]


def test_an_empty_tool_can_be_published_as_it_is():
    with transaction():
        draft = drafts.start(drafts.as_new_tool(starter("x", "x"), "Dip sample"), by=None, came_from="empty")
    assert drafts.to_do(said_by(draft)).first == ""
    sent(draft)
    assert definition(draft).name == "Dip sample"
    assert draft.audit_tool.key == "dip-sample"


def test_a_tool_has_one_draft_at_a_time():
    draft_of()
    with pytest.raises(Refusal, match="There is a draft of Every kind already"):
        draft_of()
    assert db.session.query(ToolVersion).count() == 1


def test_two_tools_have_two_names_and_two_keys():
    draft_of()
    with transaction():
        other = drafts.start(drafts.as_new_tool(read_outline(EVERY_KIND), "Every-kind"), by=None, came_from="empty")
    assert other.audit_tool.key == "every-kind-2"
    with pytest.raises(Refusal, match="Another tool is called Every kind"), transaction():
        drafts.start({**read_outline(EVERY_KIND), "key": "third"}, by=None, came_from="empty")
    with pytest.raises(Refusal, match="Another tool is called Every kind"):
        changed(other, WORDS)


def test_a_change_is_kept_and_told_in_the_trail_without_its_words():
    mary = manager()
    draft = draft_of()
    before = draft.digest
    step = partial(steps.change_question, key="visited", question={**asked(draft, "visited"), "text": "A secret word?"})
    with transaction():
        drafts.change(draft, Part("question", "visited"), step, by=mary)
    assert asked(draft, "visited")["text"] == "A secret word?"
    assert draft.changed_by == mary
    assert draft.digest != before
    event = db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.number.desc())).first()
    assert (event.kind, event.detail) == ("tool:change", {"part": "question", "key": "visited"})
    assert "secret" not in repr(event.changes)
    assert ["tool_version", draft.id, "source"] in event.changes["changed"]


def test_what_would_change_nothing_is_no_change():
    draft = draft_of()
    moment, said = draft.changed_at, draft.digest
    changed(draft, lambda outline: outline)
    assert (draft.changed_at, draft.digest) == (moment, said)
    assert len(events()) == 1


def test_B1_a_part_that_somebody_else_changed_is_not_overwritten_and_other_parts_are_free():
    draft = draft_of()
    visited, strength = Part("question", "visited"), Part("question", "strength")
    outline = said_by(draft)
    seen = {part: part.seen(outline) for part in (visited, strength)}

    def reword(key: str, text: str):
        return partial(steps.change_question, key=key, question={**asked(draft, key), "text": text})

    changed(draft, reword("visited", "First?"), visited, seen=seen[visited])
    with pytest.raises(drafts.StalePartRefusal, match="Somebody else changed this"):
        changed(draft, reword("visited", "Second?"), visited, seen=seen[visited])
    assert asked(draft, "visited")["text"] == "First?"
    changed(draft, reword("strength", "Third?"), strength, seen=seen[strength])
    assert asked(draft, "strength")["text"] == "Third?"


@pytest.mark.parametrize("noun", ["tool", "scale", "overall", "grading", "cap", "section", "whole section", "question"])
def test_B1_every_part_knows_whether_it_was_changed(noun):
    part = Part(noun, {"question": "voice-said"}.get(noun, "voice"), 1)
    outline = read_outline(SHORT_TOOL)
    others = {
        "tool": partial(steps.change_words, name="Other", purpose="Other."),
        "scale": partial(steps.change_scale, points=outline["scale"]["points"][:2], were=["outstanding", "good"]),
        "overall": partial(steps.change_overall, overall={**outline["overall"], "text": "Other?"}),
        "grading": partial(steps.change_grading, minimum=1, guidance="Other."),
        "cap": partial(steps.change_cap, number=1, cap={"at": "good", "overall": "good", "because": "Other."}),
        "section": partial(steps.change_section, key="voice", section={"title": "O", "purpose": "", "cohorts": []}),
        "question": partial(
            steps.change_question, key="voice-said", question={"key": "voice-said", "kind": "line", "text": "O"}
        ),
    }
    touches = {noun for noun, step in others.items() if part.seen(step(outline)) != part.seen(outline)}
    expected = {"whole section": {"section", "question", "scale"}, "overall": {"overall", "scale"}}.get(noun, {noun})
    assert touches == expected


def test_B1_twenty_who_change_one_draft_at_once_lose_nothing(fresh_app):
    draft = draft_of()
    number, refused = draft.id, []

    def add(n: int) -> None:
        with fresh_app.app_context():
            mine = db.session.get(ToolVersion, number)
            question = {"key": f"more-{n}", "kind": "text", "text": f"What {n}?"}
            try:
                changed(mine, partial(steps.add_question, section="about", question=question), Part("section", "about"))
            except Refusal as no:
                refused.append(no)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    there = {question["key"] for section in said_by(draft)["sections"] for question in section["questions"]}
    assert {f"more-{n}" for n in range(20)} <= there
    assert refused == []


def test_what_is_gone_or_not_sound_is_refused_in_words():
    draft = draft_of()
    with pytest.raises(Refusal) as no:
        changed(draft, partial(steps.remove_question, key="nothing"))
    assert "There is no question “nothing”." in no.value.because
    with pytest.raises(Refusal) as no:
        changed(draft, partial(steps.add_section, key="overall", section={"title": "", "purpose": "", "cohorts": []}))
    assert no.value.message == "A section cannot have the key “overall”"


def test_publishing_makes_the_next_version_which_never_changes():
    first = draft_of()
    sent(first)
    assert (first.number, first.status) == (1, "published")
    assert read_toml(first.source) == definition(first) == read_toml(EVERY_KIND)
    second = draft_of()
    assert second.number == 2
    changed(second)
    sent(second)
    assert definition(second).version == 2
    assert [version.number for version in published_versions()] == [2, 1]
    with pytest.raises(Refusal, match="published and never changes"):
        changed(second)
    with pytest.raises(Refusal, match="published and never changes"), transaction():
        drafts.discard(second, seen=second.digest, by=None)
    with pytest.raises(Refusal, match="published and never changes"):
        sent(second)
    assert [kind for kind, _ in events()] == ["tool:draft", "tool:publish", "tool:draft", "tool:change", "tool:publish"]


def test_a_draft_with_a_flaw_or_without_what_is_counted_is_not_published():
    draft = draft_of(SHORT_TOOL)
    with pytest.raises(Refusal) as no:
        sent(draft)
    assert no.value.message == "This draft cannot be published yet"
    assert "Add a question with the key “period”" in no.value.because
    changed(draft, steps.add_counted)
    changed(draft, partial(steps.remove_question, key="risk-grade"))
    with pytest.raises(Refusal) as no:
        sent(draft)
    assert "A cap names “risk-grade”" in no.value.because
    assert not list(published_versions())


def test_what_says_the_same_as_a_version_in_use_is_not_published_again():
    sent(draft_of())
    again = draft_of()
    with pytest.raises(Refusal, match="says the same as version 1"):
        sent(again)
    with transaction():
        retire(published_versions()[0], "Too long.", by=None)
    sent(again)
    assert again.number == 2


def test_B1_what_was_changed_after_it_was_checked_is_neither_published_nor_thrown_away():
    draft = draft_of()
    checked = draft.digest
    changed(draft)
    for end in (drafts.publish_draft, drafts.discard):
        with pytest.raises(Refusal, match="This draft was changed before"), transaction():
            end(draft, seen=checked, by=None)
    assert draft.status == "draft"


def test_a_draft_is_thrown_away_with_its_tool_where_that_was_never_published():
    draft = draft_of()
    with transaction():
        drafts.discard(draft, seen=draft.digest, by=None)
    assert (db.session.query(ToolVersion).count(), db.session.query(AuditTool).count()) == (0, 0)
    sent(draft_of())
    draft = draft_of()
    with transaction():
        drafts.discard(draft, seen=draft.digest, by=None)
    assert (db.session.query(ToolVersion).count(), db.session.query(AuditTool).count()) == (1, 1)
    assert [kind for kind, _ in events()][:2] == ["tool:draft", "tool:discard"]


def test_a_version_that_is_published_meanwhile_comes_before_the_draft():
    draft = draft_of()
    with transaction():
        other = publish(EVERY_KIND, by=None)
    assert (other.number, draft.number) == (1, 2)
    changed(draft)
    sent(draft)
    assert (draft.number, definition(draft).version) == (2, 2)


def test_the_name_of_a_published_tool_changes_only_when_its_draft_is_published():
    sent(draft_of())
    draft = draft_of()
    changed(draft, partial(steps.change_words, name="Renamed", purpose="."))
    assert draft.audit_tool.name == "Every kind"
    sent(draft)
    assert draft.audit_tool.name == "Renamed"


@pytest.mark.parametrize("name", supplied())
def test_a_supplied_tool_can_be_made_a_draft_and_published(name):
    outline = read_outline(supplied_text(name))
    with transaction():
        draft = drafts.start(outline, by=None, came_from="supplied")
    left = drafts.to_do(said_by(draft))
    assert (list(left.flaws), list(left.lacking)) == ([], [])
    sent(draft)
    again = compare(finished(outline), definition(draft))
    assert (again.added, again.removed) == ((), ())


def test_B6_an_open_audit_stays_on_its_version_when_a_draft_is_published_and_its_version_retired():
    first = draft_of()
    sent(first)
    audit = factories.audit(version=first)
    second = draft_of()
    changed(second, partial(steps.remove_question, key="headline"))
    sent(second)
    with transaction():
        retire(first, "There is a better one.", by=None)
    db.session.refresh(audit)
    assert audit.tool_version is first
    assert definition(audit.tool_version).question("headline")
    assert list(published_versions()) == [second]
