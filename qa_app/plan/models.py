from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.audits.models import Finding
from qa_app.db import Base
from qa_app.people.models import Person

action_recommendation = Table(
    "action_recommendation",
    Base.metadata,
    Column("plan_action_id", ForeignKey("plan_action.id"), primary_key=True),
    Column("recommendation_id", ForeignKey("recommendation.id"), primary_key=True, index=True),
)


class Priority(Base):
    """A priority of the improvement plan."""

    __tablename__ = "priority"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str]
    lead: Mapped[str]

    actions: Mapped[list[PlanAction]] = relationship(back_populates="priority", order_by="PlanAction.position")

    @property
    def size(self) -> int:
        """How many actions it has."""
        return len(self.actions)


class Recommendation(Base):
    """A recommendation that the plan answers, such as one made at an inspection."""

    __tablename__ = "recommendation"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    text: Mapped[str]

    actions: Mapped[list[PlanAction]] = relationship(
        secondary=action_recommendation, back_populates="recommendations", order_by="PlanAction.position"
    )


class PlanAction(Base):
    """An action of the plan. ``by_when`` is what the plan says; ``due_on`` is the date that can be counted."""

    __tablename__ = "plan_action"
    __table_args__ = (CheckConstraint("rag IN ('B', 'G', 'A', 'R')", name="known_rag"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    priority_id: Mapped[int] = mapped_column(ForeignKey("priority.id"), index=True)
    text: Mapped[str]
    lead: Mapped[str]
    partners: Mapped[str]
    by_when: Mapped[str]
    due_on: Mapped[date | None]
    success_measures: Mapped[str]
    resources: Mapped[str]
    status: Mapped[str]
    rag: Mapped[str | None]

    priority: Mapped[Priority] = relationship(back_populates="actions")
    recommendations: Mapped[list[Recommendation]] = relationship(
        secondary=action_recommendation, back_populates="actions", order_by=Recommendation.number
    )
    measures: Mapped[list[Measure]] = relationship(back_populates="action", order_by="Measure.position")
    links: Mapped[list[FindingLink]] = relationship(back_populates="action", order_by="FindingLink.id")


class Measure(Base):
    """How an action will be known to have worked."""

    __tablename__ = "measure"
    __table_args__ = (UniqueConstraint("plan_action_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"))
    position: Mapped[int]
    text: Mapped[str]
    current: Mapped[str]
    target: Mapped[str]
    national: Mapped[str]
    statistical_neighbour: Mapped[str]
    measured_by: Mapped[str]

    action: Mapped[PlanAction] = relationship(back_populates="measures")


class RagCount(Base):
    """How many actions of a priority stood at each delivery rating, as reported to a board on a date."""

    __tablename__ = "rag_count"
    __table_args__ = (
        UniqueConstraint("priority_id", "as_at"),
        CheckConstraint("blue + green + amber + red = total", name="adds_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    priority_id: Mapped[int] = mapped_column(ForeignKey("priority.id"))
    as_at: Mapped[str]
    total: Mapped[int]
    blue: Mapped[int]
    green: Mapped[int]
    amber: Mapped[int]
    red: Mapped[int]

    priority: Mapped[Priority] = relationship()


class FindingLink(Base):
    """A finding that an action of the plan answers."""

    __tablename__ = "finding_link"
    __table_args__ = (UniqueConstraint("finding_id", "plan_action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    plan_action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"), index=True)
    linked_at: Mapped[datetime]
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    finding: Mapped[Finding] = relationship()
    action: Mapped[PlanAction] = relationship(back_populates="links")
    linked_by: Mapped[Person | None] = relationship()
