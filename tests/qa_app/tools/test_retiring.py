"""A version is retired once, and for good; and a draft is published once, whoever presses first."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.tools import drafts
from qa_app.tools.models import ToolVersion
from qa_app.tools.operations import retire
from qa_app.trail import TrailEvent
from tests import factories
from tests.qa_app.tools.bench import draft_of, manager


def sent(draft: ToolVersion) -> None:
    with transaction():
        drafts.publish_draft(draft, seen=draft.digest, by=None)


def events() -> list[tuple[str, dict]]:
    found = db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.number))
    return [(event.kind, event.detail) for event in found if event.kind.startswith("tool:")]


def test_a_version_is_retired_once_with_who_when_and_why():
    mary, version = manager(), factories.tool_version()
    with transaction():
        retire(version, "There is a better one.", by=mary)
    assert (version.status, version.retired_by, version.retired_reason) == ("retired", mary, "There is a better one.")
    assert version.retired_at is not None
    with pytest.raises(Refusal, match="Only a version that is in use"), transaction():
        retire(version, "Again.", by=mary)
    event = db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.number.desc())).first()
    assert event.kind == "tool:retire"
    assert "better" not in repr((event.detail, event.changes))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tool_version SET status = 'published'",
        "UPDATE tool_version SET status = 'draft'",
        "UPDATE tool_version SET retired_reason = 'Other'",
        "UPDATE tool_version SET retired_at = NULL",
        "UPDATE tool_version SET retired_by_id = NULL",
        "UPDATE tool_version SET changed_at = NULL",
        "UPDATE tool_version SET source = 'other'",
        "DELETE FROM tool_version",
    ],
)
def test_the_database_itself_refuses_to_change_a_retired_version(statement):
    version = factories.tool_version(changed_at=factories.now())
    with transaction():
        retire(version, "There is a better one.", by=manager())
    with pytest.raises(DBAPIError, match="never changes"), db.session.begin_nested():
        db.session.connection().execute(sa.text(statement), execution_options={"unrecorded": True})


def test_the_database_itself_refuses_a_reason_for_what_is_not_retired():
    factories.tool_version()
    statement = sa.text("UPDATE tool_version SET retired_reason = 'Perhaps'")
    with pytest.raises(DBAPIError, match="never changes"), db.session.begin_nested():
        db.session.connection().execute(statement, execution_options={"unrecorded": True})


def test_two_who_publish_one_draft_at_once_publish_it_once(fresh_app):
    draft = draft_of()
    number, digest, said = draft.id, draft.digest, []

    def press() -> None:
        with fresh_app.app_context():
            try:
                with transaction():
                    drafts.publish_draft(db.session.get(ToolVersion, number), seen=digest, by=None)
                said.append("published")
            except Refusal as no:
                said.append(no.message)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["This version is published and never changes"] * 3 + ["published"]
