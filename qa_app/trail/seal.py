"""No change without an event: the session notes what changes, and a commit without an event is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, QueryableAttribute, RelationshipDirection, Session

from qa_app.db import Base, db

from .chain import add_to_chain
from .models import TrailEvent


class UnrecordedChangeError(RuntimeError):
    """A transaction changed something without saying so in the trail, or tried to change the trail."""


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _load_the_old_value(_class: type, _key: str, attribute: QueryableAttribute[Any]) -> None:
    """The trail needs the value that was there before, even where nobody read it."""
    if hasattr(attribute.property, "columns"):
        event.listen(attribute, "set", lambda *_: None, active_history=True, propagate=True)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | None) else str(value)


def _changed_fields(thing: Base) -> list[list[Any]]:
    """``[table, id, field, old, new]`` for each changed field; without the values where the column is private."""
    state, found = inspect(thing), []
    mapper = state.mapper
    for column in mapper.column_attrs:
        history = state.attrs[column.key].history
        if not history.has_changes() or column.columns[0] is mapper.version_id_col:
            continue
        entry: list[Any] = [thing.__tablename__, state.identity and state.identity[0], column.key]
        if not column.columns[0].info.get("private"):
            entry += [_plain(values[0]) if values else None for values in (history.deleted, history.added)]
        found.append(entry)
    for link in mapper.relationships:
        history = state.attrs[link.key].history
        if link.direction is RelationshipDirection.MANYTOMANY and not link.viewonly and history.has_changes():
            ids = [sorted(other.id for other in side if other.id) for side in (history.deleted, history.added)]
            found.append([thing.__tablename__, state.identity and state.identity[0], link.key, *ids])
    return found


@event.listens_for(db.session, "before_flush")
def _note_changes(session: Session, *_: Any) -> None:
    noted = session.info.setdefault("changes", {"changed": [], "removed": [], "added": []})
    for thing in [*session.dirty, *session.deleted]:
        if getattr(thing, "__trail__", "") == "event" and (thing in session.deleted or session.is_modified(thing)):
            raise UnrecordedChangeError("The trail is added to, never altered")
    for thing in session.dirty:
        if session.is_modified(thing):
            noted["changed"] += _changed_fields(thing)
    noted["removed"] += [[thing.__tablename__, thing.id] for thing in session.deleted]
    # What is added has no id before the flush; it is read off after it.
    noted["added"] += [thing for thing in session.new if getattr(thing, "__trail__", "") != "event"]


@event.listens_for(db.session, "do_orm_execute")
def _no_bulk_change(state: ORMExecuteState) -> None:
    """A bulk statement would change rows whose old values nobody saw."""
    if state.is_insert or state.is_update or state.is_delete:
        raise UnrecordedChangeError("Change rows through their objects, so that the trail can say what changed")


def _ranges(things: list[Any]) -> dict[str, list[list[int]]]:
    """Table -> runs of consecutive ids, so that an import of thousands is one short line."""
    found: dict[str, list[list[int]]] = {}
    for table, key in sorted((thing.__tablename__, thing.id) for thing in things):
        runs = found.setdefault(table, [])
        if runs and runs[-1][1] == key - 1:
            runs[-1][1] = key
        else:
            runs.append([key, key])
    return found


@event.listens_for(db.session, "before_commit")
def _seal(session: Session) -> None:
    session.flush()
    noted: dict[str, Any] = session.info.pop("changes", {})
    events: list[TrailEvent] = session.info.pop("events", [])
    if any(noted.values()) and not events:
        raise UnrecordedChangeError("Record an event in the same transaction as the change")
    if events:
        noted["added"] = _ranges(noted.get("added", []))
        add_to_chain(session, events, {verb: things for verb, things in noted.items() if things})


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, _transaction: Any) -> None:
    session.info.pop("changes", None)
    session.info.pop("events", None)
