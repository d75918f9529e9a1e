"""Publishing and retiring audit tools."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from audit_tools import Tool, ToolError, read_toml
from qa_app.db import db, now
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.trail import record

from .models import OVERALL, AuditTool, ToolVersion
from .queries import audit_tool_named, audit_tool_with, digest_of, versions_with


def publish(source: str, *, by: Person | None) -> ToolVersion:
    """Publish the tool that ``source`` (TOML) describes, as the next version of its tool. It never changes again.

    :raises Refusal: when it is no tool, or the same text was published before.
    """
    tool = _read(source)
    digest = digest_of(source)
    if any(versions_with(digest)):
        raise _published_before(tool)
    audit_tool = audit_tool_with(tool.key) or AuditTool(key=tool.key, name=tool.name)
    give_name(audit_tool, tool.name)
    number = next_number(audit_tool)
    make_room(audit_tool, number)
    version = ToolVersion(
        audit_tool=audit_tool,
        number=number,
        source=source,
        digest=digest,
        status="published",
        published_at=now(),
        published_by_id=by and by.id,
    )
    db.session.add(version)
    try:
        record("tool:publish", version, by=by, tool=tool.key, number=number, digest=digest)
    except IntegrityError as meanwhile:
        raise _published_before(tool) from meanwhile
    return version


def retire(version: ToolVersion, reason: str, *, by: Person | None) -> None:
    """Take a version out of use: no cycle can start with it any more, and audits that were begun with it go on.

    :raises Refusal: when it is not in use.
    """
    if version.status != "published":
        raise Refusal("Only a version that is in use can be retired", "Look at it as it is now. Nothing was changed.")
    version.status, version.retired_at, version.retired_by, version.retired_reason = "retired", now(), by, reason
    record("tool:retire", version, by=by, tool=version.audit_tool.key, number=version.number)


def _read(source: str) -> Tool:
    try:
        tool = read_toml(source)
    except ToolError as wrong:
        raise Refusal("This tool cannot be published", f"{wrong} Nothing was changed.") from wrong
    if any(section.key == OVERALL for section in tool.sections):
        raise Refusal(
            "This tool cannot be published",
            f"A section has the key “{OVERALL}”, which audits keep for the overall judgement. Give it another key.",
        )
    return tool


def next_number(audit_tool: AuditTool) -> int:
    """The number of the version that is published next."""
    return max((version.number for version in audit_tool.versions if not version.is_draft), default=0) + 1


def make_room(audit_tool: AuditTool, number: int) -> None:
    """A draft has the number of the version after the published ones: let it have the one after this."""
    for draft in audit_tool.versions:
        if draft.is_draft and draft.number == number:
            draft.number = number + 1
            db.session.flush()


def give_name(audit_tool: AuditTool, name: str) -> None:
    """Call a tool by the name that its newest version has."""
    bearer = audit_tool_named(name)
    if bearer is not None and bearer is not audit_tool:
        raise Refusal(f"Another tool is called {name} already", "Give this one another name. Nothing was changed.")
    audit_tool.name = name


def _published_before(tool: Tool) -> Refusal:
    return Refusal(f"This version of {tool.name} is published already", "Nothing was changed.")
