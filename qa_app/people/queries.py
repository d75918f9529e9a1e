"""Reading people and the council's structure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.access import Role
from qa_app.db import db

from .addresses import canonical
from .models import FailedSignIn, Person, RoleGrant, Service, SignIn, Team

PAGE_SIZE = 50


def get_person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def person_with_email(email: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.email == canonical(email))).one_or_none()


def open_account_of_worker(name_in_case_list: str) -> Person | None:
    """The open account that stands for this worker of the case lists."""
    named = select(Person).where(Person.is_active, Person.name_in_case_list == name_in_case_list)
    return db.session.scalars(named).one_or_none()


def people_on_page(page: int) -> Sequence[Person]:
    """Those on one page of the list of everybody; the first page is 1."""
    listed = select(Person).options(selectinload(Person.grants)).order_by(func.lower(Person.name), Person.id)
    return db.session.scalars(listed.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()


def number_of_people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def active_people() -> Sequence[Person]:
    """Everybody with an open account, by name."""
    return db.session.scalars(select(Person).where(Person.is_active).order_by(Person.name, Person.id)).all()


def active_people_with(role: Role) -> Sequence[Person]:
    """Those who can be given work in ``role``: an inactive account is never offered."""
    holding = select(RoleGrant.person_id).where(RoleGrant.role == role)
    return db.session.scalars(
        select(Person)
        .where(Person.is_active, Person.id.in_(holding))
        .order_by(Person.name, Person.id)
        .options(selectinload(Person.grants))
    ).all()


def active_people_of_team(team_id: int) -> Sequence[Person]:
    """Those of a team whose accounts are open, whatever their roles, by name."""
    return db.session.scalars(
        select(Person)
        .where(Person.is_active, Person.team_id == team_id)
        .order_by(Person.name, Person.id)
        .options(selectinload(Person.grants))
    ).all()


def heads_of(service_id: int) -> Sequence[Person]:
    """The active heads of a service, by name."""
    heading = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.HEAD_OF_SERVICE, RoleGrant.service_id == service_id
    )
    return db.session.scalars(
        select(Person)
        .where(Person.is_active, Person.id.in_(heading))
        .order_by(Person.name, Person.id)
        .options(selectinload(Person.grants))
    ).all()


def get_service(service_id: int) -> Service | None:
    return db.session.get(Service, service_id)


def services() -> Sequence[Service]:
    return db.session.scalars(
        select(Service).options(selectinload(Service.teams)).order_by(Service.name, Service.id)
    ).all()


def teams() -> Sequence[Team]:
    return db.session.scalars(select(Team).order_by(Team.name, Team.id)).all()


def sign_in_with_token(token_hash: str) -> SignIn | None:
    with_roles = joinedload(SignIn.person).joinedload(Person.grants)
    found = db.session.scalars(select(SignIn).where(SignIn.token_hash == token_hash).options(with_roles))
    return found.unique().one_or_none()


def open_sign_ins(person: Person) -> Sequence[SignIn]:
    return db.session.scalars(
        select(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None)).order_by(SignIn.id)
    ).all()


def failed_sign_ins(*, account_hash: str, address: str, since: datetime) -> tuple[int, int]:
    """How many attempts failed since then: on the account, and from the address."""
    recent = select(func.count()).select_from(FailedSignIn).where(FailedSignIn.at > since)
    return (
        db.session.scalar(recent.where(FailedSignIn.account_hash == account_hash)) or 0,
        db.session.scalar(recent.where(FailedSignIn.address == address)) or 0,
    )


def attempts_before(moment: datetime) -> Sequence[FailedSignIn]:
    """Attempts that count no more, the oldest first; a hundred at a time, so that nobody waits for the sweeping."""
    old = select(FailedSignIn).where(FailedSignIn.at < moment).order_by(FailedSignIn.at, FailedSignIn.id)
    return db.session.scalars(old.limit(100)).all()


def failures_of(account_hash: str) -> Sequence[FailedSignIn]:
    return db.session.scalars(
        select(FailedSignIn).where(FailedSignIn.account_hash == account_hash).order_by(FailedSignIn.id)
    ).all()
