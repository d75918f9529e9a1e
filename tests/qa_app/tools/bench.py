"""Drafts to work on, and short ways to look at what they say."""

from __future__ import annotations

from pathlib import Path

from audit_tools import Outline, read_outline
from audit_tools.drafting import question_in
from qa_app.access import Role
from qa_app.db import db, transaction
from qa_app.people.models import Person
from qa_app.tools import drafts
from qa_app.tools.models import ToolVersion
from tests import factories

EVERY_KIND = (Path(__file__).parents[2] / "every_kind.toml").read_text("utf-8")
"""A tool that lacks nothing: it can be published."""


def manager(name: str = "Mary Manager") -> Person:
    return factories.person(Role.QA_MANAGER, name=name)


def draft_of(source: str = EVERY_KIND, by: Person | None = None) -> ToolVersion:
    with transaction():
        return drafts.start(read_outline(source), by=by, came_from="empty")


def said_by(draft: ToolVersion) -> Outline:
    """What the draft says now."""
    db.session.rollback()
    return drafts.outline_of(draft)


def asked(draft: ToolVersion, key: str) -> dict[str, object]:
    return dict(question_in(said_by(draft), key)[1])


def keys(draft: ToolVersion, section: str) -> list[str]:
    return [
        question["key"]
        for each in said_by(draft)["sections"]
        if each["key"] == section
        for question in each["questions"]
    ]
