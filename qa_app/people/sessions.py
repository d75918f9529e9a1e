"""Who is signed in. The browser holds a signed cookie with a token; the server holds the token's hash.

A session is fixed to the person it was begun for, ends on the server when it is signed out of, and ends by itself
after an idle time and, whatever is done in it, after an absolute time.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, login_user

from qa_app.db import now

from .models import Person, SignIn
from .queries import sign_in_with_token

NOTE_EVERY = timedelta(seconds=30)
"""How often the cookie is renewed with the time it was last used."""

ASKING = "session.left"
"""The endpoint at which a page asks how long is left. Asking is no use of the session, or it would never end."""


@dataclass(frozen=True)
class Left:
    """When this session ends by itself.

    :ivar idle: if nothing more is done in it.
    :ivar at_most: whatever is done in it.
    """

    idle: datetime
    at_most: datetime

    @property
    def ends(self) -> datetime:
        return min(self.idle, self.at_most)

    @property
    def seconds(self) -> float:
        """Until it ends; 0 where that is past."""
        return max(0.0, (self.ends - now()).total_seconds())

    @property
    def can_stay(self) -> bool:
        """Whether using it now would put its end off beyond the time for which a page warns of it."""
        return self.at_most - now() > _warning()

    @property
    def minutes_of_rest(self) -> int:
        """Whole minutes in which no page needs to warn."""
        return max(0, (timedelta(seconds=self.seconds) - _warning()) // timedelta(minutes=1))


def _warning() -> timedelta:
    before_the_end: timedelta = current_app.config["SESSION_WARNING"]
    return before_the_end


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(person: Person, token: str) -> None:
    """Put the new session in the browser, and nothing of the old one."""
    session.clear()
    # A form token made earlier in this request is of the session that has just gone.
    g.pop("csrf_token", None)
    session["token"] = token
    note_use()
    g.begun_at = now()
    login_user(person)


def note_use() -> None:
    """The idle time begins anew."""
    session["used"] = now().timestamp()


def left() -> Left:
    """When the session of whoever is signed in ends by itself."""
    settings = current_app.config
    used = datetime.fromtimestamp(session["used"], UTC)
    return Left(used + settings["SESSION_IDLE"], g.begun_at + settings["SESSION_ABSOLUTE"])


def current_sign_in() -> SignIn | None:
    """The sign-in that this browser's cookie stands for, while it is still good."""
    token, used = session.get("token"), session.get("used")
    if not isinstance(token, str) or not isinstance(used, int | float):
        return None
    found = sign_in_with_token(token_hash(token))
    moment = now()
    idle = moment - datetime.fromtimestamp(used, UTC)
    if found is None or found.ended_at is not None or idle > current_app.config["SESSION_IDLE"]:
        return None
    if moment - found.at > current_app.config["SESSION_ABSOLUTE"]:
        return None
    if idle > NOTE_EVERY and request.endpoint != ASKING:
        note_use()
    g.begun_at = found.at
    return found


def _person_of_session(person_id: str) -> Person | None:
    found = current_sign_in()
    if found is None or str(found.person_id) != person_id or not found.person.is_active:
        return None
    return found.person


def init_app(app: Flask) -> None:
    # Flask-Login's own protection would bind the session to the address, which changes under people who move about.
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(_person_of_session)
    app.jinja_env.globals["session_left"] = left
