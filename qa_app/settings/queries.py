"""Reading what the council decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from qa_app.db import db
from qa_app.people.models import Person, Service

from .models import Receiver, Settings

THE_ONE = 1
"""The id of the one row of settings."""


@dataclass(frozen=True)
class Clocks:
    """How long people have: two clocks of concerns in minutes, and one of Inadequate audits in days."""

    minutes_to_acknowledge: int = 60
    minutes_per_step: int = 30
    days_to_answer_an_inadequate: int = 10


def get_settings() -> Settings | None:
    """The row as it is at this moment; None where nothing was ever changed."""
    return db.session.get(Settings, THE_ONE, populate_existing=True)


def clocks() -> Clocks:
    found = get_settings()
    if found is None:
        return Clocks()
    return Clocks(found.minutes_to_acknowledge, found.minutes_per_step, found.days_to_answer_an_inadequate)


def settings_version() -> int:
    """What a form carries to say which settings it was opened on; 0 where nothing was ever changed."""
    found = get_settings()
    return found.revision if found else 0


def receivers_of(service: Service) -> Sequence[Receiver]:
    """Who was named to receive the concerns of a service, in order; closed accounts among them."""
    named = select(Receiver).where(Receiver.service_id == service.id)
    return db.session.scalars(named.order_by(Receiver.position).execution_options(populate_existing=True)).all()


def people_named_for(service: Service) -> list[Person]:
    """Those of them whose accounts are open."""
    return [receiver.person for receiver in receivers_of(service) if receiver.person.is_active]
