"""Nothing typed is lost: a form that came too late is held, shown again, and can still be saved.

Every form carries ``form_of``: the path it belongs to and the person it was given to, signed. So a form can
never be saved on another thing than the one it was opened for, and what one person typed is never offered to
the next one at the same machine. While somebody signs in again, the held fields travel through the sign-in
page with ``held.`` before their names, so that they cannot be taken for the fields of that page.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

Fields = list[tuple[str, str]]

TRAVELLING = "held."
"""What stands before a held field's name on the sign-in page."""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="form-of")


def form_of(path: str = "") -> str:
    """The signed word that ties a form to where it is posted and to whom it was given."""
    return _signer().dumps([path or request.path, current_user.get_id()])


def _owner(word: str) -> tuple[str, str] | None:
    """The path and person that a form was made for; ``None`` where it carries no true word of it."""
    try:
        path, person = _signer().loads(word)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(path), str(person)


def belongs_here() -> bool:
    """Whether the posted form says truly that it was made for this path and for the person signed in."""
    return _owner(request.form.get("form_of", "")) == (request.path, current_user.get_id())


def claims_otherwise() -> bool:
    """Whether the posted form was made for another path or person, or its word of that is forged."""
    return "form_of" in request.form and not belongs_here()


def is_sign_in() -> bool:
    return request.endpoint == "sign_in.sign_in"


def _is_held(name: str) -> bool:
    """A password is never shown again, and a token is of its own session."""
    return name != "csrf_token" and not name.endswith("password")


def held_fields(owner: str | None = None) -> Fields:
    """What was typed, as name and text in order: only for a form that truly was made for this path.

    :param owner: the id of the person whose form it must be, where that is already known.
    """
    before = TRAVELLING if is_sign_in() else ""
    path = request.form.get("next", "") if is_sign_in() else request.path
    made_for = _owner(request.form.get(f"{before}form_of", ""))
    if made_for is None or made_for[0] != path or (owner is not None and made_for[1] != owner):
        return []
    sent = [
        (name.removeprefix(before), text) for name, text in request.form.items(multi=True) if name.startswith(before)
    ]
    return [(name, text) for name, text in sent if _is_held(name)]


def is_writing(text: str) -> bool:
    """Whether a held text is worth showing: words, not the ticks, codes and numbers that travel with them."""
    return len(text.split()) > 1


def init_app(app: Any) -> None:
    app.jinja_env.globals["form_of"] = form_of
    app.jinja_env.tests["writing"] = is_writing
