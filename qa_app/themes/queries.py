"""Reading themes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from qa_app.db import db

from .models import Theme


def themes() -> Sequence[Theme]:
    """Every theme, in the order in which people are offered them."""
    return db.session.scalars(select(Theme).order_by(Theme.position, Theme.id)).all()


def themes_with(keys: Collection[str]) -> Sequence[Theme]:
    """The themes with these keys; a key that no theme has is left out."""
    if not keys:
        return []
    return db.session.scalars(
        select(Theme).where(Theme.key.in_(sorted(set(keys)))).order_by(Theme.position, Theme.id)
    ).all()
