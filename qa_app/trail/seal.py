"""No change without an event: the session notes what changes, and a commit without an event is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import QueryableAttribute, RelationshipDirection, RelationshipProperty, Session, SessionTransaction

from qa_app.db import Base, db

from .chain import add_to_chain
from .models import TrailEvent
from .notes import Notes, notes_of

NO_CHANGE = re.compile(r"\s*(SELECT|PRAGMA|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW|LOCK)\b", re.IGNORECASE)
"""How a statement begins that leaves every row as it is."""

_flushing: ContextVar[bool] = ContextVar("flushing", default=False)


class UnrecordedChangeError(RuntimeError):
    """A transaction changed something without saying so in the trail, or tried to change the trail."""


@event.listens_for(Engine, "before_cursor_execute")
def _only_through_objects(
    _connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _: bool
) -> None:
    """Refuse a statement that would change rows whose old values nobody saw, by whatever way it comes.

    Migrations, which have no session to note anything, run with the option ``unrecorded``.
    """
    if _flushing.get() or NO_CHANGE.match(statement) or context.execution_options.get("unrecorded"):
        return
    raise UnrecordedChangeError("Change rows through their objects, so that the trail can say what changed")


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _load_the_old_value(_class: type, _key: str, attribute: QueryableAttribute[Any]) -> None:
    """The trail needs the value that was there before, even where nobody read it."""
    if hasattr(attribute.property, "columns"):
        event.listen(attribute, "set", lambda *_: None, active_history=True, propagate=True)


@event.listens_for(TrailEvent, "before_update")
@event.listens_for(TrailEvent, "before_delete")
def _never_altered(*_: Any) -> None:
    raise UnrecordedChangeError("The trail is added to, never altered")


@event.listens_for(Base, "before_delete", propagate=True)
def _note_removal(_mapper: Any, _connection: Connection, thing: Base) -> None:
    """What a row said is noted while it can still be read; this sees orphans go, which ``session.deleted`` does not."""
    columns = [each for each in inspect(thing).mapper.column_attrs if not each.columns[0].info.get("private")]
    said = {each.key: _plain(getattr(thing, each.key)) for each in columns if each.key != "id"}
    notes_of(inspect(thing).session).remove(_row(thing), said)


@event.listens_for(db.session, "before_flush")
def _flush_begins(*_: Any) -> None:
    _flushing.set(True)


@event.listens_for(db.session, "after_flush")
def _note_changes(session: Session, _flush: Any) -> None:
    """After the flush every row has its id and every foreign key its value, and the old values are still known."""
    _flushing.set(False)
    for thing in session.new:
        if not isinstance(thing, TrailEvent):
            notes_of(session).add(_row(thing))
    for thing in session.dirty:
        for place, values in _changed_fields(thing):
            notes_of(session).change(place, values)


@event.listens_for(db.session, "before_commit")
def _seal(session: Session) -> None:
    session.flush()
    notes = session.info.pop("notes", None) or Notes()
    if notes.changes and session.info.get("transaction") == "reading":
        raise UnrecordedChangeError("Who only reads changes nothing")
    if notes.changes and not notes.events:
        raise UnrecordedChangeError("Record an event in the same transaction as the change")
    if notes.events:
        add_to_chain(session, notes.events, notes.changes)


@event.listens_for(db.session, "after_transaction_create")
def _remember(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested and "notes" in session.info:
        session.info["notes"].before[transaction] = session.info["notes"].copy()


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """What was undone is not noted; what was done before a savepoint still is."""
    _flushing.set(False)
    notes = session.info.pop("notes", None)
    if notes is not None and transaction.parent is not None:
        session.info["notes"] = notes.before.get(transaction, Notes() if transaction.nested else notes)


def _row(thing: Base) -> tuple[str, int]:
    return thing.__tablename__, inspect(thing).mapper.primary_key_from_instance(thing)[0]


def _changed_fields(thing: Base) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """``(table, id, field), (old, new)`` for each changed field, without the values where the column is private."""
    state = inspect(thing)
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if not history.has_changes() or column.columns[0] is state.mapper.version_id_col:
            continue
        values = () if column.columns[0].info.get("private") else (history.deleted, history.added)
        yield (*_row(thing), column.key), tuple(_plain(value[0]) if value else None for value in values)
    for link in state.mapper.relationships:
        if link.direction is RelationshipDirection.MANYTOMANY and not link.viewonly:
            history = state.attrs[link.key].history
            for here, key, there in (_from_one_side(thing, link, other) for other in history.deleted):
                yield (*here, key, there), (there, None)
            for here, key, there in (_from_one_side(thing, link, other) for other in history.added):
                yield (*here, key, there), (None, there)


def _from_one_side(thing: Base, link: RelationshipProperty[Any], other: Base) -> tuple[tuple[str, int], str, int]:
    """Row, field and other id. A link between many and many can be made from both sides; it is told from one."""
    here, there = _row(thing), _row(other)
    if link.back_populates and there < here:
        return there, link.back_populates, here[1]
    return here, link.key, there[1]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | list | dict | None) else str(value)
