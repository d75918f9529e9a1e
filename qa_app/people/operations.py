"""Changing people and the structure. Each function is one thing a person does; none of them commits."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta

from qa_app.access import Role
from qa_app.db import db, now
from qa_app.refusals import Refusal
from qa_app.trail import record

from .models import FailedSignIn, Person, RoleGrant, Service, SignIn, Team
from .queries import failed_sign_ins, failures_of, open_sign_ins, person_with_email, services, teams

THROTTLE_WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 100


class TooManyAttempts(Refusal):
    """Somebody is guessing, or has forgotten: either way they must wait."""


def account_hash(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def count_attempt(email: str, address: str) -> FailedSignIn:
    """Count an attempt as failed before the password is looked at, so that a burst cannot slip through.

    :raises TooManyAttempts: when the account or the address has used up its attempts.
    """
    account = account_hash(email)
    on_account, from_address = failed_sign_ins(account_hash=account, address=address, since=now() - THROTTLE_WINDOW)
    if on_account >= FAILURES_PER_ACCOUNT or from_address >= FAILURES_PER_ADDRESS:
        raise TooManyAttempts("Too many attempts", "Wait 15 minutes and try again.")
    attempt = FailedSignIn(account_hash=account, address=address, at=now())
    db.session.add(attempt)
    record("sign-in:attempt", attempt, by=None)
    return attempt


def sign_in(person: Person, token_hash: str) -> SignIn:
    """Begin a session and forget the account's failed attempts."""
    if not person.is_active:
        raise Refusal("This account is closed", "Ask your administrator.")
    for failure in failures_of(account_hash(person.email)):
        db.session.delete(failure)
    begun = SignIn(token_hash=token_hash, person_id=person.id, at=now())
    db.session.add(begun)
    record("sign-in:begin", begun, by=person)
    return begun


def sign_out(sign_in: SignIn, *, by: Person) -> None:
    """End a session on the server: its cookie is worth nothing from now on."""
    sign_in.ended_at = now()
    record("sign-in:end", sign_in, by=by)


def add_service(name: str, *, by: Person | None) -> Service:
    if any(service.name.lower() == name.lower() for service in services()):
        raise Refusal(f"There is a service called {name} already", "Choose another name. Nothing was changed.")
    service = Service(name=name)
    db.session.add(service)
    record("service:add", service, by=by)
    return service


def add_team(name: str, service: Service, *, by: Person | None) -> Team:
    if any(team.name.lower() == name.lower() for team in teams()):
        raise Refusal(f"There is a team called {name} already", "Choose another name. Nothing was changed.")
    team = Team(name=name, service=service)
    db.session.add(team)
    record("team:add", team, by=by)
    return team


def add_person(
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    heads: Collection[Service] = (),
    team: Team | None = None,
    password_hash: str | None = None,
    by: Person | None,
) -> Person:
    """Open an account. Without a password nobody can sign in to it until one is set through a link."""
    if person_with_email(email) is not None:
        raise Refusal("There is an account with this e-mail address already", "Nothing was changed.")
    person = Person(email=email.strip().lower(), name=name, team=team, password_hash=password_hash)
    person.grants = _grants(roles, heads)
    db.session.add(person)
    record("person:add", person, by=by, roles=sorted(roles))
    return person


def change_person(
    person: Person,
    *,
    name: str,
    roles: Collection[Role],
    heads: Collection[Service],
    team: Team | None,
    is_active: bool,
    by: Person,
) -> None:
    """Change what a person is called, does and may do. Closing an account ends its sessions at once."""
    if person.id == by.id and (not is_active or Role.ADMINISTRATOR not in roles):
        raise Refusal(
            "You cannot take your own access away",
            "Ask another administrator to do it, so that the council is never locked out. Nothing was changed.",
        )
    person.name, person.team, person.is_active = name, team, is_active
    wanted = {(grant.role, grant.service_id) for grant in _grants(roles, heads)}
    had = {(grant.role, grant.service_id) for grant in person.grants}
    if wanted != had:
        kept = [grant for grant in person.grants if (grant.role, grant.service_id) in wanted]
        new = [RoleGrant(role=role, service_id=service) for role, service in sorted(wanted - had, key=str)]
        person.grants = [*kept, *new]
    if not is_active:
        end_sessions(person)
    record("person:change", person, by=by, roles=sorted(roles), is_active=is_active)


def set_password(person: Person, password_hash: str) -> None:
    """Set the password; whoever was signed in with the old one is signed out."""
    person.password_hash = password_hash
    end_sessions(person)
    record("person:set-password", person, by=person)


def end_sessions(person: Person) -> None:
    for open_one in open_sign_ins(person):
        open_one.ended_at = now()


def _grants(roles: Collection[Role], heads: Collection[Service]) -> list[RoleGrant]:
    """One grant a role, and for heads of service one a service headed."""
    if (Role.HEAD_OF_SERVICE in roles) != bool(heads):
        raise Refusal("A head of service needs a service", "Choose the role and the services together.")
    plain = [RoleGrant(role=role) for role in sorted(roles) if role != Role.HEAD_OF_SERVICE]
    return plain + [RoleGrant(role=Role.HEAD_OF_SERVICE, service_id=service.id) for service in heads]
