from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.audits.models import Audit, new_key
from qa_app.cases.models import CaseEntry
from qa_app.db import PRIVATE, Base, now
from qa_app.people.models import Person, Service


class Status(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Concern(Base):
    """An immediate safeguarding concern for a child, raised in an audit. It is no grade, and it has a clock.

    ``once`` is the word of the form that made it, so that a form sent twice makes one. Once sent, what was written
    never changes. Its clock and its receivers are those of the moment of sending. A draft may be closed without being
    sent; ``outcome`` says why, and otherwise what was done.
    """

    __tablename__ = "concern"
    __table_args__ = (
        UniqueConstraint("raised_by_id", "once"),
        CheckConstraint("status IN ('draft', 'sent', 'acknowledged', 'closed')", name="known_status"),
        CheckConstraint("status = 'closed' OR (status = 'draft') = (sent_at IS NULL)", name="sent_unless_draft"),
        CheckConstraint(
            "(status = 'acknowledged' OR (status = 'closed' AND sent_at IS NOT NULL)) = (acknowledged_at IS NOT NULL)",
            name="acknowledged_before_closed",
        ),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_when_closed"),
        CheckConstraint(
            "(sent_at IS NULL) = (minutes_to_acknowledge IS NULL) AND (sent_at IS NULL) = (minutes_per_step IS NULL)",
            name="clock_when_sent",
        ),
        Index(None, "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key, info=PRIVATE)
    once: Mapped[str] = mapped_column(info=PRIVATE)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("case_entry.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    section: Mapped[str | None]
    what: Mapped[str] = mapped_column(info=PRIVATE)
    why: Mapped[str] = mapped_column(info=PRIVATE)
    has_spoken: Mapped[bool | None]
    spoken_to: Mapped[str] = mapped_column(info=PRIVATE)
    status: Mapped[str] = mapped_column(default=Status.DRAFT)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    minutes_to_acknowledge: Mapped[int | None]
    minutes_per_step: Mapped[int | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(info=PRIVATE)
    revision: Mapped[int] = mapped_column()

    audit: Mapped[Audit] = relationship(lazy="joined")
    entry: Mapped[CaseEntry] = relationship(lazy="joined", viewonly=True)
    service: Mapped[Service] = relationship(lazy="joined")
    raised_by: Mapped[Person] = relationship(foreign_keys=raised_by_id, lazy="joined")
    acknowledged_by: Mapped[Person | None] = relationship(foreign_keys=acknowledged_by_id)
    closed_by: Mapped[Person | None] = relationship(foreign_keys=closed_by_id)
    receivers: Mapped[list[ConcernReceiver]] = relationship(
        back_populates="concern", order_by="ConcernReceiver.position", lazy="selectin"
    )
    notes: Mapped[list[ConcernNote]] = relationship(back_populates="concern", order_by="ConcernNote.id")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_open(self) -> bool:
        """Whether it was sent and nobody has said yet what was done."""
        return self.status in {Status.SENT, Status.ACKNOWLEDGED}

    @property
    def was_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def is_left_behind(self) -> bool:
        """Whether it was never sent and whoever began it could not, their account being closed; or others closed it so.

        What an author closed themselves, unsent, stays theirs.
        """
        if self.status == Status.DRAFT:
            return not self.raised_by.is_active
        return not self.was_sent and self.closed_by_id != self.raised_by_id

    @property
    def steps(self) -> int:
        """How often its clock has run out; it stands still from the moment that somebody acknowledged it."""
        if self.sent_at is None or self.minutes_to_acknowledge is None or self.minutes_per_step is None:
            return 0
        left = (self.acknowledged_at or now()) - self.sent_at - timedelta(minutes=self.minutes_to_acknowledge)
        return 0 if left < timedelta(0) else 1 + left // timedelta(minutes=self.minutes_per_step)

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been acknowledged by now and is not."""
        return self.status == Status.SENT and self.steps > 0

    @property
    def able(self) -> list[ConcernReceiver]:
        """The receivers it can go to, in order.

        A closed account is passed over, and so is whoever has come to owe a grade of this case after it was sent;
        both only while there is anybody else.
        """
        owing = {audit.auditor_id for audit in self.audit.same_case if audit.is_owed}
        active = [each for each in self.receivers if each.person.is_active]
        return [each for each in active if each.person_id not in owing] or active or self.receivers

    @property
    def reached(self) -> list[ConcernReceiver]:
        """Those it has gone to so far. It follows from the time alone, whether or not they were told already."""
        if not self.was_sent:
            return []
        by_now = self.able[: self.steps + 1]
        return [each for each in self.receivers if each in by_now or each.told_at is not None]

    @property
    def holder(self) -> ConcernReceiver | None:
        """Who has to acknowledge it now; None for one that was not sent."""
        if not self.was_sent:
            return None
        able = self.able
        return able[min(self.steps, len(able) - 1)]

    @property
    def next_receiver(self) -> ConcernReceiver | None:
        """Whom it goes to when the time of its holder runs out; None where there is nobody left."""
        able, following = self.able, self.steps + 1
        return able[following] if self.was_sent and following < len(able) else None

    @property
    def due_at(self) -> datetime | None:
        """When the time of its holder runs out, or ran out where there is nobody left to go to."""
        if self.sent_at is None or self.minutes_to_acknowledge is None or self.minutes_per_step is None:
            return None
        steps = min(self.steps, len(self.able) - 1)
        return self.sent_at + timedelta(minutes=self.minutes_to_acknowledge + steps * self.minutes_per_step)

    @property
    def reached_ids(self) -> frozenset[int]:
        return frozenset(each.person_id for each in self.reached)


class ConcernReceiver(Base):
    """One of those to whom a concern goes, in the order of the moment of sending."""

    __tablename__ = "concern_receiver"
    __table_args__ = (UniqueConstraint("concern_id", "position"), UniqueConstraint("concern_id", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    told_at: Mapped[datetime | None]

    concern: Mapped[Concern] = relationship(back_populates="receivers")
    person: Mapped[Person] = relationship(lazy="joined")


class ConcernNote(Base):
    """Something added to a concern after it was sent."""

    __tablename__ = "concern_note"
    __table_args__ = (UniqueConstraint("concern_id", "once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"))
    once: Mapped[str] = mapped_column(info=PRIVATE)
    text: Mapped[str] = mapped_column(info=PRIVATE)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    concern: Mapped[Concern] = relationship(back_populates="notes")
    by: Mapped[Person] = relationship(lazy="joined")
