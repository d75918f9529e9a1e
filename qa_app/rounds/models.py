from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.audits.models import Audit
from qa_app.cycles.models import AuditCycle
from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person


class Status(StrEnum):
    """How far a round has come. Nobody sees a grade of it while it is ``grading``."""

    GRADING = "grading"
    RESOLVING = "resolving"
    CLOSED = "closed"


class Cause(StrEnum):
    """Why two auditors graded one case differently."""

    MISSED_EVIDENCE = "missed-evidence"
    GUIDANCE_UNCLEAR = "guidance-unclear"
    THRESHOLD_DIFFERS = "threshold-differs"
    NEW_INFORMATION = "new-information"


class ModerationRound(Base):
    """The double-graded cases of a cycle, compared: open until every difference has an agreed grade."""

    __tablename__ = "moderation_round"
    __table_args__ = (CheckConstraint("status IN ('grading', 'resolving', 'closed')", name="known_status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("audit_cycle.id"), unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=Status.GRADING)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()

    cycle: Mapped[AuditCycle] = relationship()
    cases: Mapped[list[RoundCase]] = relationship(back_populates="round", order_by="RoundCase.id")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_revealed(self) -> bool:
        """Whether every audit was in and the grades were shown."""
        return self.status != Status.GRADING


class RoundCase(Base):
    """One double-graded case of a round, with the grade agreed for it."""

    __tablename__ = "round_case"
    __table_args__ = (
        UniqueConstraint("round_id", "first_id"),
        CheckConstraint(
            "cause IN ('missed-evidence', 'guidance-unclear', 'threshold-differs', 'new-information')",
            name="known_cause",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("moderation_round.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), unique=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), unique=True)
    agreed_grade: Mapped[str | None]
    cause: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(info=PRIVATE)
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column()

    round: Mapped[ModerationRound] = relationship(back_populates="cases")
    first: Mapped[Audit] = relationship(foreign_keys=first_id, lazy="joined")
    second: Mapped[Audit] = relationship(foreign_keys=second_id, lazy="joined")
    agreed_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": revision}

    @property
    def differs(self) -> bool:
        """Whether the two auditors gave different grades; it means something once both have been sent."""
        return self.first.given_grade != self.second.given_grade

    @property
    def final_grade(self) -> str | None:
        """The grade that both gave, or the one agreed; ``None`` while a difference is not resolved."""
        return self.agreed_grade if self.differs else self.first.given_grade
