"""Queries: what a reader of a sent audit asks its auditor, question by question, and what is answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person

from .models import Audit, new_key


class AuditQuery(Base):
    """One query about an audit, tied to a question of its tool. It is open until whoever asked it closes it."""

    __tablename__ = "audit_query"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key, info=PRIVATE)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    section: Mapped[str]
    question: Mapped[str]
    text: Mapped[str] = mapped_column(info=PRIVATE)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()

    audit: Mapped[Audit] = relationship(lazy="joined")
    asked_by: Mapped[Person] = relationship(lazy="joined")
    replies: Mapped[list[QueryReply]] = relationship(back_populates="query", order_by="QueryReply.id", lazy="selectin")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_answered(self) -> bool:
        """Whether the last word is not that of whoever asked."""
        return bool(self.replies) and self.replies[-1].by_id != self.asked_by_id


class QueryReply(Base):
    __tablename__ = "query_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    query_id: Mapped[int] = mapped_column(ForeignKey("audit_query.id"), index=True)
    text: Mapped[str] = mapped_column(info=PRIVATE)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    query: Mapped[AuditQuery] = relationship(back_populates="replies")
    by: Mapped[Person] = relationship(lazy="joined")
