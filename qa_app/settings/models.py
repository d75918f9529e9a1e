from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import Base
from qa_app.people.models import Person, Service


class Settings(Base):
    """What the council decided: one row, from the first time that somebody changed it. Until then defaults hold.

    ``revision`` moves with every change, those of the receivers too.
    """

    __tablename__ = "settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint(
            "minutes_to_acknowledge > 0 AND minutes_per_step > 0 AND days_to_answer_an_inadequate > 0",
            name="clocks_run",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_to_acknowledge: Mapped[int]
    minutes_per_step: Mapped[int]
    days_to_answer_an_inadequate: Mapped[int]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}


class Receiver(Base):
    """Somebody who receives the concerns of a service; ``position`` 1 is told first."""

    __tablename__ = "receiver"
    __table_args__ = (UniqueConstraint("service_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    position: Mapped[int]

    service: Mapped[Service] = relationship()
    person: Mapped[Person] = relationship(lazy="joined")
