"""Changing themes."""

from __future__ import annotations

from collections.abc import Sequence

from qa_app.db import db
from qa_app.people.models import Person
from qa_app.trail import record

from .models import Theme
from .queries import themes
from .starter import STARTER_THEMES


def adopt_starter_themes(*, by: Person | None) -> Sequence[Theme]:
    """Take over the starter themes that the council does not have yet, after those it has; return the new ones."""
    had = themes()
    taken = {theme.key for theme in had} | {theme.name for theme in had}
    last = max((theme.position for theme in had), default=0)
    wanted = [(key, name) for key, name in STARTER_THEMES if key not in taken and name not in taken]
    new = [Theme(key=key, name=name, position=last + n) for n, (key, name) in enumerate(wanted, start=1)]
    db.session.add_all(new)
    for theme in new:
        record("theme:adopt", theme, by=by, key=theme.key)
    return new
