from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person
from qa_app.refusals import Refusal

OVERALL = "overall"
"""The section key under which an audit keeps its overall judgement; no section of a tool may have it."""


class AuditTool(Base):
    """A structured form for auditing one kind of work; what is asked stands in its versions."""

    __tablename__ = "audit_tool"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)

    versions: Mapped[list[ToolVersion]] = relationship(
        back_populates="audit_tool", order_by="ToolVersion.number.desc()"
    )


class ToolVersion(Base):
    """One version of a tool, as its TOML text: a draft, which may be unfinished, then published, then retired.

    Published, it never changes, but that it can be retired: the database itself refuses.
    """

    __tablename__ = "tool_version"
    __table_args__ = (
        UniqueConstraint("audit_tool_id", "number"),
        CheckConstraint("status IN ('draft', 'published', 'retired')", name="known_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_tool_id: Mapped[int] = mapped_column(ForeignKey("audit_tool.id"))
    number: Mapped[int]
    # Long, and rarely wanted: what was read from it is remembered by its digest. The trail keeps the digest, not the
    # text, of which there would be two copies for every change of a draft.
    source: Mapped[str] = mapped_column(deferred=True, info=PRIVATE)
    digest: Mapped[str]
    status: Mapped[str]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    retired_at: Mapped[datetime | None]
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    retired_reason: Mapped[str | None] = mapped_column(info=PRIVATE)

    audit_tool: Mapped[AuditTool] = relationship(back_populates="versions", lazy="joined")
    published_by: Mapped[Person | None] = relationship(foreign_keys=published_by_id)
    changed_by: Mapped[Person | None] = relationship(foreign_keys=changed_by_id)
    retired_by: Mapped[Person | None] = relationship(foreign_keys=retired_by_id)

    @property
    def is_draft(self) -> bool:
        return self.status == "draft"


_RETIRING = {"status", "retired_at", "retired_by_id", "retired_by", "retired_reason"}


@event.listens_for(ToolVersion, "before_update")
def _published_never_changes(_mapper: Any, _connection: Any, version: ToolVersion) -> None:
    """A published version may be retired, once; nothing else about it changes."""
    changed = {attribute.key for attribute in inspect(version).attrs if attribute.history.has_changes()}
    was = (inspect(version).attrs.status.history.deleted or [version.status])[0]
    may_change = _RETIRING if (was, version.status) == ("published", "retired") else set()
    if was != "draft" and changed - may_change:
        raise Refusal("A published tool version never changes", "Publish a new version instead. Nothing was changed.")


@event.listens_for(ToolVersion, "before_delete")
def _published_is_never_deleted(_mapper: Any, _connection: Any, version: ToolVersion) -> None:
    if version.status != "draft":
        raise Refusal("A published tool version is never deleted", "Retire it instead. Nothing was changed.")
