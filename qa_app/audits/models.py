from __future__ import annotations

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.cases.models import Case, CaseEntry
from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person
from qa_app.themes.models import Theme
from qa_app.tools.models import ToolVersion


def new_key() -> str:
    """A name for the URL that tells nothing: not how many audits there are, nor which came together."""
    return secrets.token_urlsafe(12)


class Status(StrEnum):
    ALLOCATED = "allocated"
    IN_PROGRESS = "in-progress"
    SUBMITTED = "submitted"
    IN_MODERATION = "in-moderation"
    RETURNED = "returned"
    FINAL = "final"
    RELEASED = "released"
    CLOSED = "closed"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"


OWED = frozenset({Status.ALLOCATED, Status.IN_PROGRESS})
"""Its auditor has never sent it, and still should."""

OPEN = OWED | {Status.RETURNED}
"""Its auditor can write in it."""

SETTLED = frozenset({Status.FINAL, Status.RELEASED, Status.CLOSED})
"""Its final grade stands."""

RELEASED = frozenset({Status.RELEASED, Status.CLOSED})
"""It was signed off, and those whose work it is about may read it."""

DROPPED = frozenset({Status.EXEMPT, Status.WITHDRAWN})
"""Nobody waits for it, and it counts for nothing."""


class Kind(StrEnum):
    FIRST = "first"
    SECOND = "second"


class Audit(Base):
    """One auditor's answers on one case with one tool version."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("kind IN ('first', 'second')", name="known_kind"),
        CheckConstraint(
            "status IN ('allocated', 'in-progress', 'submitted', 'in-moderation', 'returned', 'final', 'released', "
            "'closed', 'exempt', 'withdrawn')",
            name="known_status",
        ),
        CheckConstraint(
            "status IN ('exempt', 'withdrawn') OR (status IN ('allocated', 'in-progress')) = (given_grade IS NULL)",
            name="graded_when_submitted",
        ),
        CheckConstraint(
            "status = 'withdrawn' OR (status IN ('final', 'released', 'closed')) = (final_grade IS NOT NULL)",
            name="final_grade_when_final",
        ),
        CheckConstraint(
            "(status IN ('released', 'closed')) = (released_at IS NOT NULL) OR status = 'withdrawn'",
            name="signed_when_released",
        ),
        Index(None, "auditor_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key, info=PRIVATE)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("case_entry.id"), index=True)
    tool_version_id: Mapped[int] = mapped_column(ForeignKey("tool_version.id"))
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(default=Kind.FIRST)
    status: Mapped[str] = mapped_column(default=Status.ALLOCATED)
    allocated_at: Mapped[datetime]
    due_on: Mapped[date]
    submitted_at: Mapped[datetime | None]
    suggested_grade: Mapped[str | None]
    given_grade: Mapped[str | None]
    given_reason: Mapped[str | None] = mapped_column(info=PRIVATE)
    final_grade: Mapped[str | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    review_reason: Mapped[str | None] = mapped_column(info=PRIVATE)
    managing_reason: Mapped[str | None] = mapped_column(info=PRIVATE)
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship(lazy="joined")
    entry: Mapped[CaseEntry] = relationship(lazy="joined")
    tool_version: Mapped[ToolVersion] = relationship(lazy="joined")
    auditor: Mapped[Person] = relationship(foreign_keys=auditor_id, lazy="joined")
    reviewed_by: Mapped[Person | None] = relationship(foreign_keys=reviewed_by_id)
    released_by: Mapped[Person | None] = relationship(foreign_keys=released_by_id)
    sections: Mapped[list[SectionAnswers]] = relationship(back_populates="audit", order_by="SectionAnswers.id")
    findings: Mapped[list[Finding]] = relationship(back_populates="audit", order_by="Finding.id")
    same_case: Mapped[list[Audit]] = relationship(
        primaryjoin="and_(Audit.entry_id == foreign(remote(Audit.entry_id)), "
        "Audit.tool_version_id == remote(Audit.tool_version_id))",
        viewonly=True,
        uselist=True,
    )

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_owed(self) -> bool:
        """Whether its auditor has never sent it, and still should."""
        return self.status in OWED

    @property
    def is_open(self) -> bool:
        """Whether its auditor can write in it."""
        return self.status in OPEN

    @property
    def is_settled(self) -> bool:
        """Whether its final grade stands."""
        return self.status in SETTLED

    @property
    def is_released(self) -> bool:
        """Whether those whose work it is about may read it."""
        return self.status in RELEASED

    @property
    def counts(self) -> bool:
        """Whether its grade and findings stand for the case: the first audit, with its final grade."""
        return self.kind == Kind.FIRST and self.is_settled

    @property
    def others(self) -> list[Audit]:
        """The other audits of the case with the same tool version that somebody made or still should."""
        return [each for each in self.same_case if each.id != self.id and each.status not in DROPPED]

    @property
    def was_moderated(self) -> bool:
        """Whether its final grade comes from a case that was graded twice, and so from moderation."""
        return self.is_settled and bool(self.others)


class SectionAnswers(Base):
    """The answers of one section of an audit, as last saved. ``version`` counts the saves."""

    __tablename__ = "section_answers"
    __table_args__ = (UniqueConstraint("audit_id", "section"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    section: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, info=PRIVATE)
    version: Mapped[int] = mapped_column()
    saved_at: Mapped[datetime]

    audit: Mapped[Audit] = relationship(back_populates="sections")

    __mapper_args__ = {"version_id_col": version}


class RefusedSave(Base):
    """What somebody typed on an older state of a section: not taken in, not thrown away either."""

    __tablename__ = "refused_save"
    __table_args__ = (UniqueConstraint("audit_id", "section", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    section: Mapped[str]
    based_on: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, info=PRIVATE)
    digest: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


finding_theme = Table(
    "finding_theme",
    Base.metadata,
    Column("finding_id", ForeignKey("finding.id"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)


class Finding(Base):
    """A strength or an area for development, born in an audit, tied to a question, tagged with themes.

    ``dropped_at``: when its audit was sent again without it; what was linked to it still finds it.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("audit_id", "question"),
        CheckConstraint("kind IN ('strength', 'area')", name="known_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=new_key, info=PRIVATE)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    section: Mapped[str]
    question: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(info=PRIVATE)
    dropped_at: Mapped[datetime | None]

    audit: Mapped[Audit] = relationship(back_populates="findings", lazy="joined")
    themes: Mapped[list[Theme]] = relationship(secondary=finding_theme, lazy="selectin", order_by=Theme.position)
