"""Reading concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from qa_app.access import Permission, Role, permits
from qa_app.audits.barriers import Barrier, before_sending
from qa_app.audits.models import OWED, Audit
from qa_app.db import db
from qa_app.people.models import Person
from qa_app.trail import TrailEvent

from .models import Concern, ConcernReceiver, Status

OPEN = (Status.SENT, Status.ACKNOWLEDGED)
PAGE = 50
_own, _raised_in = aliased(Audit), aliased(Audit)
# Whom a concern has reached depends on who else grades the case.
_with_the_case = joinedload(Concern.audit).selectinload(Audit.same_case)


def get_concern(key: str) -> Concern | None:
    return db.session.scalars(select(Concern).where(Concern.key == key)).one_or_none()


def made_by_form(once: str, by: Person) -> Concern | None:
    """The concern that this very form has made already."""
    return db.session.scalars(select(Concern).where(Concern.raised_by_id == by.id, Concern.once == once)).one_or_none()


def sent_and_waiting() -> Sequence[Concern]:
    """Those that nobody has acknowledged, oldest first."""
    return db.session.scalars(select(Concern).where(Concern.status == Status.SENT).order_by(Concern.id)).all()


def concerns_in(audit: Audit, *, seen_by: Person) -> list[Concern]:
    """Those raised in this very audit that a person may read, unsent first, then latest first."""
    found = db.session.scalars(select(Concern).where(Concern.audit_id == audit.id).order_by(Concern.id.desc())).all()
    mine = [each for each in found if permits(seen_by, Permission.READ_CONCERN, each)]
    return sorted(mine, key=lambda each: each.status != Status.DRAFT)


@before_sending
def an_unsent_concern(audit: Audit) -> Barrier | None:
    """An auditor who holds a concern back cannot send the audit in which it was raised.

    Only their own one: what somebody else has not sent is neither theirs to see nor theirs to settle.
    """
    unsent = select(Concern).where(
        Concern.audit_id == audit.id, Concern.raised_by_id == audit.auditor_id, Concern.status == Status.DRAFT
    )
    found = db.session.scalars(unsent.order_by(Concern.id).limit(1)).one_or_none()
    if found is None:
        return None
    return Barrier(
        "A concern that you raised in this audit has not been sent",
        "Send it, or say why it need not be sent. Then send the audit.",
        f"/concerns/{found.key}",
        "Go to the concern",
    )


@dataclass(frozen=True)
class AtHome:
    """What the home page says of concerns, each concern once, the most pressing first.

    ``to_acknowledge`` has reached this person and nobody has acknowledged it; ``to_close`` they acknowledged;
    ``unsent`` and ``raised`` are their own. ``left_behind`` and ``others`` are of the services they head, or of any for
    a QA manager: begun and never sent by somebody whose account is closed, and open.
    """

    to_acknowledge: Sequence[Concern]
    left_behind: Sequence[Concern]
    to_close: Sequence[Concern]
    unsent: Sequence[Concern]
    raised: Sequence[Concern]
    others: Sequence[Concern]

    def __bool__(self) -> bool:
        return any(vars(self).values())


def at_home(person: Person) -> AtHome:
    """Only what the person may read; whoever still owes a grade of a case is told of no other's concern for it."""
    in_chain = exists().where(ConcernReceiver.concern_id == Concern.id, ConcernReceiver.person_id == person.id)
    mine = Concern.raised_by_id == person.id
    found = db.session.scalars(
        select(Concern)
        .where(Concern.status != Status.CLOSED)
        .where(or_(mine, in_chain, *_as_of_role(person)))
        .order_by(Concern.sent_at, Concern.id)
        .options(_with_the_case)
    ).all()
    groups: dict[str, list[Concern]] = {name: [] for name in AtHome.__dataclass_fields__}
    for concern in found:
        if permits(person, Permission.READ_CONCERN, concern):
            groups[_place(concern, person)].append(concern)
    return AtHome(**groups)


def _place(concern: Concern, person: Person) -> str:
    if concern.raised_by_id == person.id:
        return "raised" if concern.was_sent else "unsent"
    if not concern.was_sent:
        return "left_behind"
    if concern.status == Status.SENT and person.id in concern.reached_ids:
        return "to_acknowledge"
    return "to_close" if concern.acknowledged_by_id == person.id else "others"


def _as_of_role(person: Person) -> list[ColumnElement[bool]]:
    """What a QA manager or a head of service may read, but for cases of which they owe a grade themselves."""
    owes = (
        exists()
        .where(_own.entry_id == _raised_in.entry_id, _own.tool_version_id == _raised_in.tool_version_id)
        .where(_raised_in.id == Concern.audit_id, _own.auditor_id == person.id, _own.status.in_(OWED))
    )
    begun = and_(Concern.status == Status.DRAFT, ~Concern.raised_by.has(Person.is_active))
    for_others = and_(or_(Concern.sent_at.is_not(None), begun, Concern.closed_by_id != Concern.raised_by_id), ~owes)
    if person.has(Role.QA_MANAGER):
        return [for_others]
    return [and_(for_others, Concern.service_id.in_(sorted(person.services_headed)))] if person.services_headed else []


def concerns_on_page(person: Person, page: int) -> tuple[Sequence[Concern], int]:
    """One page of the concerns a person may read, closed ones last, then latest first; and how many in all."""
    in_chain = select(ConcernReceiver.concern_id).where(ConcernReceiver.person_id == person.id)
    open_to_them = select(Concern).where(Concern.status.in_(OPEN), Concern.id.in_(in_chain))
    waiting = db.session.scalars(open_to_them.options(_with_the_case))
    reached = [each.id for each in waiting if person.id in each.reached_ids]
    told = select(ConcernReceiver.concern_id).where(
        ConcernReceiver.person_id == person.id, ConcernReceiver.told_at.is_not(None)
    )
    wanted = or_(Concern.raised_by_id == person.id, Concern.id.in_(reached), Concern.id.in_(told), *_as_of_role(person))
    total = db.session.scalar(select(func.count(Concern.id)).where(wanted)) or 0
    found = (
        select(Concern).where(wanted).order_by(Concern.status == Status.CLOSED, Concern.raised_at.desc(), Concern.id)
    )
    shown = found.options(_with_the_case).limit(PAGE).offset((page - 1) * PAGE)
    return db.session.scalars(shown).all(), total


def events_of(concern: Concern) -> Sequence[tuple[TrailEvent, str | None]]:
    """What the trail says of the concern, first to last, with the names of those who did it."""
    rows = db.session.execute(
        select(TrailEvent, Person.name)
        .outerjoin(Person, Person.id == TrailEvent.actor_id)
        .where(TrailEvent.subject == Concern.__tablename__, TrailEvent.subject_id == concern.id)
        .order_by(TrailEvent.number)
    )
    return [(event, name) for event, name in rows]
