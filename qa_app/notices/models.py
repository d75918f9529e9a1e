from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.db import PRIVATE, Base
from qa_app.people.models import Person


class Notice(Base):
    """One sentence to one person, with the page it is about. It never says what an audit says, nor a grade.

    It stands on the home page until ``seen_at``. It is the outbox too: due to be e-mailed until ``mailed_at``, but not
    before ``mail_after``, which is set while somebody has taken it to the mail server, and when that was in vain.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "person_id", "seen_at"), Index(None, "mailed_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    about: Mapped[str] = mapped_column(info=PRIVATE)
    path: Mapped[str] = mapped_column(info=PRIVATE)
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    mail_after: Mapped[datetime | None]
    refusals: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    refused_with: Mapped[str | None]

    person: Mapped[Person] = relationship(lazy="joined")
