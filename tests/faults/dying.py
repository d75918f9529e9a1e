"""The application as a worker that kills itself: once, at a chosen point of one kind of request."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from config import Config
from qa_app import create_app


def served(address: str, secret: str, *, point: str, path: str, mark: str) -> Flask:
    """What gunicorn serves.

    :param point: where to die: ``amid`` the rows, when the trail's event is about to be written; ``before`` the
        commit, when all rows are written; ``after`` it, before anything is answered.
    :param path: how the path of the requests to die in ends.
    :param mark: a file that stands for having died; the worker that comes next lives on.
    """
    die = _killer(path, mark)
    if point == "amid":
        event.listen(Engine, "before_cursor_execute", _only(die, "INSERT INTO trail_event"))
    elif point == "before":
        event.listen(Engine, "commit", die)
    elif point == "after":
        event.listen(Session, "after_commit", die)
    else:
        raise ValueError(point)
    return create_app(Config(SECRET_KEY=secret, SQLALCHEMY_DATABASE_URI=address, SESSION_COOKIE_SECURE=False))


def _killer(path: str, mark: str) -> Callable[..., None]:
    def die(*_: Any) -> None:
        if not (has_request_context() and request.method == "POST" and request.path.endswith(path)):
            return
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    return die


def _only(die: Callable[..., None], opening: str) -> Callable[..., None]:
    def at(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(opening):
            die()

    return at
