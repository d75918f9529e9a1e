"""Changing what the council decided. Each function is one thing that somebody does; none of them commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from qa_app.access import Role
from qa_app.db import db
from qa_app.people.models import Person, Service
from qa_app.refusals import Refusal
from qa_app.trail import record

from .models import Receiver, Settings
from .queries import THE_ONE, Clocks, get_settings, receivers_of

MOST_RECEIVERS = 5
LONGEST = Clocks(minutes_to_acknowledge=1440, minutes_per_step=1440, days_to_answer_an_inadequate=90)


class StaleSettingsRefusal(Refusal):
    """Somebody else changed the settings while this form lay open."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed the settings while you were working", "Nothing was overwritten.")


def change_clocks(clocks: Clocks, *, seen: int, by: Person | None) -> None:
    """Set every clock. Concerns that were sent already keep the clock that they were sent with.

    :param seen: the version of the settings that whoever asks for the change had before them.
    :raises StaleSettingsRefusal: when they are others by now.
    :raises Refusal: for a clock that does not run, or runs too long.
    """
    wanted, longest = asdict(clocks), asdict(LONGEST)
    if any(not 0 < wanted[name] <= longest[name] for name in wanted):
        raise Refusal("This is no clock to run by", "Choose a time within what is offered. Nothing was changed.")
    settings = _settings_as_seen(seen)
    for name, value in wanted.items():
        setattr(settings, name, value)
    record("settings:clocks", settings, by=by, **wanted)


def name_receivers(service: Service, people: Sequence[Person], *, seen: int, by: Person | None) -> None:
    """Say who receives the concerns of a service, the first to be told first. Nobody: the heads of the service do.

    Whoever receives a concern reads what was seen of a child. So, as with roles, nobody lets themselves in: only a QA
    manager, who reads every concern anyway, may name themselves.

    :raises StaleSettingsRefusal: when the settings are others by now.
    :raises Refusal: when somebody is named twice, has no open account, or names themselves.
    """
    ids = [person.id for person in people]
    if len(set(ids)) != len(ids) or len(ids) > MOST_RECEIVERS:
        raise Refusal("Nobody can be named twice", f"Name at most {MOST_RECEIVERS} people. Nothing was changed.")
    settings, before = _settings_as_seen(seen), receivers_of(service)
    had = {receiver.person_id for receiver in before}
    for person in people:
        if not person.is_active:
            raise Refusal(f"The account of {person.name} is closed", "Choose somebody else. Nothing was changed.")
        if by is not None and person.id == by.id and person.id not in had and not by.has(Role.QA_MANAGER):
            raise Refusal("You cannot name yourself", "Ask the QA manager to do it. Nothing was changed.")
    kept = {receiver.person_id: receiver for receiver in before if receiver.person_id in ids}
    for receiver in before:
        if receiver.person_id not in kept:
            db.session.delete(receiver)
    for position, number in enumerate(ids, start=1):
        receiver = kept.get(number) or Receiver(service_id=service.id, person_id=number)
        receiver.position = position
        db.session.add(receiver)
    # The receivers are rows of their own: the revision must move with them too.
    settings.revision = (settings.revision or 0) + 1
    record("settings:receivers", settings, by=by, service=service.id, people=ids)


def _settings_as_seen(seen: int) -> Settings:
    """The one row, to be changed; made with the defaults where nothing was changed before."""
    settings = get_settings()
    if seen != (settings.revision if settings else 0):
        raise StaleSettingsRefusal
    if settings is None:
        settings = Settings(id=THE_ONE, **asdict(Clocks()))
        db.session.add(settings)
    return settings
