"""What those whose work an audit is about say to it once it is released: comments, and disputes with their answers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person

from .models import Audit, new_key


class Outcome(StrEnum):
    UPHELD = "upheld"
    PARTLY = "partly-upheld"
    NOT_UPHELD = "not-upheld"


class Comment(Base):
    """What somebody wants said beside a released audit. It is never changed; ``number`` counts their own from 1."""

    __tablename__ = "audit_comment"
    __table_args__ = (UniqueConstraint("audit_id", "by_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(info=PRIVATE)
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="joined")


class Dispute(Base):
    """A grade or an answer of a released audit that somebody holds to be wrong. Somebody else answers, once.

    ``question`` is the key of what is disputed, ``grade`` for the final grade. ``number`` counts a person's own
    disputes of the audit from 1; one of theirs at a time is open.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        UniqueConstraint("audit_id", "by_id", "number"),
        CheckConstraint("outcome IN ('upheld', 'partly-upheld', 'not-upheld')", name="known_outcome"),
        CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NULL) = (answer IS NULL) "
            "AND (outcome IS NULL) = (answered_by_id IS NULL)",
            name="answered_in_whole",
        ),
        Index(
            "uq_dispute_open",
            "audit_id",
            "by_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key, info=PRIVATE)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    question: Mapped[str]
    text: Mapped[str] = mapped_column(info=PRIVATE)
    at: Mapped[datetime]
    outcome: Mapped[str | None]
    answer: Mapped[str | None] = mapped_column(info=PRIVATE)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()

    audit: Mapped[Audit] = relationship(lazy="joined")
    by: Mapped[Person] = relationship(foreign_keys=by_id, lazy="joined")
    answered_by: Mapped[Person | None] = relationship(foreign_keys=answered_by_id)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_open(self) -> bool:
        return self.answered_at is None
