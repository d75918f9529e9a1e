from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import Base
from qa_app.people.models import Person


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
    """One version of a tool, as its TOML text. Published, it never changes: the database itself refuses."""

    __tablename__ = "tool_version"
    __table_args__ = (
        UniqueConstraint("audit_tool_id", "number"),
        CheckConstraint("status IN ('draft', 'published', 'retired')", name="known_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_tool_id: Mapped[int] = mapped_column(ForeignKey("audit_tool.id"))
    number: Mapped[int]
    source: Mapped[str]
    digest: Mapped[str]
    status: Mapped[str]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    audit_tool: Mapped[AuditTool] = relationship(back_populates="versions", lazy="joined")
    published_by: Mapped[Person | None] = relationship()
