from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person, Team

STATUSES: Final = {
    "assessment": "Open assessment",
    "child-in-need": "Child in need plan",
    "child-protection": "Child protection plan",
    "looked-after": "Looked after",
    "closed": "Closed",
}
"""What a case can be on a case list: the key that is stored, and how it is said."""


class CaseList(Base):
    """One import of cases. Its entries never change; a later list is a new one."""

    __tablename__ = "case_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(info=PRIVATE)
    digest: Mapped[str] = mapped_column(unique=True)
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    size: Mapped[int]

    imported_by: Mapped[Person | None] = relationship()


class CaseListUpload(Base):
    """A case list that was read and shown but not yet confirmed: the minimum that will be kept, never the file.

    ``rows`` is empty where the list has problems, since it can never be confirmed. ``problems`` are the first ones,
    each with ``row``, ``heading`` and ``reason``. ``counts`` has ``rows``, ``bad_rows`` and ``problems`` as numbers;
    ``by_status`` and ``by_age_band`` as number by value ("" for a blank); ``teams`` as a list of ``name``, ``cases``
    and ``first_row``. ``notes`` are sentences.
    """

    __tablename__ = "case_list_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(info=PRIVATE)
    digest: Mapped[str]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=PRIVATE, deferred=True)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=PRIVATE)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, info=PRIVATE)
    notes: Mapped[list[str]] = mapped_column(JSON, info=PRIVATE)

    uploaded_by: Mapped[Person] = relationship(lazy="joined")


class Case(Base):
    """A child known by the council's own case-system ID. Never a name."""

    __tablename__ = "case"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, info=PRIVATE)

    entries: Mapped[list[CaseEntry]] = relationship(back_populates="case", order_by="CaseEntry.id.desc()")

    @property
    def latest(self) -> CaseEntry:
        """The facts of the newest case list that has this case."""
        return self.entries[0]

    @property
    def service_id(self) -> int:
        return self.latest.service_id


class CaseEntry(Base):
    """What one case list says of one case. An audit points at its entry, so a later import rewrites nothing."""

    __tablename__ = "case_entry"
    __table_args__ = (UniqueConstraint("case_list_id", "case_id"), Index(None, "case_list_id", "status"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_list_id: Mapped[int] = mapped_column(ForeignKey("case_list.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    worker: Mapped[str | None] = mapped_column(info=PRIVATE)
    age: Mapped[int | None] = mapped_column(info=PRIVATE)
    age_band: Mapped[str | None] = mapped_column(info=PRIVATE)
    gender: Mapped[str | None] = mapped_column(info=PRIVATE)
    ethnicity_group: Mapped[str | None] = mapped_column(info=PRIVATE)
    disabled: Mapped[bool | None] = mapped_column(info=PRIVATE)
    need_code: Mapped[str | None] = mapped_column(info=PRIVATE)
    status: Mapped[str]
    started_on: Mapped[date | None]
    last_seen_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    case: Mapped[Case] = relationship(back_populates="entries", lazy="joined")
    case_list: Mapped[CaseList] = relationship()
    team: Mapped[Team] = relationship(lazy="joined")

    @property
    def service_id(self) -> int:
        return self.team.service_id
