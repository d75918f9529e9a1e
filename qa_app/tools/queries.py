"""Reading audit tools and their versions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from audit_tools import Tool, read_toml, supplied, supplied_text
from qa_app.db import db

from .models import AuditTool, ToolVersion

_definitions: dict[str, Tool] = {}
"""Digest -> tool. A published version never changes, so neither does what was read from it."""


@dataclass(frozen=True)
class SuppliedTool:
    """A tool that comes with the service, and the version it was published as, if it was."""

    name: str
    tool: Tool
    version: ToolVersion | None


def digest_of(source: str) -> str:
    """What two sources have in common only when they are the same, letter by letter."""
    return hashlib.sha256(source.encode()).hexdigest()


def definition(version: ToolVersion) -> Tool:
    """The tool that a version describes; read once, then remembered by its digest.

    :raises RuntimeError: when the stored text is not the one that was published.
    """
    if version.digest not in _definitions:
        if digest_of(version.source) != version.digest:
            raise RuntimeError(f"Tool version {version.id} is not what was published")
        _definitions[version.digest] = read_toml(version.source)
    return _definitions[version.digest]


def get_tool_version(version_id: int) -> ToolVersion | None:
    return db.session.get(ToolVersion, version_id)


def get_settled_version(version_id: int) -> ToolVersion | None:
    """A version that is published or retired; drafts have pages of their own."""
    version = get_tool_version(version_id)
    return None if version is None or version.is_draft else version


def audit_tools() -> Sequence[AuditTool]:
    """Every tool with its versions, newest first."""
    return db.session.scalars(
        select(AuditTool)
        .options(
            selectinload(AuditTool.versions).options(
                joinedload(ToolVersion.published_by), joinedload(ToolVersion.changed_by)
            )
        )
        .order_by(AuditTool.name, AuditTool.id)
    ).all()


def draft_of(key: str) -> ToolVersion | None:
    """The draft of the tool with this key, of which there is one at most."""
    audit_tool = audit_tool_with(key)
    versions = audit_tool.versions if audit_tool else []
    return next((version for version in versions if version.is_draft), None)


def audit_tool_keys() -> set[str]:
    return {*db.session.scalars(select(AuditTool.key))}


def audit_tool_with(key: str) -> AuditTool | None:
    return db.session.scalars(select(AuditTool).where(AuditTool.key == key)).one_or_none()


def audit_tool_named(name: str) -> AuditTool | None:
    return db.session.scalars(select(AuditTool).where(AuditTool.name == name)).one_or_none()


def versions_with(digest: str) -> Sequence[ToolVersion]:
    """The versions that were published with this text."""
    return db.session.scalars(
        select(ToolVersion).where(ToolVersion.digest == digest, ToolVersion.status != "draft").order_by(ToolVersion.id)
    ).all()


def settled_versions() -> Sequence[ToolVersion]:
    """The versions that are published or retired: by tool, newest first."""
    return db.session.scalars(
        select(ToolVersion)
        .join(ToolVersion.audit_tool)
        .where(ToolVersion.status != "draft")
        .order_by(AuditTool.name, ToolVersion.number.desc(), ToolVersion.id)
    ).all()


def published_versions() -> Sequence[ToolVersion]:
    """The versions that audits can be made with: by tool, newest first."""
    return db.session.scalars(
        select(ToolVersion)
        .join(ToolVersion.audit_tool)
        .where(ToolVersion.status == "published")
        .order_by(AuditTool.name, ToolVersion.number.desc(), ToolVersion.id)
    ).all()


def supplied_tools() -> list[SuppliedTool]:
    """The tools that come with the service, by name."""
    found = []
    for name in supplied():
        source = supplied_text(name)
        version = next(iter(versions_with(digest_of(source))), None)
        found.append(SuppliedTool(name, read_toml(source), version))
    return sorted(found, key=lambda each: (each.tool.name, each.name))
