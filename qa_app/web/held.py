"""Nothing typed is lost: a form that came too late is held, shown again, and can still be saved.

Every form carries ``form_of``: the path it belongs to and the person it was given to, signed. So a form can
never be saved on another thing than the one it was opened for, and what one person typed is never offered to
the next one at the same machine.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

NOT_HELD = {"csrf_token", "password", "email", "next"}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="form-of")


def form_of(path: str = "") -> str:
    """The signed word that ties a form to where it is posted and to whom it was given."""
    return _signer().dumps([path or request.path, current_user.get_id()])


def _owner() -> tuple[str, str] | None:
    """The path and person that the posted form was made for; ``None`` where it carries no true word of it."""
    try:
        path, person = _signer().loads(request.form.get("form_of", ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(path), str(person)


def belongs_here() -> bool:
    """Whether the posted form says truly that it was made for this path and for the person signed in."""
    return _owner() == (request.path, current_user.get_id())


def claims_otherwise() -> bool:
    """Whether the posted form was made for another path or person, or its word of that is forged."""
    return "form_of" in request.form and not belongs_here()


def held_fields(owner: str | None = None) -> list[tuple[str, str]]:
    """What was typed, as name and text in order: only for a form that truly was made for this path.

    :param owner: the id of the person whose form it must be, where that is already known.
    """
    made_for = _owner()
    path = request.form.get("next", "") if request.endpoint == "sign_in.sign_in" else request.path
    if made_for is None or made_for[0] != path or (owner is not None and made_for[1] != owner):
        return []
    return [(name, text) for name, text in request.form.items(multi=True) if name not in NOT_HELD]


def init_app(app: Any) -> None:
    app.jinja_env.globals["form_of"] = form_of
