"""Extensions: more time for an audit, asked for and granted, each with its reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person

from .models import Audit


class Extension(Base):
    """A later due date that somebody asks for; ``granted`` is None until somebody else decides. One waits at a time."""

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("until > was_due_on", name="later"),
        CheckConstraint("(granted IS NULL) = (decided_at IS NULL)", name="decided_when_granted_or_not"),
        Index(
            "uq_extension_waiting",
            "audit_id",
            unique=True,
            sqlite_where=text("granted IS NULL"),
            postgresql_where=text("granted IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    was_due_on: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(info=PRIVATE)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    granted: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    audit: Mapped[Audit] = relationship(lazy="joined")
    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id, lazy="joined")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)
