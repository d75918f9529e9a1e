"""Drafts of tools: what a QA manager does with them until they are published or thrown away.

A draft is kept as TOML, like a published version, but may still lack things. Two people can work on one draft: whoever
changes a part says what it looked like, and is refused where somebody else has changed that part since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from audit_tools import Flaw, Outline, ToolError, compare, finished, flaws, lacking, read_outline, sketch, write_toml
from audit_tools.drafting import key_from
from qa_app.db import db, now
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.trail import record

from .models import OVERALL, AuditTool, ToolVersion
from .operations import give_name, next_number
from .parts import Change, Part
from .queries import audit_tool_keys, audit_tool_with, definition, digest_of, draft_of


class StalePartRefusal(Refusal):
    """Somebody else has changed the part since it was looked at."""


@lru_cache(maxsize=64)
def _read(source: str) -> Outline:
    return read_outline(source)


def outline_of(draft: ToolVersion) -> Outline:
    """What a draft says; to be changed only through ``change``."""
    return _read(draft.source)


def start(outline: Outline, *, by: Person | None, came_from: str) -> ToolVersion:
    """Begin a draft of the tool that the outline names, as its next version; a new tool where there is none yet.

    :param came_from: for the trail, such as "empty" or "workbook".
    :raises Refusal: when the tool has a draft already, or its name is another tool's.
    """
    audit_tool = audit_tool_with(outline["key"])
    if audit_tool is None:
        audit_tool = AuditTool(key=outline["key"], name=outline["name"])
        give_name(audit_tool, outline["name"])
    if draft_of(outline["key"]) is not None:
        raise Refusal(
            f"There is a draft of {audit_tool.name} already",
            "Go on with that one, or publish it or throw it away first. Nothing was changed.",
        )
    _refuse_reserved(outline)
    begun = ToolVersion(audit_tool=audit_tool, number=next_number(audit_tool), status="draft")
    _write(begun, outline, by)
    db.session.add(begun)
    record("tool:draft", begun, by=by, tool=audit_tool.key, number=begun.number, came_from=came_from)
    return begun


def as_new_tool(outline: Outline, name: str) -> Outline:
    """The same under a name and a key of its own, so that it is a tool beside the one that it came from."""
    return {**outline, "name": name, "key": key_from(name, audit_tool_keys())}


def change(draft: ToolVersion, part: Part, change: Change, *, by: Person | None, seen: str | None = None) -> None:
    """Change a part of a draft. What would say the same changes nothing.

    :param seen: the part as the person had it before them; none where nothing can be overwritten.
    :raises StalePartRefusal: when somebody else changed the part since.
    :raises Refusal: when the draft is no draft any more, or the part is gone or would not be sound.
    """
    _insist_on_draft(draft)
    before = outline_of(draft)
    try:
        after = change(before)
        if after == before:
            return
        if seen is not None and seen != part.seen(before):
            raise StalePartRefusal(
                "Somebody else changed this while you were writing",
                "Nothing was overwritten. Choose which of the two to go on with.",
            )
    except ToolError as no:
        raise Refusal("This draft was changed while you were writing", f"{no} Nothing was changed.") from no
    _refuse_reserved(after)
    if after["name"] != before["name"] and not any(not each.is_draft for each in draft.audit_tool.versions):
        give_name(draft.audit_tool, after["name"])
    _write(draft, after, by)
    record("tool:change", draft, by=by, part=part.noun, key=part.key)


def discard(draft: ToolVersion, *, seen: str, by: Person | None) -> None:
    """Throw a draft away, and with it its tool where that has no other version.

    :raises Refusal: when it was published meanwhile, or changed since it was looked at.
    """
    _insist_on_draft(draft)
    _insist_on_seen(draft, seen, "thrown away")
    audit_tool = draft.audit_tool
    record("tool:discard", draft, by=by, tool=audit_tool.key, number=draft.number, digest=draft.digest)
    alone = len(audit_tool.versions) == 1
    db.session.delete(draft)
    if alone:
        db.session.delete(audit_tool)


def publish_draft(draft: ToolVersion, *, seen: str, by: Person | None) -> None:
    """Publish a draft. It never changes again, and audits can be made with it.

    :raises Refusal: when it is not finished, does not ask what every audit is counted by, says the same as a version
        that is in use, or was changed since it was looked at.
    """
    _insist_on_draft(draft)
    _insist_on_seen(draft, seen, "published")
    outline = outline_of(draft)
    wanting = to_do(outline).first
    if wanting:
        raise Refusal("This draft cannot be published yet", f"{wanting} Nothing was changed.")
    audit_tool = draft.audit_tool
    tool = finished({**outline, "version": next_number(audit_tool)})
    in_use = [version for version in audit_tool.versions if version.status == "published"]
    same = next((version for version in in_use if compare(definition(version), tool).is_same), None)
    if same is not None:
        raise Refusal(
            f"This draft says the same as version {same.number}", "Change something first. Nothing was changed."
        )
    give_name(audit_tool, tool.name)
    draft.number, draft.source = tool.version, write_toml(tool)
    draft.digest = digest_of(draft.source)
    draft.status, draft.published_at, draft.published_by = "published", now(), by
    record("tool:publish", draft, by=by, tool=tool.key, number=draft.number, digest=draft.digest)


@dataclass(frozen=True)
class ToDo:
    """What keeps a draft from being published: its flaws, and the questions that every audit is counted by."""

    flaws: tuple[Flaw, ...]
    lacking: tuple[str, ...]

    @property
    def first(self) -> str:
        """One sentence of it; "" where there is nothing to do."""
        return next(iter([*(flaw.message for flaw in self.flaws), *self.lacking]), "")

    def in_section(self, key: str) -> list[Flaw]:
        return [flaw for flaw in self.flaws if flaw.section == key]


def to_do(outline: Outline) -> ToDo:
    return ToDo(flaws(outline), lacking(sketch(outline)))


def _write(draft: ToolVersion, outline: Outline, by: Person | None) -> None:
    draft.source = write_toml({**outline, "version": draft.number})
    draft.digest = digest_of(draft.source)
    draft.changed_at, draft.changed_by = now(), by


def _insist_on_draft(draft: ToolVersion) -> None:
    if not draft.is_draft:
        raise Refusal("This version is published and never changes", "Begin a new draft from it. Nothing was changed.")


def _insist_on_seen(draft: ToolVersion, seen: str, done: str) -> None:
    if seen != draft.digest:
        raise Refusal(
            f"This draft was changed before it could be {done}",
            "Look at it as it is now, and then decide. Nothing was changed.",
        )


def _refuse_reserved(outline: Outline) -> None:
    if any(section["key"] == OVERALL for section in outline["sections"]):
        raise Refusal(
            f"A section cannot have the key “{OVERALL}”",
            "Audits keep it for the overall judgement. Give the section another key. Nothing was changed.",
        )
