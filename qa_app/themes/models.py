from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from qa_app.db import Base


class Theme(Base):
    """A learning theme, such as drift and delay. ``key`` is what tools name it by."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
