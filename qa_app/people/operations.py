"""Changing people and the structure. Each function is one thing a person does; none of them commits."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta

from qa_app.access import Role
from qa_app.db import db, now
from qa_app.refusals import Refusal
from qa_app.trail import record

from .addresses import canonical, is_email
from .models import FailedSignIn, Person, RoleGrant, Service, SignIn, Team
from .queries import (
    attempts_before,
    failed_sign_ins,
    failures_of,
    open_account_of_worker,
    open_sign_ins,
    person_with_email,
    services,
    teams,
)

THROTTLE_WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 100


class TooManyAttempts(Refusal):
    """Somebody is guessing, or has forgotten: either way they must wait."""

    def __init__(self) -> None:
        super().__init__("Too many attempts", "Wait 15 minutes and try again")


class EmailTaken(Refusal):
    """Two accounts cannot share an address: it is what people sign in with."""

    def __init__(self) -> None:
        super().__init__("There is an account with this e-mail address already", "Nothing was changed.")


class WorkerTaken(Refusal):
    """Two open accounts cannot stand for one worker: each would read what was found in the other's cases."""

    def __init__(self) -> None:
        super().__init__("Another open account has this name in the case list", "Nothing was changed.")


class ChangedMeanwhile(Refusal):
    """Somebody else changed the person while this form lay open."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this person while you were working", "Nothing was overwritten.")


def account_hash(email: str) -> str:
    return hashlib.sha256(canonical(email).encode()).hexdigest()


def count_attempt(email: str, address: str) -> FailedSignIn:
    """Count an attempt as failed before the password is looked at, so that a burst cannot slip through.

    :raises TooManyAttempts: when the account or the address has used up its attempts.
    """
    account = account_hash(email)
    on_account, from_address = failed_sign_ins(account_hash=account, address=address, since=now() - THROTTLE_WINDOW)
    if on_account >= FAILURES_PER_ACCOUNT or from_address >= FAILURES_PER_ADDRESS:
        raise TooManyAttempts
    for old in attempts_before(now() - THROTTLE_WINDOW):
        db.session.delete(old)
    attempt = FailedSignIn(account_hash=account, address=address, at=now())
    db.session.add(attempt)
    record("sign-in:attempt", attempt, by=None)
    return attempt


def sign_in(person: Person, token_hash: str, *, proved: str | None, instead_of: SignIn | None) -> SignIn:
    """Begin a session and forget the account's failed attempts.

    :param proved: the password hash that the given password was found to fit, before this transaction began.
    :param instead_of: the session that the browser had until now; it ends.
    """
    if not person.is_active or person.password_hash is None or person.password_hash != proved:
        raise Refusal("This account was changed a moment ago", "Sign in again, or ask your administrator.")
    _forget_failures(person)
    if instead_of is not None:
        instead_of.ended_at = now()
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
    name_in_case_list: str | None = None,
    password_hash: str | None = None,
    by: Person | None,
) -> Person:
    """Open an account. Without a password nobody can sign in to it until one is set through a link."""
    _check_email(email, of=None)
    _check_cases(roles, team, name_in_case_list)
    _check_worker(name_in_case_list, of=None)
    person = Person(email=canonical(email), name=name, team=team, password_hash=password_hash)
    person.name_in_case_list = name_in_case_list
    person.grants = _grants(roles, heads)
    db.session.add(person)
    record("person:add", person, by=by, roles=sorted(roles))
    return person


def change_person(
    person: Person,
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    heads: Collection[Service],
    team: Team | None,
    name_in_case_list: str | None,
    is_active: bool,
    based_on: int | None,
    by: Person,
) -> None:
    """Change what a person is called, does and may do.

    Closing the account or taking a role away ends the person's sessions at once. Nobody changes their own roles:
    so nobody gives themselves sight of cases, and one administrator is always left.

    :param based_on: the revision that whoever asks for the change had before them.
    :raises ChangedMeanwhile: when the person is no longer as they were in that revision.
    """
    if person.revision != based_on:
        raise ChangedMeanwhile
    wanted = {(grant.role, grant.service_id) for grant in _grants(roles, heads)}
    had = {(grant.role, grant.service_id) for grant in person.grants}
    if person.id == by.id and (not is_active or wanted != had):
        raise Refusal(
            "You cannot change your own roles or close your own account",
            "Ask another administrator to do it. Nothing was changed.",
        )
    _check_email(email, of=person)
    _check_cases(roles, team, name_in_case_list)
    if is_active:
        _check_worker(name_in_case_list, of=person)
    person.name_in_case_list = name_in_case_list
    person.email, person.name, person.team, person.is_active = canonical(email), name, team, is_active
    # The roles are rows of their own: the revision must move with them too.
    person.revision += 1
    if wanted != had:
        kept = [grant for grant in person.grants if (grant.role, grant.service_id) in wanted]
        new = [RoleGrant(role=role, service_id=service) for role, service in sorted(wanted - had, key=str)]
        person.grants = [*kept, *new]
    if not is_active or had - wanted:
        _end_sessions(person)
    record("person:change", person, by=by, roles=sorted(roles), is_active=is_active)


def offer_link(person: Person, *, by: Person | None) -> None:
    """Note that somebody was given a link with which this person's password can be set."""
    if not person.is_active:
        raise Refusal("This account is closed", "Open it again before you make a link.")
    if by is not None and by.id == person.id:
        raise Refusal("A link for yourself is not needed", "Change your own password with the one you have.")
    record("person:offer-link", person, by=by)


def set_password(person: Person, password_hash: str) -> None:
    """Set the password; whoever was signed in with the old one is signed out, and failed attempts are forgotten."""
    if not person.is_active:
        raise Refusal("This account is closed", "Ask your administrator.")
    person.password_hash = password_hash
    _forget_failures(person)
    _end_sessions(person)
    record("person:set-password", person, by=person)


def _forget_failures(person: Person) -> None:
    for failure in failures_of(account_hash(person.email)):
        db.session.delete(failure)


def _end_sessions(person: Person) -> None:
    for open_one in open_sign_ins(person):
        open_one.ended_at = now()


def _check_email(email: str, *, of: Person | None) -> None:
    if not is_email(canonical(email)):
        raise Refusal("This is not an e-mail address", "It should look like name@council.example. Nothing was changed.")
    found = person_with_email(email)
    if found is not None and (of is None or found.id != of.id):
        raise EmailTaken


def _check_cases(roles: Collection[Role], team: Team | None, name_in_case_list: str | None) -> None:
    """Whoever reads audits of cases needs a team, and a practitioner their name in the case list besides."""
    if {Role.TEAM_MANAGER, Role.PRACTITIONER} & {*roles} and team is None:
        raise Refusal("A team manager or practitioner needs a team", "Choose the role and the team together.")
    if Role.PRACTITIONER in roles and not name_in_case_list:
        raise Refusal("A practitioner needs their name in the case list", "Enter it with the role.")


def _check_worker(name_in_case_list: str | None, *, of: Person | None) -> None:
    found = open_account_of_worker(name_in_case_list) if name_in_case_list else None
    if found is not None and (of is None or found.id != of.id):
        raise WorkerTaken


def _grants(roles: Collection[Role], heads: Collection[Service]) -> list[RoleGrant]:
    """One grant a role, and for heads of service one a service headed."""
    if (Role.HEAD_OF_SERVICE in roles) != bool(heads):
        raise Refusal("A head of service needs a service", "Choose the role and the services together.")
    plain = [RoleGrant(role=role) for role in sorted({*roles}) if role != Role.HEAD_OF_SERVICE]
    return plain + [RoleGrant(role=Role.HEAD_OF_SERVICE, service_id=service.id) for service in heads]
