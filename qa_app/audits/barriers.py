"""What holds an audit back from being sent, as the features that stand above this one know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .models import Audit


@dataclass(frozen=True)
class Barrier:
    """Why an audit cannot be sent yet, what to do, and the page of this service to do it on, with its link."""

    message: str
    because: str
    path: str
    link: str


Look = Callable[[Audit], Barrier | None]
_looks: list[Look] = []


def before_sending(look: Look) -> Look:
    """Have ``look`` asked, for each audit that is about to be sent, whether anything holds it back."""
    _looks.append(look)
    return look


def barriers_of(audit: Audit) -> list[Barrier]:
    return [barrier for look in _looks if (barrier := look(audit)) is not None]
