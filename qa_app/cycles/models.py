from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.audits.models import Audit
from qa_app.cases.models import CaseEntry, CaseList
from qa_app.db import Base
from qa_app.people.models import Person
from qa_app.tools.models import ToolVersion

cycle_auditor = Table(
    "cycle_auditor",
    Base.metadata,
    Column("cycle_id", ForeignKey("audit_cycle.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
)


class AuditCycle(Base):
    """A tool version, a window, a population, the sample drawn from it, and the allocations."""

    __tablename__ = "audit_cycle"
    __table_args__ = (
        CheckConstraint("status IN ('set-up', 'drawn', 'running')", name="known_status"),
        CheckConstraint("due_on >= opens_on", name="window"),
        CheckConstraint("double_size >= 0 AND double_size <= sample_size", name="double_within_sample"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    tool_version_id: Mapped[int] = mapped_column(ForeignKey("tool_version.id"))
    case_list_id: Mapped[int] = mapped_column(ForeignKey("case_list.id"))
    opens_on: Mapped[date]
    due_on: Mapped[date]
    statuses: Mapped[list[str]] = mapped_column(JSON)
    sample_size: Mapped[int]
    double_size: Mapped[int]
    seed: Mapped[int | None]
    draw_record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(default="set-up")
    revision: Mapped[int] = mapped_column()

    tool_version: Mapped[ToolVersion] = relationship()
    case_list: Mapped[CaseList] = relationship()
    auditors: Mapped[list[Person]] = relationship(secondary=cycle_auditor, order_by=Person.name)
    sample: Mapped[list[SampledCase]] = relationship(back_populates="cycle", order_by="SampledCase.position")

    __mapper_args__ = {"version_id_col": revision}


class SampledCase(Base):
    """A case drawn for a cycle, at its place in the draw, with the audits it was given."""

    __tablename__ = "sampled_case"
    __table_args__ = (UniqueConstraint("cycle_id", "entry_id"), UniqueConstraint("cycle_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("audit_cycle.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("case_entry.id"))
    position: Mapped[int]
    is_double: Mapped[bool] = mapped_column(default=False)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("audit.id"), unique=True)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("audit.id"), unique=True)

    cycle: Mapped[AuditCycle] = relationship(back_populates="sample")
    entry: Mapped[CaseEntry] = relationship(lazy="joined")
    first: Mapped[Audit | None] = relationship(foreign_keys=first_id)
    second: Mapped[Audit | None] = relationship(foreign_keys=second_id)
