"""Publishing tools, and that what is published never changes."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from audit_tools import read_toml, supplied_text
from qa_app.access import Role
from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.tools.models import AuditTool, ToolVersion
from qa_app.tools.operations import publish
from qa_app.tools.queries import definition, published_versions
from qa_app.trail import TrailEvent, record
from tests import factories
from tests.factories import SHORT_TOOL

ROW = sa.select(ToolVersion.__table__)


def published(source: str = SHORT_TOOL) -> ToolVersion:
    with transaction():
        return publish(source, by=None)


def test_a_published_version_can_be_read_as_a_tool_and_says_who_published_it():
    manager = factories.person(Role.QA_MANAGER)
    with transaction():
        version = publish(SHORT_TOOL, by=manager)
    assert definition(version) == read_toml(SHORT_TOOL)
    assert definition(version) is definition(version)
    assert (version.number, version.status, version.published_by) == (1, "published", manager)
    assert list(published_versions()) == [version]
    event = db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.number.desc())).first()
    assert (event.kind, event.actor_id, event.detail["number"]) == ("tool:publish", manager.id, 1)


def test_a_changed_text_is_the_next_version_and_open_audits_stay_on_theirs_B6():
    first = published()
    audit = factories.audit(version=first)
    second = published(SHORT_TOOL.replace('name = "Short tool"', 'name = "Short tool, made clearer"'))
    assert (second.number, second.audit_tool) == (2, first.audit_tool)
    assert first.audit_tool.name == "Short tool, made clearer"
    assert [version.number for version in published_versions()] == [2, 1]
    assert definition(audit.tool_version).name == "Short tool"


def test_the_same_text_is_not_published_twice():
    published()
    with pytest.raises(Refusal, match="published already"):
        published()
    assert len(published_versions()) == 1


@pytest.mark.parametrize(
    ("source", "because"),
    [
        ("nonsense", "not valid TOML"),
        (SHORT_TOOL.replace('kind = "choice"', 'kind = "guess"'), "section “voice”, question “voice-sought”"),
        (SHORT_TOOL.replace('key = "plan"\n', 'key = "overall"\n'), "keep for the overall judgement"),
    ],
    ids=["no TOML", "no such kind", "a reserved key"],
)
def test_what_is_no_tool_is_refused_in_words(source, because):
    with pytest.raises(Refusal) as no:
        published(source)
    assert because in no.value.because
    assert not published_versions()


def test_two_tools_cannot_have_one_name():
    published()
    with pytest.raises(Refusal, match="Another tool is called Short tool"):
        published(SHORT_TOOL.replace('key = "short"', 'key = "other"'))


@pytest.mark.parametrize("field", ["source", "digest", "number", "published_at"])
def test_a_published_version_refuses_every_change_in_the_session(field):
    version = published()
    before = db.session.execute(ROW).one()
    with pytest.raises(Refusal, match="never changes"), transaction():
        setattr(version, field, None if field == "published_at" else 7 if field == "number" else "other")
        record("tool:change", version, by=None)
    assert db.session.execute(ROW).one() == before


def test_a_published_version_is_neither_made_a_draft_nor_deleted_but_can_be_retired():
    version = published()
    with pytest.raises(Refusal, match="never changes"), transaction():
        version.status = "draft"
        record("tool:change", version, by=None)
    with pytest.raises(Refusal, match="never deleted"), transaction():
        db.session.delete(version)
        record("tool:delete", version, by=None)
    with transaction():
        version.status = "retired"
        record("tool:retire", version, by=None)
    assert not published_versions()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tool_version SET source = 'other'",
        "UPDATE tool_version SET digest = 'other'",
        "UPDATE tool_version SET number = 7",
        "UPDATE tool_version SET status = 'draft'",
        "DELETE FROM tool_version",
    ],
)
def test_the_database_itself_refuses_to_change_a_published_version(statement):
    published()
    before = db.session.execute(ROW).one()
    past_the_session = {"unrecorded": True}
    with pytest.raises(DBAPIError, match="never changes"), db.session.begin_nested():
        db.session.connection().execute(sa.text(statement), execution_options=past_the_session)
    assert db.session.execute(ROW).one() == before


def test_a_stored_text_that_is_not_the_published_one_is_never_used():
    tool = AuditTool(key="swapped", name="Swapped tool")
    version = ToolVersion(audit_tool=tool, number=1, source=SHORT_TOOL, digest="0" * 64, status="published")
    factories.given(version)
    with pytest.raises(RuntimeError, match="not what was published"):
        definition(version)


def test_two_who_publish_at_once_make_one_version(fresh_app):
    said: list[str] = []

    def press() -> None:
        with fresh_app.app_context():
            try:
                published(supplied_text("childs-journey-2"))
                said.append("published")
            except Refusal as no:
                said.append(no.message)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["This version of Child’s journey is published already"] * 3 + ["published"]
    assert len(published_versions()) == 1
