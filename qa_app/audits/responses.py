"""Responses: what the head of a service says to an audit whose final grade is the worst."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person

from .models import Audit


class Response(Base):
    """A response that is asked for when the worst grade becomes final, and stays empty until a head gives it.

    ``void_at``: when the grade it was about no longer stood. It stays in the history, and another one is asked for
    when the grade is the worst again.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (by_id IS NULL) AND (answered_at IS NULL) = (for_child IS NULL) "
            "AND (answered_at IS NULL) = (for_service IS NULL) AND (answered_at IS NULL) = (audit_again_on IS NULL)",
            name="given_in_whole",
        ),
        Index(
            "uq_response_standing",
            "audit_id",
            unique=True,
            sqlite_where=text("void_at IS NULL"),
            postgresql_where=text("void_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    for_child: Mapped[str | None] = mapped_column(info=PRIVATE)
    for_service: Mapped[str | None] = mapped_column(info=PRIVATE)
    audit_again_on: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()

    audit: Mapped[Audit] = relationship(lazy="joined")
    by: Mapped[Person | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_waited_for(self) -> bool:
        return self.answered_at is None and self.void_at is None
