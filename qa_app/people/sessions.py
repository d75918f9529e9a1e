"""Who is signed in. The browser holds a signed cookie with a token; the server holds the token's hash.

A session is fixed to the person it was begun for, ends on the server when it is signed out of, and ends by itself
after an idle time and, whatever is done in it, after an absolute time.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, session
from flask_login import LoginManager, login_user

from qa_app.db import now

from .models import Person, SignIn
from .queries import sign_in_with_token

NOTE_EVERY = timedelta(seconds=30)
"""How often the cookie is renewed with the time it was last used."""


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
    session["used"] = now().timestamp()
    login_user(person)


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
    if idle > NOTE_EVERY:
        session["used"] = moment.timestamp()
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
