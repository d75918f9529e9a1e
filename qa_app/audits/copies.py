"""What stood in an audit when it was sent, or when it passed to another auditor: kept for ever, never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person


class Why(StrEnum):
    SENT = "sent"
    REASSIGNED = "reassigned"


class AuditCopy(Base):
    """The answers of all sections at one moment, and the grade given with them. ``number`` counts from 1."""

    __tablename__ = "audit_copy"
    __table_args__ = (
        UniqueConstraint("audit_id", "number"),
        CheckConstraint("why IN ('sent', 'reassigned')", name="known_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    number: Mapped[int]
    why: Mapped[str]
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, info=PRIVATE)
    given_grade: Mapped[str | None]
    given_reason: Mapped[str | None] = mapped_column(info=PRIVATE)
    suggested_grade: Mapped[str | None]

    auditor: Mapped[Person] = relationship(lazy="joined")
