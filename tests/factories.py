"""Rows that were there before the story began: one function a noun, each with a sensible default."""

from __future__ import annotations

from itertools import count
from typing import Any, TypeVar

from flask.testing import FlaskClient

from qa_app.access import Role
from qa_app.db import Base, db, now
from qa_app.people import sessions
from qa_app.people.models import Person, RoleGrant, Service, SignIn, Team

T = TypeVar("T", bound=Base)
_number = count(1)


def given(thing: T) -> T:
    """Put a row in the database; the trail says nothing of it, since it was there before."""
    db.session.add(thing)
    db.session.flush()
    db.session.info.clear()
    db.session.commit()
    return thing


def service(name: str = "") -> Service:
    return given(Service(name=name or f"Service {next(_number)}"))


def team(name: str = "", in_service: Service | None = None) -> Team:
    return given(Team(name=name or f"Team {next(_number)}", service=in_service or service()))


def person(*roles: Role, heads: tuple[Service, ...] = (), **columns: Any) -> Person:
    """A person with roles; ``heads`` names the services of a head of service."""
    number = next(_number)
    columns = {"email": f"person{number}@council.example", "name": f"Person {number}", **columns}
    made = Person(**columns)
    made.grants = [RoleGrant(role=role) for role in roles]
    made.grants += [RoleGrant(role=Role.HEAD_OF_SERVICE, service_id=each.id) for each in heads]
    return given(made)


def signed_in(client: FlaskClient, who: Person) -> None:
    """Sign a person in without the sign-in page."""
    token = sessions.new_token()
    given(SignIn(token_hash=sessions.token_hash(token), person_id=who.id, at=now()))
    with client.session_transaction() as session:
        session.update({"token": token, "used": now().timestamp(), "_user_id": str(who.id), "_fresh": True})
